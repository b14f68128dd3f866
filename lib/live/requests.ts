import { covers } from '../model/allowed-hosts';
import type { Tenant } from '../model/types';
import { endpointOf } from '../settings/probe';
import { type Answer, answerOf, apiServerUrl, directAnswerOf, type Round } from './answers';
import { containersOf, type LivePod, podsOf } from './pods';
import { probeRound } from './probe-pod';
import type { World } from './types';

/** Answers with the address that a request came from, as the seed's own validation has it. */
const DEFAULT_URL = 'https://ifconfig.me/ip';

/** The address to ask for; undefined: the tenant's allow list has none that is known to answer with an address. */
export function targetOf({ environment }: World, { egress }: Tenant): string | undefined {
  const url = environment.probe?.url ?? DEFAULT_URL;
  const { host, port } = endpointOf(url);
  return egress.allow === undefined || covers(egress.allow, host, port) ? url : undefined;
}

/**
 * One round for each workload that has a pod with curl, and one of a pod of our own if it may be created. Asked once,
 * for every account.
 */
export function roundsOf(world: World, tenant: Tenant): Promise<readonly Round[]> {
  return world.once(`rounds of ${tenant.name}`, async () => {
    const url = targetOf(world, tenant);
    if (url === undefined) return [];
    const pods = await podsOf(world, tenant);
    const chosen = tenant.workloads.flatMap(({ name }) => {
      const own = pods.filter((pod) => pod.workload === name && pod.node !== undefined);
      return own.find(({ isReady }) => isReady) ?? own[0] ?? [];
    });
    const rounds = await Promise.all(chosen.map((pod) => roundOf(world, tenant, pod, url)));
    const own = world.options.probe ? [await probeRound(world, tenant, url)] : [];
    return [...rounds.filter(({ through }) => through.kind !== 'no client'), ...own];
  });
}

async function roundOf(world: World, tenant: Tenant, pod: LivePod, url: string): Promise<Round> {
  const workload = tenant.workloads.find(({ name }) => name === pod.workload);
  const container = workload?.container.name ?? String(containersOf(pod.spec)[0]?.name);
  const curl = (...args: readonly string[]) =>
    world.cluster.exec(pod.namespace, pod.name, container, ['curl', '--silent', '--show-error', ...args]);
  const directly = async (...args: readonly string[]) =>
    directAnswerOf(await curl('--noproxy', '*', '--max-time', '4', ...args));
  const through = answerOf(await curl('--fail', '--max-time', '15', url));
  const none: Answer = { kind: 'no client' };
  const [direct, apiServer] =
    through.kind === 'no client'
      ? [none, none]
      : await Promise.all([directly(url), directly('--insecure', apiServerUrl(world))]);
  return { object: `Pod ${pod.namespace}/${pod.name}`, url, through, direct, apiServer };
}
