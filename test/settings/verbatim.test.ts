import { CLIENT_B, loadFiles } from '../support/settings';

test.each([
  ['a tab that comes first', '"\\ttab"'],
  ['a control character', '"a\\u0085b"'],
  ['lines of nothing but blanks', '"\\n  \\n"'],
])('%s in an argument or a variable is refused, since it would not arrive', (_, value) => {
  const text = CLIENT_B.replace('    runAsUser: 100\n', `    args: [-c, ${value}]\n    env: { X: ${value} }\n`);
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([
    expect.stringMatching(/^tenants\/client-b\.yaml:\d+:\d+ workloads\[0\]\.args\[1\]: .*kustomize loses/),
    expect.stringMatching(/^tenants\/client-b\.yaml:\d+:\d+ workloads\[0\]\.env\.X: .*kustomize loses/),
  ]);
});
