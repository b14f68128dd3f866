import { ATTACKS } from '../../lab/suites/scenarios/isolation/attacks';
import { Project } from '../support/project';

const FOLDER = 'lab/suites/scenarios/isolation';

/** The settings of the lab in which each of these attacks is made with packets. */
const project = new Project({});
const SETTINGS = ['--tenants', `${FOLDER}/tenants`, '--environments', `${FOLDER}/overlays`, '--quiet', '--json'];
const ASK = ['--tenant', 'client-a', '--env', 'development', '--workload', 'agent'];

/** Which line decides: the file in dist/, and what is in the line. */
const DENY_PODS = ['globalnetworkpolicy-default.egress-tenant-client-a.yaml', /./] as const;
const DENY_ALL = ['networkpolicy-default-deny.yaml', /./] as const;
const squid = (line: RegExp) => ['client-a/squid-a/squid.conf', line] as const;

type Deciding = readonly [file: string, text: RegExp];

type Question = readonly [attack: string, args: readonly string[], ...deciding: Deciding[]];

/** Attacks that are connections, as they are asked about here: each is refused in the lab, by a control of its record. */
const QUESTIONS: readonly Question[] = [
  ['direct-https', ['tcp://203.0.113.77:443'], DENY_PODS],
  ['direct-http', ['http://203.0.113.77/direct-http'], squid(/deny because_list/), DENY_PODS],
  ['direct-tcp', ['tcp://203.0.113.77:2222'], DENY_PODS],
  ['direct-udp', ['udp://203.0.113.77:4433'], DENY_PODS],
  ['dns-outside', ['udp://9.9.9.9:53'], DENY_PODS],
  ['dns-over-tls', ['tcp://9.9.9.9:853'], DENY_PODS],
  ['dns-of-the-cluster', ['udp://10.32.0.10:53'], DENY_ALL],
  ['other-proxy', ['tcp://172.16.28.9:3128'], DENY_PODS],
  ['proxy-behind-proxy', ['172.16.28.9:3128'], squid(/deny !Safe_ports/), DENY_PODS],
  ['metadata', ['tcp://169.254.42.42:80'], DENY_PODS],
  ['metadata-by-proxy', ['http://169.254.42.42/'], squid(/deny to_private because_private/), DENY_PODS],
  [
    'private-by-proxy',
    ['http://inside.partner.example/', '--address', '172.16.28.1'],
    squid(/deny to_private because_private/),
    DENY_PODS,
  ],
  ['private-network', ['tcp://172.16.28.1:80'], DENY_PODS],
  ['other-service', ['tcp://web.client-b-demo.svc.cluster.local:8080'], DENY_ALL],
  [
    'own-machine',
    ['http://self.partner.example/', '--address', '203.0.113.10'],
    squid(/deny to_private because_private/),
    DENY_PODS,
  ],
  [
    'own-machine-inside',
    ['http://self-inside.partner.example/', '--address', '172.16.28.8'],
    squid(/deny to_private because_private/),
    DENY_PODS,
  ],
  ['unlisted-host', ['https://elsewhere.example/unlisted-host'], squid(/deny because_list/), DENY_PODS],
  [
    'fronted-host',
    ['https://ifconfig.me/', '--sni', 'elsewhere.example'],
    squid(/ssl_bump terminate all because_sni/),
    DENY_PODS,
  ],
  ['tunnel-to-80', ['CONNECT ifconfig.me:80'], squid(/deny CONNECT !SSL_ports/), DENY_PODS],
  ['api-server', ['https://10.32.0.1/'], squid(/deny to_private because_private/), DENY_ALL],
  ['kubelet', ['tcp://172.16.28.20:10250'], DENY_PODS],
  ['mail', ['CONNECT ifconfig.me:25'], squid(/deny !Safe_ports/), DENY_PODS],
];

interface Way {
  readonly by: 'proxy' | 'direct';
  readonly hops: readonly { readonly text: string; readonly rendered?: { readonly file: string } }[];
}

async function ask(args: readonly string[]) {
  const { code, out, err } = await project.run('explain', ...SETTINGS, ...ASK, ...args);
  if (out === '') throw new Error(err);
  const ways: readonly Way[] = JSON.parse(out).explanation.ways;
  // The proxy’s first, whichever way clients take.
  const sorted = [...ways].sort((one, other) => (one.by > other.by ? -1 : 1));
  return { code, deciding: sorted.map(({ hops }) => [hops.at(-1)?.rendered?.file, hops.at(-1)?.text]) };
}

jest.setTimeout(300_000);

test.each(QUESTIONS.map(([attack, ...rest]) => ({ attack, rest })))('$attack', async ({ attack, rest }) => {
  const [args, ...expected] = rest;
  expect(ATTACKS.map(({ name }) => name)).toContain(attack);
  const { code, deciding } = await ask(args);
  expect(code).toBe(1);
  const lines = expected.map(([file, text]) => [expect.stringContaining(file), expect.stringMatching(text)]);
  expect(deciding).toEqual(lines);
});

test('what the tenant may do is allowed', async () => {
  for (const args of [['https://ifconfig.me/ip'], ['http://shop.partner.example/'], ['udp://10.32.0.53:53']])
    expect([args, (await ask(args)).code]).toEqual([args, 0]);
});
