import { projectAfter } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';

const PAIR =
  'proxies:\n    - { name: squid-a, address: 172.16.28.10 }\n    - { name: squid-b, address: 172.16.28.11 }\n';
const ONE = 'proxies:\n    - { name: squid-a, address: 172.16.28.10 }\n';

const settings = (proxies: string, more: string) => ({
  'tenants/client-b.yaml': CLIENT_B.replace(/proxies:\n[\s\S]*?drain: false\n/, proxies).replace(
    'clientCertificate: false',
    more.split(', ').join('\n  '),
  ),
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
});

/** What plan says about certificates when a tenant's settings change. */
async function planned(proxies: string, before: string, after: string): Promise<string> {
  const project = await projectAfter(['synth'], settings(proxies, before));
  const { out } = await project.write(settings(proxies, after)).run('plan', '--env', 'development');
  return (out.match(/(?<=^ +! ).*/gm) ?? []).filter((text) => !text.startsWith('tunnels')).join('\n');
}

const ON = 'clientCertificate: true';
const OFF = 'clientCertificate: false';
const SWITCH = 'certificateSwitch: true';

test.each([
  [
    'the first step',
    PAIR,
    OFF,
    SWITCH,
    /^from now on proxies are used with and without .* Secret client-b-demo-egress\/egress-gateway-tls; those that run stay until then$/,
  ],
  [
    'the first step of one proxy',
    ONE,
    OFF,
    SWITCH,
    /^from now on proxies are used with and without .* Secret client-b-demo-egress\/egress-gateway-tls$/,
  ],
  ['the second step, which is the machines’', PAIR, SWITCH, `${ON}, ${SWITCH}`, /^$/],
  [
    'the last step',
    PAIR,
    `${ON}, ${SWITCH}`,
    ON,
    /^proxies without certificates are no longer used: first, npm run vm:status has to show all as current$/,
  ],
  ['the last step of the way back', PAIR, SWITCH, OFF, /^proxies with certificates are no longer used: first, /],
  [
    'certificates at once',
    PAIR,
    OFF,
    ON,
    /^nothing passes until Secret client-b-demo-egress\/egress-gateway-tls exists .* set egress\.certificateSwitch: true first/,
  ],
  [
    'certificates at once for one proxy',
    ONE,
    OFF,
    ON,
    /^nothing passes until Secret .* set egress\.certificateSwitch: true first/,
  ],
  [
    'no certificates at once',
    PAIR,
    ON,
    OFF,
    /^nothing passes until all proxies have their files\. .* set egress\.certificateSwitch: true first/,
  ],
])('%s is announced', async (_, proxies, before, after, expected) => {
  expect(await planned(proxies, before, after)).toMatch(expected);
});
