import { EgressError } from '../errors';
import { type Finding, type ProblemId, problemEntry, type Severity } from '../lint';
import type { Environment, EnvironmentModel, Model } from '../model/types';
import { inParallel, onVm, statusOf, vmsOf } from '../vms';
import { audit } from './audit';
import { CHECKS, type NamedCheck } from './checks';
import { expectedIn } from './expected';
import { type ClusterIdentity, identify } from './identity';
import { Cluster, ClusterError } from './kubectl';
import { amongMissing, clusterRole, IDENTITY, missingRights, PROBE, type Right } from './rights';
import type { LiveOptions, Result, World } from './types';

/** What is wrong on the cluster or on a VM. */
export interface LiveFinding {
  readonly id: ProblemId;
  readonly severity: Severity;
  /** The check that found it. */
  readonly check: string;
  readonly environment: string;
  readonly tenant?: string;
  readonly object: string;
  readonly message: string;
  readonly fix: string;
}

/** One line of the answer. */
export interface LiveLine extends Omit<Result, 'found'> {
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'warning';
}

export interface LiveReport {
  readonly cluster: ClusterIdentity;
  readonly lines: readonly LiveLine[];
  readonly findings: readonly LiveFinding[];
  /** What the rules find in what is live; empty without `audit`. */
  readonly audited: readonly Finding[];
  /** Whether it is the wrong cluster, so that nothing else was looked at. */
  readonly refused: boolean;
}

/** Checks that run at a time; each asks for what several need once. */
const AT_A_TIME = 6;

/**
 * Looks at a cluster and at the proxies' VMs, and compares both with what the settings ask for.
 *
 * @param tenant the only one to look at. Default: all
 * @throws EgressError (2) where the cluster cannot be asked
 */
export async function lookAt(
  model: Model,
  inside: EnvironmentModel,
  options: LiveOptions,
  tenant?: string,
): Promise<LiveReport> {
  const cluster = new Cluster(options.context);
  const { environment } = inside;
  const identity = await identify(cluster, environment);
  const first = gather('cluster', [identity.result], environment.name);
  if (identity.isWrong) return { cluster: identity, ...first, audited: [], refused: true };

  const tenants = inside.tenants.filter(({ name }) => tenant === undefined || name === tenant);
  const names = tenants.map(({ name }) => name);
  const vms = vmsOf(inside).filter((vm) => names.includes(vm.tenant));
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    if (!known.has(key)) known.set(key, ask());
    return known.get(key) as Promise<T>;
  };
  const world: World = {
    environment,
    tenants,
    expected: expectedIn(model, inside, names),
    cluster,
    options,
    once,
    vms: () => once('vms', () => statusOf(vms, options.user)),
    onVm: async (vm, command) => (await onVm(vm, options.user, command)).stdout,
  };
  const needed = [...CHECKS.flatMap((check) => rightsOf(check, environment)), ...(options.probe ? PROBE : [])];
  const missing = await ask(() => missingRights(cluster, needed, tenants));
  const parts = await inParallel(CHECKS, AT_A_TIME, async (check) =>
    gather(check.name, await resultsOf(check, world, missing), environment.name),
  );
  const audited = options.audit ? await ask(() => audit(model, inside, world)) : [];
  const all = [first, ...parts];
  return {
    cluster: identity,
    lines: all.flatMap(({ lines }) => lines),
    findings: all.flatMap(({ findings }) => findings),
    audited,
    refused: false,
  };
}

/** The ClusterRole that all checks need, as YAML. */
export function liveRole(): string {
  return clusterRole([...IDENTITY, ...CHECKS.flatMap((check) => rightsOf(check)), ...PROBE]);
}

/** @param environment where it is to be. Default: in any */
function rightsOf({ rights, rightsForArtifacts = [] }: NamedCheck, environment?: Environment): readonly Right[] {
  return environment === undefined || environment.flux.artifacts ? [...rights, ...rightsForArtifacts] : rights;
}

/** The checks and what they show. */
export function checkTitles(): readonly { readonly name: string; readonly title: string }[] {
  return CHECKS.map(({ name, title }) => ({ name, title }));
}

async function resultsOf(check: NamedCheck, world: World, missing: ReadonlySet<string>): Promise<readonly Result[]> {
  const lacking = amongMissing(rightsOf(check, world.environment), world.tenants, missing);
  if (lacking.length > 0) {
    const message = `was skipped: the user may not ${lacking.join(', ')}`;
    return [{ object: `check ${check.name}`, message, found: { id: 'live-right-missing' } }];
  }
  try {
    return await check.run(world);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const message = `could not be completed: ${error.message}`;
    return [{ object: `check ${check.name}`, message, found: { id: 'live-check-failed' } }];
  }
}

/** @throws EgressError (2) for what the cluster does not answer */
async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new EgressError(`the cluster could not be asked: ${error.message}`, 2);
  }
}

function gather(check: string, results: readonly Result[], environment: string) {
  const lines = results.map(({ found, ...result }): LiveLine => {
    const severity = found && (found.severity ?? 'error');
    return { check, ...result, state: severity === undefined ? 'ok' : severity === 'error' ? 'failed' : 'warning' };
  });
  const findings = results.flatMap(({ found, ...result }): LiveFinding[] => {
    if (!found) return [];
    const { fix } = problemEntry(found.id);
    return [{ id: found.id, severity: found.severity ?? 'error', check, environment, ...result, fix }];
  });
  return { lines, findings };
}
