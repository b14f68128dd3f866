import { loadModel } from '../../lib';
import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

function floating(image: string): readonly string[] {
  const logs = { to: 'loki', host: 'logs.example.com', port: 30514, url: 'http://loki.loki.svc/push', image };
  const { folder } = new Project({
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { logs } as never),
  });
  const { model } = loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` });
  return verify(synthesize(model), model)
    .filter(({ id }) => id === 'image-floating')
    .map(({ severity, object, message }) => `${severity} ${object}: ${message}`);
}

test('an image of the platform’s own pods with a mutable tag is found', () => {
  expect(floating('haproxy:3.0.8')).toEqual([]);
  expect(floating('haproxy:latest')).toEqual([
    expect.stringMatching(/^error \w+ egress-logs\/\S+: container \S+: haproxy:latest: latest is moved/),
  ]);
});
