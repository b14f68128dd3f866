import { type Places, worldsOf } from '../explain';
import type { Finding } from '../lint';
import { printable } from '../lint/printable';
import { cniOf } from '../model/cni';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import { controlStates } from './_controls';
import { differencesOf, reachDifferences } from './_differences';
import { matrixOf } from './_matrix';
import { threatMatrix } from './threats';
import type { EnvironmentReport, Fact, ReportData, ReportFinding } from './types';

interface ReportInput {
  readonly environments: readonly EnvironmentModel[];
  /** All files that `synthesize` returns. */
  readonly files: readonly OutputFile[];
  /** What Flux applies in addition. */
  readonly unmanaged: readonly OutputFile[];
  readonly places: Places;
  /** What `check` finds, suppressed findings included. */
  readonly findings: readonly Finding[];
  /** Is called for each tenant of each environment. Default: nothing is called */
  readonly counted?: (done: number, all: number) => void;
}

/** Everything that the page shows, decided by the engines of `check` and `explain`. */
export function reportData({ environments, files, unmanaged, places, findings, counted }: ReportInput): ReportData {
  const { threats, controls } = threatMatrix();
  const worldOf = worldsOf(files, unmanaged, places);
  const all = environments.reduce((sum, { tenants }) => sum + tenants.length, 0);
  let done = 0;
  const reports = environments.map((each): EnvironmentReport => {
    const { name } = each.environment;
    const world = worldOf(each);
    const own = findings.filter(({ environment }) => environment === undefined || environment === name);
    return {
      name,
      facts: factsOf(each),
      ...matrixOf(world, () => counted?.(++done, all)),
      findings: own.map(findingOf),
      controls: controlStates(world, controls, own),
    };
  });
  return {
    environments: reports,
    threats,
    controls,
    differences: [...differencesOf(environments), ...reachDifferences(reports)],
  };
}

function factsOf({ environment }: EnvironmentModel): readonly Fact[] {
  const { cluster, source, guardrails, flux } = environment;
  const facts: readonly Fact[] = [
    ['Settings', source],
    ['Network plugin', cniOf(environment) ?? 'not set: decided for Calico and for Cilium'],
    ['Private network', cluster.privateNetwork],
    ['Pods', cluster.podCidr],
    ['Services', cluster.serviceCidr],
    ['Flux', flux.reconcile],
    ['Guardrails', guardrails ?? 'enforce'],
  ];
  return facts.map(([label, value]) => [label, printable(value)]);
}

function findingOf(finding: Finding): ReportFinding {
  const {
    id,
    severity,
    file,
    line,
    column,
    path = '',
    object = '',
    message,
    tenant,
    fix,
    suppressed,
    settings,
  } = finding;
  const place = [settings?.file ?? file, settings?.line ?? line, settings?.column ?? column];
  return {
    id,
    severity,
    place: printable(place.filter((part) => part !== undefined && part !== '').join(':')),
    about: printable([object, path].filter((part) => part !== '').join(' ')),
    message: printable(message),
    ...(tenant === undefined ? {} : { tenant }),
    ...(fix === undefined ? {} : { fix: printable(fix) }),
    ...(suppressed === undefined ? {} : { suppressed: printable(suppressed) }),
  };
}
