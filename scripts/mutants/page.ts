import { type MutationRecord, ROOMS, type RoomRecord, type Survivor, score } from './record';

/** The record as a page. */
export function page(record: MutationRecord): string {
  return [
    '# Mutation testing',
    'Stryker changes one expression at a time and runs the room’s tests. A change that no test notices has survived, and is judged below. Messages for people are left out, as are the files in `assets/`: for those see `test/**/golden` and the rules `vm-*`.',
    '`npm run mutants -- ROOM` tests all mutants of one room and writes this page; without a room it does so for all. A job does it every night, and fails below 80 % or if a survivor has no judgement. Write judgements as `why` into `scripts/mutants/record.json`, then run `npm run mutants -- --page`. `npm test` reads the record; it also fails if a file of a room is missing, so that a new file needs a new run.',
    'The tests are the fast ones that `scripts/mutants/rooms.json` lists. They run in one process, which loads packages once, and stop at the first failure: 0.1 s of CPU per mutant. The times below are of a machine with two cores that did much else.',
    [
      '| room | mutants | killed | date | time |',
      '|---|---|---|---|---|',
      ...ROOMS.map((room) => summary(room, record[room])),
    ].join('\n'),
    ...ROOMS.flatMap((room) => (record[room] ? section(room, record[room]) : [])),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function summary(room: string, record: RoomRecord | undefined): string {
  if (!record) return `| ${room} | no record yet | | | |`;
  const mutants = Object.values(record.files).reduce((sum, { killed, survived }) => sum + killed + survived, 0);
  return `| ${room} | ${mutants} | ${Math.floor(score(record) * 100)} % | ${record.date} | ${record.seconds} s |`;
}

function section(room: string, { files, survivors }: RoomRecord): string[] {
  const rows = Object.entries(files)
    .filter(([, { killed, survived }]) => killed + survived > 0)
    .map(([file, { killed, survived }]) => `| \`${file}\` | ${killed} | ${survived} |`);
  return [
    `## ${room}`,
    ['| file | killed | survived |', '|---|---|---|', ...rows].join('\n'),
    ...(survivors.length > 0
      ? [['| survivor | became | judgement |', '|---|---|---|', ...survivors.map(row)].join('\n')]
      : []),
  ];
}

function row({ file, line, code, mutator, replacement, why }: Survivor): string {
  const cell = (text: string) =>
    `\`${text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', 'ˋ').slice(0, 90)}\``;
  return `| \`${file}\`:${line} ${cell(code)} | ${mutator}: ${cell(replacement || ' ')} | ${why || 'not judged yet'} |`;
}
