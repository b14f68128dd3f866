export { checksum, type Judgement, Memory } from './memory';
