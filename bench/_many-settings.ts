import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Address number `index` of the private network 10.0.0.0/9. */
function address(index: number): string {
  return `10.${Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 2}`;
}

/** Every third tenant has two proxies and a gateway, every fifth a database, every seventh callers from elsewhere. */
function tenantText(index: number): string {
  const first = `{ name: squid-a, address: ${address(index * 3)} }`;
  const proxies = index % 3 === 0 ? `${first}, { name: squid-b, address: ${address(index * 3 + 1)} }` : first;
  const database = `  private: [{ cidr: 172.31.${index % 250}.0/28, ports: [5432] }]\n`;
  const callers = 'ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }\n';
  return `name: ${nameOf(index)}
nodePool: { sources: [${address(index * 3 + 2)}] }
egress:
  proxies: [${proxies}]
  allow: [ifconfig.me, .partner-${index}.example, { host: api.partner.example, ports: [8443] }]
${index % 5 === 0 ? database : ''}${index % 7 === 0 ? callers : ''}workloads:
  - { name: web, image: registry.example.com/web:1, ports: [{ name: http, port: 8080 }] }
`;
}

export function nameOf(index: number): string {
  return `tenant-${String(index).padStart(5, '0')}`;
}

/** All of one shape: one proxy, one workload. */
function plainText(index: number): string {
  return `name: ${nameOf(index)}
nodePool: { sources: [${address(index * 2 + 1)}] }
egress:
  proxies: [{ name: squid-a, address: ${address(index * 2)} }]
  allow: [ifconfig.me, .partner-${index}.example, { host: api.partner.example, ports: [8443] }]
workloads:
  - { name: web, image: registry.example.com/web:1, ports: [{ name: http, port: 8080 }] }
`;
}

export function environmentText(name: string, cni: string): string {
  return `export default {
  name: '${name}',
  cluster: {
    zone: 'fr-par-1',
    privateNetwork: '10.0.0.0/9',
    podCidr: '100.64.0.0/11',
    serviceCidr: '10.224.0.0/11',
    dns: '10.224.0.10',
    cni: '${cni}',
  },
  flux: { name: 'client-egress-${name}', interval: '5m', source: { name: 'settings' } },
};
`;
}

/**
 * Writes the settings of many tenants, in one environment on Calico and one on Cilium.
 *
 * @param alike whether all tenants have one shape
 */
export function writeSettings(folder: string, tenants: number, alike = false): void {
  const text = alike ? plainText : tenantText;
  for (const each of ['tenants', 'overlays']) mkdirSync(join(folder, each), { recursive: true });
  for (let index = 0; index < tenants; index++)
    writeFileSync(join(folder, 'tenants', `${nameOf(index)}.yaml`), text(index));
  writeFileSync(join(folder, 'overlays/development.ts'), environmentText('development', 'calico'));
  writeFileSync(join(folder, 'overlays/production.ts'), environmentText('production', 'cilium'));
}
