import { filesOf, RECORDED, type Recorded, type Run, readRuns } from './record';

const DATAPATHS: Readonly<Record<string, string>> = {
  calico: 'Calico',
  cilium: 'Cilium',
  none: 'none: the API server by itself',
};

/**
 * The table of what was run, in Markdown. A suite of which not all files were run says so, and so does one that failed.
 *
 * @param runs default: the committed record
 */
export function supportMatrix(runs: readonly Run[] = readRuns(), files = filesOf): string {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const suite = RECORDED.find((one) => run.file.startsWith(`${one}/`));
    if (suite === undefined || !files(suite).includes(run.file)) continue;
    const key = JSON.stringify([run.kubernetes, run.datapath, suite]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const rows = [...groups].map(([key, members]) => {
    const [kubernetes, datapath, suite] = JSON.parse(key) as [string, string, Recorded];
    return { kubernetes, datapath, suite, members };
  });
  rows.sort(
    (a, b) =>
      b.kubernetes.localeCompare(a.kubernetes, 'en', { numeric: true }) ||
      RECORDED.indexOf(a.suite) - RECORDED.indexOf(b.suite) ||
      a.datapath.localeCompare(b.datapath, 'en'),
  );
  return [
    '| Kubernetes | datapath | suite | result | last run |',
    '|---|---|---|---|---|',
    ...rows.map(({ kubernetes, datapath, suite, members }) =>
      line([kubernetes, nameOf(datapath), `\`${suite}\``, resultOf(members, files(suite)), daysOf(members)]),
    ),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function nameOf(datapath: string): string {
  const [name = '', version] = datapath.split(' ');
  return [DATAPATHS[name] ?? name, version].filter(Boolean).join(' ');
}

function resultOf(members: readonly Run[], files: readonly string[]): string {
  const sum = (key: 'passed' | 'failed' | 'skipped') => members.reduce((total, run) => total + run[key], 0);
  const failed = members.filter((run) => run.failed > 0).map(({ file }) => `\`${file}\``);
  return [
    `${sum('passed')} passed`,
    ...(sum('failed') > 0 ? [`**${sum('failed')} failed** in ${failed.join(', ')}`] : []),
    ...(sum('skipped') > 0 ? [`${sum('skipped')} skipped`] : []),
    ...(members.length < files.length ? [`${members.length} of ${files.length} files run`] : []),
  ].join(', ');
}

function daysOf(members: readonly Run[]): string {
  const days = members.map(({ date }) => date).sort();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return first === last ? first : `${first} to ${last}`;
}
