import { didYouMean } from '../../settings/nearest';
import { serviceOf } from '../service-names';
import type { TenantCheck } from './_check';
import { containersOf, workloadsOf } from './_containers';

/** The Service that a workload asks for, against the ports that its containers have. */
export const checkService: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    const { service, kind } = workload;
    const at = [...path, 'service'];
    if (service === 'none' && kind === 'StatefulSet')
      report(
        'service-required',
        at,
        'cannot be none for a StatefulSet: its Service gives its pods their names; remove it',
      );
    if (service === undefined || service === 'none') continue;
    const { headless = false } = serviceOf(workload) ?? {};
    const ports = containersOf(workload, path).flatMap(({ data }) => data.ports ?? []);
    const names = ports.flatMap(({ name }) => name ?? []);
    const numbers = new Map<number, string>();
    for (const [index, { name = '', port, targetPort = name }] of (service.ports ?? []).entries()) {
      const place = [...at, 'ports', index];
      const other = port === undefined ? undefined : numbers.get(port);
      if (other !== undefined) report('service-port-taken', [...place, 'port'], `${port} is the port ${other} already`);
      if (port !== undefined) numbers.set(port, name);
      if (['name', 'targetPort'].some((key) => tenant.wasWrong([...place, key]))) continue;
      const target = ports.find((one) => one.name === targetPort || one.port === targetPort);
      if (target === undefined) {
        const key = tenant.isSet([...place, 'targetPort']) ? 'targetPort' : 'name';
        const near = typeof targetPort === 'string' ? didYouMean(targetPort, names) : '';
        const available = names.length === 0 ? '; the containers have no ports' : `; available: ${names.join(', ')}`;
        report(
          'service-port-unknown',
          [...place, key],
          `${targetPort} is not a port of a container of this pod${near || available}${key === 'name' ? ', which targetPort can name' : ''}`,
        );
      } else if (headless && port !== undefined && target.port !== undefined && target.port !== port) {
        report(
          'service-port-headless',
          [...place, 'port'],
          `${port} is not the port of the containers, ${target.port}: clients of a headless Service connect to the pods themselves; set port: ${target.port}, or headless: false`,
        );
      }
    }
  }
};
