import { check } from '../../lib/live/checks/certificates';
import type { World } from '../../lib/live/types';

/** A world in which no gateway has its Secret, and a VM for each tenant has no certificate. */
function worldOf(egress: Readonly<Record<string, boolean>>): World {
  return {
    tenants: [{ name: 'client-a', egress, gateway: { namespace: 'client-a-egress' } }],
    cluster: {
      run: async () => ({ code: 1, stdout: '', stderr: 'secrets "egress-gateway-tls" not found', ended: 'itself' }),
    },
    vms: async () => [{ vm: { tenant: 'client-a', proxy: 'squid-a' }, state: 'current' }],
    onVm: async () => '',
    options: { days: 21 },
  } as unknown as World;
}

const [SECRET, VM] = [/^Secret client-a-egress\//, /^VM squid-a /];

test.each([
  ['none without certificates', { clientCertificate: false, certificateSwitch: false }, []],
  [
    'that of the gateway while the switch begins or ends',
    { clientCertificate: false, certificateSwitch: true },
    [SECRET],
  ],
  ['those of both with certificates', { clientCertificate: true, certificateSwitch: false }, [SECRET, VM, VM]],
])('certificates are looked at: %s', async (_, egress, expected) => {
  const results = await check.run(worldOf(egress));
  expect(results.map(({ object }) => object)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  for (const { found } of results) expect(found?.id).toBe('live-certificate-missing');
});
