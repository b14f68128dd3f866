import { join } from 'node:path';
import { stringify } from 'yaml';
import { assetsIn } from '../assets';
import { podPlace, proxyVariables, RESTRICTED } from '../constructs/foreign-pod';
import { EgressError } from '../errors';
import { aliasesOf } from '../model/tcp';
import type { EnvironmentModel, Tenant } from '../model/types';
import { NAME_LABEL } from '../vocabulary';
import type { RepositoryFile } from './repository';

const asset = assetsIn(join(__dirname, 'assets/tenant'));

/** Of a tenant whose settings name no repository yet. */
const FOLDER = 'deploy';
/** Where the platform's repository is not known. */
const PLATFORM = 'example/platform';
const NAME = 'web';
/** Of images, where the settings list no registry. */
const REGISTRY = 'registry.example.com';

/** A tenant in one of its environments, and the folder that Flux applies there. */
interface Place {
  readonly environment: string;
  readonly folder: string;
  /** Text of its first manifest. */
  readonly text: string;
  readonly source?: string;
}

/**
 * The files of a tenant's own repository, to start from: a workload that complies, a workflow and a hook that check manifests.
 *
 * @param environments those that have the tenant
 * @throws EgressError (2) where one folder is applied in two environments whose pods differ
 */
export function tenantRepositoryFiles(name: string, environments: readonly EnvironmentModel[]): RepositoryFile[] {
  const places = placesOf(name, environments);
  const folders = [...new Set(places.map(({ folder }) => folder))];
  for (const folder of folders) refuseDifferent(name, folder, places);
  const values = { TENANT: name, PLATFORM: platformOf(places) };
  const checks = (platform: string, indent: string) => ({ CHECKS: checksOf(name, places, platform, indent) });
  return [
    ...folders.map((folder) => ({
      path: `${folder}/${NAME}.yaml`,
      text: places.find((place) => place.folder === folder)?.text ?? '',
    })),
    {
      path: 'README.md',
      text: asset('README.md', {
        ...values,
        ...checks('../platform', '    '),
        MANIFESTS: folders.map((folder) => `    ${folder}/`).join('\n'),
        SETTINGS: settingsFor(places),
      }),
    },
    {
      path: '.github/workflows/check.yml',
      text: asset('check.yml', { ...values, ...checks('platform', '          ') }),
    },
    { path: '.githooks/pre-commit', text: asset('pre-commit.sh', checks('"$platform"', '')), isExecutable: true },
  ];
}

function placesOf(name: string, environments: readonly EnvironmentModel[]): readonly Place[] {
  const found = environments.flatMap(({ environment, tenants }) =>
    tenants.filter((tenant) => tenant.name === name).map((tenant) => ({ environment, tenant })),
  );
  const texts = found.map(({ environment, tenant }) => manifestOf(environment, tenant));
  const isOne = new Set(texts).size === 1;
  return found.map(({ environment, tenant }, index) => ({
    environment: environment.name,
    folder: folderOf(tenant, isOne ? FOLDER : `${FOLDER}/${environment.name}`),
    text: texts[index] ?? '',
    source: environment.flux.source.url,
  }));
}

/** As git has it, without a dot and slashes around it. */
function folderOf({ repository }: Tenant, otherwise: string): string {
  const path = repository?.path.replace(/^\.\//, '').replace(/\/$/, '') ?? otherwise;
  return path === '' || path === '.' ? FOLDER : path;
}

/** Addresses of proxies differ between environments, and a manifest names one. */
function refuseDifferent(name: string, folder: string, places: readonly Place[]): void {
  const own = places.filter((place) => place.folder === folder);
  if (new Set(own.map(({ text }) => text)).size < 2) return;
  const names = own.map(({ environment }) => environment).join(' and ');
  throw new EgressError(
    `${names} apply the same folder, ${folder}, and pods of ${name} differ there, for example in their proxy: set repository.path under environments in tenants/${name}.yaml, one folder for each`,
    2,
  );
}

function manifestOf({ cluster }: EnvironmentModel['environment'], tenant: Tenant): string {
  const labels = { [NAME_LABEL]: NAME };
  const props = {
    tenant,
    podProxy: tenant.podProxy,
    noProxy: tenant.noProxy,
    hostAliases: aliasesOf(tenant.forwards),
    resolver: cluster.resolver?.address,
  };
  const container = {
    name: NAME,
    image: `${tenant.registries?.[0] ?? REGISTRY}/${NAME}:1.0.0`,
    ports: [{ name: 'http', containerPort: 8080 }],
    env: proxyVariables(props),
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    securityContext: { ...RESTRICTED.securityContext, readOnlyRootFilesystem: true },
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...podPlace(props), containers: [container] } },
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
  return [deployment, service]
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

/** For example `example/platform`, where Flux reads it from GitHub. */
function platformOf(places: readonly Place[]): string {
  const found = places.flatMap(
    ({ source }) => /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(source ?? '')?.[1] ?? [],
  );
  return found[0] ?? PLATFORM;
}

/** One command for all environments where they apply the same folder, otherwise one for each. */
function checksOf(name: string, places: readonly Place[], platform: string, indent: string): string {
  const isOne = new Set(places.map(({ folder }) => folder)).size === 1;
  const wanted = isOne ? places.slice(0, 1) : places;
  return wanted
    .flatMap(({ folder, environment }) =>
      [
        `npx --prefix ${platform} egress-tenancy check ${folder} --tenant ${name}${isOne ? '' : ` --env ${environment}`} \\`,
        `  --tenants ${platform}/tenants --environments ${platform}/overlays`,
      ].map((line) => indent + line),
    )
    .join('\n');
}

/** What the platform's repository has to have. */
function settingsFor(places: readonly Place[]): string {
  const repository = (path: string) => ({
    repository: { url: 'https://github.com/example/my-repository', path, ref: { branch: 'main' } },
  });
  const [first, ...others] = [...new Set(places.map(({ folder }) => folder))];
  if (first === undefined || others.length === 0) return stringify(repository(first ?? FOLDER)).trim();
  const environments = places.map(({ environment, folder }) => [environment, { repository: { path: folder } }]);
  return stringify({ ...repository(first), environments: Object.fromEntries(environments) }).trim();
}
