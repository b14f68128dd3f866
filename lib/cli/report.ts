import { join } from 'node:path';
import type { Command } from 'commander';
import { replaceFiles } from '../disk';
import { toJson } from '../lint';
import { REPORT_FILE } from '../vocabulary';
import { withNotes } from './_help';
import { judgeRendered } from './_judged';
import { counting } from './_progress';
import { render } from './_render';
import { placesIn } from './_world';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function reportCommand(io: Io): Command {
  const command = sharedCommand(
    'report',
    `write ${REPORT_FILE}: all that tenants reach, and why, for reviewers`,
  ).action((options: SharedOptions) => {
    // Loaded here: the other commands do without it.
    const { reportData, reportHtml } = require('../report') as typeof import('../report');
    const loaded = load({ ...options, quiet: true }, io);
    const files = render(loaded, io);
    const { problems, expectations, findings, unmanaged } = judgeRendered(loaded, files, options.out, io);
    const environments = loaded.model.environments
      .filter(({ environment }) => options.env === undefined || environment.name === options.env)
      .map((each) => ({
        ...each,
        tenants: each.tenants.filter(({ name }) => options.tenant === undefined || name === options.tenant),
      }));
    const isAsked = ({ tenant }: { readonly tenant?: string }) =>
      options.tenant === undefined || tenant === undefined || tenant === options.tenant;
    const data = counting(io, 'Deciding what is reached by', 'tenants', (counted) =>
      reportData({
        environments,
        files,
        unmanaged,
        counted,
        places: placesIn(loaded),
        findings: [...loaded.warnings, ...problems, ...expectations, ...findings].filter(isAsked),
      }),
    );
    if (options.json) {
      io.out(toJson({ report: data }));
      return;
    }
    const path = join(options.out, REPORT_FILE);
    replaceFiles([{ path, text: reportHtml(data) }]);
    if (!options.quiet) io.out(`${path}: open it in a browser; it needs no server and no network`);
  });
  return withNotes(command, {
    notes: [
      'One file with the egress map, the reachability matrix with the reason behind each cell, allow lists, the threat matrix with',
      'the state of its controls, findings, and what differs between environments. docs/report.md explains it.',
    ].join('\n'),
    examples: [
      ['report', 'all environments and tenants'],
      ['report --env production', 'one environment'],
      ['report --out /tmp/review', 'in another folder'],
    ],
  });
}
