export { YamlWriter } from './writer';
