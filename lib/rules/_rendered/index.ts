export { type Context, contextOf, isNamespace, type TenantNamespace, type TenantPod } from './context';
export { type Data, labels, list, map, maps, type Step, text, texts } from './data';
export { Files } from './files';
export { describeObject, groupOf, identity, identityOf } from './identity';
export { annotationsOf, isKind, labelsOf, namespaceOf, type Rendered } from './object';
export { type PodContainer, podOf } from './pods';
export { isFluxKustomization, type Reconciled } from './reconciled';
