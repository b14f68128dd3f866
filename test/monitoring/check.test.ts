import { synthesize } from '../../lib';
import { verify } from '../../lib/rules';
import { watched } from './_fixture';

const { environment, tenants } = watched();
const model = {
  tenants,
  environment: { ...environment, monitoring: { ...environment.monitoring, operator: true } },
};

/** What the rules of check find in what is rendered, after edits of files. */
function findings(edits: Readonly<Record<string, (text: string) => string>> = {}) {
  const whole = { base: tenants, environments: [model] };
  const files = synthesize(whole).map((file) => {
    const [, edit] = Object.entries(edits).find(([name]) => file.path.endsWith(name)) ?? [];
    if (edit && edit(file.content) === file.content) throw new Error(`nothing is changed in ${file.path}`);
    return edit ? { ...file, content: edit(file.content) } : file;
  });
  const result = verify(files, whole);
  return [
    ...new Set(result.filter(({ severity }) => severity === 'error').map(({ id, object }) => `${id} ${object}`)),
  ].sort();
}

test('the rules find nothing in what is rendered', () => {
  expect(findings()).toEqual([]);
});

test.each([
  [
    'a rule of a tenant in another namespace',
    {
      'prometheusrule-egress-tenant-pair.yaml': (text: string) =>
        text.replace('namespace: monitoring', 'namespace: kube-system'),
    },
    'object-outside-namespace',
  ],
  [
    'a rule in the name of another tenant',
    {
      'prometheusrule-egress-tenant-pair.yaml': (text: string) =>
        text.replace('name: egress-tenant-pair', 'name: egress-tenant-other'),
    },
    'object-outside-namespace',
  ],
  [
    'a dashboard in the name of another tenant',
    {
      'configmap-egress-dashboard-pair.yaml': (text: string) =>
        text.replace('name: egress-dashboard-pair', 'name: egress-dashboard-other'),
    },
    'object-outside-namespace',
  ],
  [
    'a field that the operator does not know',
    { 'scrapeconfig-egress-squid-pair.yaml': (text: string) => text.replace('jobName:', 'job:') },
    'invalid-object',
  ],
  [
    'a gateway whose metrics are open to all',
    {
      'pair/guardrails/networkpolicy-gateway-allow-monitoring.yaml': (text: string) =>
        text.replace(/matchLabels:\s+kubernetes.io\/metadata.name: monitoring/, '{}'),
    },
    'gateway-open',
  ],
  [
    'a gateway whose health page is open to Prometheus',
    {
      'pair/guardrails/networkpolicy-gateway-allow-monitoring.yaml': (text: string) => text.replace('8405', '8404'),
    },
    'gateway-open',
  ],
])('they find %s', (_, edits, id) => {
  expect(findings(edits as never).map((line) => line.split(' ')[0])).toContain(id);
});
