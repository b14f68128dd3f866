/** One chain of a firewall, with all rules that the file adds to it. */
export interface Chain {
  /** `ip` or `ip6`. */
  readonly family: string;
  readonly name: string;
  /** For example `filter input`; undefined: nothing calls it but other chains. */
  hook?: string;
  policy?: string;
  /** Without comments, in order. */
  readonly rules: string[];
}

export interface Firewall {
  readonly chains: readonly Chain[];
  /** The elements of a set of the family's table. */
  set(family: string, name: string): readonly string[];
  /** Lines that this does not understand. */
  readonly unread: readonly string[];
}

/** Reads what `nft -f` would load, as far as these files go: tables with sets and chains. */
export function readFirewall(text: string): Firewall {
  const chains = new Map<string, Chain>();
  const sets = new Map<string, string[]>();
  const unread: string[] = [];
  let [family, table] = ['', ''];
  let chain: Chain | undefined;
  let set: string[] | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').replace(/\s+/g, ' ').trim();
    if (line === '') continue;
    const [, kind, name = ''] = /^(set|chain) (\w+) \{$/.exec(line) ?? [];
    const [, opened, of = ''] = /^table (\w+) (\w+) \{$/.exec(line) ?? [];
    if (chain) {
      if (line === '}') chain = undefined;
      else readInChain(chain, line);
    } else if (set) {
      if (line === '}') set = undefined;
      else set.push(...(/^elements = \{ (.*) \}$/.exec(line)?.[1]?.split(', ') ?? []));
    } else if (table && kind === 'chain') {
      const key = `${family} ${table} ${name}`;
      chain = chains.get(key) ?? { family, name, rules: [] };
      chains.set(key, chain);
    } else if (table && kind === 'set') {
      set = [];
      sets.set(`${family} ${name}`, set);
    } else if (table && line === '}') table = '';
    else if (!table && opened) [family, table] = [opened, of];
    else if (table || !/^(delete )?table \w+ \w+$/.test(line)) unread.push(line);
  }
  return { chains: [...chains.values()], set: (of, name) => sets.get(`${of} ${name}`) ?? [], unread };
}

function readInChain(chain: Chain, line: string): void {
  const [, type, hook, policy] = /^type (\w+) hook (\w+) priority [\w-]+; policy (\w+);$/.exec(line) ?? [];
  if (hook) Object.assign(chain, { hook: `${type} ${hook}`, policy });
  else chain.rules.push(line);
}

/** A rule that only closes. */
export function isRefusal(rule: string): boolean {
  return (
    /(^| )(drop|reject( with icmp(v6)? type admin-prohibited)?)$/.test(rule) &&
    !/\b(accept|jump|goto|queue)\b/.test(rule)
  );
}

/** What is wrong with the frame of a firewall: chains for both families, which drop what no rule accepts. */
export function frameFaults({ chains, unread }: Firewall, hook: 'input' | 'output'): string[] {
  const HOOKS = ['filter input', 'filter output', 'filter forward'];
  return [
    ...unread.map((line) => `"${line}" is not understood, so it is unknown what it opens`),
    ...['ip', 'ip6'].flatMap((family) => {
      const own = chains.find((chain) => chain.family === family && chain.hook === `filter ${hook}`);
      return own ? [] : [`no chain filters ${hook} of the family ${family}`];
    }),
    ...chains.flatMap(({ family, name, hook: at, policy, rules }) => {
      if (at === undefined || !HOOKS.includes(at))
        return [`chain ${name} (${family}) is not one of ${HOOKS.join(', ')}`];
      if (at === `filter ${hook}` || at === 'filter forward') {
        const accepted = at === 'filter forward' ? rules.filter((rule) => !isRefusal(rule)) : [];
        return [
          ...(policy === 'drop' ? [] : [`the policy of chain ${name} (${family}) is ${policy}, not drop`]),
          ...accepted.map((rule) => `chain ${name} (${family}) forwards packets: "${rule}"`),
        ];
      }
      return [];
    }),
  ];
}
