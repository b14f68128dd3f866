export { allowLists, allowListText, reachablePorts } from './allow-list';
export { applyScript } from './apply-script';
export { nftables } from './nftables';
export { proxyFiles, vmFolder } from './proxy-files';
export { squidConf } from './squid-conf';
