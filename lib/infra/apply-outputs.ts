import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFiles } from '../disk';
import { EgressError } from '../errors';
import type { Problem } from '../lint';
import { loadModel } from '../model/load';
import type { Tenant } from '../model/types';
import { contains, parseAddress } from '../settings/address';
import { type Edit, editYaml } from '../settings/edit-yaml';
import { readOutputs, type TenantOutput } from './outputs';

interface OutputFolders {
  /** Folder of the tenants' files, for example `tenants`. */
  readonly tenants: string;
  /** Folder of the environments' files, for example `overlays`. */
  readonly environments: string;
}

/** What was not as the cloud has it. */
interface AppliedChange {
  readonly file: string;
  /** For example `environments.development.nodePool.sources`. */
  readonly path: string;
  readonly value: Edit['value'];
}

interface AppliedOutputs {
  readonly changes: readonly AppliedChange[];
  /** Tenants of the outputs that the environment does not have. */
  readonly unknown: readonly string[];
  /** What the settings' judgement has to remark on the changed files. */
  readonly warnings: readonly Problem[];
}

/**
 * Writes what Terraform has learnt into the settings, below `environments.<environment>` of each tenant: other
 * environments have other addresses. Comments and order stay. Nothing is written unless all of it is fine.
 *
 * @param outputs what `tofu output -json` prints
 * @param only this tenant. Default: all
 * @throws EgressError 1, with problems, for settings that are not fine, before or afterwards; 2 for an unknown
 * environment, outputs that cannot be read, and a file that cannot be written
 */
export function applyOutputs(
  folders: OutputFolders,
  environment: string,
  outputs: string,
  only?: string,
): AppliedOutputs {
  const byTenant = readOutputs(outputs);
  const { model } = loadModel(folders);
  const found = model.environments.find((one) => one.environment.name === environment);
  if (!found) {
    const known = model.environments.map((one) => one.environment.name).join(', ');
    throw new EgressError(`unknown environment ${environment}; available: ${known}`, 2);
  }
  const changes: AppliedChange[] = [];
  const texts = new Map<string, string>();
  for (const tenant of found.tenants) {
    const output = only === undefined || only === tenant.name ? byTenant[tenant.name] : undefined;
    const edits = output ? editsOf(environment, tenant, output) : [];
    if (edits.length === 0) continue;
    const file = join(folders.tenants, `${tenant.name}.yaml`);
    texts.set(file, edits.reduce(editYaml, readFileSync(file, 'utf8')));
    changes.push(...edits.map(({ path, value }) => ({ file, path: pathOf(path), value })));
  }
  const warnings = [...texts].flatMap(([file, text]) => {
    const judged = loadModel({ ...folders, proposed: { name: basename(file), text } });
    return judged.warnings.filter((warning) => warning.file === file);
  });
  replaceFiles([...texts].map(([path, text]) => ({ path, text, mode: statSync(path).mode & 0o777 })));
  const present = new Set(found.tenants.map(({ name }) => name));
  return { changes, unknown: Object.keys(byTenant).filter((name) => !present.has(name)), warnings };
}

function editsOf(environment: string, { egress, nodePool }: Tenant, output: TenantOutput): Edit[] {
  const below = ['environments', environment];
  const addresses = egress.proxies.flatMap((proxy): Edit[] => {
    const value = output.publicAddress[proxy.name];
    if (!value || value === proxy.publicAddress) return [];
    return [{ path: [...below, 'egress', 'proxies', { name: proxy.name }, 'publicAddress'], value }];
  });
  const nodes = [...new Set(output.sources)].sort((a, b) => parseAddress(a) - parseAddress(b));
  if (nodes.length === 0 || holds(nodePool.sources, nodes)) return addresses;
  return [...addresses, { path: [...below, 'nodePool', 'sources'], value: nodes }];
}

/** Ranges that were set by hand stay; single addresses have to be those of the nodes. */
function holds(declared: readonly string[] | undefined, nodes: readonly string[]): boolean {
  if (!declared) return false;
  const ranges = declared.filter((source) => source.includes('/') && !source.endsWith('/32'));
  const singles = declared.filter((source) => !ranges.includes(source)).map((source) => source.replace(/\/32$/, ''));
  const isHeld = (node: string) => singles.includes(node) || ranges.some((range) => contains(range, node));
  return nodes.every(isHeld) && singles.every((single) => nodes.includes(single));
}

function pathOf(path: Edit['path']): string {
  return path.reduce<string>((text, step) => {
    if (typeof step !== 'string') return `${text}[${typeof step === 'number' ? step : step.name}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
