export { joinLine } from './join';
export { PodAddresses } from './pod-addresses';
export { type PodLine, podRecord } from './pod-record';
export { recordPods } from './record-pods';
export { eachLine, Requests, type Unused } from './requests';
