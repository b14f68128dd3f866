import { pod } from '../_example';
import { COMPOSED_URL, CONFIG_ADDRESS, PROXY_VARIABLES } from '../_names';
import type { PodContainer } from '../_rendered';
import { inContainers, show } from '../_support';
import { variablesOf } from '../network/_environment';
import { noWayOut, urlsOut } from '../network/_way-out';
import type { RuleDefinition, Step } from '../rule';

const OTHERS = ['ALL_PROXY', 'all_proxy', 'FTP_PROXY', 'ftp_proxy'];

export const rule: RuleDefinition = {
  title: 'A container lacks the tenant’s proxy variables',
  why: 'Only the proxy is reachable, so a client that does not use it fails, and fails late. curl reads http_proxy in lower case only, others the upper case. Init containers and sidecars are containers like any other.',
  fix: `Set HTTP_PROXY, HTTPS_PROXY and both in lower case to ${COMPOSED_URL} in every container.`,
  good: [
    pod('Deployment client-b/api')`
      containers:
        - { name: api, env: [{ name: HTTPS_PROXY, value: "http://$(PROXY_ADDRESS):$(PROXY_PORT)" }] }
    `,
    pod('Deployment client-b/api')`
      containers:
        - { name: api, env: [{ name: HTTPS_PROXY, value: "http://172.16.28.19:3128" }] }
    `,
  ],
  bad: [
    pod('Deployment client-b/api')`
      initContainers:
        - { name: migrate, env: [{ name: https_proxy, $patch: delete }] }
    `,
    pod('Deployment client-b/api')`
      containers:
        - { name: api, env: [{ name: HTTPS_PROXY, value: "http://172.16.28.8:3128" }] }
    `,
    pod('Deployment client-b/api')`
      containers:
        - { name: api, env: [{ name: ALL_PROXY, value: "socks5://203.0.113.7:1080" }] }
    `,
  ],
  check: (context) =>
    inContainers(context, (container, { tenant }) => {
      const right = [COMPOSED_URL, ...urlsOut(tenant)];
      const variables = variablesOf(container);
      const absent = PROXY_VARIABLES.filter((name) => !variables.some((variable) => variable.name === name));
      const problems: [Step[], string][] = absent.length > 0 ? [[['env'], `lacks ${absent.join(', ')}`]] : [];
      for (const { name, value, index } of variables) {
        if ([...PROXY_VARIABLES, ...OTHERS].includes(name) && !right.includes(value ?? ''))
          problems.push([['env', index], `${name} is ${show(value)}, which is ${noWayOut(tenant)}`]);
      }
      return [...problems, ...javaProblems(container)];
    }),
};

/** Java ignores the variables; its options have to name the same proxy. */
function javaProblems(container: PodContainer): [Step[], string][] {
  return variablesOf(container).flatMap(({ name, value = '', index }): [Step[], string][] => {
    if (name !== 'JAVA_TOOL_OPTIONS') return [];
    const hosts = [...value.matchAll(/-Dhttps?\.proxyHost=(\S+)/g)].map(([, host]) => host);
    const other = hosts.find((host) => host !== CONFIG_ADDRESS);
    return other === undefined ? [] : [[['env', index], `tells Java of the proxy ${other}`]];
  });
}
