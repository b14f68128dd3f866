import type { ProxyPlace } from './types';

export interface TenantTextProps extends ProxyPlace {
  /** A DNS label. */
  readonly name: string;
  /** The Flexible IP that partners see. @default - not known yet */
  readonly publicAddress?: string;
  /** An environment, for the example of an override. */
  readonly environment: string;
}

/** The file of a new tenant. Each comment that begins with a key is what it says once it is uncommented. */
export function tenantText({ name, address, elsewhere, publicAddress, environment }: TenantTextProps): string {
  const lines = [
    '# yaml-language-server: $schema=../schemas/tenant.schema.json',
    `name: ${name}`,
    'egress:',
    '  proxies:',
    '    - name: squid-a',
    `      address: ${address}`,
    '      port: 3128',
    publicAddress
      ? `      publicAddress: ${publicAddress}`
      : '      # publicAddress: 203.0.113.10 # the Flexible IP of the proxy, once it is known',
    '  # allow: [ifconfig.me, .example.com] # without it, any public host',
    ...overrides(elsewhere),
    '# Each of these is optional.',
    `# title: ${name}`,
    '# nodePool: { nodeType: DEV1-M, size: { min: 1, max: 3 } }',
    '# quota: { cpu: 4, memory: 8Gi, pods: 50 }',
    `# access: { groups: [${name}-developers] }`,
    '# ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }',
    '# workloads: [{ name: web, image: registry.example.com/web:1.0.0 }]',
    ...(Object.keys(elsewhere).length > 0
      ? []
      : [`# environments: { ${environment}: { workloads: [{ name: web, replicas: 3 }] } }`]),
  ];
  return `${lines.join('\n')}\n`;
}

function overrides(elsewhere: ProxyPlace['elsewhere']): string[] {
  const entries = Object.entries(elsewhere);
  if (entries.length === 0) return [];
  return [
    'environments:',
    ...entries.flatMap(([environment, address]) => [
      `  ${environment}:`,
      `    egress: { proxies: [{ name: squid-a, address: ${address} }] }`,
    ]),
  ];
}
