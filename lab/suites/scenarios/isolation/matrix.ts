import { readFileSync } from 'node:fs';
import { type IsolationRecord, problems, RECORD, type Seen } from './_record';
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
export function isolationMatrix(record = recorded()): string {
  const wrong = [
    ...problems(ATTACKS, record),
    ...WAYS.filter((way) => of(way).length < LEAST).map(({ letter }) => `way ${letter} is not attacked twice`),
  ];
  if (wrong.length > 0) throw new Error(`${RECORD}: ${wrong.join('\n')}`);
  const held = ATTACKS.filter(({ remains }) => remains === undefined);
  const second = held.filter(({ locks }) => locks.length > 1).length;
  return [
    `On ${record.date} ${held.length} of ${ATTACKS.length} attacks were refused, each of them got through without its locks, and ${second} were refused by each of two or more locks alone; ${ATTACKS.length - held.length} remain.`,
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
    ...WAYS.flatMap((way) => [`### ${way.letter}: ${way.title}`, attacks(way, record)]),
  ].join('\n\n');
}

function recorded(): IsolationRecord {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as IsolationRecord;
}

function of({ letter }: Way): readonly Attack[] {
  return ATTACKS.filter(({ way }) => way === letter);
}

function controlsOf(way: Way): readonly Control[] {
  const locks = new Set(of(way).flatMap(({ locks }) => locks));
  return CONTROLS.filter(({ name }) => locks.has(name));
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

function attacks(way: Way, record: IsolationRecord): string {
  return table(
    ['a tenant that …', 'with all controls', 'without its locks', 'each of them alone'],
    of(way).map((attack) => {
      const seen = record.attacks[attack.name] as Seen;
      const expected = attack.remains === undefined ? 'refused' : '**remains**';
      return [
        attack.title,
        `${expected}: ${cell(seen.all.words)}`,
        seen.none ? cell(seen.none.words) : '–',
        alone(attack, seen),
      ];
    }),
  );
}

function alone({ locks }: Attack, seen: Seen): string {
  if (locks.length === 0) return '–';
  if (locks.length === 1) return `only ${link(locks[0] as string)}`;
  return locks.map((lock) => `${link(lock)}: ${cell(seen.alone[lock]?.words as string)}`).join('<br>');
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
