import type { KubernetesObject } from '../../../../cluster/api';
import { GATEWAY, WEB } from '../../../../machine/topology';
import { accepted, asksTheWeb, curl, runPod, short } from '../_attempts';
import { attacks, type Outcome, type Row, refused, through } from '../_types';
import { METADATA, NODE, OTHER, type World } from '../_world';

const AGENT = { 'app.kubernetes.io/name': 'agent' };
const AGENTS = /^agent-/;

/** Asks something inside for a page, and looks for what only that would say. */
async function reads(world: World, url: string, text: RegExp, ...args: readonly string[]): Promise<Outcome> {
  const words = await curl(world, ...args, url);
  return text.test(words) ? through(short(words)) : refused(short(words));
}

function service(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

function isCreated(title: string, controls: readonly string[], collection: string, object: KubernetesObject): Row {
  return { title, controls, attempt: async (world) => accepted(await world.create(collection, object)) };
}

/** A service whose endpoints the tenant says itself: the web outside, by an address inside. */
function elsewhere(title: string, collection: string, endpoints: (name: string) => KubernetesObject): Row {
  return {
    title,
    controls: ['network-policies', 'global-policy', 'tenant-role', 'admission-guardrails'],
    attempt: async (world, name) => {
      const created = await world.create('services', service(name, { ports: [{ port: 80 }] }));
      const answer = await world.create(collection, endpoints(name));
      if (answer.status >= 300) return accepted(answer);
      return asksTheWeb(world, name, async () => {
        // The service proxy takes a moment.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return curl(world, `http://${created.body.spec.clusterIP}/${name}`);
      });
    },
  };
}

export const CLUSTER = attacks('g', ['network-policies', 'global-policy'], {
  metadata: {
    title: 'asks the metadata service of its node',
    attempt: (world) => reads(world, `http://${METADATA}/`, /metadata of the node/),
  },
  'metadata-by-proxy': {
    title: 'asks its proxy for the metadata service of the proxy’s machine',
    controls: ['proxy-rules', 'proxy-firewall'],
    attempt: (world) =>
      reads(world, `http://${METADATA}/`, /metadata of the node/, '--proxy', 'http://172.16.28.8:3128'),
  },
  'private-by-proxy': {
    title: 'asks its proxy for a page of the private network, by a name that it may ask for',
    controls: ['proxy-rules', 'proxy-firewall'],
    attempt: (world) =>
      reads(
        world,
        'http://inside.partner.example/',
        /inside the private network/,
        ...['--proxy', 'http://172.16.28.8:3128'],
      ),
  },
  'private-network': {
    title: 'asks a machine of the private network',
    attempt: (world) => reads(world, `http://${world.lab.topology.gateway.address}/`, /inside the private network/),
  },
  'api-server': {
    title: 'asks the API server for pods of the cluster’s own, with the token of its pod',
    controls: ['network-policies', 'global-policy', 'account-without-rights'],
    attempt: async (world) => {
      const script = `cd /var/run/secrets/kubernetes.io/serviceaccount
curl -s --noproxy '*' --max-time 2 --cacert ca.crt --header "Authorization: Bearer $(cat token)" \\
  https://10.32.0.1/api/v1/namespaces/kube-system/pods; echo ended with $?`;
      const { refusal, output } = await runPod(world, 'api-server', script);
      if (refusal) return refused(refusal);
      return output.includes('"kind": "PodList"') ? through('it was given a list of pods') : refused(short(output));
    },
  },
  kubelet: {
    title: 'reaches the kubelet of its node',
    attempt: (world) => reads(world, 'https://172.16.28.20:10250/pods', /Unauthorized/, '--insecure', '--no-fail'),
  },
  'other-pod': {
    title: 'asks a pod of the other tenant, by its address',
    controls: ['network-policies', 'global-policy', 'policies-of-the-other'],
    attempt: async (world) => {
      const { status } = await world.podOf(OTHER, 'web');
      return reads(world, `http://${status.podIP}:8080/hostname`, /web-/);
    },
  },
  'other-service': {
    title: 'asks a service of the other tenant, by its name',
    controls: ['network-policies', 'global-policy', 'policies-of-the-other'],
    attempt: (world) => reads(world, `http://web.${OTHER}.svc.cluster.local:8080/hostname`, /web-/),
  },
  'node-port': {
    title: 'opens a port on every node to the private network',
    controls: ['admission-services', 'network-policies'],
    attempt: async (world) => {
      const spec = { type: 'NodePort', selector: AGENT, ports: [{ port: 8080, nodePort: 30080 }] };
      const answer = await world.create('services', service('node-port', spec));
      if (answer.status >= 300) return accepted(answer);
      const get = [
        'curl',
        '-s',
        '--max-time',
        '1',
        '--retry',
        '3',
        '--retry-connrefused',
        `http://172.16.28.20:30080/hostname`,
      ];
      const { code, stdout } = await world.lab.host(GATEWAY).run(get);
      return AGENTS.test(stdout)
        ? through(`the gateway was answered by ${short(stdout)}`)
        : refused(`curl ended with ${code}`);
    },
  },
  'address-of-the-other': {
    title: 'has a service take over the address of the other tenant’s proxy',
    controls: ['admission-services', 'network-policies', 'policies-of-the-other', 'global-policy-of-the-other'],
    // Cilium decides by the address that the other tenant's pod asked for, which is its proxy; kube-proxy changes it afterwards.
    controlsOn: { cilium: ['admission-services', 'network-policies'] },
    attempt: async (world) => {
      const spec = { selector: AGENT, externalIPs: ['172.16.28.9'], ports: [{ port: 3128, targetPort: 8080 }] };
      const answer = await world.create('services', service('address-of-the-other', spec));
      if (answer.status >= 300) return accepted(answer);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const get = ['curl', '-s', '--noproxy', '*', '--max-time', '2', 'http://172.16.28.9:3128/hostname'];
      const { code, stdout } = await world.inOther(...get);
      return AGENTS.test(stdout)
        ? through(`the other was answered by ${short(stdout)}`)
        : refused(`curl ended with ${code}`);
    },
  },
  endpoints: elsewhere('says itself where its service leads: out of the cluster', 'endpoints', (name) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name },
    subsets: [{ addresses: [{ ip: WEB }], ports: [{ port: 80 }] }],
  })),
  'endpoint-slice': elsewhere('does the same by a slice', 'discovery.k8s.io/v1:endpointslices', (name) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [WEB] }],
    ports: [{ port: 80 }],
  })),
  'load-balancer': isCreated(
    'asks the cloud for a public address of its own',
    ['admission-services'],
    'services',
    service('load-balancer', { type: 'LoadBalancer', selector: AGENT, ports: [{ port: 8080 }] }),
  ),
  'external-name': isCreated(
    'has a name inside mean one outside',
    ['admission-services'],
    'services',
    service('external-name', { type: 'ExternalName', externalName: 'tunnel.example' }),
  ),
  ingress: isCreated(
    'lets the world in by an Ingress',
    ['tenant-role', 'admission-guardrails', 'admission-routes'],
    'networking.k8s.io/v1:ingresses',
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'ingress' },
      spec: { defaultBackend: { service: { name: 'agent', port: { number: 8080 } } } },
    },
  ),
  'label-node': {
    title: 'labels a node as its own',
    controls: ['no-rights-elsewhere'],
    attempt: async (world) => {
      const patch = { metadata: { labels: { 'node-pool': 'client-a-pool' } } };
      const path = `/api/v1/nodes/${NODE}?dryRun=All`;
      return accepted(await world.person.request('PATCH', path, patch));
    },
  },
});
