import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import type { Model } from '../model/types';
import { isDocumentation } from '../settings/address-kinds';
import { withNotes } from './_help';
import { table } from './_table';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

interface AddressesOptions extends SharedOptions {
  readonly csv?: boolean;
  readonly markdown?: boolean;
}

interface PartnerAddress {
  readonly tenant: string;
  readonly environment: string;
  readonly proxy: string;
  /** Null: not set. */
  readonly publicAddress: string | null;
  /** Whether it is a placeholder from a range for documentation. */
  readonly placeholder: boolean;
}

const HEAD = ['tenant', 'environment', 'proxy', 'public address'];

export function addressesCommand(io: Io): Command {
  const command = sharedCommand('addresses', 'list the public addresses that partners have to allow')
    .option('--csv', 'print CSV')
    .option('--markdown', 'print a Markdown table')
    .action((options: AddressesOptions) => {
      if ([options.json, options.csv, options.markdown].filter(Boolean).length > 1)
        throw new EgressError('--json, --csv and --markdown exclude each other', 2);
      const { model, warnings } = load(options, io);
      const addresses = addressesOf(model, options);
      if (options.json) io.out(toJson({ problems: warnings, addresses }));
      else io.out(format(addresses, options));
      if (!options.json && !options.quiet) remark(addresses, io);
    });
  return withNotes(command, {
    notes: [
      'Partners of a tenant see the public addresses of its proxies and have to allow all of them, because each request uses only',
      'one of the proxies.',
    ].join('\n'),
    examples: [
      ['addresses', 'all tenants and environments'],
      ['addresses --tenant client-a --env production --markdown', 'a table for the partners of one tenant'],
      ['addresses --csv', 'for a spreadsheet'],
    ],
  });
}

function addressesOf({ environments }: Model, { env, tenant }: SharedOptions): PartnerAddress[] {
  const all = environments.flatMap(({ environment, tenants }) =>
    tenants.flatMap(({ name, egress }) =>
      egress.proxies.map((proxy) => ({
        tenant: name,
        environment: environment.name,
        proxy: proxy.name,
        publicAddress: proxy.publicAddress ?? null,
        placeholder: proxy.publicAddress !== undefined && isDocumentation(proxy.publicAddress),
      })),
    ),
  );
  return all
    .filter((one) => (env === undefined || one.environment === env) && (tenant === undefined || one.tenant === tenant))
    .sort((a, b) => (a.tenant === b.tenant ? 0 : a.tenant < b.tenant ? -1 : 1));
}

function format(addresses: readonly PartnerAddress[], { csv, markdown }: AddressesOptions): string {
  const rows = (unset: string) =>
    addresses.map(({ tenant, environment, proxy, publicAddress }) => [
      tenant,
      environment,
      proxy,
      publicAddress ?? unset,
    ]);
  if (csv)
    return [['tenant', 'environment', 'proxy', 'publicAddress'], ...rows('')].map((row) => row.join(',')).join('\n');
  if (markdown) {
    const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
    return [line(HEAD), line(HEAD.map(() => '---')), ...rows('not set').map(line)].join('\n');
  }
  return table(HEAD, rows('not set')).join('\n');
}

/** What must not be told to partners yet. */
function remark(addresses: readonly PartnerAddress[], io: Io): void {
  const unset = addresses.filter(({ publicAddress }) => publicAddress === null).length;
  const placeholders = addresses.filter(({ placeholder }) => placeholder).length;
  if (unset > 0) io.err(`${unset} of ${addresses.length} are not set: the list is not complete`);
  if (placeholders > 0)
    io.err(
      `${placeholders} of ${addresses.length} are placeholders from a range for documentation: do not give them to partners`,
    );
}
