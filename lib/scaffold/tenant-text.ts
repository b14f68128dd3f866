import { PROXY_PORT } from '../vocabulary';
import type { ProxyPlace } from './types';

interface TenantTextProps extends ProxyPlace {
  /** A DNS label. */
  readonly name: string;
  /** The Flexible IP that partners see. @default - not known yet */
  readonly publicAddress?: string;
  /** The one environment where partners see it. @default - every environment */
  readonly publicIn?: string;
  /** An environment, for the example of an override. */
  readonly environment: string;
}

/** The file of a new tenant. Each comment that begins with a key is valid YAML once it is uncommented. */
export function tenantText(props: TenantTextProps): string {
  const { name, address, publicAddress, publicIn, environment } = props;
  const environments = overrides(props);
  const lines = [
    '# yaml-language-server: $schema=../schemas/tenant.schema.json',
    `name: ${name}`,
    'egress:',
    '  proxies:',
    '    - name: squid-a',
    `      address: ${address}`,
    `      port: ${PROXY_PORT}`,
    publicAddress && publicIn === undefined
      ? `      publicAddress: ${publicAddress}`
      : '      # publicAddress: 203.0.113.10 # the Flexible IP of the proxy, once it is known',
    '  # allow: [ifconfig.me, .example.com] # without it, any public host',
    ...environments,
    '# Each of these is optional.',
    `# title: ${name}`,
    '# nodePool: { nodeType: DEV1-M, size: { min: 1, max: 3 } }',
    '# quota: { cpu: 4, memory: 8Gi, pods: 50 }',
    `# access: { groups: [${name}-developers] }`,
    '# ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }',
    '# workloads: [{ name: web, image: registry.example.com/web:1.0.0 }]',
    ...(environments.length > 0
      ? []
      : [`# environments: { ${environment}: { workloads: [{ name: web, replicas: 3 }] } }`]),
  ];
  return `${lines.join('\n')}\n`;
}

function overrides({ elsewhere, publicAddress, publicIn }: TenantTextProps): string[] {
  const names = [...new Set([...(publicIn === undefined ? [] : [publicIn]), ...Object.keys(elsewhere)])];
  if (names.length === 0) return [];
  return [
    'environments:',
    ...names.flatMap((environment) => {
      const address = elsewhere[environment];
      const keys = [
        'name: squid-a',
        ...(address === undefined ? [] : [`address: ${address}`]),
        ...(environment === publicIn ? [`publicAddress: ${publicAddress}`] : []),
      ];
      return [`  ${environment}:`, `    egress: { proxies: [{ ${keys.join(', ')} }] }`];
    }),
  ];
}
