import { EgressError } from '../../errors';
import { extras, type Grant, parseCidr } from '../../network-policy';
import { object } from '../_example';
import { API_SERVER_PORT } from '../_names';
import { type Context, isKind, isNamespace, map, namespaceOf, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Example, Found, RuleDefinition } from '../rule';
import { policiesAmong, TENANTS_DNS } from './_grants';

const { namespace: HOME } = TENANTS_DNS;
/** Plugins of CoreDNS that answer from the cluster or by themselves, or do not answer at all. */
const INWARD = ['cache', 'errors', 'health', 'kubernetes', 'loadbalance', 'log', 'prometheus', 'ready', 'template'];

function withResolver(example: Example): Example {
  return { ...example, resolver: true };
}

export const rule: RuleDefinition = {
  title: 'The tenants’ resolver forwards queries, may reach other servers, or lists the Services',
  why: 'A name can carry data, and a resolver that forwards it carries the data out of the cluster, past every proxy. Its configuration is one control, its network policies are the other. If it answers reverse lookups, a tenant can list the Services of all tenants.',
  fix: 'Do not change what is rendered for cluster.resolver: a Corefile that forwards nothing, and policies that let it reach only the API server.',
  good: [
    withResolver(object('NetworkPolicy egress-dns/metrics')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }] }]
    `),
  ],
  bad: [
    withResolver(object('ConfigMap egress-dns/egress-dns')`
      data:
        Corefile: |
          .:53 {
            forward . 9.9.9.9
          }
    `),
    withResolver(object('ConfigMap egress-dns/egress-dns')`
      data:
        Corefile: |
          cluster.local:53 in-addr.arpa:53 {
            kubernetes
          }
    `),
    withResolver(object('NetworkPolicy egress-dns/default-deny')`$patch: delete`),
    withResolver(object('NetworkPolicy egress-dns/updates')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ protocol: UDP, port: 53 }] }]
    `),
  ],
  check: (context) => {
    const { resolver } = context.environment.cluster;
    if (!resolver) return [];
    const home = context.find('', 'Namespace', HOME);
    if (!home || !isNamespace(home)) return [];
    const objects = context.objects.filter((each) => namespaceOf(each) === HOME);
    return [...objects.flatMap(passesOn), ...reaches(context, home, objects, resolver.apiServer)];
  },
};

function passesOn(each: Rendered): Found[] {
  if (!isKind(each, 'ConfigMap', '')) return [];
  return Object.entries(map(each.object.data)).flatMap(([key, text]) => {
    const plugins = pluginsOf(String(text));
    const outward = plugins.filter(({ name }) => !INWARD.includes(name));
    const reverse = plugins.filter(({ name, zones }) => name === 'kubernetes' && zones.some(namesAddresses));
    return [
      ...outward.map(({ name }) => found(each, ['data', key], `has the plugin ${name}, which may ask others`)),
      ...reverse.map(({ zones }) =>
        found(
          each,
          ['data', key],
          `gives addresses their names (${zones.join(' ')}), so that a tenant finds all Services`,
        ),
      ),
    ];
  });
}

/** Whether addresses are within a zone, which may be written as a range. */
function namesAddresses(zone: string): boolean {
  return /(^|\.)arpa\.?(:\d+)?$|^\.(:\d+)?$|\//i.test(zone);
}

interface Plugin {
  readonly name: string;
  /** That it names, else those of its server. */
  readonly zones: readonly string[];
}

/** The plugins of a Corefile: the lines within the braces of a server. */
function pluginsOf(corefile: string): Plugin[] {
  const plugins: Plugin[] = [];
  let depth = 0;
  let server: string[] = [];
  for (const line of corefile.split('\n').map((raw) => raw.replace(/#.*/, '').trim())) {
    const words = line.split(/[\s,]+/).filter((word) => word !== '' && word !== '{');
    if (depth === 0) server = words;
    const [name, ...zones] = words;
    if (depth === 1 && name && name !== '}') plugins.push({ name, zones: zones.length > 0 ? zones : server });
    depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
  }
  return plugins;
}

function reaches(context: Context, home: Rendered, all: readonly Rendered[], apiServer?: string): Found[] {
  const { policies, objects, unreadable, namespaces } = policiesAmong(all, HOME, context);
  const range = apiServer && parseCidr(apiServer.includes('/') ? apiServer : `${apiServer}/32`);
  const what = 'the API server';
  const grants: Grant[] = range
    ? [{ what, range, ports: [{ protocol: 'TCP', first: API_SERVER_PORT, last: API_SERVER_PORT }] }]
    : [];
  const denies = policies.some(({ pods, egress }) => pods.length === 0 && egress?.length === 0);
  try {
    return [
      ...(denies ? [] : [found(home, [], 'nothing denies egress to all of its pods')]),
      ...unreadable.map(([object, why]) => found(object, ['spec'], why)),
      ...extras(policies, 'egress', grants, namespaces).flatMap(({ policy, rule, text }) => {
        const on = objects.get(policy.name);
        return on ? [found(on, ['spec', 'egress', rule], `lets it reach ${text}`)] : [];
      }),
    ];
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return [found(home, [], `its policies cannot be judged: ${error.message}`)];
  }
}
