import { addressBlocked } from './pages/address-blocked';
import { admissionLockout } from './pages/admission-lockout';
import { allProxiesLost } from './pages/all-proxies-lost';
import { clusterLost } from './pages/cluster-lost';
import { flexibleIpMoved } from './pages/flexible-ip-moved';
import { fluxLost } from './pages/flux-lost';
import { gitLost } from './pages/git-lost';
import { logStoreDown } from './pages/log-store-down';
import { proxyVmLost } from './pages/proxy-vm-lost';
import { tenantAuthorityLost } from './pages/tenant-authority-lost';
import { tenantCompromised } from './pages/tenant-compromised';
import { wrongAllowList } from './pages/wrong-allow-list';
import { zoneLost } from './pages/zone-lost';
import type { EquippedModel, Page, Runbook, RunbookKey } from './runbook';

const RUNBOOKS: Readonly<Record<RunbookKey, Runbook>> = {
  proxyVmLost,
  allProxiesLost,
  flexibleIpMoved,
  zoneLost,
  tenantAuthorityLost,
  gitLost,
  fluxLost,
  clusterLost,
  wrongAllowList,
  addressBlocked,
  logStoreDown,
  tenantCompromised,
  admissionLockout,
};

/** All runbooks, in the order of the settings. */
export const RUNBOOK_KEYS = Object.keys(RUNBOOKS) as readonly RunbookKey[];

/** All pages of an environment. */
export function pagesOf(model: EquippedModel): readonly Page[] {
  return Object.values(RUNBOOKS).flatMap((runbook) => runbook(model));
}

/** `proxy-vm-lost` of `proxyVmLost`. */
export function fileNameOf(key: RunbookKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
