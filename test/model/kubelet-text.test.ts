import { forKubelet, referencesIn } from '../../lib/model/kubelet-text';
import fc from '../support/fast-check';
import { expand, processOf } from '../support/kubelet';
import { find, loadTenant, objectsOf } from '../support/rendered';

const WORKERS = `  - name: worker
    image: registry.example.com/shop/worker:1.0.0
    env:
      DB_PASSWORD: pa$$word
      DB_HOST: db.example.com
      DB_URL: postgres://app@$(DB_HOST)/shop
      LATER: $(ZZZ)-x
      ZZZ: last
      TEMPLATE: "price in $$: $(AMOUNT)"
    command: [sh, -c]
    args:
      - |
        echo pid $$ and proxy $(PROXY_ADDRESS)
        tmp=/scratch/work.$$
        echo "$(ENVIRONMENT) $(hostname)"
    initContainers:
      - { name: first, image: a, env: { A: $$x }, args: ["$$ $(A)"] }
    sidecars:
      - { name: second, image: a, env: { A: $$x }, command: ["$$ $(A)"], probes: { liveness: { command: [test, $$$] } } }
  - name: worker2
    image: registry.example.com/shop/worker:1.0.0
    env: { ZBASE: zzz, A_URL: http://$(ZBASE)/ }
environments:
  development:
    workloads:
      - name: worker
        env: { DB_URL: mysql://app@$(DB_HOST)/shop }
      - name: worker2
        env: { A_URL: https://$(ZBASE)/, NEWER: $(A_URL)x }
`;

describe('what a process gets is what the settings have', () => {
  const objects = objectsOf(loadTenant(WORKERS));
  const containers = (name: string) => {
    const { initContainers, containers } = find(objects, 'Deployment', name).spec.template.spec;
    return [...containers, ...(initContainers ?? [])];
  };
  const config = { PROXY_ADDRESS: '172.16.28.8', PROXY_PORT: '3128', ENVIRONMENT: 'development' };

  test('variables: dollars stay, references to earlier variables are replaced', () => {
    expect(processOf(containers('worker')[0], config).env).toMatchObject({
      DB_PASSWORD: 'pa$$word',
      DB_URL: 'mysql://app@db.example.com/shop',
      LATER: '$(ZZZ)-x',
      ZZZ: 'last',
      TEMPLATE: 'price in $$: $(AMOUNT)',
      HTTP_PROXY: 'http://172.16.28.8:3128',
    });
    expect(processOf(containers('worker2')[0], config).env).toMatchObject({
      A_URL: 'https://zzz/',
      NEWER: 'https://zzz/x',
    });
  });

  test('command and arguments: the shell’s own dollars stay', () => {
    expect(processOf(containers('worker')[0], config).command.at(-1)).toBe(
      'echo pid $$ and proxy 172.16.28.8\ntmp=/scratch/work.$$\necho "development $(hostname)"\n',
    );
  });

  test('those of init containers and sidecars, and the commands of probes', () => {
    const [, first, second] = containers('worker');
    expect(processOf(first).command).toEqual(['$$ $$x']);
    expect(processOf(second).command).toEqual(['$$ $$x']);
    expect(second.livenessProbe.exec.command.map((word: string) => expand(word, {}))).toEqual(['test', '$$$']);
  });
});

test('text that the kubelet leaves alone is rendered as it is', () => {
  const script = 'echo "$HTTP_PROXY $(date) $1 ${X} $"; awk \'{print $1}\'';
  expect(forKubelet(script, () => false)).toBe(script);
});

test('whatever is written arrives, with the values of known variables', () => {
  const values = { A: '1', LONG_NAME: '$x' };
  const isKnown = (name: string) => Object.hasOwn(values, name);
  const part = fc.constantFrom(
    '$',
    '$$',
    '$(A)',
    '$(B)',
    '$(LONG_NAME)',
    '(',
    ')',
    '$(',
    '(A)',
    'a',
    '\n',
    'é',
    '${A}',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      // These are refused.
      fc.pre(!/\$\$\((A|LONG_NAME)\)/.test(text));
      // A reference within another one’s parentheses is no reference to the kubelet either.
      const wanted = text.replace(/\$\(([^)]*)\)/g, (all, name) =>
        isKnown(name) ? values[name as keyof typeof values] : all,
      );
      expect(expand(forKubelet(text, isKnown), values)).toBe(wanted);
    }),
    { numRuns: 2000 },
  );
  expect(referencesIn('$(A)$$(B)$(')).toEqual(['A', 'B']);
});

test.each([
  ['env: { A: x, B: "$$(A)" }', 'env.B', '$$(A)'],
  ['env: { A: x, B: "a$$$(A)" }', 'env.B', '$$(A)'],
  ['args: ["$$(PROXY_PORT)"]', 'args[0]', '$$(PROXY_PORT)'],
  ['command: [echo, "$$(KUBERNETES_SERVICE_HOST)"]', 'command[1]', '$$(KUBERNETES_SERVICE_HOST)'],
  ['runtime: node, args: ["$$(NODE_USE_ENV_PROXY)"]', 'args[0]', '$$(NODE_USE_ENV_PROXY)'],
  ['sidecars: [{ name: s, image: a, env: { A: x }, args: ["$$(A)"] }]', 'sidecars[0].args[0]', '$$(A)'],
  ['env: { A: x }, probes: { liveness: { command: ["$$(A)"] } }', 'probes.liveness.command[0]', '$$(A)'],
])('a dollar before a reference is refused: %s', (keys, path, shown) => {
  expect(loadTenant(`  - { name: web, image: a, ${keys} }\n`).errors).toEqual([
    expect.stringContaining(` workloads[0].${path}: ${shown} is ambiguous: `),
  ]);
});

test.each([
  ['a variable of the platform', '{ command: ["$(PROXY_ADDRESS)"] }', 'PROXY_ADDRESS'],
  ['the proxy variables, which hold references', '{ command: ["$(HTTP_PROXY)"] }', 'HTTP_PROXY'],
  ['a variable with a dollar', '{ command: [test, "$(DOLLAR)"] }', 'DOLLAR'],
])('a probe’s command cannot refer to %s', (_, probe, name) => {
  const { errors } = loadTenant(
    `  - { name: web, image: a, env: { DOLLAR: $, PLAIN: x }, probes: { readiness: ${probe} } }\n`,
  );
  expect(errors).toEqual([expect.stringContaining(`: $(${name}) is not replaced by its value here`)]);
});

test('a probe’s command may refer to a plain variable', () => {
  const { errors } = loadTenant(
    '  - { name: web, image: a, env: { PLAIN: x }, probes: { readiness: { command: [test, "$(PLAIN)$(other)"] } } }\n',
  );
  expect(errors).toEqual([]);
});

test('without its dollar, the text is there: by a variable that holds one', () => {
  const objects = objectsOf(
    loadTenant('  - { name: web, image: a, env: { DOLLAR: $, A: x, TEXT: $(DOLLAR)(A), VALUE: $(DOLLAR)$(A) } }\n'),
  );
  const [web] = find(objects, 'Deployment', 'web').spec.template.spec.containers;
  expect(processOf(web).env).toMatchObject({ DOLLAR: '$', TEXT: '$(A)', VALUE: '$x' });
});
