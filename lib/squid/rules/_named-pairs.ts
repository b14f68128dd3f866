import type { AccessLine, Acl, Config } from '../config';
import { aclKey } from '../parser/acl-key';

/** As deep as groups of ACLs are looked into. */
const DEEPEST = 4;

/**
 * Whether a line opens single ports of named hosts and nothing else, by names that are compared as they are asked for: what
 * the rules about ports advise for a partner that needs one more.
 */
export function isNamedPair(config: Config, { terms }: AccessLine): boolean {
  const acls = terms.flatMap(({ acl, negated }) => (negated || !acl ? [] : demanded(config, acl)));
  return acls.some(namesHosts) && acls.some(namesPorts);
}

/** The ACLs that all have to match for one to match. */
function demanded(config: Config, acl: Acl, depth = 0): readonly Acl[] {
  const [line, ...others] = acl.lines;
  if (acl.type !== 'all-of' || line === undefined || others.length > 0 || depth > DEEPEST) return [acl];
  return line.values.flatMap(({ text }) => {
    const member = text.startsWith('!') ? undefined : config.acls.get(aclKey(text));
    return member ? demanded(config, member, depth + 1) : [];
  });
}

function namesHosts({ type, flags, values, complete }: Acl): boolean {
  return (
    type === 'dstdomain' &&
    complete &&
    flags.has('-n') &&
    values.every(({ text }) => /^[a-z0-9][a-z0-9.-]*$/i.test(text))
  );
}

function namesPorts({ type, values, complete }: Acl): boolean {
  return type === 'port' && complete && values.every(({ text }) => /^\d+$/.test(text));
}
