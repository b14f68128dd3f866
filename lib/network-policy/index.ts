export { type AddressRange, addressBits, formatAddress, holds } from '../lint/addresses';
export { parseCidr, without } from './addresses';
export { labelClasses, NAMESPACE_NAME } from './classes';
export { type Extra, extras, type Grant, missing, type Namespaces } from './compare';
export { allows, type Connection, type Endpoint, type PodEndpoint, policiesFor } from './decide';
export { readPolicy, readSelector } from './read-policy';
export { selects } from './selectors';
export { LAST_PORT, type Policy, type PortRange } from './types';
