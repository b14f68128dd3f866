import type { Cluster, Tenant } from '../../model/types';
import { type AddressRange, addressBits, parseCidr } from '../../network-policy';
import { TOP_LEVEL_DOMAINS } from '../../settings/top-level-domains';
import { pod } from '../_example';
import { GATEWAY, NO_PROXY_VARIABLES, RESOLVER } from '../_names';
import { type Context, map, maps, type PodContainer, type TenantPod } from '../_rendered';
import type { Example } from '../rule';
import { variablesOf } from './_environment';

interface ProxyExceptions {
  /** `NO_PROXY`, `no_proxy` or `JAVA_TOOL_OPTIONS`. */
  readonly name: string;
  /** Index in `env`. */
  readonly index: number;
  readonly entries: readonly string[];
}

/** What a container of a pod reaches without the proxy, by its variables and the ConfigMaps that they come from. */
export function proxyExceptions(
  container: PodContainer,
  { of }: TenantPod,
  { find }: Pick<Context, 'find'>,
): readonly ProxyExceptions[] {
  const dataOf = (name: unknown) => map(find('', 'ConfigMap', String(name), of.object.metadata.namespace)?.object.data);
  const inherited = (variable: string) =>
    maps(container.spec.envFrom)
      .map(({ configMapRef }) => dataOf(map(configMapRef).name)[variable])
      .findLast((value) => value !== undefined);
  const references = maps(container.spec.env).map(({ valueFrom }) => map(map(valueFrom).configMapKeyRef));
  return variablesOf(container).flatMap(({ name, value, index }): ProxyExceptions[] => {
    const { name: configMap, key } = references[index] ?? {};
    const text = value ?? String(dataOf(configMap)[String(key)] ?? '');
    if (NO_PROXY_VARIABLES.includes(name.toLowerCase())) return [{ name, index, entries: split(text, ',') }];
    const hosts = name === 'JAVA_TOOL_OPTIONS' ? text.match(/-Dhttp\.nonProxyHosts=(\S+)/)?.[1] : undefined;
    const known = hosts?.replace(/\$\((\w+)\)/g, (whole, variable) => String(inherited(variable) ?? whole));
    return known === undefined ? [] : [{ name, index, entries: split(known, '|') }];
  });
}

/** The ranges that pods reach directly, as they were promised. */
export function directRanges({ privateNetwork, podCidr, serviceCidr }: Cluster, tenant: Tenant): readonly string[] {
  return [privateNetwork, podCidr, serviceCidr, ...tenant.egress.private.map(({ cidr }) => cidr)];
}

/** The hosts and Services that pods of each tenant reach directly, as NO_PROXY has to name them. */
export function directNames({ promised, environment }: Context): ReadonlyMap<Tenant, readonly string[]> {
  const resolver = environment.cluster.resolver ? [`${RESOLVER.name}.${RESOLVER.namespace}`] : [];
  return new Map(promised.map((tenant) => [tenant, [...namesOf(tenant), ...resolver]]));
}

function namesOf(tenant: Tenant): readonly string[] {
  const { namespace, gateway, egress, workloads } = tenant;
  const services = workloads.flatMap(({ name, kind, container, sidecars, service = {} }) => {
    if (service === 'none' || kind === 'Job' || kind === 'CronJob') return [];
    const listens = service.ports ?? [container, ...sidecars].flatMap(({ ports }) => ports);
    if (kind !== 'StatefulSet' && listens.length === 0) return [];
    const names = [name, `${name}.${namespace}`].filter((each) => !isShared(each, tenant));
    // Pods have names below that of a headless Service.
    return (service.headless ?? kind === 'StatefulSet') ? names.flatMap((each) => [each, `.${each}`]) : names;
  });
  return [
    ...egress.private.flatMap(({ hosts = [] }) => hosts),
    ...services,
    ...(gateway ? [`${GATEWAY}.${gateway.namespace}`] : []),
  ];
}

/** Whether clients would take a public host that the proxy lets through for this name. */
function isShared(name: string, { egress: { allow, mode } }: Tenant): boolean {
  const isListed = (allow ?? []).some(
    ({ host }) => host.endsWith(name) || (host.startsWith('.') && `.${name}`.endsWith(host)),
  );
  if (isListed || name.includes('.') || (allow && mode === 'enforce')) return isListed;
  return TOP_LEVEL_DOMAINS.has(name) || [...TOP_LEVEL_DOMAINS].some((tld) => tld.length <= 3 && tld.endsWith(name));
}

/** Addresses of the tenant's private ranges of at most 16 addresses, which clients that know no ranges need. */
export function directAddresses({ egress }: Tenant): readonly string[] {
  return egress.private.flatMap(({ cidr }) => {
    const [start = '', prefix = ''] = cidr.split('/');
    if (Number(prefix) < 28) return [];
    const octets = start.split('.').map(Number);
    const last = octets.pop() ?? 0;
    return Array.from({ length: 2 ** (32 - Number(prefix)) }, (_, index) => [...octets, last + index].join('.'));
  });
}

/** An address, a range, or Java's `172.16.28.*`; undefined: it is a name. */
export function rangeOf(entry: string): AddressRange | undefined {
  const starred = entry.match(/^(\d{1,3}(?:\.\d{1,3}){0,2})\.\*$/)?.[1];
  if (starred !== undefined) {
    const octets = starred.split('.');
    return parseCidr(`${[...octets, 0, 0, 0].slice(0, 4).join('.')}/${octets.length * 8}`);
  }
  const address = addressBits(entry);
  return address === undefined ? parseCidr(entry) : { first: address, last: address };
}

export function within(inner: AddressRange, outer: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

function split(text: string, by: string): readonly string[] {
  return text
    .split(by)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** An example: a pod that has both spellings of NO_PROXY with this value. */
export function exempting(value: string): Example {
  return pod('Deployment client-a-demo/web')(`
    containers:
      - name: web
        env:
${NO_PROXY_VARIABLES.map((name) => `          - { name: ${name}, value: "${value}", valueFrom: null }`).join('\n')}
  `);
}
