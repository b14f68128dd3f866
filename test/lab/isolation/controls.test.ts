import { posix } from 'node:path';
import { parse as parseYaml, stringify } from 'yaml';
import { isolationModel } from '../../../lab/suites/scenarios/isolation/_settings';
import { CONTROLS } from '../../../lab/suites/scenarios/isolation/controls';
import { type OutputFile, synthesize } from '../../../lib';
import type { KubeObject } from '../../../lib/kustomize';
import { RULES, verify } from '../../../lib/rules';
import { parse, parseCidr, scan } from '../../../lib/squid';

const model = isolationModel();
const rendered = synthesize(model);

// biome-ignore lint/suspicious/noExplicitAny: fields of any kind
type Edit = (object: any) => unknown;

/** An object of a rendered file, edited in place, or taken away with its place in the folder's list where there is no edit. */
interface Removal {
  readonly file: RegExp;
  readonly edit?: Edit;
  /** The same of a file that is not an object. */
  readonly text?: (content: string) => string;
  /** What else has to be gone before it matters. */
  readonly also?: Removal;
}

function policies(tenant: string): Removal {
  const edit: Edit = ({ spec }) => {
    spec.egress = [{}];
  };
  return { file: new RegExp(`base/${tenant}/guardrails/networkpolicy-allow-egress-proxy`), edit };
}

function globalPolicy(tenant: string): Removal {
  return { file: new RegExp(`${tenant}/guardrails/globalnetworkpolicy-`) };
}

function admission(part: string): Removal {
  return { file: new RegExp(`validatingadmissionpolicybinding-egress-tenant-${part}\\.yaml$`) };
}

/** The machine’s file without the table. */
function firewall(tenant: string): Removal {
  return {
    file: new RegExp(`${tenant}/squid-.*/nftables\\.conf$`),
    text: (content) => content.replace(/^table ip egress_proxy \{[\s\S]*?^\}/m, ''),
  };
}

function squid(tenant: string): Removal {
  return { file: new RegExp(`${tenant}/squid-.*/squid\\.conf$`) };
}

/** How each control is missing in what is rendered, in the words of the file that has it. */
const REMOVALS: Readonly<Record<string, Removal>> = {
  'target-namespace': {
    file: /client-a\/guardrails\/kustomization-client-a/,
    edit: ({ spec }) => delete spec.targetNamespace,
  },
  'no-kustomize-files': {
    file: /client-a\/guardrails\/gitrepository-client-a/,
    edit: ({ spec }) => delete spec.ignore,
  },
  'key-per-tenant': {
    file: /kustomization-client-egress-dev-client-a-workloads/,
    edit: ({ spec }) => {
      spec.decryption.secretRef.name = 'client-c-sops';
    },
  },
  'network-policies': policies('client-a'),
  'gateway-policies-of-the-other': {
    file: /base\/client-c\/guardrails\/networkpolicy-gateway-allow-tenant/,
    edit: ({ spec }) => spec.ingress.push({}),
  },
  'policies-of-the-other': policies('client-b'),
  'global-policy': globalPolicy('client-a'),
  'global-policy-of-the-other': globalPolicy('client-b'),
  resolver: {
    file: /configmap-egress-dns/,
    edit: ({ data }) => {
      data.Corefile = '.:53 {\n  forward . 9.9.9.9\n}\n';
    },
  },
  'resolver-zones': {
    file: /configmap-egress-dns/,
    edit: ({ data }) => {
      data.Corefile = data.Corefile.replace('kubernetes cluster.local', 'kubernetes cluster.local in-addr.arpa');
    },
  },
  'resolver-policies': { file: /platform\/networkpolicy-default-deny/ },
  'tenant-role': {
    file: /overlays\/development\/platform\/clusterrole-egress-tenant\.patch/,
    edit: ({ rules }) => rules.push({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
  },
  'no-rights-elsewhere': {
    file: /base\/client-a\/guardrails\/rolebinding-egress-tenant/,
    edit: (object) => {
      object.kind = 'ClusterRoleBinding';
      delete object.metadata.namespace;
    },
  },
  'account-without-rights': {
    file: /base\/client-a\/guardrails\/rolebinding-egress-tenant/,
    edit: ({ subjects }) => subjects.push({ kind: 'ServiceAccount', name: 'default', namespace: 'client-a-demo' }),
  },
  ...Object.fromEntries(
    [
      'adoption',
      'annotations',
      'pods',
      'proxy',
      'priority',
      'images',
      'probes',
      'tokens',
      'drain',
      'finalizers',
      'services',
      'guardrails',
      'secrets',
      'routes',
      'external-secrets',
      'egress-probe',
      'namespaces',
    ].map((part) => [`admission-${part}`, admission(part)]),
  ),
  'pod-security': {
    file: /base\/client-a\/guardrails\/namespace\.yaml/,
    edit: ({ metadata }) => delete metadata.labels['pod-security.kubernetes.io/enforce'],
  },
  quota: { file: /overlays\/development\/client-a\/guardrails\/resourcequota-tenant-quota-pods/ },
  'limit-range': {
    file: /base\/client-a\/guardrails\/limitrange/,
    also: {
      file: /overlays\/development\/client-a\/workloads\/deployment-agent\.patch/,
      edit: ({ spec }) => delete spec.template.spec.containers[0].resources,
    },
  },
  'proxy-rules': squid('client-a'),
  'proxy-names': {
    file: /client-a\/squid-.*\/squid\.conf$/,
    text: (content) => content.replace('ssl_bump terminate all because_sni', 'ssl_bump splice all named'),
  },
  'proxy-of-the-other-rules': squid('client-b'),
  'proxy-firewall': firewall('client-a'),
  'proxy-of-the-other-firewall': firewall('client-b'),
  'partner-rules': squid('client-c'),
  'partner-firewall': firewall('client-c'),
};

function findings(removal: Removal): string[] {
  const files = new Map(rendered.map((one) => [one.path, one]));
  const { path, content } = fileOf(removal);
  if (path.endsWith('squid.conf') && !removal.text) {
    const text = content.replace(/^http_access /m, 'http_access allow all\nhttp_access ');
    const sources = [parseCidr('172.16.28.20/31') as NonNullable<ReturnType<typeof parseCidr>>];
    return scan(parse(path, text, { version: 6, sources })).map(({ id }) => `scan:${id}`);
  }
  for (let one: Removal | undefined = removal; one; one = one.also) remove(files, one);
  return verify([...files.values()], model).map(({ id }) => id);
}

function fileOf({ file }: Removal): OutputFile {
  const found = rendered.find(({ path }) => file.test(path));
  if (!found) throw new Error(`nothing is rendered like ${file}`);
  return found;
}

function remove(files: Map<string, OutputFile>, removal: Removal): void {
  const found = fileOf(removal);
  if (removal.text) {
    const content = removal.text(found.content);
    expect(content).not.toBe(found.content);
    files.set(found.path, { ...found, content });
    return;
  }
  if (removal.edit) {
    const object = parseYaml(found.content) as KubeObject;
    removal.edit(object);
    files.set(found.path, { ...found, content: stringify(object) });
    return;
  }
  files.delete(found.path);
  const list = files.get(posix.join(posix.dirname(found.path), 'kustomization.yaml')) as OutputFile;
  const content = list.content.replace(`  - ${posix.basename(found.path)}\n`, '');
  expect(content).not.toBe(list.content);
  files.set(list.path, { ...list, content });
}

test('what is rendered for the lab gives no finding', () => {
  expect(verify(rendered, model).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each(CONTROLS.filter(({ rules }) => rules.length > 0).map(({ name, rules }) => [name, rules] as const))(
  'where %s is not rendered, a rule that is named beside it notices',
  (name, rules) => {
    const found = findings(REMOVALS[name] as Removal);
    expect(found.filter((rule) => rules.includes(rule))).not.toEqual([]);
    // Of machines, a control lists every rule that looks for it. The copy in user-data is not edited, and differs.
    const ofMachines = RULES.flatMap(({ id, subject }) => (subject === 'machine' && found.includes(id) ? [id] : []));
    expect(ofMachines.filter((id) => ![...rules, 'vm-files-incomplete'].includes(id))).toEqual([]);
  },
);

test('each rule about what passes the firewall of a machine is listed by a control', () => {
  const listed = new Set(CONTROLS.flatMap(({ rules }) => rules));
  const about = RULES.map(({ id }) => id).filter((id) => /^vm-.*(firewall|egress|ingress)/.test(id));
  expect(about.filter((id) => !listed.has(id))).toEqual([]);
});
