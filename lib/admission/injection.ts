import { type Data, list, map } from '../data';
import { KINDS_BY_NAME } from '../kinds';
import type { KubeObject } from '../kustomize';
import { aliasesOf } from '../model/tcp';
import type { Tenant } from '../model/types';
import { NO_PROXY_VARIABLES, NODE_POOL, PROXY_VARIABLES, tenantToleration } from '../vocabulary';

/**
 * An object with its pods as the API server completes them where the environment sets `cluster.mutatingAdmission`: what they say
 * stays as it is.
 */
export function injected(object: KubeObject, tenant: Tenant): KubeObject {
  const path = KINDS_BY_NAME.get(object.kind)?.podSpec?.split('/');
  if (!path) return object;
  const at = (value: unknown, steps: readonly string[]): unknown => {
    const [first, ...others] = steps;
    return first === undefined
      ? completed(map(value), tenant)
      : { ...map(value), [first]: at(map(value)[first], others) };
  };
  return at(object, path) as KubeObject;
}

function completed(spec: Data, tenant: Tenant): Data {
  const toleration = tenantToleration(tenant.name);
  const tolerations = list(spec.tolerations);
  const aliases = list(spec.hostAliases);
  const missing = aliasesOf(tenant.forwards)
    .filter(({ address }) => !aliases.some((each) => map(each).ip === address))
    .map(({ host, address }) => ({ ip: address, hostnames: [host] }));
  return {
    ...spec,
    nodeSelector: { [NODE_POOL]: tenant.nodePool.name, ...map(spec.nodeSelector) },
    tolerations: tolerations.some((each) => map(each).key === toleration.key)
      ? tolerations
      : [...tolerations, toleration],
    ...(missing.length > 0 ? { hostAliases: [...aliases, ...missing] } : {}),
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...map(spec.securityContext) },
    ...Object.fromEntries(
      ['containers', 'initContainers'].flatMap((field) =>
        spec[field] === undefined ? [] : [[field, list(spec[field]).map((each) => container(map(each), tenant))]],
      ),
    ),
  };
}

function container(own: Data, { podProxy: { address, port }, noProxy }: Tenant): Data {
  const env = list(own.env);
  const variables = [
    ...PROXY_VARIABLES.map((name) => ({ name, value: `http://${address}:${port}` })),
    ...NO_PROXY_VARIABLES.map((name) => ({ name, value: noProxy.join(',') })),
  ];
  const context = map(own.securityContext);
  return {
    ...own,
    env: [...env, ...variables.filter(({ name }) => !env.some((each) => map(each).name === name))],
    securityContext: {
      allowPrivilegeEscalation: false,
      ...context,
      capabilities: { drop: ['ALL'], ...map(context.capabilities) },
    },
  };
}
