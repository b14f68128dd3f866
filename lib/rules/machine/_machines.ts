import type { Tenant } from '../../model/types';
import { type AddressRange, addressBits, parseCidr, without } from '../../network-policy';
import { infraOf, USER_DATA } from '../_names';
import { type Context, map, maps } from '../_rendered';
import type { Found } from '../rule';

/** The files of one proxy's VM, as they were rendered. */
export interface Machine {
  readonly tenant: Tenant;
  readonly proxy: Tenant['egress']['proxies'][number];
  /** For example `dist/infra/production/client-a/squid-a`. */
  readonly folder: string;
  /** Names of the files in the folder. */
  readonly names: readonly string[];
  file(name: string): string | undefined;
  /** The user-data, parsed. */
  readonly userData: Readonly<Record<string, unknown>>;
  /** What the user-data writes, path on the VM → content. */
  readonly written: ReadonlyMap<string, string>;
}

function machinesOf({ environment, promised, files }: Context): Machine[] {
  return promised.flatMap((tenant) =>
    tenant.egress.proxies.map((proxy): Machine => {
      const folder = `${infraOf(environment.name)}/${tenant.name}/${proxy.name}`;
      const userData = map(files.documents(`${folder}/${USER_DATA}`)[0]);
      return {
        tenant,
        proxy,
        folder,
        names: files.below(folder).map((path) => path.slice(folder.length + 1)),
        file: (name) => files.get(`${folder}/${name}`),
        userData,
        written: new Map(maps(userData.write_files).map(({ path, content }) => [String(path), String(content)])),
      };
    }),
  );
}

/** What a check finds in one of the files of each machine. */
export function inMachines(context: Context, name: string, check: (machine: Machine) => readonly string[]): Found[] {
  return machinesOf(context).flatMap((machine) =>
    check(machine).map((message) => ({ file: `${machine.folder}/${name}`, tenant: machine.tenant.name, message })),
  );
}

/** Whether every element, an address or a range, lies within the others. */
export function areWithin(elements: readonly string[], others: readonly string[]): boolean {
  const outer = others.flatMap((each) => rangeOf(each) ?? []);
  return elements.every((element) => {
    const range = rangeOf(element);
    return range !== undefined && without(range, outer).length === 0;
  });
}

function rangeOf(text: string): AddressRange | undefined {
  if (text.includes('/')) return parseCidr(text);
  const address = addressBits(text);
  return address === undefined ? undefined : { first: address, last: address };
}
