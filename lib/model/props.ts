import type { z } from 'zod';
import { environment } from '../settings/environment';
import { type MapNode, toNode } from '../settings/node';
import { formatPath, type SettingsFile } from '../settings/place';
import { plainData } from '../settings/plain-data';
import { tenant } from '../settings/tenant';
import { validate } from '../settings/validate';
import { checkLogProps, checkTenant } from './checks';
import { baseDraft, environmentDraft } from './draft';
import { Findings } from './findings';

/** Something wrong with the props of a construct. */
export interface PropsFault {
  /** Where it is in the settings, for example `egress.proxies[0].address`. */
  readonly path: string;
  readonly message: string;
}

/** What every tenant needs: for constructs that have only some settings of a tenant. */
const ANY_TENANT = { name: 'tenant', egress: { proxies: [{ name: 'proxy', address: '172.16.28.8' }] } };

/**
 * What is wrong with settings of one tenant by themselves, by the same functions that check `tenants/<name>.yaml`.
 * Warnings are left out.
 *
 * @param settings some keys of that file
 */
export function tenantFaults(settings: Readonly<Record<string, unknown>>): readonly PropsFault[] {
  const whole = { ...ANY_TENANT, ...settings, egress: { ...ANY_TENANT.egress, ...asMap(settings.egress) } };
  const stem = typeof settings.name === 'string' ? settings.name : ANY_TENANT.name;
  return judge(tenant, whole, { ...NO_FILE, stem }, (tree, file) => {
    const findings = new Findings();
    checkTenant(baseDraft({ ...file, tree }, tree), findings);
    return findings.problems(() => undefined).filter(({ severity }) => severity === 'error');
  });
}

/** The same for some keys of an environment: `overlays/<name>.ts`. Keys that are missing are not reported. */
export function environmentFaults(
  settings: {
    readonly [Key in
      | 'cluster'
      | 'flux'
      | 'workloads'
      | 'gateways'
      | 'probe'
      | 'annotations'
      | 'monitoring'
      | 'logs'
      | 'name']?: unknown;
  },
): readonly PropsFault[] {
  const { cluster, flux } = environment.shape;
  const schema = environment.extend({ cluster: cluster.partial(), flux: flux.partial() }).partial();
  return judge(schema, settings, NO_FILE, (tree, file) => {
    const findings = new Findings();
    checkLogProps(environmentDraft({ ...file, tree }, tree), findings);
    return findings.problems(() => undefined).filter(({ severity }) => severity === 'error');
  });
}

/** Props have no place in a file. */
const NO_FILE: SettingsFile = { file: '', source: '', stem: '', locate: () => ({ line: 1, column: 1 }) };

function judge(
  schema: z.ZodType,
  settings: object,
  file: SettingsFile,
  check: (tree: MapNode, file: SettingsFile) => readonly PropsFault[],
): readonly PropsFault[] {
  const { data, fault } = plainData(settings);
  if (fault) return [{ path: formatPath(fault.path), message: fault.message }];
  const { tree, faults } = validate(schema, toNode(data, file));
  return [
    ...faults.map(({ origin, message }) => ({ path: formatPath(origin.path), message })),
    ...(tree ? check(tree, file) : []),
  ];
}

function asMap(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
