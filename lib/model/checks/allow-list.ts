import { loginPort } from '../../settings/machine-ports';
import type { TenantCheck } from './_check';

interface Entry {
  readonly index: number;
  readonly host: string;
  readonly ports: readonly number[];
}

/** Hosts that are said twice, or that another entry holds already; ports of the proxy's own machine. */
export const checkAllowList: TenantCheck = ({ data }, report) => {
  const entries = (data.egress?.allow ?? []).flatMap(({ host, ports = [] }, index): Entry[] =>
    host === undefined ? [] : [{ index, host, ports }],
  );
  const first = new Map<string, Entry>();
  const suffixes = new Map(entries.filter(({ host }) => host.startsWith('.')).map((entry) => [entry.host, entry]));
  const own = new Set((data.egress?.proxies ?? []).map(({ port }) => port));
  for (const entry of entries) {
    const { index, host, ports } = entry;
    const path = ['egress', 'allow', index];
    for (const [at, port] of ports.entries()) {
      const what = loginPort(port) ?? (own.has(port) ? 'the port of the proxy itself on its VM' : undefined);
      if (what === undefined) continue;
      report(
        'allow-list-port',
        [...path, 'ports', at],
        `${port} is ${what}: a name that resolves to the proxy’s public address would lead there; remove the port, or have ${host} offer its service on another one`,
      );
    }
    const same = first.get(host);
    if (same) {
      report(
        'allow-list-duplicate',
        path,
        `${host} is entry ${same.index + 1} of this list already; say all its ports there`,
      );
      continue;
    }
    first.set(host, entry);
    const wider = suffixesOf(host).flatMap((suffix) => suffixes.get(suffix) ?? []);
    const holder = wider.find((one) => one.host !== host && ports.every((port) => one.ports.includes(port)));
    if (holder)
      report(
        'allow-list-duplicate',
        path,
        `${host} is held by ${holder.host} already (entry ${holder.index + 1} of this list); drop one of them`,
      );
    if (/^\.[^.]+$/.test(host))
      report('allow-list-wide', path, `${host} allows a whole top-level domain; name the domain that is meant`);
  }
};

/** `.b.c` and `.c` for `a.b.c`; `.a.b.c` itself, too. */
function suffixesOf(host: string): string[] {
  const labels = host.replace(/^\./, '').split('.');
  return labels.map((_, index) => `.${labels.slice(index).join('.')}`);
}
