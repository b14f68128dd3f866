import { isDeepStrictEqual } from 'node:util';
import { resourceName } from '../infra';
import { infraPath, terraformFile } from '../vocabulary';
import { keptDaysLosses } from './_kept-days';
import { machineFiles } from './_machine';
import { isOurs } from './_ours';
import { publicAddresses } from './_public-addresses';
import { pullSteps } from './_pull';
import { terraformPlan } from './_terraform';
import type { InfraPlan, MachinePlan, Side } from './types';

/** A machine's files by name. */
type Machine = ReadonlyMap<string, string>;

/**
 * What would change of an environment's machines, and of the Terraform that makes them; undefined: nothing.
 *
 * @throws EgressError 2, with the file's name, for a main.tf.json that cannot be read
 */
export function planInfra(environment: string, before: Side, after: Side): InfraPlan | undefined {
  const folder = `${infraPath(environment)}/`;
  const [old, now] = [machinesOf(before, folder, after), machinesOf(after, folder, before)];
  const whole = (key: string) => machinePlan(key, []);
  const plan = {
    added: [...now.keys()].filter((key) => !old.has(key)).map(whole),
    changed: [...now].flatMap(([key, machine]) => {
      const files = machineFiles(old.get(key) ?? machine, machine);
      return files.length > 0 ? [machinePlan(key, files, keptDaysLosses(files))] : [];
    }),
    removed: [...old.keys()].filter((key) => !now.has(key)).map(whole),
  };
  const terraform = terraformPlan(terraformFile(environment), before, after);
  const moved = new Set((terraform?.blocks ?? []).flatMap(({ address, from }) => (from ? [address] : [])));
  return unlessEmpty({
    ...plan,
    // A proxy under a new name keeps its address, and partners see no difference.
    publicAddresses: publicAddresses(old, now).filter(
      ({ tenant, proxy, before: lost, formerTenant }) =>
        formerTenant === undefined ||
        lost !== null ||
        !moved.has(`scaleway_instance_ip.${resourceName(tenant, proxy)}`),
    ),
    pull: pullSteps(old, now),
    terraform,
    unmanaged: unmanagedFiles(folder, before, after),
  });
}

/** What Terraform may take in the folder although synth does not write it. */
function unmanagedFiles(folder: string, before: Side, after: Side): InfraPlan['unmanaged'] {
  const of = (side: Side, other: Side) =>
    new Map(
      [...side.files].filter(
        ([path]) =>
          path.startsWith(folder) &&
          !path.endsWith('/.terraform.lock.hcl') &&
          !isOurs(path, side, other) &&
          !side.without?.(path),
      ),
    );
  const [old, now] = [of(before, after), of(after, before)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path) => {
    if (old.get(path) === now.get(path)) return [];
    const how = !old.has(path) ? 'added' : !now.has(path) ? 'removed' : 'changed';
    return [{ name: path.slice(folder.length), how } as const];
  });
}

/** The part of it that is about one tenant; undefined: there is none. */
export function infraOfTenant(
  { terraform, publicAddresses: addresses = [], pull: _, unmanaged: __, ...machines }: InfraPlan,
  tenant: string,
): InfraPlan | undefined {
  const only = <T extends { readonly tenant?: string }>(all: readonly T[]) =>
    all.filter((one) => one.tenant === tenant);
  const blocks = only(terraform?.blocks ?? []);
  return unlessEmpty({
    added: only(machines.added),
    changed: only(machines.changed),
    removed: only(machines.removed),
    publicAddresses: only(addresses),
    terraform: terraform && blocks.length > 0 ? { ...terraform, blocks } : undefined,
  });
}

function unlessEmpty({
  terraform,
  publicAddresses,
  pull = [],
  unmanaged = [],
  ...machines
}: InfraPlan & Pick<Required<InfraPlan>, 'publicAddresses'>): InfraPlan | undefined {
  const plan = {
    ...machines,
    ...(publicAddresses.length > 0 ? { publicAddresses } : {}),
    ...(pull.length > 0 ? { pull } : {}),
    ...(terraform ? { terraform } : {}),
    ...(unmanaged.length > 0 ? { unmanaged } : {}),
  };
  return isDeepStrictEqual(plan, { added: [], changed: [], removed: [] }) ? undefined : plan;
}

/** By `<tenant>/<proxy>`, sorted. */
function machinesOf(side: Side, folder: string, other: Side): Map<string, Machine> {
  const machines = new Map<string, Map<string, string>>();
  const paths = [...side.files.keys()].filter((path) => path.startsWith(folder));
  for (const path of paths.sort()) {
    const [tenant, proxy, name] = path.slice(folder.length).split('/');
    if (name === undefined || !isOurs(path, side, other)) continue;
    const key = `${tenant}/${proxy}`;
    const machine = machines.get(key) ?? new Map<string, string>();
    machines.set(key, machine.set(name, side.files.get(path) ?? ''));
  }
  return machines;
}

function machinePlan(key: string, files: MachinePlan['files'], destructive: readonly string[] = []): MachinePlan {
  const [tenant = '', proxy = ''] = key.split('/');
  return { tenant, proxy, files, ...(destructive.length > 0 ? { destructive } : {}) };
}
