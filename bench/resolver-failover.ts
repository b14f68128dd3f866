/**
 * What a pod notices when one of the two pods of the tenants' resolver fails: `npx tsx bench/resolver-failover.ts [RUNS]`, as root.
 * Prints one line per run, and a table, which it writes to bench/resolver-failover.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayCluster, isReady } from '../lab/testbed/gateway-cluster';
import { RESOLVER } from '../lib/vocabulary';
import { table } from './_page';
import type { Probe } from './_prober';
import { type Window, windowOf, worst } from './_windows';
import { writePath } from './path';

const RUNS = Number(process.argv[2] ?? 3);
/** Milliseconds from one request to the next. */
const EVERY = 100;
/** Milliseconds before the fault, those in which requests are counted, and those after them in which requests still begin. */
const [BEFORE, WINDOW, AFTER] = [5000, 37_000, 3000];

/** Milliseconds of a time in /proc/uptime, which pods and this program read alike. */
const uptime = (text: string) => Math.round(Number(text.split(' ')[0]) * 1000);

/** Each curl looks up the gateway's name, as a program without a cache does. */
const LOOP = `one() {
  read -r begun idle </proc/uptime
  code=$(curl -s -o /dev/null -m 2 -w '%{http_code}' -x http://egress-gateway.client-a-demo-egress:3128 http://ifconfig.me/ip)
  read -r ended idle </proc/uptime
  echo "$begun $ended $code"
}
for i in $(seq ${(BEFORE + WINDOW + AFTER) / EVERY}); do
  one &
  sleep ${EVERY / 1000}
done
wait`;

type Pod = Awaited<ReturnType<GatewayCluster['gateways']>>[number];
type Fault = (cluster: GatewayCluster, pod: Pod) => unknown;

const deleted =
  (...more: readonly string[]): Fault =>
  ({ lab }, { metadata: { name, namespace = '' } }) =>
    lab.kubectl(['delete', 'pod', name, '--namespace', namespace, '--wait=false', ...more]);

const FAULTS: Readonly<Record<string, Fault>> = {
  'it is killed (SIGKILL)': (cluster, pod) => cluster.signal(pod, 'SIGKILL', /coredns/),
  'it hangs (SIGSTOP)': (cluster, pod) => cluster.signal(pod, 'SIGSTOP', /coredns/),
  'it is deleted, as a drain does': deleted(),
  'it is deleted by force': deleted('--grace-period=0', '--force'),
};

/** The two pods of the resolver, once both are ready. */
function pods({ lab }: GatewayCluster): Promise<Pod[]> {
  const path = `/api/v1/namespaces/${RESOLVER.namespace}/pods`;
  return lab.waitFor(
    'the resolver is ready',
    async () => {
      const all = (await lab.api.list(path)).filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
      return all.length === 2 ? all : undefined;
    },
    180_000,
  );
}

async function run(cluster: GatewayCluster, fault: Fault): Promise<Window> {
  await cluster.isReady();
  const [pod] = await pods(cluster);
  // What ends in its first ten seconds is started again late by the kubelet.
  await sleep(10_000);
  const asking = cluster.lab.exec('client-a-demo', 'daemonset/web', ['sh', '-c', LOOP], { timeout: 120_000 });
  await sleep(BEFORE);
  const begun = uptime(readFileSync('/proc/uptime', 'utf8'));
  await fault(cluster, pod as Pod);
  const { code, stdout, stderr } = await asking;
  if (code !== 0) throw new Error(`the pod did not ask: ${stderr}`);
  const probes = stdout.split('\n').flatMap((line): Probe[] => {
    const [from = '', to = '', status] = line.split(' ');
    if (to === '') return [];
    return [{ begun: uptime(from), ended: uptime(to), ...(status === '200' ? { seen: status } : { error: status }) }];
  });
  return windowOf(probes, begun, begun + WINDOW);
}

async function main(): Promise<void> {
  const cluster = await GatewayCluster.up(false);
  const rows: string[][] = [];
  try {
    for (const [name, fault] of Object.entries(FAULTS)) {
      const all: Window[] = [];
      for (let index = 0; index < RUNS; index++) {
        all.push(await run(cluster, fault));
        console.log(name, '|', JSON.stringify(all.at(-1)));
      }
      const { lost, asked, gap } = worst(all);
      rows.push([
        name,
        String(lost),
        `${((100 * lost * RUNS) / asked).toFixed(1)} %`,
        `${Math.round(gap)} ms`,
        String(asked),
      ]);
    }
  } finally {
    await cluster.down();
  }
  const text = `# A pod of the tenants' resolver fails

<!-- Written by npx tsx bench/resolver-failover.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

The environment has \`cluster.resolver\`: two pods behind one address, one of which fails. A pod of a tenant sends a new request every ${EVERY} ms through
its gateway, and looks up the gateway's name each time. A request without an answer after two seconds is lost. The table counts the requests
of the ${WINDOW / 1000} seconds after the fault. Runs per row: ${RUNS}, of which the worst is shown.

${table(['what happens', 'lost', 'of these requests', 'longest gap', 'asked'], rows)}
`;
  writeFileSync(join(__dirname, 'resolver-failover.md'), text);
  writePath();
  console.log(text);
}

void main();
