import { furnishVms, isLive, replaceVms, tlsInput, vmsAreCurrent } from '../commands';
import type { Runbook } from '../runbook';
import { alertSigns } from './_signs';
import { describe, perTenant } from './_vms';

/** The VMs of all proxies of a tenant are gone. */
export const allProxiesLost: Runbook = (model) =>
  perTenant(model, (tenant) => {
    const { environment } = model;
    const { proxies } = tenant.egress;
    // With one proxy, proxyVmLost is the same.
    if (proxies.length < 2) return undefined;
    const vms = proxies.map((proxy) => ({ tenant, proxy }));
    return {
      key: 'allProxiesLost',
      title: `All proxies of ${tenant.name} are lost`,
      signs: [
        ...alertSigns(environment, ['EgressTenantWithoutProxy']),
        `vm:status lists ${proxies.map(({ name }) => name).join(' and ')} as unreachable`,
      ],
      meanwhile: `Pods of ${tenant.name} reach nothing outside, as intended: they never leave by another way. Lost are ${proxies.map(describe).join(' and ')}.`,
      tell: [
        { role: 'platform', what: 'who works on it, and since when' },
        { role: 'tenant', what: 'no requests leave until it is solved, and until when that is expected' },
      ],
      inputs: tlsInput(environment, [tenant]),
      steps: [
        {
          text: 'Make sure that none of them answers. If one does, follow its own runbook: the tenant has a way out then.',
          run: [`npm run vm:status -- --env ${environment.name} --tenant ${tenant.name}`],
          exits: 1,
          prints: proxies.map(({ address }) => address).concat('unreachable'),
        },
        ...replaceVms(environment, vms),
        ...furnishVms(environment, vms),
      ],
      checks: [vmsAreCurrent(environment, tenant), isLive(environment, tenant)],
      back: {
        text: 'There is nothing to go back to. As soon as one VM works, the tenant has its way out; finish the other one afterwards.',
      },
    };
  });
