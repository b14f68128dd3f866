import { loadModel } from '../../lib';
import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

test('a probe next to a tenant with egress.tcp has no entries in its hosts file, and no rule asks for them', () => {
  const partner = 'tcp: [{ name: sftp, host: sftp.partner.example.org, port: 22 }]';
  const address = 'publicAddress: 51.15.1.10';
  const { folder } = new Project({
    'tenants/client-a.yaml': `name: client-a
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
  ${partner}
environments: { production: { egress: { proxies: [{ name: squid-a, ${address} }] } } }
`,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { probe: { url: 'https://ifconfig.me/ip' } }),
  });
  const { model } = loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` });
  const found = verify(synthesize(model), model).filter(({ severity }) => severity === 'error');
  expect(found.map(({ id, object }) => `${id} ${object}`)).toEqual([]);
});
