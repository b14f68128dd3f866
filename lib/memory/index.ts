export { Memory } from './memory';
