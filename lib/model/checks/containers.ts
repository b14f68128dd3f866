import { RUNTIME_VARIABLES } from '../../settings/environment-variables';
import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { enumerate } from '../../settings/text';
import { allowEntries } from '../allowed-hosts';
import type { TenantDraft, WorkloadDraft } from '../draft';
import { isOpen, serviceOf } from '../service-names';
import type { Report, TenantCheck } from './_check';
import { clash } from './_clash';
import { type ContainerAt, containersOf, workloadsOf } from './_containers';

const ROLES: Readonly<Record<ContainerAt['role'], string>> = {
  main: 'the main container',
  init: 'an init container',
  sidecar: 'a sidecar',
};

/** Keys of a pod's containers that contradict each other. */
export const checkContainers: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    const containers = containersOf(workload, path);
    checkNames(containers, tenant, report);
    checkPorts(containers, workload, tenant, report);
    for (const container of containers) {
      const { runtime, env } = container.data;
      if (runtime && Object.hasOwn(env ?? {}, RUNTIME_VARIABLES[runtime])) {
        report(
          'variable-reserved',
          [...container.path, 'env', RUNTIME_VARIABLES[runtime]],
          `is set for every container of the runtime ${runtime}; leave it out, or remove runtime`,
        );
      }
      checkNode(container, tenant, report);
      checkProbes(container, tenant, report);
    }
  }
};

function checkNames(containers: readonly ContainerAt[], tenant: TenantDraft, report: Report): void {
  const names = new Map<string, { readonly path: Path; readonly role: ContainerAt['role'] }>();
  for (const { name, namePath: path, role } of containers) {
    if (name === undefined) continue;
    const first = names.get(name);
    if (!first) names.set(name, { path, role });
    // Two of one list are reported where the names of lists are checked.
    else if (first.role !== role) {
      const { at, other } = clash(tenant, first, { path, role });
      report(
        'container-name-taken',
        at,
        `${name} is also the name of ${ROLES[other.role]} of this pod; rename one of them`,
      );
    }
  }
}

interface PortAt {
  readonly path: Path;
  readonly name: string;
  readonly container: string;
  readonly containerPath: Path;
}

function checkPorts(containers: readonly ContainerAt[], workload: WorkloadDraft, tenant: TenantDraft, report: Report) {
  const numbers = new Map<number, PortAt>();
  const targets = new Set(serviceOf(workload)?.ports.map(({ targetPort }) => targetPort));
  const names = new Map<string, PortAt>();
  for (const { data, name: container = 'another container', path: containerPath } of containers) {
    for (const [index, { port, name = '' }] of (data.ports ?? []).entries()) {
      const ours = (key: 'name' | 'port') => ({
        path: [...containerPath, 'ports', index, key],
        name,
        container,
        containerPath,
      });
      const namesake = names.get(name);
      if (!namesake) names.set(name, ours('name'));
      // Two of one container are reported where the names of lists are checked.
      else if (namesake.containerPath !== containerPath && targets.has(name)) {
        const { at, other } = clash(tenant, namesake, ours('name'));
        const why = `both are ports of the Service ${workload.name}; rename one of them`;
        report('port-name-taken', at, `${name} is also the name of a port of ${other.container}, and ${why}`);
      }
      const same = port === undefined ? undefined : numbers.get(port);
      if (same) {
        const { at, other } = clash(tenant, same, ours('port'));
        report('port-taken', at, `${port} is already used by ${other.container} (${other.name}) in this pod`);
      } else if (port !== undefined) numbers.set(port, ours('port'));
    }
  }
}

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
      report('probe-ambiguous', [...at, 'command'], 'and path exclude each other; keep one of them');
    if (command !== undefined && port !== undefined)
      report('probe-ambiguous', [...at, 'port'], 'has no effect together with a command; remove it');
    if (!known || command !== undefined || ['command', 'port'].some((key) => wasWrong([...at, key]))) continue;
    if (port === undefined && ports.length !== 1) {
      const which = ports.length === 0 ? 'the container has none' : `the container has ${enumerate(ports)}`;
      report('probe-port', [...at, 'port'], `is missing: which port to ask; ${which}`);
    }
    if (typeof port === 'string' && !ports.includes(port)) {
      report(
        'probe-port',
        [...at, 'port'],
        `${port} is not a port of this container${didYouMean(port, ports) || (ports.length ? `; available: ${ports.join(', ')}` : '')}`,
      );
    }
  }
}
