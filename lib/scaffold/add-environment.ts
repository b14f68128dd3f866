import fs from 'node:fs';
import { join } from 'node:path';
import { EgressError } from '../errors';
import { loadModel } from '../model/load';
import type { Environment, Model, Tenant } from '../model/types';
import { contains, rangeFault } from '../settings/address';
import { type Edit, editYaml } from '../settings/edit-yaml';
import { readEnvironments } from '../settings/environments';
import { labelFault } from '../settings/names';
import { toData } from '../settings/node';
import { clusterPath, SETTINGS } from '../vocabulary';
import { changeSettings } from './change-settings';
import { environmentText } from './environment-text';
import { readClaims } from './networks';
import { nextAddress } from './next-address';
import { refusal } from './refusal';
import type { Folders } from './types';

interface NewEnvironment extends Folders {
  /** A DNS label that no environment has. */
  readonly name: string;
  /** The environment whose values are taken where none is given. @default - the first by name */
  readonly from?: string;
  readonly zone?: string;
  readonly network?: string;
  readonly pods?: string;
  readonly services?: string;
  readonly dns?: string;
}

interface AddedEnvironment {
  readonly file: string;
  /** Tenants' files that got addresses for it. */
  readonly changed: readonly string[];
  /** What the user has to do, in this order. */
  readonly steps: readonly string[];
}

/**
 * Writes the file of a new environment, with the networks of an existing one where no others are given. Where its private
 * network is another one, each tenant's proxies get the next free addresses in it.
 *
 * @throws EgressError 1, with problems, if the settings would have any; then nothing is changed. 2 for an unknown environment
 */
export function addEnvironment(props: NewEnvironment): AddedEnvironment {
  const { name, environments, tenants } = props;
  const file = join(environments, `${name}.ts`);
  const fault = labelFault(name);
  if (fault) throw refusal('name-invalid', file, fault, 'name');
  const { model } = loadModel({ environments, tenants });
  const known = model.environments.map(({ environment }) => environment);
  const from = known.find((one) => one.name === (props.from ?? known[0]?.name));
  if (!from)
    throw new EgressError(
      `unknown environment ${props.from}; available: ${known.map((one) => one.name).join(', ')}`,
      2,
    );
  if (fs.lstatSync(file, { throwIfNoEntry: false }))
    throw refusal(
      'environment-exists',
      file,
      `there is an environment ${name} already; edit this file, or choose another name`,
    );

  const network = props.network ?? from.cluster.privateNetwork;
  const badRange = rangeFault(network);
  if (badRange) throw new EgressError(`--network ${badRange}`, 2);
  const texts = tenantTexts(props, network, model);
  const text = environmentText({
    name,
    zone: props.zone ?? from.cluster.zone,
    privateNetwork: network,
    podCidr: props.pods ?? from.cluster.podCidr,
    serviceCidr: props.services ?? from.cluster.serviceCidr,
    dns: props.dns ?? from.cluster.dns,
    flux: fluxName(from, name),
    interval: from.flux.interval,
    source: from.flux.source.name,
    replicas: 1,
    owners: from.owners,
    forTenants: namedByTenants(environments, from),
    library: libraryOf(join(environments, from.source.split('/').pop() ?? '')),
  });
  changeSettings({ [file]: text, ...texts }, () => void loadModel({ environments, tenants }));
  return { file, changed: Object.keys(texts), steps: stepsFor(props, file, from, model.base) };
}

/** Settings of an environment without which its tenants' settings would not be accepted in another one. */
const NAMED_BY_TENANTS = ['namespaces', 'nodePools', 'registries', 'allowLists', 'denyHosts', 'annotations'] as const;

function namedByTenants(folder: string, { name }: Environment): Record<string, unknown> {
  const tree = readEnvironments(folder).files.find(({ stem }) => stem === name)?.tree;
  const settings = (tree ? toData(tree) : {}) as Record<string, unknown>;
  return Object.fromEntries(
    NAMED_BY_TENANTS.filter((key) => settings[key] !== undefined).map((key) => [key, settings[key]]),
  );
}

/** The tenants' files with addresses in the new network, for proxies that are in none of its addresses. */
function tenantTexts(
  { name, tenants, environments }: NewEnvironment,
  network: string,
  model: Model,
): Record<string, string> {
  const claims = readClaims({ tenants, environments });
  const taken = [...claims.proxies];
  const texts: Record<string, string> = {};
  for (const tenant of model.base) {
    const path = join(tenants, `${tenant.name}.yaml`);
    const edits: Edit[] = [];
    for (const proxy of tenant.egress.proxies.filter(({ address }) => !contains(network, address))) {
      const address = nextAddress(network, taken, claims.others);
      if (address === undefined)
        throw new EgressError(`no address of ${network}, the private network of ${name}, is free`, 1);
      taken.push(address);
      edits.push({
        path: ['environments', name, 'egress', 'proxies', { name: proxy.name }, 'address'],
        value: address,
      });
    }
    // Its nodes are elsewhere, too, and not known yet.
    if (tenant.nodePool.sources?.some((source) => !contains(network, source)))
      edits.push({ path: ['environments', name, 'nodePool', 'sources'], value: [network] });
    if (edits.length > 0) texts[path] = edits.reduce(editYaml, fs.readFileSync(path, 'utf8'));
  }
  return texts;
}

function stepsFor({ name }: NewEnvironment, file: string, from: Environment, tenants: readonly Tenant[]): string[] {
  const workflows = listWorkflows().filter((path) => fs.readFileSync(path, 'utf8').includes(from.name));
  return [
    `${file}: check the zone, the networks, the DNS address and the source; they were taken from ${from.name} where none was given`,
    ...tenants.map(
      (tenant) =>
        `${SETTINGS.tenants}/${tenant.name}.yaml: set environments.${name}.egress.proxies[].publicAddress; each environment needs Flexible IPs of its own`,
    ),
    ...tenants
      .filter(({ nodePool }) => nodePool.sources)
      .map(
        ({ name: tenant }) =>
          `${SETTINGS.tenants}/${tenant}.yaml: set environments.${name}.nodePool.sources to the nodes’ addresses, by hand or by npm run outputs:apply`,
      ),
    ...workflows.map((path) => `${path}: names ${from.name}; add ${name} where all environments are listed`),
    'npm run plan, then npm run synth; commit all of it at once',
    `in the new cluster: kubectl apply --server-side -k dist/overlays/${name}/platform`,
    `flux bootstrap … --path=${clusterPath(name)} (docs/flux.md)`,
    `npm run vm:apply -- --env ${name}, once its proxies' machines exist`,
  ];
}

function listWorkflows(): string[] {
  const folder = '.github/workflows';
  return fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .map((name) => join(folder, name))
        .sort()
    : [];
}

/** `client-egress-development` becomes `client-egress-staging`. */
function fluxName({ flux, name: old }: Environment, name: string): string {
  if (flux.name.includes(old)) return flux.name.replace(old, name);
  return `${flux.name.replace(/-[a-z0-9]+$/, '')}-${name}`;
}

/** What the other environments import the library from. */
function libraryOf(file: string): string {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return /defineEnvironment[^;]*from\s+['"]([^'"]+)['"]/.exec(text)?.[1] ?? 'kubernetes-egress-tenancy';
}
