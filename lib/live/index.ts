export { recordFindings, type Since } from './audit/record';
export { checkTitles, type LiveFinding, type LiveLine, type LiveReport, liveRole, lookAt } from './run';
