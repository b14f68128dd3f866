export { type AddressRange, addressBits, formatAddress, holds } from '../lint/addresses';
export { formatRange, parseCidr, without } from './addresses';
export { labelClasses, NAMESPACE_NAME, type NamespaceClass, namespaceClasses } from './classes';
export { type Extra, extras, type Grant, missing, type Namespaces } from './compare';
export { type Datapath, visibleLabels } from './datapath';
export { answersBetween, type Decision, decide, type Enforcement, policiesFor } from './decide';
export type { Connection, Endpoint, OutsideEndpoint, PodEndpoint } from './endpoints';
export {
  denies,
  deniesIpv6,
  isDenyOnly,
  KUBERNETES_ORDER,
  netsOf,
  type Packet,
  portsOf,
  readDenyPolicy,
} from './global-policy';
export { leftOutDirection, readPolicy, readSelector } from './read-policy';
export { selects } from './selectors';
export { addressSights } from './sights';
export { LAST_PORT, type Labels, type Policy, type PortRange, PROTOCOLS, type Protocol, type Selector } from './types';
