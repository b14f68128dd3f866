import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { withDisk } from '../disk';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { SCHEMA_ROOTS, SYNTH_ROOTS, writeOutput } from '../output';
import { SETTINGS } from '../vocabulary';
import { withNotes } from './_help';
import { dependencyOf } from './_installed';
import { render } from './_render';
import { schemaFiles } from './_schema-files';
import { REPOSITORY_COMMANDS } from './_scripts';
import type { Io } from './io';
import { loadQuietly } from './options';

interface InitOptions {
  readonly tenant?: string;
  readonly tenants: string;
  readonly environments: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function initCommand(io: Io): Command {
  const command = new Command('init')
    .description('write a repository of your own, ready to push')
    .usage('[DIR] [options]')
    .argument('[dir]', 'folder, which may exist; its name becomes that of the Flux source', '.')
    .option('--tenant <name>', 'a repository of this tenant’s own manifests, by the settings of this one')
    .option('--tenants <dir>', 'folder of the tenants’ settings, with --tenant', SETTINGS.tenants)
    .option('--environments <dir>', 'folder of the environments’ settings, with --tenant', SETTINGS.environments)
    .option('--json', 'print JSON')
    .option('-q, --quiet', 'print problems only')
    .action((dir: string, options: InitOptions) => {
      const { tenant } = options;
      const files = tenant === undefined ? writeRepository(dir) : writeTenantRepository(dir, tenant, options, io);
      if (options.json) io.out(toJson({ folder: dir, files }));
      else if (!options.quiet) io.out(tenant === undefined ? summary(dir, files) : tenantSummary(dir, files));
    });
  return withNotes(command, {
    notes: [
      'Settings of one example tenant in two environments, what is rendered from them, a test, a workflow, a pre-commit hook and',
      'the start of Flux. Asks nothing: the README that it writes names what to replace. With --tenant, run it in that repository: it',
      'writes a repository of the tenant’s own, with a workload that complies and a workflow that checks manifests.',
    ].join('\n'),
    examples: [
      ['init shop', 'in a new folder'],
      ['init', 'in this folder'],
      ['init ../client-a --tenant client-a', 'a repository for the manifests of one tenant'],
    ],
    exits: { '2': 'it could not run, or a file is in the way' },
  });
}

/** @returns the paths of all files that were written */
function writeRepository(dir: string): string[] {
  // Loaded here: the other commands do without it.
  const { repositoryFiles } = require('../scaffold') as typeof import('../scaffold');
  const { loadModel } = require('../model/load') as typeof import('../model/load');
  const files = repositoryFiles(dir, dependencyOf(dir), REPOSITORY_COMMANDS);
  refuseObstacles(dir, [...files.map(({ path }) => path), ...SYNTH_ROOTS, ...SCHEMA_ROOTS]);
  writeFiles(dir, files);
  const loaded = loadModel({ tenants: join(dir, SETTINGS.tenants), environments: join(dir, SETTINGS.environments) });
  const rendered = writeOutput(dir, render(loaded), { roots: SYNTH_ROOTS });
  const schemas = writeOutput(dir, schemaFiles(), { roots: SCHEMA_ROOTS });
  createGitRepository(dir);
  return [...files, ...rendered.created, ...schemas.created].map(({ path }) => path).sort();
}

/** @returns the paths of all files that were written */
function writeTenantRepository(dir: string, tenant: string, options: InitOptions, io: Io): string[] {
  const { tenantRepositoryFiles } = require('../scaffold') as typeof import('../scaffold');
  const { model } = loadQuietly({ ...options, out: '.' }, io);
  const files = tenantRepositoryFiles(tenant, model.environments);
  const paths = files.map(({ path }) => path);
  refuseObstacles(dir, paths);
  writeFiles(dir, files);
  createGitRepository(dir);
  return paths.sort();
}

function writeFiles(dir: string, files: ReturnType<typeof import('../scaffold').repositoryFiles>): void {
  for (const { path, text, isExecutable } of files) {
    const full = join(dir, path);
    withDisk(full, 'be written', () => {
      fs.mkdirSync(dirname(full), { recursive: true });
      fs.writeFileSync(full, text, { flag: 'wx', mode: isExecutable ? 0o755 : 0o644 });
    });
  }
}

/** @throws EgressError (2) that names everything in the way */
function refuseObstacles(dir: string, paths: readonly string[]): void {
  const found = paths.filter((path) => fs.lstatSync(join(dir, path), { throwIfNoEntry: false }));
  const isFile = fs.lstatSync(dir, { throwIfNoEntry: false })?.isFile();
  if (isFile) throw new EgressError(`${dir}: is a file; name a folder`, 2);
  if (found.length === 0) return;
  const lines = found.map((path) => `${join(dir, path)}: is in the way`);
  throw new EgressError([...lines, 'nothing was written; remove it, or choose another folder'].join('\n'), 2);
}

/** Not inside a repository, and not where git is not installed. */
function createGitRepository(dir: string): void {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: dir, stdio: 'ignore' }).status;
  if (git('rev-parse', '--is-inside-work-tree') !== 0) git('init', '--initial-branch=main');
}

function summary(dir: string, files: readonly string[]): string {
  const generated = files.filter((path) => /^(dist|clusters|schemas)\/|CODEOWNERS$/.test(path)).length;
  return [
    `${dir}: ${files.length - generated} files to edit and ${generated} generated ones are written`,
    '',
    'Next:',
    ...(dir === '.' ? [] : [`  cd ${dir}`]),
    '  npm install',
    '  npm run synth     # nothing to do yet: edit tenants/ and overlays/, then run it again',
    '  npm test          # writes the first snapshot',
    '  git add --all && git commit --message "Start"',
    '',
    'README.md names the values to replace, and how Flux starts.',
  ].join('\n');
}

function tenantSummary(dir: string, files: readonly string[]): string {
  return [
    `${dir}: ${files.length} files are written`,
    '',
    'README.md says what to replace, and what to propose to the platform.',
  ].join('\n');
}
