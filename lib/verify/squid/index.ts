export type { Config, SquidVersion } from './config';
export { type AddressRange, parseCidr } from './decide/addresses';
export { type Decision, decide } from './decide/decide';
export type { SquidRequest } from './decide/request';
export { disk, type Files } from './parser/files';
export { type ParseOptions, parse } from './parser/parse';
export type { Place } from './place';
