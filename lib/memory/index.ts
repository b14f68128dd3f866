export { checksum, Memory } from './memory';
