import { say } from '../../runner/options';
import { ENGINE } from './_engine';
import { LiveWorld } from './_world';

let world: LiveWorld;

beforeAll(async () => {
  world = await LiveWorld.up();
});
afterAll(() => world?.down());

interface Fault {
  readonly title: string;
  readonly plant: () => Promise<unknown>;
  /** The line that has to be there. */
  readonly line: RegExp;
  /** Puts everything back. */
  readonly repair: () => Promise<unknown>;
  /** Of the command line. @default - none */
  readonly args?: readonly string[];
  /** @default 1 */
  readonly code?: number;
}

const A = ['--namespace', 'client-a'];
const SQUID_A = 'squid-a';
const kubectl = (...args: readonly string[]) => world.cluster.byHand(...args);
const onVm = (...command: readonly string[]) => world.lab.host(SQUID_A).must(command);
const reconcile = async () => {
  await world.cluster.reconcile();
  await world.cluster.isRolledOut();
};
const flux = (kind: string, name: string, suspend: boolean) =>
  kubectl(
    'patch',
    kind,
    name,
    '--namespace',
    'flux-system',
    '--type=merge',
    '--patch',
    JSON.stringify({ spec: { suspend } }),
  );

const BINDING = ['validatingadmissionpolicybinding', 'egress-tenant-pods'];

const FAULTS: readonly Fault[] = [
  {
    title: 'pods on nodes of another pool',
    plant: () => kubectl('label', 'node', 'client-a-pool-1', 'node-pool=other', '--overwrite'),
    line: /^live-pod-misplaced Pod client-a\/web-\S+: is on client-a-pool-1, a node of other \(expected a node of client-a-pool\)$/,
    repair: () => kubectl('label', 'node', 'client-a-pool-1', 'node-pool=client-a-pool', '--overwrite'),
  },
  {
    title: 'a changed variable',
    plant: async () => {
      await kubectl('set', 'env', 'deployment/web', 'NO_PROXY=*', ...A);
      await world.cluster.isRolledOut();
    },
    line: /^live-variable-differs Pod client-a\/web-\S+: container web: NO_PROXY is \* \(expected localhost/,
    // As docs/troubleshooting.md says: Flux cannot replace a value with a reference to a ConfigMap.
    repair: async () => {
      await kubectl('set', 'env', 'deployment/web', 'NO_PROXY-', ...A);
      await reconcile();
    },
  },
  {
    title: 'Squid that leaves by another address',
    plant: () => world.leaveBy('203.0.113.77'),
    line: /^live-address-wrong Pod client-a\/web-\S+: leaves by 203\.0\.113\.77 \(expected 203\.0\.113\.10\)$/,
    repair: () => world.leaveBy('203.0.113.10'),
  },
  {
    title: 'a deleted network policy',
    plant: () => kubectl('delete', 'networkpolicy', 'default-deny', ...A),
    line: /^live-policy-missing NetworkPolicy client-a\/default-deny: is not in the cluster$/,
    repair: reconcile,
  },
  {
    title: 'a policy that opens everything, of someone else',
    plant: () => world.open(),
    line: /^live-policy-extra NetworkPolicy client-a\/open: is not in the settings$/,
    repair: () => kubectl('delete', 'networkpolicy', 'open', ...A),
  },
  {
    title: ENGINE.title,
    plant: () => ENGINE.stop(world.lab, 'client-a-pool-1'),
    line: /^live-direct-open Pod client-a\/web-\S+: https:\/\/ifconfig\.me\/ip answers without the proxy, from 198\.51\.100\.\d+, and the API server answers/,
    repair: async () => {
      await ENGINE.start(world.lab, 'client-a-pool-1');
      await world.lab.waitFor(
        'policies are enforced again',
        async () =>
          (await world.cluster.curl('client-a', 'web', '--noproxy', '*', '--max-time', '2', 'http://ifconfig.me/'))
            .code === 28,
      );
    },
  },
  {
    title: 'a deleted admission binding',
    plant: () => kubectl('delete', ...BINDING),
    line: /^live-admission-missing ValidatingAdmissionPolicyBinding egress-tenant-pods: is not in the cluster$/,
    repair: reconcile,
  },
  {
    title: 'an admission binding that only warns',
    plant: () =>
      kubectl(
        'patch',
        ...BINDING,
        '--type=merge',
        '--patch',
        JSON.stringify({ spec: { validationActions: ['Warn'] } }),
      ),
    line: /^live-admission-differs ValidatingAdmissionPolicyBinding egress-tenant-pods: spec\.validationActions\[0\] is "Warn" \(expected "Deny"\)$/,
    repair: async () => {
      // Flux merges the two actions, which the API server refuses together.
      await kubectl('delete', ...BINDING);
      await reconcile();
    },
  },
  {
    title: 'what the API server then takes, by a dry run',
    plant: async () => {
      await kubectl('delete', ...BINDING);
      // The API server reads policies with a delay.
      await world.lab.waitFor('the API server has noticed', async () => {
        const { found } = await world.live();
        return found.some((one) => one.startsWith('live-admission-open'));
      });
    },
    line: /^live-admission-open ValidatingAdmissionPolicy egress-tenant-pods: does not refuse what it has to refuse in client-a$/,
    repair: reconcile,
  },
  {
    title: 'a suspended Kustomization',
    plant: () => flux('kustomization', 'client-egress-dev', true),
    line: /^live-flux-suspended Kustomization flux-system\/client-egress-dev: is suspended$/,
    repair: () => flux('kustomization', 'client-egress-dev', false),
  },
  {
    title: 'a Kustomization that is not ready',
    plant: async () => {
      const patch = JSON.stringify({ spec: { path: './dist/nowhere' } });
      await kubectl(
        'patch',
        'kustomization',
        'client-egress-dev',
        '--namespace',
        'flux-system',
        '--type=merge',
        '--patch',
        patch,
      );
      await world.lab.waitFor('Flux has noticed', async () => {
        const { found } = await world.live();
        return found.some((one) => one.startsWith('live-flux-not-ready'));
      });
    },
    line: /^live-flux-not-ready Kustomization flux-system\/client-egress-dev: is not ready: \S+: .*nowhere/,
    repair: async () => {
      await world.lab.flux.reconcile('flux-system');
      await reconcile();
    },
  },
  {
    title: 'an older revision',
    plant: async () => {
      await flux('gitrepository', 'scaleway-k8s-egres-proxy', true);
      await world.lab.source.git('commit', '--allow-empty', '--message', 'Not applied yet');
    },
    line: /^live-revision-differs Kustomization flux-system\/client-egress-dev: has applied main@sha1:[0-9a-f]{40} \(expected [0-9a-f]{40}, HEAD of this checkout\)$/,
    repair: async () => {
      await flux('gitrepository', 'scaleway-k8s-egres-proxy', false);
      await world.lab.source.git('status');
      await world.cluster.isDeployed();
    },
  },
  {
    title: 'a stale file on a VM',
    plant: () => onVm('sh', '-c', 'cp /etc/squid/squid.conf /run/before; echo "# x" >>/etc/squid/squid.conf'),
    line: /^live-vm-differs VM squid-a: \/etc\/squid\/squid\.conf is edited$/,
    repair: () => onVm('cp', '/run/before', '/etc/squid/squid.conf'),
  },
  {
    title: 'a VM that is not reached',
    plant: async () => world.reach('squid-a.client-a.development', false),
    line: /^live-vm-unreachable VM squid-a: could not be asked: ssh: connect to host: No route to host$/,
    repair: async () => world.reach('squid-a.client-a.development', true),
  },
  {
    title: 'a VM’s firewall that is open to more',
    plant: () => onVm('nft', 'add element ip egress_proxy tenant { 10.0.0.0/8 }'),
    line: /^live-firewall-open VM squid-a: ip egress_proxy \/ set tenant also has: 10\.0\.0\.0\/8$/,
    repair: () => onVm('nft', '-f', '/etc/nftables.conf'),
  },
  {
    title: 'a VM’s firewall that is open to everyone',
    plant: () => onVm('nft', 'insert rule ip egress_proxy input tcp dport 3128 accept'),
    line: /^live-firewall-open VM squid-a: ip egress_proxy \/ chain input also has: tcp dport 3128 accept$/,
    repair: () => onVm('nft', '-f', '/etc/nftables.conf'),
  },
  {
    title: 'a VM’s firewall that is closed to a node',
    plant: () => onVm('nft', 'delete element ip egress_proxy tenant { 172.16.28.20 }'),
    line: /^live-firewall-closed VM squid-a: ip egress_proxy \/ set tenant lacks: 172\.16\.28\.20$/,
    repair: () => onVm('nft', '-f', '/etc/nftables.conf'),
  },
  {
    title: 'a certificate that is about to end',
    plant: () => world.giveCertificate(5),
    line: /^live-certificate-ends Secret client-b-egress\/egress-gateway-tls tls\.crt: ends on \S+, in [45] days \(expected at least 21\)$/,
    repair: () => world.giveCertificate(30),
  },
  {
    title: 'a workload that is scaled to zero',
    plant: async () => {
      await kubectl('scale', 'deployment/web', '--replicas=0', ...A);
      await world.cluster.isRolledOut();
    },
    line: /^live-workload-not-running Deployment client-a\/web: 0 of 2 pods are ready: it has no pod/,
    repair: reconcile,
  },
  {
    title: 'pods that crash',
    plant: async () => {
      const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/args', value: ['exit 1'] }];
      await kubectl('patch', 'deployment', 'web', '--type=json', '--patch', JSON.stringify(patch), ...A);
      await world.lab.waitFor('pods crash', async () =>
        JSON.stringify(await world.cluster.pods('client-a', 'web')).includes('CrashLoopBackOff'),
      );
    },
    line: /^live-workload-not-running Deployment client-a\/web: \d of 2 pods are ready: pod web-\S+: (CrashLoopBackOff|Error)/,
    repair: reconcile,
  },
  {
    title: 'another cluster',
    plant: async () => world.setUid('00000000-0000-4000-8000-000000000000'),
    line: /^live-cluster-wrong Namespace kube-system: has the uid \S+, so this is not the cluster of development \(expected 0{8}-/,
    repair: async () => world.setUid(await world.uid),
    code: 2,
  },
  {
    title: 'a missing right',
    plant: () => world.giveRights('networkpolicies'),
    line: /^live-right-missing check policies: was skipped: the user may not list networkpolicies\.networking\.k8s\.io$/,
    repair: () => world.giveRights(),
  },
];

test('it is green, with the rights that it asks for, and changes nothing', async () => {
  const version = async () => {
    const kinds = ['pods', 'services', 'networkpolicies', 'deployments', 'secrets'];
    const { stdout } = await world.lab.kubectl(['get', kinds.join(), '--all-namespaces', '--output=name']);
    return stdout.split('\n').sort();
  };
  const before = await version();
  const { code, found, checks } = await world.live();
  expect({ code, found }).toEqual({ code: 0, found: [] });
  expect(new Set(checks.map(({ check }) => check)).size).toBeGreaterThan(12);
  expect(await version()).toEqual(before);
});

test('with --probe a pod of its own says the same, and is gone afterwards', async () => {
  const { code, found, stderr } = await world.live('--probe');
  expect({ code, found }).toEqual({ code: 0, found: [] });
  expect(stderr.match(/creates the pod client-[ab]\/egress-live-/g)).toHaveLength(2);
  await world.lab.waitFor('the pods are gone', async () => {
    const { stdout } = await world.lab.kubectl(['get', 'pods', '--all-namespaces', '--output=name']);
    return !stdout.includes('egress-live');
  });
});

/** What the rules find in what is live, without warnings. */
async function audited(): Promise<string[]> {
  const { stdout, stderr } = await world.command('live', '--audit', '--json');
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr);
  const { rules } = JSON.parse(stdout) as {
    rules: { id: string; severity: string; object: string; path: string; message: string }[];
  };
  return rules
    .filter(({ severity }) => severity === 'error')
    .map(({ id, object, path, message }) => `${id} ${object} ${path}: ${message}`);
}

test('the audit accepts what Flux has applied, with all that the API server and controllers add', async () => {
  expect(await audited()).toEqual([]);
});

test('the audit finds what someone has added', async () => {
  const open = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] };
  const api = `/apis/networking.k8s.io/v1/namespaces/client-a/networkpolicies`;
  await world.lab.api.create(api, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'open' },
    spec: open,
  });
  try {
    expect(await audited()).toContainEqual(expect.stringContaining('egress-too-wide NetworkPolicy client-a/open'));
  } finally {
    await kubectl('delete', 'networkpolicy', 'open', ...A);
  }
});

test('an environment that does not set its cluster gets the value to set, and is not refused', async () => {
  world.setUid(undefined);
  const { code, found } = await world.live();
  world.setUid(await world.uid);
  const uid = await world.uid;
  expect({ code, found }).toEqual({
    code: 0,
    found: [
      expect.stringContaining(
        `live-cluster-unknown Namespace kube-system: has the uid ${uid}; set cluster: { uid: '${uid}' }`,
      ),
    ],
  });
});

test.each(FAULTS)(
  '$title: it is red with the right line, and green again',
  async ({ title, plant, line, repair, args = [], code = 1 }) => {
    say(`live     ${title}`);
    await plant();
    let answer: Awaited<ReturnType<LiveWorld['live']>>;
    try {
      answer = await world.live(...args);
    } finally {
      await repair();
    }
    expect(answer.found).toEqual(expect.arrayContaining([expect.stringMatching(line)]));
    expect(answer.code).toBe(code);
    const isGreen = async () => {
      const { found } = await world.live();
      if (found.length > 0) throw new Error(found.join('\n'));
      return true;
    };
    await world.lab.waitFor('it is green again', isGreen);
  },
);
