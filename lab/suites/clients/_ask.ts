import type { World } from '../../testbed/proxies';
import type { Client, Places } from './_clients';
import type { Question } from './_questions';
import type { Outcome } from './_record';

const NODE = 'client-a-pool-1';
const SQUID = 'squid-a';

let last = 0;

/** Lets a client request each URL below a path of its own, and looks for it where it may have arrived. */
export async function ask(
  world: World,
  client: Client,
  variables: NodeJS.ProcessEnv,
  questions: readonly Question[],
  places: Places,
): Promise<readonly [name: string, outcome: Outcome][]> {
  const asked = questions.map(({ name, url }) => {
    last += 1;
    return { name, host: new URL(url).hostname, path: `/q${last}`, url: `${url}q${last}` };
  });
  const before = world.host(SQUID).log('squid/access.log').split('\n').length - 1;
  for (const command of client.ask(
    asked.map(({ url }) => url),
    places,
  )) {
    await world.host(NODE).run(command, { env: { ...variables, ...TRUST(world) }, timeout: 90_000 });
  }
  // Squid writes a line when a tunnel is closed.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const squid = (await world.accessLog(SQUID)).slice(before);
  return asked.map(({ name, host, path }) => [name, outcomeOf(world, squid, host, path)]);
}

/** The lab's authority, for clients that do not read the file of all authorities. */
function TRUST(world: World): NodeJS.ProcessEnv {
  const file = world.pki.file('ca.crt');
  return {
    NODE_EXTRA_CA_CERTS: file,
    PIP_CERT: file,
    HOME: world.host(NODE).file('tmp'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}

function outcomeOf(world: World, squid: Awaited<ReturnType<World['accessLog']>>, host: string, path: string): Outcome {
  const isIt = (one = '') => one.split(/[/?]/)[1] === path.slice(1);
  if (world.host(NODE).log('inside.log').split('\n').some(isIt)) return 'direct';
  const { publicAddress } = world.topology.proxies[0] as World['topology']['proxies'][number];
  const request = world.internet.requests().find((one) => isIt(one.path));
  if (request) return request.client === publicAddress ? 'proxy' : 'direct';
  const lines = squid.filter((line) => line.host === host);
  if (lines.length === 0) return 'nothing';
  // What is in a tunnel, such as the HTTP/2 of gRPC, the web server need not understand.
  return lines.some(({ result }) => result === 'TCP_TUNNEL') ? 'proxy' : 'denied';
}
