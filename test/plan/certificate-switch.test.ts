import { certificateSteps } from '../../lib/plan/_certificates';
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

describe('a ConfigMap by itself', () => {
  const gateway = (config: string | undefined, name = 'egress-gateway', kind = 'ConfigMap') =>
    ({
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace: 'client-a-demo-egress' },
      ...(config === undefined ? {} : { data: { 'haproxy.cfg': config } }),
    }) as never;
  const PLAIN = '  server squid-a 172.16.28.8:3128\n';
  const CERTIFIED = '  server squid-a 172.16.28.8:3128 ssl crt /x\n';
  const EITHER = `${CERTIFIED}  server squid-a.plain 172.16.28.8:3128\n`;

  test.each([
    ['a new gateway without certificates', undefined, gateway(PLAIN)],
    ['a new gateway without a configuration', undefined, gateway(undefined)],
    ['a change of something else', gateway(CERTIFIED), gateway(`${CERTIFIED}# another line\n`)],
    ['a change of something else during the switch', gateway(EITHER), gateway(`${EITHER}# another line\n`)],
    ['a ConfigMap of another name', gateway(PLAIN, 'other'), gateway(CERTIFIED, 'other')],
    [
      'an object of another kind',
      gateway(PLAIN, 'egress-gateway', 'Secret'),
      gateway(CERTIFIED, 'egress-gateway', 'Secret'),
    ],
    ['a server in a comment', gateway(PLAIN), gateway(`${PLAIN}#   server squid-a.plain 172.16.28.8:3128\n`)],
  ])('%s needs no step', (_, before, after) => {
    expect(certificateSteps(before, after)).toEqual([]);
  });

  test.each([
    [
      'with certificates from the start',
      undefined,
      CERTIFIED,
      'nothing passes until Secret client-a-demo-egress/egress-gateway-tls exists',
    ],
    [
      'at once with certificates',
      PLAIN,
      CERTIFIED,
      'nothing passes until Secret client-a-demo-egress/egress-gateway-tls exists',
    ],
    ['at once without', CERTIFIED, PLAIN, 'nothing passes until all proxies have their files. To avoid this'],
    ['the switch begins', PLAIN, EITHER, 'those that run stay until then'],
    ['the switch ends', EITHER, CERTIFIED, 'proxies without certificates are no longer used'],
    ['the switch ends the other way', EITHER, PLAIN, 'proxies with certificates are no longer used'],
  ])('%s: one sentence', (_, before, after, words) => {
    const steps = certificateSteps(before === undefined ? undefined : gateway(before), gateway(after));
    expect(steps).toEqual([expect.stringContaining(words)]);
  });
});
