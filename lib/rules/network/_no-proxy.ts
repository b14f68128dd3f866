import type { Cluster, Tenant } from '../../model/types';
import { type AddressRange, addressBits, parseCidr } from '../../network-policy';
import { pod } from '../_example';
import type { PodContainer } from '../_rendered';
import type { Example } from '../rule';
import { variablesOf } from './_environment';

interface ProxyExceptions {
  /** `NO_PROXY`, `no_proxy` or `JAVA_TOOL_OPTIONS`. */
  readonly name: string;
  /** Index in `env`. */
  readonly index: number;
  readonly entries: readonly string[];
}

/** What a container is told to reach without the proxy. */
export function proxyExceptions(container: PodContainer): readonly ProxyExceptions[] {
  return variablesOf(container).flatMap(({ name, value = '', index }): ProxyExceptions[] => {
    if (/^no_proxy$/i.test(name)) return [{ name, index, entries: split(value, ',') }];
    const hosts = name === 'JAVA_TOOL_OPTIONS' ? value.match(/-Dhttp\.nonProxyHosts=(\S+)/)?.[1] : undefined;
    return hosts === undefined ? [] : [{ name, index, entries: split(hosts, '|') }];
  });
}

/** The ranges that pods reach directly, as they were promised. */
export function directRanges({ privateNetwork, podCidr, serviceCidr }: Cluster, tenant: Tenant): readonly string[] {
  return [privateNetwork, podCidr, serviceCidr, ...tenant.egress.private.map(({ cidr }) => cidr)];
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
          - { name: NO_PROXY, value: "${value}" }
          - { name: no_proxy, value: "${value}" }
  `);
}
