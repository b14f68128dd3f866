import { Lazy } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { javaNonProxyHosts } from '../../model/no-proxy';
import { CONFIG_REFERENCES, PROXY_URL } from '../../vocabulary';

/**
 * Both cases with the same values: curl reads http_proxy in lower case only, Go prefers upper case, others the reverse.
 * The scheme is http:// even for HTTPS_PROXY: it says how to speak to the proxy, not through it.
 */
export function proxyEnvironment(noProxy: () => readonly string[], runtime: 'java' | 'node' | undefined): k8s.EnvVar[] {
  const exceptions = Lazy.any({ produce: () => noProxy().join(',') });
  return [
    // First, because environments differ in them, and what a patch names comes first.
    { name: 'NO_PROXY', value: exceptions },
    { name: 'no_proxy', value: exceptions },
    { name: 'HTTP_PROXY', value: PROXY_URL },
    { name: 'HTTPS_PROXY', value: PROXY_URL },
    { name: 'http_proxy', value: PROXY_URL },
    { name: 'https_proxy', value: PROXY_URL },
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
