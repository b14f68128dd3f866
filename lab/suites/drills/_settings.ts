import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { drillName, type EquippedModel, isEquipped, type Page, pagesOf, type RunbookKey } from '../../../lib/runbooks';

/** The settings of the environment that is drilled. */
export const FOLDERS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };

/** Which page of each runbook is drilled, and shown in docs/runbooks/. */
const EXAMPLES: Readonly<
  Record<RunbookKey, { readonly tenant?: string; readonly proxy?: string; readonly zone?: string }>
> = {
  proxyVmLost: { tenant: 'client-a', proxy: 'squid-a1' },
  allProxiesLost: { tenant: 'client-a' },
  flexibleIpMoved: { tenant: 'client-b', proxy: 'squid-b' },
  zoneLost: { zone: 'fr-par-2' },
  tenantAuthorityLost: { tenant: 'client-a' },
  gitLost: {},
  fluxLost: {},
  clusterLost: {},
  wrongAllowList: { tenant: 'client-b' },
  addressBlocked: { tenant: 'client-a', proxy: 'squid-a1' },
  logStoreDown: {},
  tenantCompromised: { tenant: 'client-a' },
  admissionLockout: {},
};

/** The environment of the drills. @param folders of the settings. Default: as they are committed */
export function drilledModel(folders = FOLDERS): EquippedModel {
  const [model] = loadModel(folders).model.environments;
  if (model === undefined || !isEquipped(model)) throw new Error('the settings of the drills have no runbooks');
  return model;
}

/** The page of a runbook that is drilled. */
export function exampleOf(key: RunbookKey, model = drilledModel()): Page {
  const { tenant, proxy, zone } = EXAMPLES[key];
  const found = pagesOf(model).find(
    (page) => page.key === key && page.tenant?.name === tenant && page.proxy === proxy && page.zone === zone,
  );
  if (found === undefined) throw new Error(`the environment of the drills has no page of ${drillName({ key })}`);
  return found;
}
