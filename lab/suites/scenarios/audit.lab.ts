import { Audit } from './gateways/_audit';
import { Gateways } from './gateways/_world';

// client-a has two nodes, two gateways and certificates; client-c has neither certificates nor a second node.

const ROUNDS = 10;

let audit: Audit;

beforeAll(async () => {
  audit = new Audit(await Gateways.up('audit'));
  await audit.record();
});

afterAll(async () => {
  audit?.end();
  await audit?.world.cluster.down();
});

test('requests are joined to the pods that sent them, whatever these say about themselves and whatever had their addresses before', async () => {
  const first = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6'];
  const second = ['b-1', 'b-2', 'b-3', 'b-4', 'b-5', 'b-6'];
  const others = ['c-1', 'c-2'];
  await audit.start('client-a', first);
  await audit.start('client-c', others);
  await audit.ask('client-a', first, ROUNDS);
  await audit.ask('client-c', others, ROUNDS);
  await audit.stop('client-a', first);
  await audit.start('client-a', second);
  await audit.ask('client-a', second, ROUNDS);
  const { reused, nodes } = audit.addresses();
  expect(reused).toBeGreaterThan(0);
  expect(nodes).toEqual(expect.arrayContaining(['client-a-pool-1', 'client-a-pool-2', 'client-c-pool-1']));

  const lines = await audit.joined([...first, ...others, ...second].length * ROUNDS * 40);
  const right = lines.filter(({ joined_to, pod, agent }) => joined_to === 'pod' && pod === agent);
  const wrong = lines.filter(({ joined_to, pod, agent }) => joined_to === 'pod' && pod !== agent);
  const tunnels = right.filter(({ method }) => method === 'CONNECT');
  process.stderr.write(
    `${right.length} of ${lines.length} joined, ${tunnels.length} of them tunnels; ${reused} addresses had two pods\n`,
  );
  expect(lines.length).toBeGreaterThanOrEqual(5000);
  expect(right.length / lines.length).toBeGreaterThanOrEqual(0.999);
  expect(tunnels.length).toBeGreaterThanOrEqual(1000);
  expect(wrong).toEqual([]);
  expect(new Set(right.map(({ tenant, namespace }) => `${tenant} ${namespace}`))).toEqual(
    new Set(['client-a client-a-demo', 'client-c client-c-demo']),
  );
});

test('a client that sends a PROXY header is refused, and leaves no line', async () => {
  await audit.start('client-c', ['d-1']);
  const before = audit.lines().length;
  const { stdout } = await audit.inPod(
    'client-c',
    'd-1',
    `curl -s -o /dev/null -w '%{http_code}' -m 5 -A d-1 --haproxy-protocol http://ifconfig.me/ip`,
  );
  expect(stdout).toBe('400');
  await audit.ask('client-c', ['d-1'], 1);
  const after = await audit.joined(before + 40);
  expect(after).toHaveLength(before + 40);
});
