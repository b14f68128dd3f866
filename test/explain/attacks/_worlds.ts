import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Cni } from '../../../lab/binaries/versions';
import { placesIn } from '../../../lib/cli/_world';
import { type World, worldsOf } from '../../../lib/explain';
import { loadModel } from '../../../lib/model/load';
import type { OutputFile } from '../../../lib/output';
import { synthesize } from '../../../lib/synthesize';

const FOLDER = join(__dirname, '../../../lab/suites/scenarios/isolation');
const loaded = loadModel({ tenants: join(FOLDER, 'tenants'), environments: join(FOLDER, 'overlays') });

/** Something that is changed in what was rendered: a control that is taken away, or what the attack itself does. */
export type Change = (files: readonly OutputFile[]) => readonly OutputFile[];

type Environment = (typeof loaded.model.environments)[number]['environment'];

/** The settings of the lab in which each attack is made with packets, on a datapath. */
export function rendered(cni: Cni, settings: (environment: Environment) => Environment = (same) => same) {
  const model = {
    ...loaded.model,
    environments: loaded.model.environments.map(({ environment, tenants }) => ({
      tenants,
      environment: settings({ ...environment, cluster: { ...environment.cluster, cni } }),
    })),
  };
  const files = synthesize(model);
  const [only] = model.environments;
  if (!only) throw new Error('the lab has no environment');
  return {
    tenants: only.tenants,
    files,
    worldAfter: (...changes: readonly Change[]): World => {
      const changed = changes.reduce<readonly OutputFile[]>((before, change) => change(before), files);
      return worldsOf(changed, [], placesIn(loaded))(only);
    },
  };
}

/** Changes each file whose path matches. It is a mistake if there is none, or if one of them stays as it is. */
export function changed(path: RegExp, change: (text: string) => string): Change {
  return (files) => {
    const found = files.filter((each) => path.test(each.path));
    const texts = new Map(found.map((each) => [each.path, change(each.content)]));
    const same = found.filter((each) => texts.get(each.path) === each.content);
    if (found.length === 0 || same.length > 0) throw new Error(`${path} changes nothing in ${same[0]?.path}`);
    return files.map((each) => ({ ...each, content: texts.get(each.path) ?? each.content }));
  };
}

/** As if policies were deleted: they are about pods that are not there. */
function withoutPolicies(path: RegExp): Change {
  return changed(path, (text) => {
    const object = parse(text);
    const nowhere =
      object.kind === 'NetworkPolicy'
        ? { podSelector: { matchLabels: { not: 'there' } } }
        : { namespaceSelector: "kubernetes.io/metadata.name == 'nowhere'" };
    return stringify({ ...object, spec: { ...object.spec, ...nowhere } });
  });
}

const folders = '(base|overlays/development)';
const squid = (of: string, change: (text: string) => string) =>
  changed(new RegExp(`^dist/infra/development/${of}/squid\\.conf$`), change);
const allowAll = (text: string) => text.replace(/^http_access /m, 'http_access allow all\nhttp_access ');
const firewallOf = (of: string) =>
  changed(new RegExp(`^dist/infra/development/${of}/nftables\\.conf$`), (text) =>
    text.replaceAll(/^(\s*type filter hook (?:input|output) .* policy) drop;$/gm, '$1 accept;\n    accept'),
  );

/** The controls of the matrix that `explain` judges, and how each is taken away from what was rendered, as the lab does it. */
export const TAKEN_AWAY: Readonly<Record<string, Change>> = {
  'network-policies': withoutPolicies(new RegExp(`^dist/${folders}/client-a/guardrails/networkpolicy-(?!.*patch)`)),
  'policies-of-the-other': withoutPolicies(
    new RegExp(`^dist/${folders}/client-b/guardrails/networkpolicy-(?!.*patch)`),
  ),
  'gateway-policies-of-the-other': withoutPolicies(
    new RegExp(`^dist/${folders}/client-c/guardrails/networkpolicy-gateway-`),
  ),
  'global-policy': withoutPolicies(/client-a\/guardrails\/globalnetworkpolicy-/),
  'global-policy-of-the-other': withoutPolicies(/client-b\/guardrails\/globalnetworkpolicy-/),
  'proxy-rules': squid('client-a/squid-a', allowAll),
  'proxy-names': squid('client-a/squid-a', (text) =>
    text.replace('ssl_bump terminate all because_sni', 'ssl_bump splice all named'),
  ),
  'proxy-firewall': firewallOf('client-a/squid-a'),
  'proxy-of-the-other-rules': squid('client-b/squid-b', allowAll),
  'proxy-of-the-other-firewall': firewallOf('client-b/squid-b'),
  'partner-rules': squid('client-c/squid-c', allowAll),
  'partner-firewall': firewallOf('client-c/squid-c'),
};
