import { setImmediate as immediate } from 'node:timers/promises';
import { INTERNET, type ProxyPlan } from '../lab/machine/topology';
import { waitFor } from '../lab/process/wait';
import { now, type Pair, PROXIES, pairModel, TARGETS, TENANT } from './_pair';

const [FIRST] = PROXIES;

export interface Fault {
  readonly name: string;
  /** Resolves when it is there, with the moment from which on a connection is new. */
  begin(pair: Pair): Promise<number>;
  end(pair: Pair): Promise<number>;
  /** Whether what is open to the proxy stays open for the proxy's part. */
  readonly hangs?: boolean;
  /** Whether both of its neighbours work: only the agent notices. */
  readonly outside?: boolean;
}

const squid = (pair: Pair) => pair.world.host(FIRST).daemon('squid');

async function after(action: Promise<unknown>): Promise<number> {
  await action;
  return now();
}

/** From the signal on, which is sent before anything is waited for. */
async function from(action: Promise<unknown>): Promise<number> {
  const moment = now();
  await action;
  return moment;
}

function drained(pair: Pair, proxies: readonly string[]): Promise<void> {
  return pair.gateway.update(pairModel({ clientCertificate: pair.certificate }, proxies, TARGETS), TENANT);
}

const DROP = `table ip gone {
  chain in {
    type filter hook input priority -300
    iifname "eth0" drop
  }
  chain out {
    type filter hook output priority -300
    oifname "eth0" drop
  }
}
`;

/** Runs `ip route` on the internet's router for the proxy's public address. */
async function atRouter(pair: Pair, verb: string): Promise<void> {
  const router = pair.world.host(INTERNET);
  const plan = pair.world.topology.proxies.findIndex(({ host }) => host === FIRST);
  // The gateway of the nodes has the first line.
  const route = [`${pair.world.topology.proxies[plan]?.publicAddress}/32`, 'dev', `line${plan + 1}`];
  await router.must(['ip', 'route', verb, ...route]);
}

const DEAF = `table ip deaf {
  chain out {
    type filter hook output priority -300
    udp dport 53 drop
  }
}
`;

const onVm = (pair: Pair, command: readonly string[], input?: string) =>
  pair.world.host(FIRST).must(command, input === undefined ? {} : { input });

/** What may become of the proxy that is in use. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'Squid is killed (SIGKILL)',
    begin: async (pair) => {
      const stopping = squid(pair).stop('SIGKILL');
      while (squid(pair).isAlive) await immediate();
      return from(stopping);
    },
    end: (pair) => after(squid(pair).start()),
  },
  {
    name: 'Squid hangs (SIGSTOP)',
    begin: (pair) => from(squid(pair).stop('SIGSTOP')),
    end: (pair) => from(squid(pair).start()),
    hangs: true,
  },
  {
    name: 'it is drained (`drain: true`)',
    begin: (pair) => after(drained(pair, [FIRST])),
    end: (pair) => after(drained(pair, [])),
  },
  {
    name: 'Squid is shut down in order',
    begin: (pair) => after(pair.world.host(FIRST).must(['squid', '-k', 'shutdown'])),
    end: async (pair) => {
      await waitFor('Squid has ended', async () => !squid(pair).isAlive);
      return after(squid(pair).start());
    },
  },
  {
    name: 'the VM is gone (link down)',
    begin: (pair) => after(pair.world.host(FIRST).must(['ip', 'link', 'set', 'eth0', 'down'])),
    end: (pair) => after(pair.world.host(FIRST).must(['ip', 'link', 'set', 'eth0', 'up'])),
    hangs: true,
  },
  {
    name: 'its packets are dropped',
    begin: (pair) => after(pair.world.host(FIRST).must(['nft', '-f', '-'], { input: DROP })),
    end: (pair) => after(pair.world.host(FIRST).must(['nft', 'delete', 'table', 'ip', 'gone'])),
    hangs: true,
  },
  {
    name: 'its Flexible IP is detached',
    begin: (pair) => after(atRouter(pair, 'del')),
    end: (pair) => after(atRouter(pair, 'add')),
    outside: true,
  },
  {
    name: 'its resolver is dead',
    begin: (pair) => after(onVm(pair, ['nft', '-f', '-'], DEAF)),
    end: (pair) => after(onVm(pair, ['nft', 'delete', 'table', 'ip', 'deaf'])),
    outside: true,
  },
  {
    name: 'its route is gone',
    begin: (pair) => after(onVm(pair, ['ip', 'route', 'del', 'default'])),
    end: (pair) => {
      const { publicAddress } = pair.world.topology.proxies.find(({ host }) => host === FIRST) as ProxyPlan;
      const route = ['default', 'via', '169.254.1.1', 'dev', 'eth1', 'src', publicAddress];
      return after(onVm(pair, ['ip', 'route', 'add', ...route]));
    },
    outside: true,
  },
];
