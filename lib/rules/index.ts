export {
  API_SERVER_PORT,
  CONFIG_KEYS,
  GATEWAY,
  ISOLATION_LABEL,
  infraOf,
  KUSTOMIZATION,
  LINK_LOCAL,
  NFTABLES_CONF,
  NOT_PUBLIC,
  overlayOf,
  SQUID_CONF,
  TENANT_LABEL,
} from './_names';
export {
  type Context,
  contextOf,
  Files,
  isKind,
  isNamespace,
  labelsOf,
  list,
  map,
  maps,
  type PodContainer,
  type Rendered,
  type Step,
  type TenantPod,
} from './_rendered';
export { settingsPath } from './_settings-path';
export { RULES } from './all';
export { catalogue } from './catalogue';
export { pluralOf } from './rbac/_rights';
export type { Example, Rule, RuleDefinition } from './rule';
export { findingsIn, type LocateSetting, placeIn, settle, verify } from './verify';
