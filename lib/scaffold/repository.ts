import { basename, join, resolve } from 'node:path';
import { assetsIn } from '../assets';
import { labelFault } from '../settings/names';
import { SETTINGS } from '../vocabulary';
import { type EnvironmentTextProps, environmentText } from './environment-text';

const asset = assetsIn(join(__dirname, 'assets'));

/** Names of the commands that a repository gets as scripts. */
type Scripts = readonly string[];

export interface RepositoryFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable?: boolean;
}

/** What the environments of a new repository have in common: values to be replaced. */
const PLACEHOLDERS = {
  zone: 'fr-par-1',
  privateNetwork: '172.16.28.0/22',
  podCidr: '100.64.0.0/15',
  serviceCidr: '10.32.0.0/20',
  dns: '10.32.0.10',
  owners: ['@example/platform'],
  library: 'kubernetes-egress-tenancy',
} as const satisfies Partial<EnvironmentTextProps>;

/**
 * The files of a user's own repository that are written by hand from then on.
 *
 * @param dependency what npm installs as this package, for example `^0.2.0`
 */
export function repositoryFiles(folder: string, dependency: string, scripts: Scripts): RepositoryFile[] {
  const name = repositoryName(folder);
  const environment = (environment: string, interval: string, replicas: number) => ({
    path: `${SETTINGS.environments}/${environment}.ts`,
    text: environmentText({
      ...PLACEHOLDERS,
      name: environment,
      flux: `${name}-${environment}`,
      interval,
      source: name,
      replicas,
    }),
  });
  return [
    { path: 'package.json', text: packageJson(name, dependency, scripts) },
    { path: 'README.md', text: asset('README.md', { NAME: name }) },
    { path: `${SETTINGS.tenants}/client-a.yaml`, text: asset('client-a.yaml') },
    environment('development', '5m', 1),
    environment('production', '1m', 2),
    { path: 'test/settings.test.js', text: asset('settings.test.js') },
    { path: '.gitignore', text: asset('gitignore') },
    { path: '.gitattributes', text: asset('gitattributes') },
    { path: '.githooks/pre-commit', text: asset('pre-commit.sh'), isExecutable: true },
    { path: '.githooks/pre-merge-commit', text: asset('pre-merge-commit.sh'), isExecutable: true },
    { path: '.github/workflows/egress-tenancy.yml', text: asset('workflow.yml') },
    { path: '.github/workflows/audit.yml', text: asset('audit.yml') },
  ];
}

/** The folder's name as a DNS label, as which Flux and npm take it. */
function repositoryName(folder: string): string {
  const label = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return label === '' || labelFault(label) ? 'tenants' : label;
}

function packageJson(name: string, dependency: string, scripts: Scripts): string {
  const content = {
    name,
    private: true,
    scripts: {
      ...Object.fromEntries(scripts.map((command) => [command, `egress-tenancy ${command}`])),
      test: 'jest',
      prepare: 'egress-tenancy git:setup',
    },
    dependencies: { 'kubernetes-egress-tenancy': dependency },
    devDependencies: { jest: '30.5.2' },
    jest: { testEnvironment: 'node', transform: {} },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
