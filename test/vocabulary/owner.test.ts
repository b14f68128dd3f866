import { tenantOfResource } from '../../lib/infra';
import { clusterState } from '../../lib/plan/cluster';
import { sideOfOutput } from '../../lib/plan/plan';
import type { Side } from '../../lib/plan/types';
import { synthesize } from '../../lib/synthesize';
import { ownerOf } from '../../lib/vocabulary';
import { world } from '../rules/_world';

const { model } = world({ gateways: true, resolver: true, cni: 'calico' });
const files = synthesize(model);

test('a path and a header line tell the owner that the field of the rendered file holds', () => {
  expect(files.filter(({ path, source, owner }) => !isSame(ownerOf(path, source), owner))).toEqual([]);
  const all = new Set(files.map(({ owner }) => JSON.stringify(owner)));
  const environments = model.environments.map(({ tenants }) => tenants.length);
  // The cluster's own, each environment's, of each tenant two parts, and in each of its environments those and the rest.
  expect(all.size).toBe(1 + 2 + 3 * 2 + environments.reduce((sum, tenants) => sum + tenants * 3, 0));
});

function isSame(one: object, other: object): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

test.each([
  ['dist/base/client-a/guardrails/namespace.yaml', undefined, { tenant: 'client-a', part: 'guardrails' }],
  ['dist/base/platform/clusterrole-egress-tenant.yaml', undefined, {}],
  ['dist/overlays/production/kustomization.yaml', undefined, { environment: 'production' }],
  ['dist/overlays/production/platform/kustomization.yaml', undefined, { environment: 'production' }],
  [
    'dist/overlays/production/client-a/kustomization.yaml',
    undefined,
    { environment: 'production', tenant: 'client-a' },
  ],
  [
    'dist/overlays/production/client-a/workloads/job-x.yaml',
    undefined,
    { environment: 'production', tenant: 'client-a', part: 'workloads' },
  ],
  ['dist/infra/production/main.tf.json', undefined, { environment: 'production' }],
  ['dist/infra/production/client-a/squid-a/apply.sh', undefined, { environment: 'production', tenant: 'client-a' }],
  ['dist/runbooks/production/flux-lost.md', undefined, { environment: 'production' }],
  [
    'dist/runbooks/production/client-a/squid-a/proxy-vm-lost.md',
    undefined,
    { environment: 'production', tenant: 'client-a' },
  ],
  // Tenants that are called as a part, or as an environment.
  [
    'dist/infra/production/workloads/guardrails/squid.conf',
    undefined,
    { environment: 'production', tenant: 'workloads' },
  ],
  [
    'clusters/production/kustomization-x.yaml',
    'tenants/client-a.yaml',
    { environment: 'production', tenant: 'client-a' },
  ],
  ['clusters/production/kustomization-x.yaml', 'overlays/production.ts', { environment: 'production' }],
  ['clusters/production/kustomization-x.yaml', undefined, { environment: 'production' }],
  ['clusters/README.md', undefined, {}],
  ['clusters-old/production/x.yaml', undefined, {}],
  ['.github/CODEOWNERS', 'overlays and tenants', {}],
  ['schemas/tenant.schema.json', 'lib/settings/tenant.ts', {}],
])('%s (from %s)', (path, source, owner) => {
  expect(ownerOf(path, source)).toEqual(owner);
});

describe('objects of a cluster', () => {
  const rendered = sideOfOutput(files);
  // As it would be on disk, where files have no field.
  const { owners: _, ...onDisk } = rendered;

  function tenantsIn(side: Side): ReadonlyMap<string, string> {
    return clusterState(side, 'production', side).tenants;
  }

  test('belong to the tenant of their file', () => {
    const tenants = tenantsIn(rendered);
    expect(tenants.get(' Namespace  client-b')).toBe('client-b');
    expect(tenants.get(' Namespace  client-b-egress')).toBe('client-b');
    expect(tenants.get(' Service client-b-egress egress-gateway')).toBe('client-b');
    expect(tenants.get(' ServiceAccount flux-system client-a')).toBe('client-a');
    expect(tenants.get('crd.projectcalico.org GlobalNetworkPolicy  default.egress-tenant-client-a')).toBe('client-a');
    const flux = (name: string) => tenants.get(`kustomize.toolkit.fluxcd.io Kustomization flux-system ${name}`);
    expect(flux('egress-production-client-a')).toBe('client-a');
    expect(flux('egress-production-client-a-workloads')).toBe('client-a');
    expect(flux('egress-production')).toBeUndefined();
    expect(tenants.get('rbac.authorization.k8s.io ClusterRole  egress-tenant')).toBeUndefined();
    expect(tenants.get(' Namespace  egress-dns')).toBeUndefined();
  });

  test('have the same tenants where no field says so', () => {
    expect(tenantsIn(onDisk)).toEqual(tenantsIn(rendered));
  });

  test('out of an unmanaged file belong to the tenant in whose namespace they are', () => {
    const service = (name: string, namespace: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { tenant: client-a } }\n`;
    const texts = [
      ['clusters/production/one.yaml', service('one', 'client-b-egress')],
      ['clusters/production/other.yaml', service('other', 'monitoring')],
    ] as const;
    const tenants = tenantsIn({
      ...onDisk,
      files: new Map([...onDisk.files, ...texts]),
      unmanaged: new Set(texts.map(([path]) => path)),
    });
    expect(tenants.get(' Service client-b-egress one')).toBe('client-b');
    expect(tenants.get(' Service monitoring other')).toBeUndefined();
  });
});

test.each([
  ['scaleway_k8s_pool', 'client-a', 'client-a'],
  ['scaleway_k8s_pool', '_2nd', '2nd'],
  ['scaleway_k8s_pool', 'system_nodes', undefined],
  ['scaleway_k8s_cluster', 'cluster', undefined],
  ['scaleway_vpc_private_network', 'network', undefined],
  ['scaleway_instance_ip', 'client-a_squid-a', 'client-a'],
  ['scaleway_ipam_ip', '_2nd_squid-a', '2nd'],
  ['scaleway_instance_server', 'other', undefined],
  ['scaleway_instance_security_group', 'client-a', 'client-a'],
  ['scaleway_object_bucket', 'client-a', undefined],
])('the resource %s.%s belongs to %s', (type, name, tenant) => {
  expect(tenantOfResource(type, name)).toBe(tenant);
});
