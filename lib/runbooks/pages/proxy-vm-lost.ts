import { furnishVms, isLive, replaceVms, tlsInput, vmsAreCurrent } from '../commands';
import type { Runbook } from '../runbook';
import { alertSigns } from './_signs';
import { describe, othersOf, perProxy } from './_vms';

/** The VM of one proxy is gone, or does not start any more. */
export const proxyVmLost: Runbook = (model) =>
  perProxy(model, ({ tenant, proxy }) => {
    const { environment } = model;
    const others = othersOf(tenant, [proxy]);
    const vms = [{ tenant, proxy }];
    return {
      key: 'proxyVmLost',
      title: `The VM of ${proxy.name} is lost`,
      signs: [
        ...alertSigns(environment, ['EgressProxyDown', others ? 'EgressRedundancyLost' : 'EgressTenantWithoutProxy']),
        'vm:status lists the VM as unreachable, and the cloud’s console shows it stopped, broken or not at all',
      ],
      meanwhile: others
        ? `Pods leave by ${others}. Tunnels that were open through ${describe(proxy)} are cut.`
        : `Pods of ${tenant.name} reach nothing outside, as intended: they never leave by another way. ${describe(proxy)} is the tenant’s only proxy.`,
      tell: [
        { role: 'platform', what: 'who works on it, and since when' },
        {
          role: 'tenant',
          what: others
            ? 'partners see the other address for a while; both are declared'
            : 'no requests leave until it is solved, and until when that is expected',
        },
      ],
      inputs: tlsInput(environment, [tenant]),
      steps: [
        {
          text: 'Make sure that it is this VM. Other VMs in this list need runbooks of their own.',
          run: [`npm run vm:status -- --env ${environment.name} --tenant ${tenant.name}`],
          exits: 1,
          prints: [`${environment.name}/${tenant.name}/${proxy.name}`, 'unreachable'],
        },
        ...replaceVms(environment, vms),
        ...furnishVms(environment, vms),
      ],
      checks: [vmsAreCurrent(environment, tenant), isLive(environment, tenant)],
      back: {
        text: others
          ? `There is nothing to go back to. While the new VM does not work, the gateway leaves it out by itself; traffic stays on ${others}.`
          : 'There is nothing to go back to: the lost VM held no data but its log. If the new VM does not work, repeat the steps.',
      },
    };
  });
