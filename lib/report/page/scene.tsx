import type { EnvironmentReport, ReportData, TenantReport } from '../types';

/** What the dialog is about: a tenant, or a tenant at a destination. */
export interface Shown {
  readonly tenant: TenantReport;
  /** Position in `destinations`. Undefined: the tenant itself. */
  readonly destination?: number;
}

/** What all views get. */
export interface Scene {
  readonly data: ReportData;
  readonly environment: EnvironmentReport;
  /** Those that match the filter. */
  readonly tenants: readonly TenantReport[];
  readonly query: string;
  /** Changes with the filter and the environment: lists begin at their first page again. */
  readonly key: string;
  readonly isPrinted: boolean;
  readonly show: (shown: Shown) => void;
}
