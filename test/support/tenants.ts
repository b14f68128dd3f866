import { environmentText } from './settings';

/** Three tenants that together say something of everything: plain, overridden in production, left out of development. */
export const THREE_TENANTS = {
  'tenants/client-a.yaml': `name: client-a
namespace: client-a-demo
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, port: 3128 }]
workloads:
  - { name: web, image: example.com/web:1, ports: [{ name: http, port: 8080 }] }
  - { name: nightly, kind: CronJob, schedule: 0 3 * * *, image: example.com/nightly:1 }
`,
  'tenants/client-b.yaml': `name: client-b
nodePool: { size: { min: 1, max: 2 }, sources: [172.16.28.30] }
egress:
  proxies: [{ name: squid-b, address: 172.16.28.9, port: 3128 }]
  private: [{ cidr: 172.16.44.0/28, ports: [5432] }]
ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }
quota: { cpu: 8, memory: 8Gi, pods: 50 }
access: { groups: [client-b-developers] }
workloads:
  - name: api
    image: example.com/api:1
    env: { LOG_LEVEL: info, MODE: "on" }
    initContainers: [{ name: migrate, image: example.com/migrate:1 }]
    sidecars: [{ name: metrics, image: example.com/metrics:1 }]
  - { name: agent, kind: DaemonSet, image: example.com/agent:1 }
  - { name: import, kind: Job, image: example.com/import:1 }
environments:
  production:
    egress: { proxies: [{ name: squid-b, address: 172.16.28.19 }] }
    workloads:
      - { name: api, replicas: 4, image: example.com/api:0.9, env: { MODE: "off" } }
      - { name: import, remove: true }
      - { name: extra, image: example.com/extra:1 }
`,
  'tenants/client-c.yaml': `name: client-c
egress:
  proxies: [{ name: squid-c, address: 172.16.28.10, port: 8080 }]
workloads:
  - name: store
    kind: StatefulSet
    image: example.com/store:1
    volumes:
      - { name: data, mountPath: /data, claim: { size: 1Gi } }
      - { name: tmp, mountPath: /tmp, emptyDir: {} }
environments:
  development: { enabled: false }
`,
} as const;

/** The same in two environments: everything that commands read. */
export const WHOLE_PROJECT = {
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
} as const;
