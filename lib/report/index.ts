export { reportData } from './data';
export { reportHtml } from './html';
export type { Control, EnvironmentReport, ReportData, TenantReport, Threat } from './types';
