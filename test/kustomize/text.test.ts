import { parse } from 'yaml';
import { build, isAmbiguous, literal } from '../../lib/kustomize';
import { parseLiteral } from '../../lib/kustomize/kustomization';
import { isPreservedByKustomize } from '../../lib/lossless-text';
import { describeWithKubectl, kubectlKustomize } from './_kubectl';

const AMBIGUOUS = [
  '0777',
  '08',
  '0_7',
  '1_000',
  '1__0',
  '1_',
  '-1_0',
  '1.5_0',
  '1e1_0',
  '0b11',
  '0o7',
  '-0o7',
  '+0x1F',
  '0X1F',
  '-0XF',
  '0X_F',
  '0B11',
  '0O17',
  '0b-1',
  '-_11',
  '+_1.5',
  '-._5',
];
const DATES = ['2024-01-01', '2024-1-1', '2024-01-01 10:00:00', '2024-01-01T00:00:00Z'];
const PLAIN = [
  '10',
  '-5',
  '1.5',
  '1e3',
  '0x1F',
  'v1_0',
  'a_b',
  '172.16.28.8',
  '12:30:45',
  '10m',
  '0',
  '_1',
  'x-2024-01-01',
  'yes',
];

test.each([...AMBIGUOUS, ...DATES])('%s is ambiguous, and refused where it is not quoted', (text) => {
  expect(isAmbiguous(text)).toBe(true);
  const files = (value: string) =>
    new Map([
      ['o/kustomization.yaml', 'resources: [p.yaml]\n'],
      ['o/p.yaml', `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  a:\n    - ${value}\n`],
    ]);
  expect(() => build(files(text), 'o')).toThrow(
    /^o\/p\.yaml:7: .* means different things to different readers; quote it$/,
  );
  expect(build(files(`"${text}"`), 'o')).toMatchObject([{ spec: { a: [text] } }]);
});

test.each(PLAIN)('%s is not ambiguous', (text) => {
  expect(isAmbiguous(text)).toBe(false);
});

test.each([
  ['http://172.16.28.8:3128', 'K=http://172.16.28.8:3128'],
  ['a=b', 'K=a=b'],
  ['', 'K='],
  ['"', 'K="'],
  ['"quoted"', 'K=""quoted""'],
  ["'quoted'", `K="'quoted'"`],
  ['"first\nlast"', 'K=""first\nlast""'],
])('a literal of %j comes back as it was', (value, text) => {
  expect(literal('K', value)).toBe(text);
  expect(parseLiteral(text)).toEqual(['K', value]);
});

test.each(['', 'a b', 'a=b', '.', '..', '..a', 'ä', 'x'.repeat(254)])('%j cannot be the key of a literal', (key) => {
  expect(() => literal(key, 'v')).toThrow(/cannot be a key of a ConfigMap/);
});

const LOST = ['\tx', '\t', 'a\u0085b', 'a\u007fb', 'a\u2028b', '\ud83d', '\tx\ny', '\n\tx', ' \n', '\t\n', '\n \n'];
const KEPT = ['', ' ', 'x\t', ' \tx', ' x\ny', 'x\n\ty', 'x\n \n', '\n\n', 'Código\n🚀', '\u0007\u0000', '\r\n'];

test.each(LOST)('%j is lost in kustomize, so no literal may have it', (value) => {
  expect(isPreservedByKustomize(value)).toBe(false);
  expect(() => literal('K', value)).toThrow(/does not keep/);
});

describeWithKubectl('kubectl kustomize', () => {
  test('keeps what we say it keeps', () => {
    const { objects } = kubectlKustomize(
      {
        'o/kustomization.yaml': JSON.stringify({
          configMapGenerator: [{ name: 'c', literals: KEPT.map((value, index) => literal(`K${index}`, value)) }],
        }),
      },
      'o',
    );
    expect(objects).toMatchObject([{ data: Object.fromEntries(KEPT.map((value, index) => [`K${index}`, value])) }]);
    expect(KEPT.every(isPreservedByKustomize)).toBe(true);
  });

  test('reads what is ambiguous differently', () => {
    const list = [...AMBIGUOUS, ...DATES];
    const { objects } = kubectlKustomize(
      {
        'o/kustomization.yaml': 'resources: [p.yaml]\n',
        'o/p.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  a:\n${list.map((text) => `    - ${text}\n`).join('')}`,
      },
      'o',
    );
    const theirs = (objects as [{ spec: { a: unknown[] } }])[0].spec.a;
    const same = list.filter((text, index) => theirs[index] === parse(text));
    // These two every reader takes for a number, but a text that we write must be quoted.
    expect(same).toEqual(['08', '0o7', '2024-01-01T00:00:00Z']);
  });
});
