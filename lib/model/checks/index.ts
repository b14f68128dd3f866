import { didYouMean } from '../../settings/nearest';
import { originAt } from '../../settings/node';
import type { TenantFile } from '../../settings/tenants';
import { enumerate, show } from '../../settings/text';
import type { EnvironmentDraft, EnvironmentDrafts, TenantDraft } from '../draft';
import type { Findings } from '../findings';
import { reporter, type TenantCheck, type TogetherCheck } from './_check';
import { checkAddresses } from './addresses';
import { checkAllowDates, checkAllowListDates } from './allow-dates';
import { checkAllowList, checkAllowLists } from './allow-list';
import { checkAnnotations } from './annotations';
import { checkArtifacts } from './artifacts';
import { checkAvailability } from './availability';
import { checkCharts } from './charts';
import { checkClaims } from './claims';
import { checkClashes } from './clashes';
import { checkContainers } from './containers';
import { checkDerivedNames, checkFluxNames } from './derived-names';
import { checkDirectNames } from './direct-names';
import { checkDuplicateNames } from './duplicate-names';
import { checkExpectations } from './expect';
import { checkExternalSecrets } from './external-secrets';
import { checkExtra } from './extra';
import { checkFlux, checkNotify } from './flux';
import { checkFormerNames, checkFormerNamesTogether } from './former-names';
import { checkGateway } from './gateway';
import { checkEnvironmentGuardrails, checkGuardrails } from './guardrails';
import { checkAdmissions, checkInfrastructure, checkMachines, checkZones } from './infrastructure';
import { checkLogStore, checkLogs } from './logs';
import { checkDurations, checkMonitoring } from './monitoring';
import { checkNames } from './names';
import { checkNetwork } from './network';
import { checkNodeLocalDns } from './node-local-dns';
import { checkNodePool } from './node-pool';
import { checkObjects } from './objects';
import { checkOwners } from './owners';
import { checkPreStop } from './pre-stop';
import { checkProbe, checkProbedProxies } from './probe';
import { checkPublicAddresses } from './public-addresses';
import { checkQuota } from './quota';
import { checkRanges } from './ranges';
import { checkReach } from './reach';
import { checkReferences } from './references';
import { checkRegistries } from './registries';
import { checkRepository } from './repository';
import { checkResolver } from './resolver';
import { checkEnvironmentResources, checkResources } from './resources';
import { checkRetired } from './retired';
import { checkIngress, checkRouteHosts, checkRoutes } from './routes';
import { checkRunbooks } from './runbooks';
import { checkSecretFiles, checkSecretKeys, checkSecrets } from './secrets';
import { checkService } from './service';
import { checkSharedClaims } from './shared-claims';
import { checkSuppress } from './suppress';
import { checkTcp, checkTcpAddresses } from './tcp';
import { checkTerraform } from './terraform';
import { checkVersion } from './version';
import { checkVolumes } from './volumes';
import { checkWorkloads } from './workloads';

interface Everything {
  /** Names of all environments, those included that cannot be judged. */
  readonly environments: readonly string[];
  /** Each tenant without any environment. */
  readonly bases: readonly TenantDraft[];
  readonly drafts: readonly EnvironmentDrafts[];
  /** The day in UTC, for example `2027-03-31`. */
  readonly today: string;
  /** Default: runs them */
  readonly alone?: Alone;
}

/** Runs the checks of one draft by itself, or adds what they are known to find. */
export type Alone = (draft: TenantDraft, check: (findings: Findings) => void) => void;

const TENANT_CHECKS: readonly TenantCheck[] = [
  checkDerivedNames,
  checkNodePool,
  checkInfrastructure,
  checkZones,
  checkAddresses,
  checkFormerNames,
  checkGateway,
  checkAllowList,
  checkTcp,
  checkDirectNames,
  checkProbedProxies,
  checkWorkloads,
  checkContainers,
  checkReferences,
  checkService,
  checkPreStop,
  checkAvailability,
  checkAnnotations,
  checkVolumes,
  checkClaims,
  checkSharedClaims,
  checkResources,
  checkQuota,
  checkObjects,
  checkRegistries,
  checkCharts,
  checkRepository,
  checkNotify,
  checkSecrets,
  checkExternalSecrets,
  checkRoutes,
  checkGuardrails,
  checkExpectations,
  checkSuppress,
];

const TOGETHER_CHECKS: readonly TogetherCheck[] = [
  checkClashes,
  checkTcpAddresses,
  checkRanges,
  checkReach,
  checkSecretKeys,
  checkRouteHosts,
  checkFluxNames,
  checkMachines,
  checkFormerNamesTogether,
];

/** What takes more than one value of a tenant to judge, without any environment. */
export function checkTenant(draft: TenantDraft, findings: Findings): void {
  checkDuplicateNames(draft.file, findings);
  const report = reporter(draft, findings);
  for (const check of TENANT_CHECKS) check(draft, report);
}

/** The same of where an environment's access logs go. */
export function checkLogProps(draft: EnvironmentDraft, findings: Findings): void {
  checkLogs(draft, reporter(draft, findings));
}

/** Everything that takes more than one value to judge. */
export function checkAll(everything: Everything, findings: Findings): void {
  const { environments, bases, drafts, today, alone = (_, check) => check(findings) } = everything;
  const checkDates = checkAllowDates(today);
  checkOwners(bases, drafts, findings);
  const everywhere = new Map<string, TenantDraft[]>();
  for (const draft of drafts.flatMap(({ tenants }) => tenants)) {
    const there = everywhere.get(draft.name);
    if (there) there.push(draft);
    else everywhere.set(draft.name, [draft]);
  }
  for (const draft of bases) {
    alone(draft, (found) => {
      checkEnvironmentNames(draft.file, environments, found);
      checkFileName(draft, reporter(draft, found), 'yaml');
      checkTenant(draft, found);
      checkSecretFiles(draft, everywhere.get(draft.name) ?? [], environments, found);
    });
    checkDates(draft, reporter(draft, findings));
  }
  const names = bases.map(({ name }) => name);
  for (const { environment, tenants: present } of drafts) {
    const report = reporter(environment, findings);
    checkFileName(environment, report, 'ts');
    checkNetwork(environment, report);
    checkVersion(environment, report);
    checkResolver(environment, report);
    checkNodeLocalDns(environment, report);
    checkProbe(environment, report);
    checkFlux(environment, report);
    checkArtifacts(environment, present, report);
    checkAdmissions(environment, report);
    checkTerraform(environment, report);
    checkRetired(environment, present, report);
    checkIngress(environment, present, report);
    checkMonitoring(environment, present, report);
    checkDurations(environment, report);
    checkLogs(environment, report);
    checkLogStore(environment, present, report);
    checkRunbooks(environment, report);
    checkEnvironmentResources(environment, report);
    checkExtra(environment, report);
    checkAllowLists(environment, report);
    checkAllowListDates(today)(environment, report);
    checkEnvironmentGuardrails(environment, report);
    checkSuppress(environment, report);
    for (const draft of present) {
      alone(draft, (found) => {
        const reportThere = reporter(draft, found, environment.name);
        for (const check of TENANT_CHECKS) check(draft, reportThere);
      });
      checkDates(draft, reporter(draft, findings, environment.name));
    }
    checkNames(names, environment, present, findings);
    for (const check of TOGETHER_CHECKS) check(present, (draft) => reporter(draft, findings, environment.name));
  }
  checkPublicAddresses(drafts, findings);
}

function checkFileName(
  { name, data }: TenantDraft | EnvironmentDraft,
  report: ReturnType<typeof reporter>,
  extension: string,
): void {
  if (data.name !== undefined && data.name !== name) {
    report(
      'file-name-differs',
      ['name'],
      `${show(data.name)} is not the name of its file; rename the file to ${data.name}.${extension}, or set name to ${show(name)}`,
    );
  }
}

function checkEnvironmentNames({ tree }: TenantFile, known: readonly string[], findings: Findings): void {
  const environments = tree?.entries.get('environments');
  if (!tree || environments?.kind !== 'map' || known.length === 0) return;
  for (const name of environments.entries.keys()) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known) || `; available: ${enumerate(known)}`;
    findings.add(
      'environment-unknown',
      originAt(tree, ['environments', name]),
      `unknown environment ${show(name)}${near}`,
      undefined,
    );
  }
}
