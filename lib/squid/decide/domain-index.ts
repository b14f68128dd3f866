import type { Acl, Config } from '../config';
import { normalHost } from './domains';

const INDEXES = new WeakMap<Config, ReadonlyMap<string, readonly Acl[]>>();

/**
 * The `dstdomain` ACLs that a name is in: one look-up for each of its labels, however many ACLs there are. What lists
 * that were not read hold is not among them.
 */
export function domainAclsOf(config: Config, host: string): readonly Acl[] {
  const index = INDEXES.get(config) ?? build(config);
  INDEXES.set(config, index);
  const name = normalHost(host).replace(/^\.+/, '');
  const found = new Set(index.get(name));
  for (let at = 0; at >= 0; at = name.indexOf('.', at) + 1 || -1) {
    for (const acl of index.get(`.${name.slice(at)}`) ?? []) found.add(acl);
  }
  return [...found];
}

function build({ acls }: Config): ReadonlyMap<string, readonly Acl[]> {
  const index = new Map<string, Acl[]>();
  for (const acl of acls.values()) {
    if (acl.type !== 'dstdomain') continue;
    for (const { text } of acl.values) {
      const value = text.toLowerCase();
      const those = index.get(value);
      if (!those) index.set(value, [acl]);
      else if (those.at(-1) !== acl) those.push(acl);
    }
  }
  return index;
}
