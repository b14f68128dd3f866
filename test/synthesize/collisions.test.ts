import { resolve } from 'node:path';
import { loadModel } from '../../lib/model';
import type { Environment, Tenant } from '../../lib/model/types';
import { synthesize } from '../../lib/synthesize';

const root = resolve(__dirname, '../..');

test('two tenants that would write one and the same object are refused, by the settings of both', () => {
  const { model } = loadModel({ tenants: `${root}/tenants`, environments: `${root}/overlays` });
  const [development] = model.environments as readonly { environment: Environment; tenants: readonly Tenant[] }[];
  const [tenant] = model.base;
  if (!development || !tenant) throw new Error('nothing ships');
  const twin = { ...tenant, name: 'client-twin', source: 'tenants/client-twin.yaml' };
  const twins = { base: [tenant, twin], environments: [{ ...development, tenants: [tenant, twin] }] };
  expect(() => synthesize(twins)).toThrow(/client-a-demo.*tenants\/client-a\.yaml.*tenants\/client-twin\.yaml/s);
});
