import { loginPort } from '../../settings/machine-ports';
import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { enumerate, show } from '../../settings/text';
import { type AllowEntry, allowEntries, deniedBy, sharedList } from '../allowed-hosts';
import type { EnvironmentCheck, Report, TenantCheck } from './_check';

interface Entry {
  readonly index: number;
  readonly host: string;
  readonly ports: readonly number[];
  readonly sni?: 'any';
  /** The shared list that it comes from; undefined: the list that is judged. */
  readonly list?: string;
}

/** Repeated hosts and lists, unknown lists, ports of the proxy's own machine, hosts that the environment denies. */
export const checkAllowList: TenantCheck = (tenant, report) => {
  const { egress } = tenant.data;
  const path = ['egress', 'allow'];
  const all = complete(allowEntries(tenant) ?? []);
  const own = new Set((egress?.proxies ?? []).map(({ port }) => port));
  judge(
    all.filter(({ list }) => list === undefined),
    path,
    report,
  );
  for (const { index, host, ports, list } of all) {
    for (const port of ports.filter((port) => own.has(port))) {
      const at = list === undefined ? [...path, index, 'ports', ports.indexOf(port)] : [...path, index];
      report(
        'allow-list-port',
        at,
        machinePort(port, 'the port of the proxy itself on its VM', list === undefined ? host : `${host} of ${list}`),
      );
    }
    const denied = deniedBy(host, tenant.environment?.data.denyHosts);
    if (denied !== undefined && list === undefined)
      report(
        'allow-list-denied',
        [...path, index],
        (environments) => `${host} is denied by ${denied} in denyHosts of ${environments}; remove one of the two`,
      );
  }
  checkLists(tenant, report);
};

/** The lists that the environment offers. */
export const checkAllowLists: EnvironmentCheck = ({ data: { allowLists = {} } }, report) => {
  for (const [name, list] of Object.entries(allowLists)) {
    judge(complete((list ?? []).map((entry, index) => ({ ...entry, index }))), ['allowLists', name], report);
  }
};

const checkLists: TenantCheck = ({ data, environment }, report) => {
  const known = Object.keys(environment?.data.allowLists ?? {});
  const first = new Map<string, number>();
  for (const [index, entry] of (data.egress?.allow ?? []).entries()) {
    if (!('list' in entry) || entry.list === undefined) continue;
    const { list } = entry;
    const path = ['egress', 'allow', index, 'list'];
    const same = first.get(list);
    if (same !== undefined)
      report('allow-list-duplicate', path, `${list} is already entry ${same + 1} of this list; remove one of them`);
    else first.set(list, index);
    if (environment && sharedList(environment.data.allowLists, list) === undefined) {
      const near = didYouMean(list, known) || (known.length > 0 ? `; available: ${enumerate(known)}` : '');
      report(
        'allow-list-unknown',
        path,
        (environments) => `there is no ${show(list)} in allowLists of ${environments}${near}`,
      );
    }
  }
};

function complete(entries: readonly AllowEntry[]): Entry[] {
  return entries.flatMap(({ index, host, ports = [], sni, list }): Entry[] =>
    host === undefined ? [] : [{ index, host, ports: ports.filter((port) => port !== undefined), sni, list }],
  );
}

/** Judges the hosts of one list. */
function judge(entries: readonly Entry[], list: Path, report: Report): void {
  const first = new Map<string, Entry>();
  const suffixes = new Map(entries.filter(({ host }) => host.startsWith('.')).map((entry) => [entry.host, entry]));
  for (const entry of entries) {
    const { index, host, ports, sni } = entry;
    const path = [...list, index];
    for (const [at, port] of ports.entries()) {
      const what = loginPort(port);
      if (what !== undefined) report('allow-list-port', [...path, 'ports', at], machinePort(port, what, host));
    }
    const same = first.get(host);
    if (same) {
      report(
        'allow-list-duplicate',
        path,
        `${host} is already entry ${same.index + 1} of this list; list all its ports there`,
      );
      continue;
    }
    first.set(host, entry);
    const wider = suffixesOf(host).flatMap((suffix) => suffixes.get(suffix) ?? []);
    const holder = wider.find(
      (one) =>
        one.host !== host &&
        ports.every((port) => one.ports.includes(port)) &&
        (one.sni === 'any' || sni === undefined),
    );
    if (holder)
      report(
        'allow-list-duplicate',
        path,
        `${host} is already covered by ${holder.host} (entry ${holder.index + 1} of this list); remove one of them`,
      );
    if (/^\.[^.]+$/.test(host))
      report('allow-list-wide', path, `${host} allows a whole top-level domain; name the domain that is meant`);
  }
}

function machinePort(port: number, what: string, host: string): string {
  return `${port} is ${what}: a name that resolves to the proxy’s public address would lead there; remove the port, or have ${host} offer its service on another one`;
}

/** `.b.c` and `.c` for `a.b.c`; `.a.b.c` itself, too. */
function suffixesOf(host: string): string[] {
  const labels = host.replace(/^\./, '').split('.');
  return labels.map((_, index) => `.${labels.slice(index).join('.')}`);
}
