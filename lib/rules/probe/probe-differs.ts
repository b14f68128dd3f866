import { object } from '../_example';
import { APP_NAME, CORDONED, PROBE, policyOf } from '../_names';
import { isProbe } from '../_probe';
import { type Context, isKind, map, maps, podOf, type TenantNamespace, text } from '../_rendered';
import { found, withProbe } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const deployment = (yaml: string) => withProbe(object('Deployment client-b/egress-probe')(yaml));

export const rule: RuleDefinition = {
  title: 'The probe of a tenant is missing, or does not look at what was declared',
  why: 'The alerts about a wrong address and about a possible bypass rest on it. A tenant that could change it could silence them.',
  fix: 'The Deployment egress-probe is as synth renders it, with its priority class and the admission policy that guards it.',
  good: [deployment('spec: { template: { metadata: { labels: { team: platform } } } }')],
  bad: [
    deployment('$patch: delete'),
    deployment('spec: { replicas: 0 }'),
    deployment(
      'spec: { template: { spec: { containers: [{ name: probe, env: [{ name: PROBE_EXPECTED, value: "198.51.100.1" }] }] } } }',
    ),
    deployment(
      'spec: { template: { spec: { containers: [{ name: probe, env: [{ name: PROBE_URL, value: "https://other.example/ip" }] }] } } }',
    ),
    deployment('spec: { template: { spec: { containers: [{ name: probe, image: "other.example/curl:1" }] } } }'),
    deployment('spec: { template: { spec: { priorityClassName: null } } }'),
    withProbe(object('NetworkPolicy client-b/allow-egress-probe-metrics')('$patch: delete')),
    withProbe(object('PriorityClass egress-probe')('$patch: delete')),
  ],
  check: (context) => {
    const { probe } = context.environment;
    if (probe === undefined || !context.complete) return [];
    return [
      ...guards(context),
      ...context.namespaces
        .filter(({ tenant }) => tenant.state !== CORDONED)
        .flatMap((each) => [...differences(context, each), ...unread(context, each)]),
    ];
  },
};

/** What keeps tenants from the probe, and out of its priority class. */
function guards(context: Context): Found[] {
  const policy = policyOf(PROBE.name);
  const lacks = [
    ...(context.find('scheduling.k8s.io', 'PriorityClass', PROBE.name) ? [] : [`PriorityClass ${PROBE.name}`]),
    ...(context.find('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', policy)
      ? []
      : [`ValidatingAdmissionPolicy ${policy}`]),
  ];
  return lacks.map((what) => ({ message: `there is no ${what}, which keeps tenants from the probe` }));
}

/** What lets Prometheus read the metrics. */
function unread(context: Context, { namespace, objects }: TenantNamespace): Found[] {
  const { monitoring } = context.environment;
  const name = `allow-${PROBE.name}-metrics`;
  const isThere = objects.some(
    (each) => isKind(each, 'NetworkPolicy', 'networking.k8s.io') && each.object.metadata.name === name,
  );
  if (monitoring?.namespace === undefined || isThere) return [];
  return [found(namespace, [], `there is no NetworkPolicy ${name}, so ${monitoring.namespace} reads no metrics`)];
}

function differences(context: Context, { tenant, namespace, objects }: TenantNamespace): Found[] {
  const probes = objects.filter((each) => isProbe(context, each));
  if (probes.length === 0) return [found(namespace, [], `there is no Deployment ${PROBE.name}`)];
  const { probe } = context.environment;
  const addresses = tenant.egress.proxies.flatMap(({ publicAddress }) => publicAddress ?? []).join(' ');
  return probes.flatMap((on): Found[] => {
    const [container] = podOf(on)?.containers ?? [];
    const spec = map(on.object.spec);
    const template = map(spec.template);
    const variable = (name: string) => text(maps(container?.spec.env).findLast((one) => one.name === name)?.value);
    const expected: readonly (readonly [what: string, value: unknown, wanted: unknown])[] = [
      ['replicas', spec.replicas ?? 1, 1],
      ['its image', container?.spec.image, probe?.image],
      ['PROBE_URL', variable('PROBE_URL'), probe?.url],
      ['PROBE_EXPECTED', variable('PROBE_EXPECTED'), addresses],
      [`the label ${APP_NAME}`, map(map(template.metadata).labels)[APP_NAME], PROBE.name],
      ['priorityClassName', map(template.spec).priorityClassName, PROBE.name],
    ];
    return expected
      .filter(([, value, wanted]) => value !== wanted)
      .map(([what, value, wanted]) => found(on, ['spec'], `${what} is ${value ?? 'not set'} (expected ${wanted})`));
  });
}
