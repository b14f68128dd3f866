import { kubeStateMetricsConfig } from '../../lib/monitoring/kube-state-metrics';
import { alertsOf, environmentGroup, tenantGroup } from '../../lib/monitoring/rules';
import { watched } from './_fixture';

const { environment, tenants } = watched();
const [tenant] = tenants;
const withArtifacts = {
  ...environment,
  flux: { ...environment.flux, reconcile: 'per-tenant', artifacts: true },
} as const;

const declared = (rules: readonly { readonly labels?: Readonly<Record<string, string>> }[]) =>
  rules.flatMap(({ labels = {} }) =>
    labels.customresource_kind ? [`${labels.customresource_kind} ${labels.name}`] : [],
  );

test('with artifacts, alerts know the generator and each artifact', () => {
  if (!tenant) throw new Error('the suite has no tenant');
  expect(declared(environmentGroup(withArtifacts).rules)).toEqual(
    expect.arrayContaining(['ArtifactGenerator watched', 'ExternalArtifact watched', 'Kustomization watched']),
  );
  expect(declared(tenantGroup(withArtifacts, tenant).rules)).toContain(`ExternalArtifact watched-${tenant.name}`);
  const without = [...environmentGroup(environment).rules, ...tenantGroup(environment, tenant).rules];
  expect(JSON.stringify([without, alertsOf(environment)])).not.toMatch(/Artifact/);
});

test('with artifacts, a Kustomization is behind its artifact, and an artifact behind the repository', () => {
  const behind = alertsOf(withArtifacts).find(({ name }) => name === 'EgressFluxBehind');
  expect(behind?.expr).toMatch(
    /customresource_kind="Kustomization"\} unless on \(revision\) gotk_resource_info\{[^}]*customresource_kind="ExternalArtifact"/,
  );
  expect(behind?.expr).toMatch(
    /label_replace\(gotk_resource_info\{[^}]*"ExternalArtifact"\}, "revision", "\$1", "origin_revision", "\(\.\*\)"\) unless on \(revision\) gotk_resource_info\{[^}]*"GitRepository"/,
  );
});

test('kube-state-metrics reports the commit of an artifact beside its checksum', () => {
  expect(JSON.stringify(kubeStateMetricsConfig(true))).toContain(
    '"revision":["status","artifact","revision"],"origin_revision":["status","artifact","metadata","org.opencontainers.image.revision"]',
  );
  expect(JSON.stringify(kubeStateMetricsConfig(false))).not.toMatch(/Artifact/);
});
