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

describe('a variable keeps its text', () => {
  const variablesOf = (env: string, override = '{}') => {
    const { errors, loaded } = loadFiles({
      tenants: {
        'client-b.yaml': `${CLIENT_B.replace('    runAsUser: 100\n', `    env: ${env}\n`)}        env: ${override}\n`,
      },
    });
    expect(errors).toEqual([]);
    return Object.fromEntries(
      loaded?.model.environments.map(({ environment, tenants: [tenant] }) => [
        environment.name,
        tenant?.workloads[0]?.container.env,
      ]) ?? [],
    );
  };

  test('booleans as they are written, also in an override and by an alias', () => {
    const { development, production } = variablesOf(
      '{ A: True, B: FALSE, C: &c False, D: true, E: yes, F: On, G: off, H: "true", I: *c, J: TRUE }',
      '{ A: False, D: True }',
    );
    const written = {
      A: 'True',
      B: 'FALSE',
      C: 'False',
      D: 'true',
      E: 'yes',
      F: 'On',
      G: 'off',
      H: 'true',
      I: 'False',
    };
    expect(development).toEqual({ ...written, J: 'TRUE' });
    expect(production).toEqual({ ...written, J: 'TRUE', A: 'False', D: 'True' });
  });

  test('numbers too', () => {
    expect(
      variablesOf('{ A: 1.10, B: 0755, C: 0x1F, D: 1e3, E: 5, F: 12345678901234567890, G: .5 }').development,
    ).toEqual({ A: '1.10', B: '0755', C: '0x1F', D: '1e3', E: '5', F: '12345678901234567890', G: '.5' });
  });

  test('while a boolean of the settings stays one, however it is written', () => {
    const text = CLIENT_B.replace('drain: false', 'drain: False').replace(
      'clientCertificate: false',
      'clientCertificate: FALSE',
    );
    const { errors, loaded } = loadFiles({ tenants: { 'client-b.yaml': text } });
    expect(errors).toEqual([]);
    expect(loaded?.model.base[0]?.egress).toMatchObject({ clientCertificate: false, proxies: [{ drain: false }] });
  });
});
