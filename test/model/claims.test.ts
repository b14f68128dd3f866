import { CLIENT_B, loadFiles } from '../support/settings';

/** Workloads as `kind name volume`, each with one claim, and what is said of them. */
function errorsOf(...workloads: readonly string[]): readonly string[] {
  const entries = workloads.map((text) => {
    const [kind, name, volume] = text.split(' ');
    return `  - { name: ${name}, kind: ${kind}, image: "a:1", volumes: [{ name: ${volume}, mountPath: /x, claim: { size: 1Gi } }] }\n`;
  });
  const text = CLIENT_B.replace('workloads:\n', `workloads:\n${entries.join('')}`);
  return loadFiles({ tenants: { 'client-b.yaml': text } }).errors.map((line) => line.replace(/^.*yaml:/, ''));
}

test('two claims of one name are a problem at the later one', () => {
  expect(errorsOf('Deployment shop eu-data', 'Job shop-eu data')).toEqual([
    '30:59 workloads[1].volumes[0].name: its claim would be shop-eu-data, which already belongs to eu-data of shop',
  ]);
  expect(errorsOf('StatefulSet eu data-shop', 'StatefulSet shop-eu data')).toEqual([
    '30:67 workloads[1].volumes[0].name: its claim would be data-shop-eu, which already belongs to data-shop of eu',
  ]);
});

test.each([
  [['StatefulSet shop data', 'Deployment data shop-0']],
  [['Deployment data shop-0', 'StatefulSet shop data']],
])('so are the claim of a StatefulSet’s pod and another: %s', (workloads) => {
  expect(errorsOf(...workloads)).toEqual([
    expect.stringMatching(/^30:\d+ workloads\[1\]\.volumes\[0\]\.name: its claim/),
  ]);
});

test('claims that only look alike are none', () => {
  expect(
    errorsOf('Deployment data shop', 'StatefulSet shop data', 'Deployment api data-0', 'Deployment api2 data-1'),
  ).toEqual([]);
});

test('nor does the name of a claim grow past 63 characters', () => {
  const [name, volume] = ['w'.repeat(40), 'v'.repeat(23)];
  expect(errorsOf(`Deployment ${name} ${volume}`)).toEqual([
    `29:99 workloads[0].volumes[0].name: grows to ${name}-${volume}, its claim: 64 characters, 1 more than a name may have`,
  ]);
  expect(errorsOf(`Deployment ${name} ${volume.slice(1)}`)).toEqual([]);
});
