/** Settings that together show all of the page: two proxies, a gateway, any host, a list that is only logged, a cordoned tenant. */
function environment(name: string, cni: string, interval: string): string {
  return `import { defineEnvironment } from 'kubernetes-egress-tenancy';

export default defineEnvironment({
  name: '${name}',
  cluster: {
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
    cni: '${cni}',
    resolver: { address: '10.32.0.53' },
  },
  flux: { name: 'client-egress-${name}', interval: '${interval}', source: { name: 'platform' }, reconcile: 'per-tenant' },
  denyHosts: ['.tracker.example'],
  allowLists: { 'package-mirrors': ['registry.npmjs.org', 'pypi.org'] },
});
`;
}

const workload = (name: string, image: string) => `workloads:
  - { name: ${name}, image: "${image}", runAsUser: 1000 }
`;

const inProduction = (proxies: Readonly<Record<string, string>>, more = '') => {
  const entries = Object.entries(proxies).map(([name, address]) => `{ name: ${name}, publicAddress: ${address} }`);
  return `environments:
  production:
    egress: { proxies: [${entries.join(', ')}] }
${more}`;
};

export const SETTINGS: Readonly<Record<string, string>> = {
  'overlays/development.ts': environment('development', 'calico', '5m'),
  'overlays/production.ts': environment('production', 'cilium', '1m'),
  'tenants/checkout.yaml': `name: checkout
title: Checkout
registries: [registry.example.com/checkout]
nodePool: { sources: [172.16.28.64/28] }
egress:
  allow:
    - { host: api.partner.example, owner: team-pay, reason: card payments, until: 2037-03-31 }
    - { host: .shop.example, owner: team-shop, reason: catalogue }
    - { list: package-mirrors }
  proxies:
    - { name: checkout-a, address: 172.16.28.8, zone: fr-par-1 }
    - { name: checkout-b, address: 172.16.28.9, zone: fr-par-2 }
expect:
  - { allow: "GET https://api.partner.example/" }
  - { deny: "CONNECT evil.example:443" }
${workload('api', 'registry.example.com/checkout/api:1.4.2')}${inProduction(
  { 'checkout-a': '51.15.20.10', 'checkout-b': '51.15.20.11' },
  '    workloads: [{ name: api, replicas: 3 }]\n',
)}`,
  'tenants/client-a.yaml': `name: client-a
title: client A
namespace: client-a-demo
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.12 }
${workload('curl-demo', 'curlimages/curl:8.11.1')}${inProduction({ 'squid-a': '51.15.20.14' })}`,
  'tenants/ledger.yaml': `name: ledger
title: Ledger
registries: [registry.example.com/ledger]
nodePool: { sources: [172.16.28.80/28] }
egress:
  allow: [{ host: bank.example, owner: team-ledger, reason: settlement }]
  proxies:
    - { name: ledger-a, address: 172.16.28.16 }
  private: [{ cidr: 172.16.44.0/28, ports: [5432], hosts: [db.ledger.internal] }]
  tcp: [{ name: sftp, host: sftp.bank.example, port: 22 }]
${workload('worker', 'registry.example.com/ledger/worker:7')}${inProduction({ 'ledger-a': '51.15.20.18' })}`,
  'tenants/mail.yaml': `name: mail
title: Mail
registries: [registry.example.com/mail]
nodePool: { sources: [172.16.28.96/28] }
egress:
  allow: [{ host: api.mail.example, reason: delivery }, { list: package-mirrors }]
  mode: report
  proxies:
    - { name: mail-a, address: 172.16.28.20 }
${workload('sender', 'registry.example.com/mail/sender:2.0.1')}`,
  'tenants/reports.yaml': `name: reports
title: Reports
state: cordoned
registries: [registry.example.com/reports]
nodePool: { sources: [172.16.28.112/28] }
egress:
  allow: [{ host: api.partner.example, reason: figures }]
  proxies:
    - { name: reports-a, address: 172.16.28.24 }
${workload('nightly', 'registry.example.com/reports/nightly:3')}${inProduction({ 'reports-a': '51.15.20.26' })}`,
};
