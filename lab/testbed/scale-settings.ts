import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER } from './flux-cluster';

interface ScaleSettings {
  readonly tenants: number;
  /** Number of shards. Default: none. */
  readonly shards?: number;
  /** Whether workloads are Ready only when their pods are. Default: false. */
  readonly wait?: boolean;
}

/** Name of the only environment, and of its Kustomization. */
export const ENVIRONMENT = 'production';
export const PLATFORM_KUSTOMIZATION = 'egress';

export function tenantName(index: number): string {
  return `tenant-${String(index).padStart(5, '0')}`;
}

/** Address number `index` of the private network 10.0.0.0/9. */
function address(index: number): string {
  return `10.${Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 2}`;
}

function tenantText(index: number): string {
  return `name: ${tenantName(index)}
nodePool: { sources: [${address(index * 2 + 1)}] }
egress:
  proxies: [{ name: squid-a, address: ${address(index * 2)} }]
  allow: [ifconfig.me, .partner-${index}.example]
workloads:
  - { name: web, image: registry.example.com/web:1, ports: [{ name: http, port: 8080 }] }
`;
}

/** Writes settings of plain tenants, each with one proxy and one workload, into `tenants/` and `overlays/` of a folder. */
export function writeScaleSettings(folder: string, { tenants, shards, wait = false }: ScaleSettings): void {
  for (const each of ['tenants', 'overlays']) mkdirSync(join(folder, each), { recursive: true });
  for (let index = 0; index < tenants; index += 1)
    writeFileSync(join(folder, 'tenants', `${tenantName(index)}.yaml`), tenantText(index));
  const environment = {
    name: ENVIRONMENT,
    cluster: { zone: 'fr-par-1', privateNetwork: '10.0.0.0/9', ...CLUSTER, dns: '10.224.0.10' },
    registries: ['registry.example.com'],
    flux: {
      name: PLATFORM_KUSTOMIZATION,
      interval: '1h',
      retryInterval: '10s',
      source: { name: 'flux-system' },
      reconcile: 'per-tenant',
      ...(wait ? { wait } : {}),
      ...(shards === undefined ? {} : { shards }),
    },
  };
  writeFileSync(join(folder, 'overlays', `${ENVIRONMENT}.ts`), `export default ${JSON.stringify(environment)};\n`);
}
