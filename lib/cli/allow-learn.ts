import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import type { Requests, Unused } from '../audit';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { printable } from '../lint/printable';
import type { Refusal } from '../scaffold/learn-allow-list';
import { isDocumentation, notPublic } from '../settings/address-kinds';
import { withNotes } from './_help';
import type { Io } from './io';
import { environmentNames, loadQuietly, type SharedOptions, sharedCommand } from './options';

interface AllowLearnOptions extends SharedOptions {
  readonly from: readonly string[];
  readonly group?: string;
  readonly dryRun?: boolean;
}

/** Which lines were not used. */
const UNUSED: Readonly<Record<Unused, string>> = {
  'not-a-record': 'that are not audit records',
  'other-tenant': 'of other tenants',
  'other-environment': 'of other environments',
  denied: 'of requests that were denied',
  unresolved: 'of names that did not resolve',
  'private-destination':
    'of names that led to an address that is not public; pods reach those directly, by egress.private',
  'name-inside-tls': 'of tunnels with another name inside TLS, which mode: enforce closes (sni in docs/proxy-vm.md)',
};

const REFUSED: Readonly<Record<Refusal, string>> = {
  address: 'is an address; allow lists hold names',
  'not-a-host': 'is not a public host name',
  'private-name': 'is a name within the cluster or a private network; pods reach it directly, by egress.private',
  'public-suffix': 'is a public suffix, below which names have different owners, and not a host',
  port: 'has a port that no allow list opens',
  'denied-by-environment': 'is denied by denyHosts of the environment',
  failed: 'has not answered any request: it was not reached, so it is not known to be needed',
};

export function allowLearnCommand(io: Io): Command {
  const command = sharedCommand('allow:learn', 'add the hosts that a tenant reached to its allow list')
    .usage('--tenant <name> --from <file...> [options]')
    .requiredOption('--from <file...>', 'audit records, .gz included; - for standard input')
    .option('--group <hosts>', 'allow .example.com in place of so many hosts below it; never a public suffix')
    .option('--dry-run', 'change nothing, and exit with 1 if mode: enforce would deny requests of the record')
    .action(async (options: AllowLearnOptions) => {
      const { tenant, from, group, dryRun = false } = options;
      if (tenant === undefined) throw new EgressError('--tenant <name> is needed: whose hosts are these?', 2);
      const loaded = loadQuietly(options, io);
      const environments = options.env === undefined ? environmentNames(loaded) : [options.env];
      // Loaded here: the other commands do without them.
      const { eachLine, Requests: Counter } = require('../audit') as typeof import('../audit');
      const { groupSize, learnAllowList, shownEntry } =
        require('../scaffold/learn-allow-list') as typeof import('../scaffold/learn-allow-list');
      const size = group === undefined ? undefined : groupSize(group);
      const requests = new Counter({ tenant, environments, isPrivate });
      for (const file of from) await readFrom(file, (stream) => eachLine(stream, (line) => requests.add(line)));
      const { reached } = requests;
      const result = learnAllowList({ ...options, tenant, requested: reached, group: size, dryRun });
      // Neither would get through with mode: enforce.
      const isHidden = requests.unused.has('name-inside-tls');
      if (dryRun && (result.learned.length > 0 || isHidden)) io.exitCode = 1;
      if (options.json) {
        const unused = Object.fromEntries(requests.unused);
        io.out(toJson({ ...result, written: !dryRun && result.learned.length > 0, unused }));
        return;
      }
      for (const { why, host, port, requests: count } of result.refused)
        io.err(`${printable(`${host}:${port}`)}: ${REFUSED[why]} (${requestsOf(count)})`);
      for (const line of unusedLines(requests)) io.err(line);
      if (options.quiet) return;
      for (const entry of result.learned)
        io.out(`+ ${entry.path}: ${shownEntry(entry)} (${requestsOf(entry.requests)})`);
      io.out(summaryOf(result, dryRun, reached.length - result.refused.length, isHidden));
    });
  return withNotes(command, {
    notes: [
      'Learns from requests that the proxies let through, in mode: report or without an allow list. Review what it adds: the record',
      'shows what the tenant’s programs asked for, and not what they need. Comments and entries of the file stay. docs/allow-lists.md',
      'has the whole way from no list to an enforced one.',
    ].join('\n'),
    examples: [
      ['allow:learn --tenant client-a --from access.log', 'learn from one proxy'],
      ['allow:learn --tenant client-a --from - --dry-run', 'what would be denied, from standard input'],
      ['allow:learn --tenant client-a --from a.log b.log.gz --group 5', 'allow .example.com for five hosts below it'],
    ],
    exits: {
      '1': 'with --dry-run, a host is missing or TLS has another name inside; otherwise a problem in the settings',
    },
  });
}

/** The addresses of documentation stand for public ones. */
function isPrivate(address: string): boolean {
  return notPublic(address) !== undefined && !isDocumentation(address);
}

async function readFrom(file: string, read: (stream: Readable) => Promise<void>): Promise<void> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  try {
    await Promise.race([read(file.endsWith('.gz') ? input.pipe(createGunzip()) : input), failed]);
  } catch (error) {
    throw new EgressError(
      `${file === '-' ? 'standard input' : file}: could not be read: ${(error as Error).message}`,
      2,
    );
  }
}

function unusedLines({ unused }: Requests): string[] {
  return [...unused].map(
    ([why, { lines, examples }]) =>
      `not learned, lines ${UNUSED[why]}: ${lines} (for example ${examples.map(printable).join(', ')})`,
  );
}

function summaryOf(
  { file, learned, isNew }: { readonly file: string; readonly learned: readonly object[]; readonly isNew: boolean },
  dryRun: boolean,
  hosts: number,
  isHidden: boolean,
): string {
  const closed = isHidden ? '; tunnels with another name inside TLS would still be closed' : '';
  if (learned.length === 0) return `${file}: has all of ${hosts} hosts and ports already; nothing to change${closed}`;
  const what = `${learned.length} ${learned.length === 1 ? 'entry' : 'entries'}`;
  if (dryRun) return `${file}: lacks ${what}; mode: enforce would deny these requests`;
  const first = isNew ? '\nThis is its first allow list: with mode: enforce all other hosts are now denied' : '';
  return `${file}: ${what} added. Review them; npm run synth writes what follows${first}`;
}

function requestsOf(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}
