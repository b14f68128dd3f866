import { changedVariablesFirst } from '../../lib/synthesize/variables-first';

type Variable = { readonly name: string; readonly value: string };

const deployment = (env: readonly Variable[] | undefined) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'web', ...(env ? { env } : {}) }] } } },
});
const variables = (text: string) =>
  text.split(' ').map((pair): Variable => {
    const [name = '', value = ''] = pair.split('=');
    return { name, value };
  });
const after = (base: string, wanted: string) =>
  changedVariablesFirst(deployment(variables(wanted)), deployment(variables(base)));

test.each([
  ['changed', 'P=1 A=1 B=1', 'P=1 A=1 B=2', 'B=2 P=1 A=1'],
  ['new', 'P=1 A=1', 'P=1 A=1 B=1', 'B=1 P=1 A=1'],
  ['removed', 'P=1 A=1', 'P=1', 'P=1'],
  ['the same', 'P=1 A=1', 'P=1 A=1', 'P=1 A=1'],
])('a variable that is %s comes before those of the base', (_, base, wanted, expected) => {
  expect(after(base, wanted)).toEqual(deployment(variables(expected)));
});

test('variables stay in their order where one refers to another', () => {
  const wanted = 'P=1 A=2 B=$(A)';
  expect(after('P=1 A=1 B=$(A)', wanted)).toEqual(deployment(variables(wanted)));
  // The other one is not of this list.
  expect(after('P=$(X) A=1', 'P=$(X) A=2')).toEqual(deployment(variables('A=2 P=$(X)')));
});

test('a container without variables, or that the base does not have, stays as it is', () => {
  expect(changedVariablesFirst(deployment(undefined), deployment(undefined))).toEqual(deployment(undefined));
  const other = { ...deployment(variables('P=1')), spec: { template: { spec: { containers: [{ name: 'x' }] } } } };
  expect(changedVariablesFirst(deployment(variables('P=1 A=1')), other)).toEqual(deployment(variables('P=1 A=1')));
});
