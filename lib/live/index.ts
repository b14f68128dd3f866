export { checkTitles, type LiveFinding, type LiveLine, type LiveReport, liveRole, lookAt } from './run';
