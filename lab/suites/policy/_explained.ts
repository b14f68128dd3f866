import { explain, type Verdict, type World, worldOf } from '../../../lib/explain';
import type { Datapath } from '../../../lib/network-policy';
import { requireTarget } from '../../../lib/settings/target';
import { model, tenant } from '../../testbed/settings';
import type { Place } from './_world';

const NOWHERE = { locate: () => undefined, allowed: () => undefined };
/** The label by which a Service has one pod alone. No policy asks for it. */
const ONE = 'policy.lab/pod';

/** Far from the addresses of the lab. */
const FIRST_PROXY = 200;

type Object = World['policies'][number]['object'];

interface Cluster {
  readonly datapath: Datapath;
  readonly privateNetwork: string;
  readonly podCidr: string;
  readonly places: readonly Place[];
}

/** Undefined: the command answers for pods only, and this is another place. */
type Ask = (from: Place, to: Place, port: number) => Verdict | undefined;

/**
 * What the command `explain` says of network policies: each namespace is that of a tenant, each pod that of a workload, and
 * each pod has a headless Service by which it is called.
 */
export function explainer({
  datapath,
  privateNetwork,
  podCidr,
  places,
}: Cluster): (policies: readonly object[]) => Ask {
  const pods = places.flatMap(({ name, endpoint }) => {
    const [namespace = '', workload = ''] = name.split('/');
    if (!('namespace' in endpoint)) return [];
    const own = { ...endpoint, labels: { ...endpoint.labels, [ONE]: workload } };
    const of = rendered({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: workload, namespace } });
    return [{ namespace, workload, of, endpoint: own }];
  });
  const nodes = places.flatMap(({ endpoint, address }) =>
    'node' in endpoint && !('namespace' in endpoint) ? [address] : [],
  );
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const tenants = namespaces.map((namespace, index) => ({
    ...withNodes(tenant(namespace, FIRST_PROXY + index, {}), nodes),
    workloads: pods
      .filter((pod) => pod.namespace === namespace)
      .map(({ workload }) => ({ name: workload }) as (typeof model.tenants)[number]['workloads'][number]),
  }));
  const { environment } = model;
  const cluster = { ...environment.cluster, privateNetwork, podCidr };
  const base = worldOf([], [], { environment: { ...environment, cluster }, tenants }, NOWHERE);
  const world: World = {
    ...base,
    datapaths: [datapath],
    namespaces: new Map(pods.map(({ namespace, endpoint }) => [namespace, endpoint.namespaceLabels])),
    pods: pods.map(({ of, endpoint }) => ({ of, endpoint })),
    context: {
      ...base.context,
      pods: pods.flatMap(({ namespace, of, endpoint }) =>
        tenants
          .filter(({ name }) => name === namespace)
          .map((each) => ({
            of,
            tenant: each,
            labels: endpoint.labels,
            annotations: {},
            spec: {},
            path: [],
            containers: [],
          })),
      ),
      find: (_, kind, name, namespace) =>
        kind === 'Service' && pods.some((pod) => pod.workload === name && pod.namespace === namespace)
          ? rendered({
              apiVersion: 'v1',
              kind,
              metadata: { name, namespace: namespace ?? '' },
              spec: { clusterIP: 'None', selector: { [ONE]: name } },
            })
          : undefined,
    },
  };
  return (policies) => {
    const judged: World = { ...world, policies: policies.map((each) => rendered(each as Object)) };
    return (from, to, port) => {
      const [namespace, workload] = from.name.split('/');
      const asking = tenants.find(({ name }) => name === namespace);
      if (!asking || workload === undefined) return undefined;
      const host = 'namespace' in to.endpoint ? to.name.split('/').reverse().join('.') : to.address;
      const { ways } = explain(judged, { tenant: asking, workload, target: requireTarget(`tcp://${host}:${port}`) });
      const hops = ways.find(({ by }) => by === 'direct')?.hops ?? [];
      return hops.find(({ hop }) => hop === 'network policy')?.verdict;
    };
  };
}

function withNodes(of: ReturnType<typeof tenant>, sources: readonly string[]): ReturnType<typeof tenant> {
  return { ...of, nodePool: { ...of.nodePool, sources: [...sources] } };
}

function rendered(object: Object): World['policies'][number] {
  return { object, files: ['policy.yaml'] };
}
