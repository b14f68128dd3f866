import { RUNTIME_VARIABLES } from '../../settings/environment-variables';
import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { enumerate } from '../../settings/text';
import { allowEntries } from '../allowed-hosts';
import type { TenantDraft } from '../draft';
import { isOpen } from '../service-names';
import type { Report, TenantCheck } from './_check';
import { type ContainerAt, containersOf, hasService, workloadsOf } from './_containers';

/** What the containers of a pod say that does not go together. */
export const checkContainers: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    const names = new Map<string, ContainerAt>();
    const listening = new Map<number, string>();
    const portNames = new Map<string, ContainerAt>();
    for (const container of containersOf(workload, path)) {
      const { name, data } = container;
      // Two of one list are told of where the names of lists are judged.
      const same = name === undefined ? undefined : names.get(name);
      if (same && same.role !== container.role)
        report(
          'container-name-taken',
          container.namePath,
          `${name} is the name of another container of this pod already`,
        );
      if (name !== undefined && !same) names.set(name, container);
      for (const [index, { port, name: portName = '' }] of (data.ports ?? []).entries()) {
        // Two of one container are reported where the names of lists are judged.
        const namesake = portNames.get(portName);
        if (!namesake) portNames.set(portName, container);
        else if (namesake !== container && hasService(workload))
          report(
            'port-name-taken',
            [...container.path, 'ports', index, 'name'],
            `${portName} is the name of a port of ${namesake.name ?? 'another container'} already, and both are ports of the Service ${workload.name}; rename one of them`,
          );
        if (port === undefined) continue;
        const other = listening.get(port);
        if (other)
          report(
            'port-taken',
            [...container.path, 'ports', index, 'port'],
            `${port} is taken by ${other} in this pod already`,
          );
        else listening.set(port, `${name ?? 'another container'} (${portName})`);
      }
      const { runtime } = data;
      if (runtime && Object.hasOwn(data.env ?? {}, RUNTIME_VARIABLES[runtime])) {
        report(
          'variable-reserved',
          [...container.path, 'env', RUNTIME_VARIABLES[runtime]],
          `is set for every container of the runtime ${runtime}; leave it out, or drop runtime`,
        );
      }
      checkNode(container, tenant, report);
      checkProbes(container, tenant, report);
    }
  }
};

/** The first Node whose fetch asks a proxy for http:// URLs without a tunnel. */
const NODE_WITHOUT_TUNNELS = 26;

function checkNode({ data, path }: ContainerAt, tenant: TenantDraft, report: Report): void {
  if (data.runtime !== 'node' || Number(/(?:^|\/)node:(\d+)/.exec(data.image ?? '')?.[1]) >= NODE_WITHOUT_TUNNELS)
    return;
  const allow = allowEntries(tenant);
  const { mode } = tenant.data.egress ?? {};
  const web = isOpen({ allow, mode }) ? { host: 'any host' } : allow?.find(({ ports = [] }) => ports.includes(80));
  if (!web) return;
  report(
    'node-fetch-http',
    [...path, 'runtime'],
    `fetch of Node before ${NODE_WITHOUT_TUNNELS} cannot reach http:// URLs of ${web.host} (egress.allow, port 80): use https://, or Node ${NODE_WITHOUT_TUNNELS}`,
  );
}

function checkProbes({ data, path }: ContainerAt, { wasWrong }: TenantDraft, report: Report): void {
  const ports = (data.ports ?? []).flatMap(({ name }) => name ?? []);
  const known = ports.length === (data.ports ?? []).length && !wasWrong([...path, 'ports']);
  for (const [key, probe] of Object.entries(data.probes ?? {})) {
    const at: Path = [...path, 'probes', key];
    const { path: url, command, port } = probe ?? {};
    if (url !== undefined && command !== undefined)
      report('probe-ambiguous', [...at, 'command'], 'is one way to ask and path another; keep one of them');
    if (command !== undefined && port !== undefined)
      report('probe-ambiguous', [...at, 'port'], 'says nothing beside a command; drop it');
    if (!known || command !== undefined || ['command', 'port'].some((key) => wasWrong([...at, key]))) continue;
    if (port === undefined && ports.length !== 1) {
      const which = ports.length === 0 ? 'the container has none' : `the container has ${enumerate(ports)}`;
      report('probe-port', [...at, 'port'], `is missing: which port to ask; ${which}`);
    }
    if (typeof port === 'string' && !ports.includes(port)) {
      report(
        'probe-port',
        [...at, 'port'],
        `${port} is no port of this container${didYouMean(port, ports) || (ports.length ? `; there is ${ports.join(', ')}` : '')}`,
      );
    }
  }
}
