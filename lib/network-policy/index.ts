export { type AddressRange, addressBits, formatAddress, holds } from '../lint/addresses';
export { formatRange, parseCidr, without } from './addresses';
export { formatPorts } from './boxes';
export { labelClasses, NAMESPACE_NAME } from './classes';
export { type Extra, extras, type Grant, type Missing, missing, type Namespaces } from './compare';
export { allows, type Connection, type Endpoint, type PodEndpoint, policiesFor } from './decide';
export { readPolicy, readSelector } from './read-policy';
export { selects } from './selectors';
export { LAST_PORT, type Labels, type Policy, type PortRange, type Protocol } from './types';
