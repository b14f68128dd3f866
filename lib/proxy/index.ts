export { hostName } from './_vm';
export { allowLists, allowListText, reachablePorts } from './allow-list';
export { applyScript } from './apply-script';
export { auditSchema } from './audit-fields';
export { checksumList, checksumOf, deliveredFiles } from './delivered-files';
export { nftables } from './nftables';
export { proxyFiles, vmFolder } from './proxy-files';
export { squidConf } from './squid-conf';
