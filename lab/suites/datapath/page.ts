import type { Outcome } from '../../machine/prober';
import { CLAIMS } from './_claims';
import { DESTINATIONS } from './_destinations';
import { DATAPATHS, type DatapathName, type DatapathRecord, readRecord } from './_record';
import { SOURCES } from './_sources';

type Records = Readonly<Partial<Record<DatapathName, DatapathRecord>>>;
type Part = 'free' | 'tenant' | 'intoFree' | 'intoTenant' | 'labels';

const WORDS: Readonly<Record<Outcome, string>> = {
  open: 'open',
  refused: 'refused',
  unreachable: 'no route',
  silent: 'nothing',
};

const SOURCE_TITLES = Object.values(SOURCES);
const DESTINATION_TITLES = DESTINATIONS.map(({ title }) => title);

export function recorded(): Records {
  return Object.fromEntries(DATAPATHS.flatMap((name) => [[name, readRecord(name)]].filter(([, record]) => record)));
}

/**
 * What differs between datapaths, and what is the same on all of them, as tables.
 *
 * @throws Error when a record lacks a row or has one too many
 */
export function datapathsPage(records = recorded()): string {
  const wrong = problems(records);
  if (wrong.length > 0) throw new Error(`lab/suites/datapath/records: ${wrong.join('; ')}`);
  const run = DATAPATHS.filter((name) => records[name]);
  const all = run.map((name) => records[name] as DatapathRecord);
  const dates = [...new Set(all.map(({ date }) => date))].sort();
  return [
    `Seen on ${dates.join(' and ')}. *open*: the connection was established, or the ping or the question was answered; *refused*: the connection was refused, so that the packet has arrived somewhere; *no route*: the kernel has no way to it; *nothing*: no answer within three seconds.`,
    '### What differs from a pod without policies',
    differences(run, all, 'free', 'destination', DESTINATION_TITLES),
    '### What differs from a tenant’s pod',
    differences(run, all, 'tenant', 'destination', DESTINATION_TITLES),
    '### Who reaches a tenant’s pod',
    table(
      ['source', 'a pod without policies', 'a tenant’s pod'],
      SOURCE_TITLES.map((title) => [title, summary(all, 'intoFree', title), summary(all, 'intoTenant', title)]),
    ),
    '### Every destination',
    table(
      ['destination', 'from a pod without policies', 'from a tenant’s pod'],
      DESTINATION_TITLES.map((title) => [title, summary(all, 'free', title), summary(all, 'tenant', title)]),
    ),
    '### Labels by which a pod claims to be something else',
    table(
      ['label', ...run],
      CLAIMS.map(([key, value]) => [
        `\`${key}: ${value || "''"}\``,
        ...all.map(({ labels }) => (labels[key] === 'open' ? '**open**' : 'nothing')),
      ]),
    ),
    '### Attempts of a tenant’s pods that reached nothing',
    table(
      ['while', ...run],
      titles(all).map((title) => [title, ...all.map(({ attempts }) => String(attempts[title] ?? '–'))]),
    ),
  ].join('\n\n');
}

function titles(all: readonly DatapathRecord[]): readonly string[] {
  return [...new Set(all.flatMap(({ attempts }) => Object.keys(attempts)))];
}

function outcomesOf(all: readonly DatapathRecord[], part: Part, title: string): readonly Outcome[] {
  return all.map((record) => record[part][title] as Outcome);
}

function summary(all: readonly DatapathRecord[], part: Part, title: string): string {
  const found = [...new Set(outcomesOf(all, part, title))];
  return found.length === 1 ? WORDS[found[0] as Outcome] : 'differs';
}

function differences(
  run: readonly DatapathName[],
  all: readonly DatapathRecord[],
  part: Part,
  head: string,
  rows: readonly string[],
): string {
  const different = rows.filter((title) => summary(all, part, title) === 'differs');
  if (different.length === 0) return 'Nothing.';
  return table(
    [head, ...run],
    different.map((title) => [title, ...outcomesOf(all, part, title).map((outcome) => WORDS[outcome])]),
  );
}

function problems(records: Records): string[] {
  return DATAPATHS.flatMap((name) => {
    const record = records[name];
    if (!record) return [];
    const parts: [Part, readonly string[]][] = [
      ['free', DESTINATION_TITLES],
      ['tenant', DESTINATION_TITLES],
      ['intoFree', SOURCE_TITLES],
      ['intoTenant', SOURCE_TITLES],
      ['labels', CLAIMS.map(([key]) => key)],
    ];
    return parts.flatMap(([part, rows]) => {
      const seen = Object.keys(record[part] ?? {});
      return seen.join() === rows.join() ? [] : [`${name} has other rows in ${part} than the suite`];
    });
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
