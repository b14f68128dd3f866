import { pod } from '../_example';
import { COMPOSED_URL, CONFIG_KEYS, CONFIG_NAME, HASHED_CONFIG } from '../_names';
import { list, map, maps } from '../_rendered';
import { inContainers } from '../_support';
import type { RuleDefinition, Step } from '../rule';
import { variablesOf } from './_environment';

export const rule: RuleDefinition = {
  title: 'A container redefines $(PROXY_ADDRESS)',
  why: 'A later entry of envFrom overrides an earlier one, and env overrides both. The URL then looks right but stands for another address, or for none.',
  fix: 'Keep the ConfigMap client-egress-config as the last entry of envFrom, without a prefix, and do not set PROXY_ADDRESS or PROXY_PORT in env.',
  good: [
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, env: [{ name: LISTEN_ADDRESS, value: 0.0.0.0 }] }
    `,
  ],
  bad: [
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, env: [{ name: PROXY_ADDRESS, value: 172.16.28.9 }] }
    `,
    pod('Deployment client-a-demo/web')`containers: [{ name: web, envFrom: null }]`,
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, envFrom: [{ configMapRef: { name: client-egress-config } }, { secretRef: { name: mine } }] }
    `,
  ],
  check: (context) =>
    inContainers(context, (container) => {
      const variables = variablesOf(container);
      const problems: [Step[], string][] = variables
        .filter(({ name }) => CONFIG_KEYS.includes(name))
        .map(({ name, index }) => [['env', index], `redefines ${name}`]);
      const last = maps(container.spec.envFrom).at(-1);
      const reference = map(last?.configMapRef);
      const name = String(reference.name);
      const sourced =
        (name === CONFIG_NAME || HASHED_CONFIG.test(name)) && !last?.prefix && reference.optional !== true;
      const composed = variables.some(({ value }) => value === COMPOSED_URL);
      if (composed && !sourced) {
        const what = list(container.spec.envFrom).length === 0 ? 'is not there' : `does not end in ${CONFIG_NAME}`;
        problems.push([['envFrom'], `${what}, so that $(PROXY_ADDRESS) is not what it should be`]);
      }
      return problems;
    }),
};
