export { CONTAINER_DEFAULTS, DEFAULT_USER } from './container-defaults';
export { type LoadedSettings, loadModel, type SettingsFolders } from './load';
export { CLUSTER_NO_PROXY, javaNonProxyHosts, noProxyOf } from './no-proxy';
export type * from './types';
