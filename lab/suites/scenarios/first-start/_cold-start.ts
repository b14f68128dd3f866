import { join } from 'node:path';
import type { Environment } from '../../../../lib';
import type { Cluster } from '../_cluster';
import { EARLY } from '../_settings';
import { emptyCluster } from './_empty';
import { Probes } from './_probes';
import { Watch } from './_watch';

/** One start from an empty cluster; times in milliseconds after `flux bootstrap`. */
export interface ColdStart {
  /** When the last network policy of a tenant was created, or the last binding of an admission policy if that was later. */
  readonly policiesCreated: number;
  /** From when on admission refused what it has to; undefined: it did not. */
  readonly admissionInForce?: number;
  /** Requests in tenants' namespaces that admission has to refuse, and did not, as it was not in force. */
  readonly unjudged: number;
  readonly firstPodCreated: number;
  /** When the first container of a tenant wrote its first line. */
  readonly firstPodStarted: number;
  /** Packets that reached the web past the proxies, and requests that it answered. */
  readonly packets: number;
  readonly answers: number;
}

const NETWORK = '/apis/networking.k8s.io/v1/networkpolicies';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

/**
 * Empties the cluster and takes README's steps: applies the platform, installs Flux from the repository as `flux bootstrap`
 * does. Waits until all pods have tried.
 */
export async function coldStart(cluster: Cluster, environment: Environment): Promise<ColdStart> {
  const { lab } = cluster;
  await emptyCluster(lab, cluster.project.output, environment.name);
  const namespaces = cluster.tenantNamespaces();
  const before = { packets: await cluster.witness.packets(), answers: answers(cluster) };
  const kinds = ['/api/v1/pods', NETWORK, ADMISSION];
  const [pods, network, admission] = await Promise.all(kinds.map((kind) => Watch.start(lab, kind)));
  const watches = [pods, network, admission] as Watch[];
  const probes = namespaces.map((namespace) => new Probes(lab.api, namespace));
  const platform = join(cluster.project.output, 'dist/overlays', environment.name, 'platform');
  expect(await lab.kubectl(['apply', '--server-side', '--kustomize', platform])).toMatchObject({ code: 0 });
  const start = Date.now();
  await lab.bootstrapFlux(environment);
  await cluster.isDeployed();
  const started = await Promise.all(namespaces.map((namespace) => firstLines(cluster, namespace)));
  for (const watch of watches) watch.stop();
  const judged = await Promise.all(probes.map((probe) => probe.stop()));
  const inForce = judged.map((one) => one.inForce ?? Number.POSITIVE_INFINITY);
  const policies = [...created(network, namespaces), ...(admission?.created ?? []).map(({ at }) => at)];
  return {
    policiesCreated: Math.max(...policies) - start,
    ...(inForce.every(Number.isFinite) ? { admissionInForce: Math.max(...inForce) - start } : {}),
    unjudged: judged.reduce((sum, { accepted }) => sum + accepted, 0),
    firstPodCreated: Math.min(...created(pods, namespaces)) - start,
    firstPodStarted: Math.min(...started.flat()) - start,
    packets: (await cluster.witness.packets()) - before.packets,
    answers: answers(cluster) - before.answers,
  };
}

function created(watch: Watch | undefined, namespaces: readonly string[]): number[] {
  return (watch?.created ?? [])
    .filter(({ object }) => namespaces.includes(object.metadata.namespace ?? ''))
    .map(({ at }) => at);
}

/** When the pods of a namespace wrote their first line, by the container runtime's clock, once they have tried. */
async function firstLines(cluster: Cluster, namespace: string): Promise<number[]> {
  const pods = await cluster.pods(namespace, 'web');
  expect(pods).not.toEqual([]);
  return Promise.all(
    pods.map(({ metadata }) =>
      cluster.lab.waitFor(`${namespace}/${metadata.name} has tried`, async () => {
        const path = `/api/v1/namespaces/${namespace}/pods/${metadata.name}/log?timestamps=true`;
        const { body } = await cluster.lab.api.request('GET', path);
        return String(body).includes('tried') ? Date.parse(String(body).split(' ')[0] ?? '') : undefined;
      }),
    ),
  );
}

function answers({ lab }: Cluster): number {
  return lab.internet.requests().filter(({ path }) => path === EARLY).length;
}
