import { type Project, projectAfter } from '../support/project';
import { environmentText } from '../support/settings';

/** A tenant's file of which each part is said in one place. */
export const CLIENT_A = `name: client-a
namespace: client-a-demo
nodePool: { sources: [172.16.28.30] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, port: 3128 }]
workloads:
  - name: web
    image: example.com/web:1
    args:
      - |
        echo one
        echo two
        sleep 15
  - { name: nightly, kind: CronJob, schedule: 0 3 * * *, image: example.com/nightly:1 }
  - { name: import, kind: Job, image: example.com/import:1 }
`;

export const CLIENT_B = `name: client-b
nodePool: { sources: [172.16.28.40] }
egress:
  proxies: [{ name: squid-b, address: 172.16.28.9 }]
`;

export const A = 'tenants/client-a.yaml';
export const B = 'tenants/client-b.yaml';
export const DEVELOPMENT = 'overlays/development.ts';

/** Settings of two environments, and what a synth wrote for them. */
export function writtenProject(
  tenants: Readonly<Record<string, string>> = { [A]: CLIENT_A },
  development = environmentText('development'),
): Promise<Project> {
  return projectAfter(['synth'], {
    ...tenants,
    [DEVELOPMENT]: development,
    'overlays/production.ts': environmentText('production', { flux: { interval: '1m', timeout: '5m' } }),
  });
}
