export { allowLists, allowListText } from './allow-list';
export { nftables } from './nftables';
export { proxyFiles, proxyFolder } from './proxy-files';
export { squidConf } from './squid-conf';
