import type { EnvironmentModel } from '../../lib';
import { environmentText, loadFiles } from './settings';

// What golden folders are rendered from: a tenant with nothing but a proxy, and one for which every file has all it can.

const MINIMAL = `name: client-a
nodePool: { nodeType: DEV1-M }
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.8 }
workloads:
  - { name: web, image: "registry.example.com/web:1.2.3" }
`;

const EVERYTHING = `name: client-b
formerly: [client-old]
nodePool:
  nodeType: DEV1-M
  size: { min: 1, max: 3 }
  sources: [172.16.28.20, 172.16.30.0/28]
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.9, port: 3129, publicAddress: 51.15.0.9, formerly: [squid-old] }
    - { name: squid-b, address: 172.16.28.10, drain: true }
  allow:
    - ifconfig.me
    - .example.com
    - { host: api.partner.example, ports: [8443, 443] }
  clientCertificate: true
workloads:
  - { name: web, image: "registry.example.com/web:1.2.3" }
`;

export type Size = 'minimal' | 'everything';

export const SIZES: readonly Size[] = ['minimal', 'everything'];

const ENVIRONMENTS = {
  minimal: { infrastructure: { cluster: 'kapsule-dev' } },
  everything: {
    cluster: { gateway: '172.16.28.1', cni: 'cilium_native' },
    infrastructure: {
      cluster: 'kapsule-dev',
      create: { version: '1.35', nodeType: 'DEV1-L' },
      image: 'ubuntu_noble',
      instanceType: 'DEV1-M',
      ssh: ['198.51.100.7', '198.51.100.32/28'],
      pull: {
        url: 'https://git.example.com:8443/egress.git',
        signers: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2fDvcGq1cBlFxQkEnqQHbE9wG3vHkNPRbe0TM2YcDN'],
      },
    },
    monitoring: { sources: ['172.16.28.16/28', '172.16.28.20'] },
    logs: { host: 'logs.example.com', port: 6515, keepDays: 30, omit: ['agent'] },
    egressCheck: { targets: ['1.1.1.1:443', 'example.com:853'] },
    retired: [{ tenant: 'client-gone', proxy: 'squid-c', keepUntil: '2027-03-31' }],
    terraform: {
      backend: { s3: { bucket: 'state', key: 'development', region: 'fr-par' } },
      provider: { profile: 'production' },
    },
  },
} as const;

/** The environment `development` of either size. */
export function machines(size: Size): EnvironmentModel {
  const text = environmentText('development', ENVIRONMENTS[size] as never);
  const { loaded, errors } = loadFiles({
    tenants: size === 'minimal' ? { 'client-a.yaml': MINIMAL } : { 'client-b.yaml': EVERYTHING },
    environments: { 'development.ts': text },
  });
  const model = loaded?.model.environments[0];
  if (!model) throw new Error(errors.join('\n'));
  return model;
}
