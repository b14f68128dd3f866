import type { Command } from 'commander';
import type { ImportRemark } from '../import';
import { toJson } from '../lint';
import { printable } from '../settings/text';
import { withNotes } from './_help';
import { printWarnings } from './_warnings';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

interface TenantImportOptions extends SharedOptions {
  readonly address?: string;
}

export function tenantImportCommand(io: Io): Command {
  const command = sharedCommand(
    'tenant:import',
    'write the file of a tenant that renders what Kubernetes manifests say',
  )
    .usage('FILE… [options]')
    .argument(
      '<file...>',
      'manifests, a folder of them, a folder with a kustomization.yaml, or one with base/ and overlays/',
    )
    .option('--address <address>', 'of its proxy; default: what the manifests say, or the next free one')
    .action((files: string[], options: TenantImportOptions) => {
      // Loaded here: the other commands do without it.
      const { importTenant } = require('../import') as typeof import('../import');
      const { file, left, changed, warnings } = importTenant({ ...options, files, name: options.tenant });
      if (left.length > 0) io.exitCode = 1;
      if (options.json) io.out(toJson({ file, left, changed, problems: warnings }));
      else if (!options.quiet) {
        printWarnings(warnings, io);
        io.out(
          [
            `${file}: written`,
            ...section('Not taken: the settings cannot express it', left),
            ...section('Different from now on: the platform decides it', changed),
            ...(left.length + changed.length > 0 ? [''] : []),
            'npm run plan shows what it renders; docs/moving-in.md explains how to move in',
          ].join('\n'),
        );
      }
    });
  return withNotes(command, {
    notes:
      'Nothing is dropped silently: what is not taken is listed with its file and line. --tenant names the tenant.',
    examples: [
      ['tenant:import manifests/', 'base/ and overlays/ of kustomize: an override for each environment'],
      ['tenant:import deployment.yaml service.yaml --tenant shop', 'two files'],
      ['tenant:import rendered.yaml --json', 'what helm template prints, and the answer as JSON'],
    ],
    exits: { '0': 'all is taken', '1': 'something is left, and listed; or a problem in the manifests' },
  });
}

function section(title: string, all: readonly ImportRemark[]): string[] {
  if (all.length === 0) return [];
  return [
    '',
    `${title}:`,
    ...all.map(
      ({ file, line, column, what, message }) => `  ${printable(`${file}:${line}:${column} ${what}: ${message}`)}`,
    ),
  ];
}
