import type { Host } from '../../machine/host';
import { INTERNET } from '../../machine/topology';
import { waitFor } from '../../process/wait';
import type { World } from '../../testbed/proxies';
import type { Client, Places } from './_clients';
import type { Question } from './_questions';
import type { Outcome } from './_record';

export const NODE = 'client-a-pool-1';
export const SQUID = 'squid-a';

/** The daemon that answers, inside and outside. */
export const SERVER = 'server';

interface Asked {
  readonly name: string;
  readonly host: string;
  readonly path: string;
  readonly url: string;
}

let last = 0;

/**
 * Lets a client request each URL below a path of its own, and looks where each request arrived.
 *
 * @throws Error when a client crashed or hung, or when a request reached neither a server nor the proxy
 */
export async function ask(
  world: World,
  client: Client,
  variables: NodeJS.ProcessEnv,
  questions: readonly Question[],
  places: Places,
): Promise<Readonly<Record<string, Outcome>>> {
  const asked = questions.map(({ name, url }): Asked => {
    last += 1;
    return { name, host: new URL(url).hostname, path: `/q${last}`, url: `${url}q${last}` };
  });
  const before = (await world.accessLog(SQUID)).length;
  const commands = client.ask(
    asked.map(({ url }) => url),
    places,
  );
  let words = '';
  for (const command of commands) {
    const env = { ...variables, ...trust(world) };
    const { code, stderr } = await world.host(NODE).run(command, { env, timeout: 90_000 });
    words += stderr;
    // It took too long, cannot be run, is not there, or a signal ended it. git ends with 128 for any error.
    if ([124, 126, 127].includes(code) || code > 128)
      throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}`);
  }
  const outcomes: Record<string, Outcome> = {};
  for (const one of asked) {
    const arrived = async () => outcomeOf(world, (await world.accessLog(SQUID)).slice(before), one);
    const what = `${client.name} (${one.name}) has reached a server or the proxy; it said: ${words}`;
    outcomes[one.name] = await waitFor(what, arrived, { timeout: 2000, interval: 50 });
  }
  return outcomes;
}

/** The lab's authority, for clients that do not read the file of all authorities. */
function trust(world: World): NodeJS.ProcessEnv {
  const file = world.pki.file('ca.crt');
  return {
    NODE_EXTRA_CA_CERTS: file,
    PIP_CERT: file,
    HOME: world.host(NODE).file('tmp'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}

type Lines = Awaited<ReturnType<World['accessLog']>>;

function outcomeOf(world: World, squid: Lines, { host, path }: Asked): Outcome | undefined {
  if (callerOf(world.host(NODE), path)) return 'direct';
  const caller = callerOf(world.host(INTERNET), path);
  if (caller) return caller === world.topology.proxies[0]?.publicAddress ? 'proxy' : 'direct';
  const line = squid.find((one) => one.host === host);
  // A line of the proxy about a request that did not arrive: denied, or given up before the proxy could answer.
  return line && (line.result === 'TCP_DENIED' ? 'denied' : 'failed');
}

/** Who has requested a path or one below it from this machine's server. */
function callerOf(machine: Host, path: string): string | undefined {
  const lines = machine.log(`${SERVER}.log`).split('\n');
  const line = lines
    .map((one) => one.split(' '))
    .find(([, requested = '']) => requested.split(/[/?]/)[1] === path.slice(1));
  return line?.[0];
}
