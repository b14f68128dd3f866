/** A table, chain or set of `nft list ruleset`, by lines. */
interface Block {
  /** For example `ip egress_proxy / chain input`. */
  readonly name: string;
  readonly lines: readonly string[];
}

/** How the firewall of a machine differs from the rendered one, in words. */
interface FirewallDifference {
  readonly effect: 'open' | 'closed';
  readonly message: string;
}

/** The set of ranges that the VM never connects to: what is added to it closes. */
const REFUSING_SET = /\/ set nowhere$/;

/**
 * Compares two rulesets, as one nft has listed both of them.
 *
 * @param table name of our tables; other tables can only refuse more, or redirect
 */
export function firewallDifferences(live: string, rendered: string, table: string): FirewallDifference[] {
  const [there, wanted] = [blocksOf(live), blocksOf(rendered)];
  const isOurs = ({ name }: Block) => new RegExp(`^ip6? ${table} / `).test(name);
  const names = [...new Set([...wanted, ...there].filter(isOurs).map(({ name }) => name))];
  const find = (blocks: readonly Block[], name: string) => blocks.find((block) => block.name === name);
  const own = names.flatMap((name) => blockDifferences(name, find(there, name), find(wanted, name)));
  return [...own, ...there.filter((block) => !isOurs(block)).flatMap(foreignEffects)];
}

function blockDifferences(name: string, live: Block | undefined, wanted: Block | undefined): FirewallDifference[] {
  if (live === undefined) return [{ effect: 'open', message: `${name} is missing: the rendered rules are not loaded` }];
  if (wanted === undefined) return [{ effect: 'open', message: `${name} was added` }];
  const added = without(live.lines, wanted.lines);
  const removed = without(wanted.lines, live.lines);
  const isSet = / \/ set /.test(name);
  const differences = [
    ...added.map((line) => ({ effect: effectOf(name, line, true, isSet), message: `${name} also has: ${line}` })),
    ...removed.map((line) => ({ effect: effectOf(name, line, false, isSet), message: `${name} lacks: ${line}` })),
  ];
  if (differences.length > 0 || isSet || live.lines.join('\n') === wanted.lines.join('\n')) return differences;
  return [{ effect: 'open', message: `${name} has its rules in another order` }];
}

function effectOf(name: string, line: string, isAdded: boolean, isSet: boolean): FirewallDifference['effect'] {
  const refuses = isSet ? REFUSING_SET.test(name) : /\b(drop|reject)\b/.test(line);
  return refuses === isAdded ? 'closed' : 'open';
}

/** What a table of another program can do. */
function foreignEffects({ name, lines }: Block): FirewallDifference[] {
  return lines.flatMap((line): FirewallDifference[] => {
    const message = `${name} is not ours, and has: ${line}`;
    if (/\b(dnat|redirect|snat|masquerade|tproxy)\b/.test(line)) return [{ effect: 'open', message }];
    return /\b(drop|reject)\b/.test(line) ? [{ effect: 'closed', message }] : [];
  });
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Chains have a line per rule, sets one per element. */
function blocksOf(ruleset: string): Block[] {
  const blocks: Block[] = [];
  const tables = ruleset.matchAll(/^table (\S+ \S+) \{\n([\s\S]*?)^\}/gm);
  for (const [, table = '', body = ''] of tables) {
    for (const [, kind = '', text = ''] of body.matchAll(/^\t(\w+ \S+) \{\n([\s\S]*?)^\t\}/gm)) {
      const lines = kind.startsWith('set ') ? elementsOf(text) : rulesOf(text);
      blocks.push({ name: `${table} / ${kind}`, lines });
    }
  }
  return blocks;
}

function elementsOf(text: string): string[] {
  const [, elements = ''] = /elements = \{([^}]*)\}/.exec(text) ?? [];
  return elements
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');
}

function rulesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
