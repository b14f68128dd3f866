import { TOP_LEVEL_DOMAINS } from '../settings/top-level-domains';
import { GATEWAY, RESOLVER } from '../vocabulary';
import type { WorkloadKind } from './types';

/** A Service of a workload. */
export interface WorkloadService {
  readonly name: string;
  /** Its pods have names of their own below it, as those of a StatefulSet. */
  readonly headless: boolean;
  readonly ports: readonly ServicePort[];
}

/** A port of a Service, and the name or number of the containers' port. */
interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: string | number;
}

interface PortShape {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: string | number;
}

interface WorkloadShape {
  readonly name?: string;
  readonly kind?: WorkloadKind;
  readonly ports?: readonly PortShape[];
  readonly sidecars?: readonly { readonly ports?: readonly PortShape[] }[];
  readonly service?: 'none' | { readonly ports?: readonly PortShape[]; readonly headless?: boolean };
}

/** The Service of a workload: for one with ports, and for every StatefulSet; undefined: it has none. */
export function serviceOf({
  name = '',
  kind,
  ports = [],
  sidecars = [],
  service = {},
}: WorkloadShape): WorkloadService | undefined {
  if (kind === 'Job' || kind === 'CronJob' || service === 'none') return undefined;
  const headless = service.headless ?? kind === 'StatefulSet';
  const listens = service.ports ?? [{ ports }, ...sidecars].flatMap((container) => container.ports ?? []);
  if (listens.length === 0 && kind !== 'StatefulSet') return undefined;
  const all = listens.map(({ name: of = '', port = 0, targetPort = of }) => ({ name: of, port, targetPort }));
  return { name, headless, ports: all };
}

/** The tenant that asks, and what it may reach by its proxy. */
interface Caller {
  readonly namespace: string;
  /** Hosts of the allow list. @default - any public host */
  readonly allow?: readonly { readonly host?: string }[];
  /** With `report`, hosts that are not in the allow list pass. @default enforce */
  readonly mode?: 'enforce' | 'report';
}

/** A name of a Service that clients take for a public host as well. */
interface SharedName {
  readonly name: string;
  /** `partner.app`, or `*.app`. */
  readonly host: string;
}

interface ServiceNames {
  /** For NO_PROXY. */
  readonly names: readonly string[];
  /** Left out of it, since clients would connect to public hosts directly. */
  readonly leftOut: readonly SharedName[];
}

/**
 * The names by which pods of a namespace call its Services: `web`, `web.<namespace>`, and those of a StatefulSet's pods.
 * Most clients take an entry of NO_PROXY for all names below it as well, so a name that a public host ends in is left out.
 */
export function serviceNames(
  services: readonly Pick<WorkloadService, 'name' | 'headless'>[],
  caller: Caller,
): ServiceNames {
  const names: string[] = [];
  const leftOut: SharedName[] = [];
  for (const { name, headless } of services) {
    for (const each of [name, `${name}.${caller.namespace}`]) {
      const host = publicHost(each, caller);
      if (host === undefined) names.push(each, ...(headless ? [`.${each}`] : []));
      else leftOut.push({ name: each, host });
    }
  }
  return { names, leftOut };
}

/** Whether the tenant may reach any public host. */
export function isOpen({ allow, mode }: Pick<Caller, 'allow' | 'mode'>): boolean {
  return allow === undefined || mode === 'report';
}

/** Names of the Services around a tenant: its gateway's, and the resolver's. */
export function platformNames(gateway?: { readonly namespace: string }, resolver?: unknown): string[] {
  return [
    ...(gateway ? [`${GATEWAY.name}.${gateway.namespace}`] : []),
    ...(resolver === undefined ? [] : [`${RESOLVER.name}.${RESOLVER.namespace}`]),
  ];
}

/** A public host that the tenant may reach by its proxy and that clients would take for `name`; undefined: there is none. */
function publicHost(name: string, caller: Caller): string | undefined {
  const listed = caller.allow?.find(({ host = '' }) => isCovered(host, name))?.host;
  if (listed !== undefined) return listed;
  // A name of two parts leads to the Service in any case, by the search path of the pods.
  const domain = isOpen(caller) && !name.includes('.') ? topLevelDomain(name) : undefined;
  return domain === undefined ? undefined : `*.${domain}`;
}

/** Some clients, such as Python's requests, compare the ends of names without regard to dots. */
function isCovered(host: string, name: string): boolean {
  return host.endsWith(name) || (host.startsWith('.') && `.${name}`.endsWith(host));
}

/** Of the long ones only the name itself: `db` may be an end of `imdb`, but is too useful to be left out for that. */
function topLevelDomain(name: string): string | undefined {
  if (TOP_LEVEL_DOMAINS.has(name)) return name;
  return [...TOP_LEVEL_DOMAINS].find((domain) => domain.length <= 3 && domain.endsWith(name));
}
