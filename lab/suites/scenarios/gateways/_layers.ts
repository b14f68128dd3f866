import type { Gateways } from './_world';

/** A's proxy, its firewall's address for it, and what it is seen with. */
const PROXY = 'squid-a1';
const ADDRESS = '172.16.28.8:3128';
const SEEN = '203.0.113.10\n';

const LOCKS = ['policy', 'firewall', 'source', 'certificate'] as const;
type Lock = (typeof LOCKS)[number];

/** What lets B's pods reach whatever they like. */
const OPEN = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: client-b-demo}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}
`;

/**
 * Takes all locks but some off, tries from B's pod and from B's node with B's own certificate, and puts all back. The
 * certificate is of the same authority: what is seen is the demand for A's name.
 */
export function layers(ask: () => Gateways): void {
  let pristine: string;

  beforeAll(async () => {
    const { lab } = ask();
    pristine = await lab.host(PROXY).must(['cat', '/etc/squid/squid.conf']);
  });

  afterAll(() => close(LOCKS));

  async function close(closed: readonly Lock[]): Promise<void> {
    const { lab } = ask();
    if (closed.includes('policy'))
      await lab.kubectl(['delete', '--ignore-not-found', '-n', 'client-b-demo', 'networkpolicy/open']);
    else await lab.apply(OPEN);
    const firewall = closed.includes('firewall') ? ['nft', '-f', '/etc/nftables.conf'] : ['nft', 'flush', 'ruleset'];
    await lab.host(PROXY).must(firewall);
    const open: Partial<Record<Lock, (conf: string) => string>> = {
      source: (conf) => conf.replace(/^acl tenant src .*$/m, 'acl tenant src 0.0.0.0/0'),
      certificate: (conf) =>
        conf
          .replace(/^https_port (\S+) .*$/m, 'http_port $1')
          .replace(/^http_access deny !tenant_certificate .*$/m, ''),
    };
    const opened = LOCKS.filter((lock) => !closed.includes(lock));
    await lab
      .proxy(PROXY)
      .configure({ squidConf: opened.reduce((conf, lock) => open[lock]?.(conf) ?? conf, pristine) });
  }

  /** What B's pod and B's node get: what they see, a status, or the code of curl. */
  async function tried(closed: readonly Lock[]): Promise<Record<'pod' | 'node', string>> {
    const world = ask();
    const { lab } = world;
    const scheme = closed.includes('certificate') ? 'https' : 'http';
    const curl = (folder: string) =>
      `curl -s -m 3 -w '%{http_code}' --noproxy '' --proxy-cacert ${folder}/ca.crt --proxy-cert ${folder}/b.crt --proxy-key ${folder}/b.key -x ${scheme}://${ADDRESS} http://ifconfig.me/ip || echo " $?"`;
    const put = (folder: string) =>
      Object.entries({ 'ca.crt': 'ca.crt', 'b.crt': 'gateway-client-b.crt', 'b.key': 'gateway-client-b.key' })
        .map(([name, from]) => `cat >${folder}/${name} <<'END'\n${world.text(from)}END`)
        .join('\n');
    const script = (folder: string) => `${put(folder)}\n${curl(folder)}`;
    const [pod, node] = await Promise.all([
      world.inPod('client-b', script('/dev/shm')),
      lab.host('client-b-pool-1').run(['sh', '-c', script('/run')]),
    ]);
    return { pod: pod.stdout, node: node.stdout };
  }

  const THROUGH = `${SEEN}200`;

  test('without any of them both get out with A’s address', async () => {
    await close([]);
    expect(await tried([])).toEqual({ pod: THROUGH, node: THROUGH });
  });

  test.each([
    ['policy', { pod: '000 28\n', node: THROUGH }],
    ['firewall', { pod: '000 28\n', node: '000 28\n' }],
    ['source', { pod: expect.stringMatching(/403$/), node: expect.stringMatching(/403$/) }],
    ['certificate', { pod: expect.stringMatching(/403$/), node: expect.stringMatching(/403$/) }],
  ] as const)('%s', async (lock, wanted) => {
    await close([lock]);
    expect(await tried([lock])).toEqual(wanted);
  });

  test('without the certificate none gets past the handshake', async () => {
    await close(['certificate']);
    const anonymous = `curl -sk -m 3 -o /dev/null -w '%{http_code}' --proxy-insecure -x https://${ADDRESS} http://ifconfig.me/ip; true`;
    const { stdout } = await ask().lab.host('client-b-pool-1').run(['sh', '-c', anonymous]);
    expect(stdout).toBe('000');
  });

  test('all of them: neither gets anything', async () => {
    await close(LOCKS);
    expect(await tried(LOCKS)).toEqual({ pod: '000 28\n', node: '000 28\n' });
    expect(await ask().seen('client-a')).toBe(SEEN.trim());
  });
}
