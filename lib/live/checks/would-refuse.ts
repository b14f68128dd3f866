import { list as asList, map as asMap } from '../../data';
import { podTemplateSteps } from '../../kinds';
import type { Tenant } from '../../model/types';
import { REPORT } from '../../vocabulary';
import { unscheduled } from '../as-written';
import { lastWords, warningsOf } from '../kubectl';
import type { LiveObject } from '../live-object';
import { list } from '../rights';
import type { Check, Result, World } from '../types';

/** What makes pods, as kubectl lists it, with the path of the pod template. */
const TEMPLATED = ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch', 'jobs.batch'];

export const check: Check = {
  title: 'with guardrails: report, which running objects would be refused (asked by dry runs, which create nothing)',
  rights: [
    ...list('apps', 'deployments', 'statefulsets', 'daemonsets'),
    ...list('batch', 'jobs', 'cronjobs'),
    ...list('', 'pods', 'services'),
    { verb: 'create', group: '', resource: 'pods', where: 'tenants' },
    { verb: 'create', group: '', resource: 'services', where: 'tenants' },
  ],
  async run(world) {
    const reporting = world.tenants.filter(({ guardrails }) => guardrails === REPORT);
    return (await Promise.all(reporting.map((tenant) => judge(world, tenant)))).flat();
  },
};

async function judge(world: World, tenant: Tenant): Promise<Result[]> {
  const objects = (
    await Promise.all(
      ['pods', 'services', ...TEMPLATED].map((resource) => world.cluster.list(resource, tenant.namespace)),
    )
  ).flat();
  // What a controller has made is judged where it comes from.
  const own = objects.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
  const results: Result[] = [];
  for (const each of own) {
    const object = `${each.kind} ${tenant.namespace}/${each.metadata.name}`;
    const output = await world.cluster.dryRun(copyOf(each, tenant.namespace));
    const refusals = output.code === 0 ? warningsOf(output) : [lastWords(output)];
    const found = { id: 'live-would-refuse', severity: 'warning' } as const;
    results.push(...refusals.map((message): Result => ({ tenant: tenant.name, object, message, found })));
  }
  if (results.length > 0) return results;
  const message = `nothing of ${own.length} running objects would be refused`;
  return [{ tenant: tenant.name, object: `Namespace ${tenant.namespace}`, message }];
}

/** A Service, or the pod that a workload makes, as someone would create it now. The name is no one’s. */
function copyOf({ apiVersion, kind, metadata, spec }: LiveObject, namespace: string): object {
  const name = 'egress-live-dry-run';
  const marks = ({ labels, annotations }: Readonly<Record<string, unknown>>) => ({ labels, annotations });
  if (kind === 'Service') {
    const { clusterIP, clusterIPs: _, healthCheckNodePort: __, ...rest } = asMap(spec);
    const ports = asList(rest.ports).map((port) => ({ ...asMap(port), nodePort: undefined }));
    const headless = clusterIP === 'None' ? { clusterIP } : {};
    return {
      apiVersion,
      kind,
      metadata: { ...marks(metadata), name, namespace },
      spec: { ...rest, ports, ...headless },
    };
  }
  const template = templateOf({ apiVersion, kind, metadata, spec });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...marks(asMap(template.metadata)), name, namespace },
    spec: unscheduled(asMap(template.spec)),
  };
}

function templateOf(object: LiveObject): Readonly<Record<string, unknown>> {
  const steps = podTemplateSteps(object) ?? [];
  return steps.reduce<Readonly<Record<string, unknown>>>((at, step) => asMap(at[step]), { ...object });
}
