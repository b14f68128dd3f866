import { CNIS, type Cni } from '../../../binaries/versions';
import { attacksOn } from './_on';
import { type IsolationRecord, problems, readRecord, recordFile, type Seen } from './_record';
import type { Attack, Control } from './_types';
import { WAYS, type Way } from './_ways';
import { ATTACKS } from './attacks';
import { CONTROLS } from './controls';

/** Fewer are no proof that a way is closed. */
const LEAST = 2;

/**
 * The threat matrix as Markdown, with what was seen of each attack.
 *
 * @throws Error when an attack has no record or one that contradicts what it claims, or a way is not attacked twice
 */
export function isolationMatrix(records = recorded()): string {
  const run = CNIS.flatMap((cni) => (records[cni] ? [[cni, records[cni]] as const] : []));
  const wrong = [
    ...run.flatMap(([cni, record]) => problems(attacksOn(cni), record).map((one) => `${recordFile(cni)}: ${one}`)),
    ...WAYS.filter((way) => of(way).length < LEAST).map(({ letter }) => `way ${letter} is not attacked twice`),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return [
    ...run.map(([cni, { date }]) => summary(cni, date)),
    '## The ways out',
    table(
      ['way', 'what it is', 'controls', 'checked by', 'attacked in', 'what remains'],
      WAYS.map((way) => [
        way.letter,
        way.title,
        list(controlsOf(way).map(({ name }) => link(name))),
        rulesOf(way),
        scenarios(way),
        remains(way),
      ]),
    ),
    '## The controls',
    table(
      ['control', 'what it is', 'checked by'],
      CONTROLS.map((control) => [`<a id="${control.name}"></a>\`${control.name}\``, control.title, checks(control)]),
    ),
    '## The attacks',
    ...WAYS.flatMap((way) => [`### ${way.letter}: ${way.title}`, attacks(way, records)]),
  ].join('\n\n');
}

/** Cilium’s column is there when its record is. */
type Records = { readonly calico: IsolationRecord; readonly cilium?: IsolationRecord };

function recorded(): Records {
  return { calico: readRecord('calico') ?? { date: 'never', attacks: {} }, cilium: readRecord('cilium') };
}

const NAMES: Readonly<Record<Cni, string>> = { calico: 'Calico', cilium: 'Cilium' };

function summary(cni: Cni, date: string): string {
  const all = attacksOn(cni);
  const held = all.filter(({ remains }) => remains === undefined);
  const own = held.filter(({ harmless }) => !harmless);
  const second = own.filter(({ controls }) => controls.length > 1).length;
  return [
    `On ${NAMES[cni]}, on ${date}, ${held.length} of ${all.length} attacks were refused and ${all.length - held.length} remain.`,
    `${held.length - own.length} are about another datapath and reach nothing even without their controls.`,
    `Of the other ${own.length} each got through without its controls, and ${second} were refused by each of two or more controls alone.`,
  ].join(' ');
}

function of({ letter }: Way): readonly Attack[] {
  return ATTACKS.filter(({ way }) => way === letter);
}

function controlsOf(way: Way): readonly Control[] {
  const controls = new Set(of(way).flatMap(({ controls }) => controls));
  return CONTROLS.filter(({ name }) => controls.has(name));
}

function rulesOf(way: Way): string {
  const rules = new Set(controlsOf(way).flatMap(({ rules }) => rules));
  return list([...rules].map(ruleLink));
}

function checks({ rules, unchecked }: Control): string {
  return rules.length > 0 ? list(rules.map(ruleLink)) : (unchecked as string);
}

function scenarios(way: Way): string {
  const count = `isolation: ${of(way).length} attacks`;
  return [count, ...(way.also ?? [])].join(', ');
}

function remains(way: Way): string {
  const shown = of(way).flatMap(({ remains }) =>
    remains === undefined ? [] : [`${remains[0]?.toUpperCase()}${remains.slice(1)}.`],
  );
  return [...shown, ...(way.remains === undefined ? [] : [way.remains])].join(' ') || '–';
}

function attacks(way: Way, { calico, cilium }: Records): string {
  const seenOn = (cni: Cni, record: IsolationRecord): Shown[] =>
    attacksOn(cni)
      .filter((attack) => attack.way === way.letter)
      .map((attack) => ({ attack, seen: record.attacks[attack.name] as Seen }));
  const there = cilium && seenOn('cilium', cilium);
  return table(
    [
      'a tenant that …',
      'with all controls',
      'without its controls',
      'each of them alone',
      ...(there ? ['on Cilium'] : []),
    ],
    seenOn('calico', calico).map((shown, index) => {
      const { attack, seen } = shown;
      const cells = [attack.title, all(attack, seen), none(attack, seen), alone(attack, seen)];
      return there ? [...cells, other(there[index] as Shown, shown)] : cells;
    }),
  );
}

interface Shown {
  readonly attack: Attack;
  readonly seen: Seen;
}

function all({ remains }: Attack, seen: Seen): string {
  return `${remains === undefined ? 'refused' : '**remains**'}: ${cell(seen.all.words)}`;
}

function none({ harmless }: Attack, seen: Seen): string {
  if (!seen.none) return '–';
  return `${harmless ? 'reaches nothing: ' : ''}${cell(seen.none.words)}`;
}

function alone({ controls, harmless }: Attack, seen: Seen): string {
  if (controls.length === 0 || harmless) return '–';
  if (controls.length === 1) return `only ${link(controls[0] as string)}`;
  return controls.map((control) => `${link(control)}: ${cell(seen.alone[control]?.words as string)}`).join('<br>');
}

/** What was seen on Cilium, as far as it differs from what was seen on Calico. */
function other({ attack, seen }: Shown, calico: Shown): string {
  const parts: [string, string, string][] = [
    ['', all(attack, seen), all(calico.attack, calico.seen)],
    ['without its controls: ', none(attack, seen), none(calico.attack, calico.seen)],
    ['', alone(attack, seen), alone(calico.attack, calico.seen)],
  ];
  const differing = parts
    .filter(([, here, there]) => here !== there && here !== '–')
    .map(([name, here]) => name + here);
  return differing.join('<br>') || 'the same';
}

function link(control: string): string {
  return `[${control}](#${control})`;
}

function ruleLink(rule: string): string {
  const [page, id] = rule.startsWith('scan:') ? ['squid-rules.md', rule.slice('scan:'.length)] : ['rules.md', rule];
  return `[${id}](${page}#${id})`;
}

/** What programs say, in a cell. */
function cell(words: string): string {
  return words.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('`', "'");
}

function list(parts: readonly string[]): string {
  return parts.join(', ') || '–';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
