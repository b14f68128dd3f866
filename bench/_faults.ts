import { setImmediate as immediate } from 'node:timers/promises';
import { waitFor } from '../lab/process/wait';
import { now, type Pair, PROXIES, pairModel, TENANT } from './_pair';

const [FIRST] = PROXIES;

export interface Fault {
  readonly name: string;
  /** Resolves when it is there, with the moment from which on a connection is new. */
  begin(pair: Pair): Promise<number>;
  end(pair: Pair): Promise<number>;
  /** Whether what is open to the proxy stays open for the proxy's part. */
  readonly hangs?: boolean;
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
  return pair.gateway.update(pairModel({ clientCertificate: pair.certificate }, proxies), TENANT);
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
];
