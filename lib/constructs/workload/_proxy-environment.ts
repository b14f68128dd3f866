import { Lazy } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { javaNonProxyHosts } from '../../model/no-proxy';
import { CONFIG_KEYS, CONFIG_REFERENCES, NO_PROXY_VARIABLES, PROXY_URL, PROXY_VARIABLES } from '../../vocabulary';

/** What is reached without the proxy: keys of a ConfigMap with this name, or a list, asked for when the app is written. */
export type ProxyExceptions = string | (() => readonly string[]);

/**
 * Both cases with the same values: curl reads http_proxy in lower case only, Go prefers upper case, others the reverse.
 * The scheme is http:// even for HTTPS_PROXY: it says how to speak to the proxy, not through it.
 */
export function proxyEnvironment(exceptions: ProxyExceptions, runtime: 'java' | 'node' | undefined): k8s.EnvVar[] {
  return [
    ...PROXY_VARIABLES.map((name) => ({ name, value: PROXY_URL })),
    ...NO_PROXY_VARIABLES.map((name) => ({ name, ...noProxy(exceptions) })),
    ...(runtime === 'java' ? [{ name: 'JAVA_TOOL_OPTIONS', value: javaOptions(exceptions) }] : []),
    ...(runtime === 'node' ? [{ name: 'NODE_USE_ENV_PROXY', value: '1' }] : []),
  ];
}

function noProxy(exceptions: ProxyExceptions): Pick<k8s.EnvVar, 'value' | 'valueFrom'> {
  if (typeof exceptions === 'string')
    return { valueFrom: { configMapKeyRef: { name: exceptions, key: CONFIG_KEYS.noProxy } } };
  return { value: Lazy.any({ produce: () => exceptions().join(',') }) };
}

function javaOptions(exceptions: ProxyExceptions): string {
  if (typeof exceptions === 'string') return javaOptionsFor(CONFIG_REFERENCES.nonProxyHosts);
  return Lazy.any({ produce: () => javaOptionsFor(javaNonProxyHosts(exceptions())) });
}

function javaOptionsFor(nonProxyHosts: string): string {
  const { address, port } = CONFIG_REFERENCES;
  return [
    `-Dhttp.proxyHost=${address}`,
    `-Dhttp.proxyPort=${port}`,
    `-Dhttps.proxyHost=${address}`,
    `-Dhttps.proxyPort=${port}`,
    `-Dhttp.nonProxyHosts=${nonProxyHosts}`,
  ].join(' ');
}
