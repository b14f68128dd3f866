import type { ApiResponse, KubernetesObject } from '../../../cluster/api';
import { WEB } from '../../../machine/topology';
import { apply, type Change } from '../../_change';
import { pod } from '../tenant-repository/_shop';
import { type Outcome, refused, through } from './_types';
import { type Counted, inNamespace, NAMESPACE, type World } from './_world';

/** Of the tenant's own proxy. */
const OWN_ADDRESS = '203.0.113.10';

/** Whether the API server has taken a request. */
export function accepted({ status, body }: ApiResponse): Outcome {
  return status < 300 ? through(`accepted, ${status}`) : refused(`${status}: ${short(body.message)}`);
}

/** What somebody says at length, in a line that is the same in every run. */
export function short(text: unknown): string {
  const line = String(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b([a-z]+)-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, '$1-…')
    .trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

/** Does something, and looks at the web for requests for this path that have not come from the tenant's own proxy. */
export async function asksTheWeb(world: World, path: string, act: () => Promise<string>): Promise<Outcome> {
  const before = world.asked(path).length;
  const words = await act();
  const addresses = world
    .asked(path)
    .slice(before)
    .map(({ client }) => client)
    .filter((client) => client !== OWN_ADDRESS);
  return addresses.length > 0
    ? through(`the web was asked by ${[...new Set(addresses)].join(', ')}`)
    : refused(`${short(words)}, and nothing of it reached the web`);
}

/** Does something, and counts what arrives outside of what no server there would log. */
export async function arrives(world: World, what: Counted, act: () => Promise<string>): Promise<Outcome> {
  const before = await world.packets(what);
  const words = await act();
  const packets = (await world.packets(what)) - before;
  return packets > 0
    ? through(`${what}: packets have arrived outside`)
    : refused(`${short(words)}, and nothing arrived outside`);
}

/** Runs a command in the tenant's pod that sends something. */
export async function sent(world: World, ...command: readonly string[]): Promise<string> {
  const { code } = await world.inPod('timeout', '2', ...command);
  return `${command[0]} ended with ${code}`;
}

/** What curl means by a number. */
const CODES: Readonly<Record<number, string>> = {
  6: 'no such name',
  7: 'no connection',
  22: 'an error of HTTP',
  28: 'no answer',
  52: 'an empty answer',
  56: 'no tunnel',
};

/** Runs curl in the tenant's pod: past the proxy, or by the one that is named, whatever the pod was told. */
export async function curl(world: World, ...args: readonly string[]): Promise<string> {
  const past = args.includes('--proxy') ? '' : '*';
  const { code, stdout } = await world.inPod('curl', '-s', '--fail', '--noproxy', past, '--max-time', '2', ...args);
  return code === 0 ? `curl: ${stdout}` : `curl: ${CODES[code] ?? 'it failed'} (${code})`;
}

/** Asks the web past the proxy, from the tenant's pod. */
export function leaves(world: World, path: string): Promise<Outcome> {
  return asksTheWeb(world, path, () => curl(world, `http://${WEB}/${path}`));
}

/** What became of a pod. */
export interface Ran {
  /** Why it did not run; undefined: it ran. */
  readonly refusal?: string;
  readonly node?: string;
  readonly output: string;
}

/**
 * A pod of the tenant's that complies but for a change, and runs a script to its end.
 *
 * @param until `Running` for one that does not end by itself
 */
export async function runPod(
  world: World,
  name: string,
  script: string,
  change: Change = {},
  until: 'Running' | 'Succeeded' = 'Succeeded',
): Promise<Ran> {
  const spec = pod((plain) => {
    plain.restartPolicy = 'Never';
    plain.containers[0].command = ['sh', '-c', script];
    apply(change, plain);
  });
  const labels = { 'attack.example/name': name };
  const { status, body } = await world.create('pods', podObject(name, spec, labels));
  if (status >= 300) return { refusal: `${status}: ${short(body.message)}`, output: '' };
  return outcomeOf(world, name, until);
}

export function podObject(name: string, spec: object, labels = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
}

/** Waits until a pod has come as far as it will. */
export async function outcomeOf(world: World, name: string, until: 'Running' | 'Succeeded'): Promise<Ran> {
  const path = inNamespace(`pods/${name}`);
  const found = await world.lab
    .waitFor(
      `${name} has run`,
      async () => {
        const object = await world.lab.api.get(path);
        const { phase, reason } = object?.status ?? {};
        return phase === 'Failed' || phase === 'Succeeded' || phase === until ? { object, phase, reason } : undefined;
      },
      15_000,
    )
    .catch(() => undefined);
  if (!found) return { refusal: 'accepted, and did not start', output: '' };
  const node = found.object?.spec.nodeName as string;
  const { body } = await world.lab.api.request('GET', `${path}/log`);
  // The kubelet has none of a pod that it did not start, and says so in an object.
  const output = typeof body === 'string' ? body : '';
  if (found.phase !== 'Failed') return { node, output };
  return { refusal: `the kubelet says ${found.reason ?? 'that it failed'} ${short(output)}`.trim(), node, output };
}

/** As `runPod`, and whether it has asked the web past the proxy. */
export function podLeaves(world: World, name: string, change?: Change): Promise<Outcome> {
  return asksTheWeb(world, name, async () => {
    const script = `curl -s --noproxy '*' --max-time 2 http://${WEB}/${name}; echo curl ended with $?`;
    const { refusal, output } = await runPod(world, name, script, change);
    return refusal ?? output;
  });
}

/** Sends a request as a person of the tenant. */
export async function asks(
  world: World,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Outcome> {
  const place = path.startsWith('/') ? path : inNamespace(path, NAMESPACE);
  return accepted(await world.person.request(method, place, body && body));
}

/** The first that was refused, else the last. */
export async function both(first: Promise<Outcome>, then: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = await first;
  return outcome.through ? then() : outcome;
}

/** Tries something that takes a moment to work, for as long as its being refused is not certain. */
export async function soon(world: World, attempt: () => Promise<Outcome>, seconds = 4): Promise<Outcome> {
  let last = refused('not tried');
  await world.lab
    .waitFor(
      'it works',
      async () => {
        last = await attempt();
        return last.through;
      },
      seconds * 1000,
    )
    .catch(() => undefined);
  return last;
}
