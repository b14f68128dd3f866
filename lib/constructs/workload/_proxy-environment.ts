import { Lazy } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { javaNonProxyHosts } from '../../model/no-proxy';
import { CONFIG_REFERENCES, NO_PROXY_VARIABLES, PROXY_URL, PROXY_VARIABLES } from '../../vocabulary';

/**
 * Both cases with the same values: curl reads http_proxy in lower case only, Go prefers upper case, others the reverse.
 * The scheme is http:// even for HTTPS_PROXY: it says how to speak to the proxy, not through it.
 */
export function proxyEnvironment(noProxy: () => readonly string[], runtime: 'java' | 'node' | undefined): k8s.EnvVar[] {
  const exceptions = Lazy.any({ produce: () => noProxy().join(',') });
  return [
    // First, because environments differ in them, and what a patch names comes first.
    ...NO_PROXY_VARIABLES.map((name) => ({ name, value: exceptions })),
    ...PROXY_VARIABLES.map((name) => ({ name, value: PROXY_URL })),
    ...(runtime === 'java'
      ? [{ name: 'JAVA_TOOL_OPTIONS', value: Lazy.any({ produce: () => javaOptions(noProxy()) }) }]
      : []),
    ...(runtime === 'node' ? [{ name: 'NODE_USE_ENV_PROXY', value: '1' }] : []),
  ];
}

function javaOptions(noProxy: readonly string[]): string {
  const { address, port } = CONFIG_REFERENCES;
  return [
    `-Dhttp.proxyHost=${address}`,
    `-Dhttp.proxyPort=${port}`,
    `-Dhttps.proxyHost=${address}`,
    `-Dhttps.proxyPort=${port}`,
    `-Dhttp.nonProxyHosts=${javaNonProxyHosts(noProxy).join('|')}`,
  ].join(' ');
}
