import type { Explanation, Hop, Way } from '../explain';
import { printable } from '../lint/printable';
import { table } from './_table';

const VERDICTS: Readonly<Record<Hop['verdict'], string>> = {
  allowed: 'passes',
  denied: 'DENIED',
  undecided: 'undecided',
};

/** Each way as a table of its hops, what would allow it, and the answer as the last line. */
export function explanationText(explanation: Explanation): string {
  const { ways, verdict, sentence, environment } = explanation;
  const shownWays = verdict === 'allowed' ? ways.filter((way) => way.verdict === 'allowed') : ways;
  return [
    ...shownWays.flatMap((way) => [...wayLines(way, environment), '']),
    ...ways
      .filter((way) => !shownWays.includes(way) && takes(way, explanation).length > 0)
      .map((way) => otherWay(way, explanation)),
    printable(sentence),
  ].join('\n');
}

function wayLines({ by, hops }: Way, environment: string): string[] {
  const rows = hops.map(({ hop, at, verdict, text }) =>
    [at === undefined ? hop : `${hop} of ${at}`, VERDICTS[verdict], text].map(printable),
  );
  const [head, ...lines] = table(['hop', 'verdict', 'decided by'], rows).map((line) => `  ${line}`);
  const indent = ' '.repeat((head ?? '').indexOf('decided by'));
  const changes = hops.flatMap(({ verdict, change }) => (verdict !== 'allowed' && change ? [change] : []));
  return [
    `${titleOf({ by, hops })}, in ${environment}:`,
    head ?? '',
    ...lines.flatMap((line, index) => {
      const places = [hops[index]?.rendered, hops[index]?.settings].flatMap((place) => (place ? [shown(place)] : []));
      return places.length > 0 ? [line, `${indent}${printable(places.join(', from '))}`] : [line];
    }),
    ...[...new Set(changes)].map((change) => `  to allow it: ${printable(change)}`),
  ];
}

function titleOf({ by, hops }: Pick<Way, 'by' | 'hops'>): string {
  if (by === 'proxy') return 'by the proxy';
  return hops.some(({ hop }) => hop === 'gateway') ? 'by the gateway, without asking for a proxy' : 'without the proxy';
}

function takes({ by }: Way, { clients }: Explanation): string[] {
  return clients.filter((each) => each.by === by).map(({ client }) => client);
}

/** Programs that take a way which is not open, although another one is. */
function otherWay(way: Way, explanation: Explanation): string {
  const hop = way.hops.find(({ verdict }) => verdict === way.verdict);
  const names = takes(way, explanation).join(', ');
  const how = way.by === 'proxy' ? 'by the proxy' : 'without the proxy';
  return printable(`note: ${names}: ${how}, ${way.verdict} by ${hop?.hop}: ${hop?.text}`);
}

function shown({ file, line }: NonNullable<Hop['rendered']>): string {
  return line === undefined ? file : `${file}:${line}`;
}
