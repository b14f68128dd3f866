import type { Answer, World } from '../../testbed/proxies';

/** The world of a scenario file, which is there only when its tests run. */
export type Ask = () => World;

/** Of the fixture. */
export const TENANTS = ['plain', 'listed', 'reported', 'certificate'] as const;

/** Names outside, public and private ones, and the certificates: all but the proxies themselves. */
export async function furnish(world: World): Promise<void> {
  const names = [
    'exact.test',
    'a.below.test',
    'denied.below.test',
    'forbidden.test',
    'unlisted.test',
    'other-port.test',
  ];
  for (const name of names) await world.internet.serve({ name, https: [443, 8443] });
  await world.internet.resolve('inside.test', '10.9.9.9');
  await world.internet.resolve('inside.below.test', '10.9.9.9');
  await world.pki.issue({ file: 'own', subject: '/CN=certificate' });
  await world.pki.issue({ file: 'foreign', subject: '/CN=plain' });
  await world.certify('squid-certificate');
}

/** A request of a tenant's own node through its own proxy. */
export const ownOf =
  (ask: Ask) =>
  (tenant: string, ...args: string[]): Promise<Answer> => {
    const identity = tenant === 'certificate' ? certificateOf(ask(), 'own') : [];
    return ask().curl(`${tenant}-pool-1`, `squid-${tenant}`, ...identity, ...args);
  };

export function certificateOf(world: World, name: string): string[] {
  return [
    '--proxy-cacert',
    world.pki.file('ca.crt'),
    '--proxy-cert',
    world.pki.file(`${name}.crt`),
    '--proxy-key',
    world.pki.file(`${name}.key`),
  ];
}
