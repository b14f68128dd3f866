import type { Tenant } from '../model/types';
import { isAddress, type Target } from '../settings/target';
import { type AccessLine, domainMatcher } from '../squid';
import { placeText } from './advice';
import { type Destination, isPublic } from './destinations';
import { directChange } from './direct-change';
import type { FileLine } from './types';
import { settingAt, type World } from './world';

/** What would open the pages of a proxy itself. */
export const OWN_PAGES = 'nothing: a proxy’s own pages are for its own machine';

interface Change {
  readonly settings?: FileLine;
  readonly change: string;
}

/** What a line of http_access that denies is about, and what to change in the settings. */
export function squidChange(
  world: World,
  tenant: Tenant,
  of: Tenant,
  line: AccessLine | undefined,
  target: Target,
  destination: Destination,
): Change {
  const notes =
    line?.terms.flatMap(({ acl }) =>
      acl?.type === 'annotate_transaction' ? acl.values.map(({ text }) => text) : [],
    ) ?? [];
  const because = notes.find((text) => text.startsWith('denied_by='))?.slice('denied_by='.length);
  const { host, port } = target;
  if (of.name !== tenant.name) return { change: `nothing: ${of.name}’s proxy serves ${of.name} alone` };
  const isOutside = destination.kind === 'outside' || isPublic(host);
  if (because === 'cordoned')
    return {
      ...settingAt(world, tenant, ['state']),
      change: `remove state: cordoned of ${tenant.name}, whose requests are all denied until then`,
    };
  if (because === 'manager') return { change: OWN_PAGES };
  if (!isOutside) {
    return { ...settingAt(world, tenant, ['egress']), change: directChange(world, tenant, target, destination) };
  }
  if (because === 'private') return { change: 'nothing: no request may come back to the tenant’s own proxies' };
  if (because === 'environment') {
    const { source } = world.context.environment;
    return {
      settings: { file: source },
      change: `remove ${host} from denyHosts in ${source}, which is the platform’s`,
    };
  }
  if (because === 'certificate')
    return {
      ...settingAt(world, tenant, ['egress', 'clientCertificate']),
      change: 'connect by the gateway, which has the certificate',
    };
  if (because === 'source')
    return {
      ...settingAt(world, tenant, ['nodePool', 'sources']),
      change: 'list the addresses of the nodes under nodePool.sources',
    };
  if (because === 'scheme') return { change: 'nothing: the proxy serves http and https alone' };
  return allowChange(world, tenant, host, port);
}

/** How a public host is allowed. */
function allowChange(world: World, tenant: Tenant, host: string, port: number): Change {
  const { allow } = tenant.egress;
  const { environment } = world.context;
  if (isAddress(host) && allow !== undefined)
    return {
      ...settingAt(world, tenant, ['egress', 'allow']),
      change: 'request it by its name: egress.allow holds names, since partners’ addresses change',
    };
  const entry = port === 80 || port === 443 ? host : `{ host: ${host}, ports: [${port}] }`;
  const index = allow?.findIndex((each) => domainMatcher([each.host])(host)) ?? -1;
  const place = index < 0 ? undefined : world.places.allowed(tenant.name, index, environment.name);
  if (allow && place) {
    const ports = [...new Set([...(allow[index]?.ports ?? []), port])].sort((a, b) => a - b);
    return {
      settings: place,
      change: `add the port: { host: ${allow[index]?.host}, ports: [${ports.join(', ')}] } in ${placeText(place)}`,
    };
  }
  const at = settingAt(world, tenant, ['egress', 'allow']);
  const where = at.settings ? ` of ${placeText(at.settings)}` : '';
  const narrow = allow === undefined ? ' (an allow list closes all other hosts)' : '';
  return { ...at, change: `add ${entry} to egress.allow${where}${narrow}` };
}
