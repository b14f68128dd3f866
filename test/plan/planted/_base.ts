import { environmentText } from '../../support/settings';

export const A = 'tenants/client-a.yaml';
export const B = 'tenants/client-b.yaml';
export const C = 'tenants/client-c.yaml';
export const E = 'overlays/development.ts';

/** One proxy, and a list. */
const CLIENT_A = `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.8, publicAddress: 51.15.0.8 }
  allow:
    - ifconfig.me
    - .example.com
    - { host: api.partner.example, ports: [8443] }
workloads:
  - { name: web, image: example.com/web:1 }
`;

/** Two proxies behind a gateway, a database, callers, a shared list. */
const CLIENT_B = `name: client-b
nodePool: { sources: [172.16.28.30] }
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.9 }
    - { name: squid-b, address: 172.16.28.10 }
  allow:
    - one.example.org
    - { list: mirrors }
  private:
    - { cidr: 172.16.44.0/28, ports: [5432] }
ingress:
  from:
    - { namespace: ingress-nginx, ports: [8080] }
workloads:
  - { name: api, image: example.com/api:1, ports: [{ name: http, port: 8080 }] }
`;

/** All hosts. */
export const CLIENT_C = `name: client-c
nodePool: { sources: [172.16.28.40] }
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.11 }
`;

export const environment = (lists: readonly string[], denied: readonly string[]) =>
  environmentText('development', {
    cluster: { cni: 'calico' },
    allowLists: { mirrors: lists } as never,
    denyHosts: denied as never,
  });

export const BASE: Readonly<Record<string, string>> = {
  [A]: CLIENT_A,
  [B]: CLIENT_B,
  [E]: environment(['mirror.example.net'], ['bad.example.com']),
};

/** A file with one text in place of another one, which has to be there. */
export function edited(
  path: string,
  ...edits: readonly (readonly [from: string, to: string])[]
): Record<string, string> {
  let text = BASE[path] ?? '';
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${path} does not have ${from}`);
    text = text.replace(from, to);
  }
  return { [path]: text };
}
