import { resolve } from 'node:path';
import { onlyWith } from '../../lib/cli/_judged-before';
import { loadModel } from '../../lib/model';
import type { Model } from '../../lib/model/types';
import { findingsIn, RULES } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { WHOLE_PROJECT } from '../support/tenants';

// After a change, check judges a tenant next to the platform alone. It must find there what it finds among all tenants.

function findings(model: Model, name: string) {
  const found = findingsIn(synthesize(model), model, RULES, [], () => undefined);
  return found.filter(({ tenant }) => tenant === name);
}

function expectSame(model: Model): number {
  const whole = findingsIn(synthesize(model), model, RULES, [], () => undefined);
  for (const { name } of model.base)
    expect(findings(onlyWith(model, new Set([name])), name)).toEqual(whole.filter(({ tenant }) => tenant === name));
  return whole.length;
}

test.each(['applications', 'certificates', 'two-proxies'])('the example %s', (example) => {
  const folder = resolve(__dirname, '../../examples', example);
  expectSame(loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` }).model);
});

test('tenants of all kinds', () => {
  const { folder } = new Project(WHOLE_PROJECT);
  expect(
    expectSame(loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` }).model),
  ).toBeGreaterThan(0);
});

test('tenants with much to find', () => {
  const web = (image: string) => `workloads: [{ name: web, image: ${image}, ports: [{ name: http, port: 8080 }] }]`;
  const proxies = (host: number) => `egress: { proxies: [{ name: a, address: 172.16.28.${host} }] }`;
  const { folder } = new Project({
    'tenants/one.yaml': `name: one\n${proxies(10)}\n${web('web')}\n`,
    'tenants/two.yaml': `name: two\n${proxies(11)}\n${web('web:latest')}\n`,
    'tenants/three.yaml': `name: three\nstate: cordoned\n${proxies(12)}\n${web('web:1')}\n`,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant' } }),
  });
  expect(
    expectSame(loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` }).model),
  ).toBeGreaterThan(6);
});
