import { missingSecretFault, referenceFault } from '../../settings/git';
import { insideFault, parseUrl } from '../../settings/repository-url';
import { show } from '../../settings/text';
import { isOpenRange } from '../../settings/version-range';
import { FLUX_SYSTEM } from '../../vocabulary';
import { forgeOf, webAddress } from '../notifications';
import type { EnvironmentCheck, TenantCheck } from './_check';

const FORGE_NAMES = { github: 'GitHub', gitlab: 'GitLab', other: 'neither GitHub nor GitLab' } as const;

export const checkFlux: EnvironmentCheck = ({ data: { flux = {} }, wasWrong }, report) => {
  if (flux.name === FLUX_SYSTEM) {
    report(
      'name-reserved',
      ['flux', 'name'],
      `${FLUX_SYSTEM} is the Kustomization of flux bootstrap; choose another name`,
    );
  }
  if (flux.wait && flux.reconcile !== 'per-tenant' && !wasWrong(['flux', 'reconcile'])) {
    report(
      'flux-wait-shape',
      ['flux', 'wait'],
      'is only possible with reconcile: per-tenant: with one Kustomization for all, one pod that does not start would hold up all tenants',
    );
  }
  if (flux.shards !== undefined && flux.reconcile !== 'per-tenant' && !wasWrong(['flux', 'reconcile'])) {
    report(
      'flux-shards-shape',
      ['flux', 'shards'],
      'is only possible with reconcile: per-tenant: one Kustomization for all tenants cannot be divided between controllers',
    );
  }
  for (const [index, { kind, repository }] of (flux.notify ?? []).entries()) {
    if (kind !== 'github' && kind !== 'gitlab') continue;
    const at = ['flux', 'notify', index];
    const shown = repository ?? flux.source?.url;
    const host = shown === undefined ? undefined : parseUrl(shown)?.host;
    const forge = host === undefined ? undefined : forgeOf(host);
    if (forge !== undefined && forge !== kind)
      report(
        'notify-forge-differs',
        [...at, repository === undefined ? 'kind' : 'repository'],
        `${kind} cannot set the status of commits at ${host}, which is ${FORGE_NAMES[forge]}; ${forge === 'other' ? 'use kind: webhook, or remove this' : `use kind: ${forge}`}`,
      );
    if (repository !== undefined || wasWrong([...at, 'repository']) || wasWrong(['flux', 'source', 'url'])) continue;
    const { url } = flux.source ?? {};
    if (url !== undefined && webAddress(url) !== undefined) continue;
    report(
      'notify-repository-missing',
      at,
      `needs repository, for example https://${kind}.com/example/platform${url === undefined ? ', since flux.source has no url' : `, since none follows from ${show(url)}`}`,
    );
  }
  const { source = {} } = flux;
  const { url, secret, ref, verify } = source;
  const host = url === undefined ? undefined : parseUrl(url)?.host;
  const inside = host === undefined ? undefined : insideFault(host);
  if (inside) {
    report(
      'repository-url-inside',
      ['flux', 'source', 'url'],
      `${inside}: what answers there decides what the cluster applies; make sure that it is your Git server`,
    );
  }
  for (const [key, value] of Object.entries({ secret, ref, verify })) {
    if (value !== undefined && url === undefined && !wasWrong(['flux', 'source', 'url'])) {
      report(
        'flux-key-unused',
        ['flux', 'source', key],
        `has no effect without url, since no GitRepository is rendered then; add url, or remove ${key}`,
      );
    }
  }
  const isRead = !['branch', 'tag', 'semver'].some((key) => wasWrong(['flux', 'source', 'ref', key]));
  const fault = ref && isRead && referenceFault(ref);
  if (fault) report('git-reference', ['flux', 'source', 'ref'], fault);
  const missing = wasWrong(['flux', 'source', 'secret']) ? undefined : missingSecretFault(url, secret, FLUX_SYSTEM);
  if (missing) report('git-secret-missing', ['flux', 'source', 'url'], missing);
  // source-controller looks for the tag object that the reference names, and a branch names none.
  const followsBranch = isRead && !fault && ref?.tag === undefined && ref?.semver === undefined;
  if (url !== undefined && followsBranch && (verify?.mode === 'Tag' || verify?.mode === 'TagAndHEAD')) {
    report(
      'tag-verification',
      ['flux', 'source', 'verify', 'mode'],
      `${verify.mode} verifies a signed tag, but ref follows a branch, and Flux refuses that; set ref.tag or ref.semver, or use mode HEAD`,
    );
  }
  if (url !== undefined && isRead && ref?.semver !== undefined && verify && isOpenRange(ref.semver)) {
    report(
      'tag-range-open',
      ['flux', 'source', 'ref', 'semver'],
      `${show(ref.semver)} has no upper end: Flux takes the highest tag only, so one tag without a valid signature, for example v99.0.0, stops all later deployments; set an upper end, for example ">=1.0.0 <2.0.0", or ref.tag`,
    );
  }
  if (source.name === FLUX_SYSTEM && url !== undefined) {
    report(
      'name-reserved',
      ['flux', 'source', 'name'],
      `${FLUX_SYSTEM} is the GitRepository of flux bootstrap; choose another name, or remove url to use that one`,
    );
  }
};

/** A tenant's notifications, where Flux reports nothing of it alone. */
export const checkNotify: TenantCheck = ({ data: { notify = [] }, environment }, report) => {
  if (notify.length === 0 || environment === undefined || environment.wasWrong(['flux', 'reconcile'])) return;
  if (environment.data.flux?.reconcile === 'per-tenant') return;
  report(
    'notify-without-events',
    ['notify'],
    (environments) =>
      `has no effect in ${environments}, where all tenants have one Kustomization (flux.reconcile: per-environment)`,
  );
};
