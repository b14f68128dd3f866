import type { Tenant } from '../../model/types';
import { PLATFORM } from '../../vocabulary';
import type { Monitored } from '../alert';
import type { Described } from './build';
import { dateRows } from './dates';
import { overviewRows } from './overview';
import type { Subject } from './panel';
import { proxyRows } from './proxies';
import { trafficRows } from './traffic';

/** A dashboard of all tenants of an environment. It is the same whatever tenants there are. */
export function environmentDashboard(environment: Monitored): string {
  return render(environment, {
    own: `environment="${environment.name}"`,
    each: 'tenant',
    described: {
      key: PLATFORM,
      title: `Egress: ${environment.name}`,
      description: `Egress of all tenants in ${environment.name}.`,
    },
  });
}

/** A dashboard of one tenant in an environment. */
export function tenantDashboard(environment: Monitored, tenant: Tenant): string {
  return render(environment, {
    own: `environment="${environment.name}", tenant="${tenant.name}"`,
    each: 'proxy',
    tenant,
    described: {
      key: tenant.name,
      title: `Egress: ${tenant.name} in ${environment.name}`,
      description: `Egress of ${tenant.title} in ${environment.name}.`,
    },
  });
}

interface About extends Omit<Subject, 'environment' | 'monitoring'> {
  readonly described: Omit<Described, 'environment' | 'interval'>;
}

/** JSON as Grafana imports it. */
function render(environment: Monitored, { described, ...about }: About): string {
  const { monitoring } = environment;
  const subject: Subject = { ...about, environment, monitoring };
  const rows = [overviewRows, trafficRows, proxyRows, dateRows].flatMap((rowsOf) => rowsOf(subject));
  // Loaded here: Grafana's SDK is of no use to environments without `monitoring`.
  const { toGrafana } = require('./build') as typeof import('./build');
  const dashboard = toGrafana(
    { ...described, environment: environment.name, interval: monitoring.durations.scrape },
    rows,
  );
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
