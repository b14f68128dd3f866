import { applyTofu, isLive, onVm, prepareTofu } from '../commands';
import type { Runbook } from '../runbook';
import { alertSigns } from './_signs';
import { describe, perProxy, zoneOf } from './_vms';

/** A proxy leaves by another address than the declared one. */
export const flexibleIpMoved: Runbook = (model) =>
  perProxy(model, ({ tenant, proxy }) => {
    const { environment } = model;
    const { publicAddress } = proxy;
    if (publicAddress === undefined) return undefined;
    const ask = onVm(environment, tenant, proxy, 'curl -s -m 10 http://ifconfig.me/ip');
    return {
      key: 'flexibleIpMoved',
      title: `The Flexible IP of ${proxy.name} is not on its VM`,
      signs: [
        ...alertSigns(environment, ['EgressPublicAddressWrong']),
        'live reports live-address-wrong',
        `a partner sees requests of ${tenant.name} from an address that it does not know, or refuses them`,
      ],
      meanwhile: `Requests through ${describe(proxy)} leave by another address, or not at all. Partners that check addresses refuse them.`,
      tell: [
        { role: 'platform', what: 'who works on it, and who else changes this project in the cloud' },
        { role: 'tenant', what: `partners may have refused requests that did not come from ${publicAddress}` },
        {
          role: 'partners',
          what: 'which partners check addresses, and that requests may come from another one for some minutes',
        },
      ],
      steps: [
        {
          text: `See where ${publicAddress} is: the list names the machine, or none. Someone who moved it on purpose has to be asked first.`,
          run: [`scw instance ip list zone=${zoneOf(environment, proxy)}`],
          prints: [publicAddress],
          cloud: 'scw',
        },
        prepareTofu(environment),
        applyTofu(
          environment,
          `Attach it to the VM again. Answer yes only if the plan changes ip_ids of servers, and creates or destroys no scaleway_instance_ip: a released address is lost for good.`,
        ),
      ],
      checks: [
        {
          text: 'The VM itself leaves by the declared address.',
          run: [ask],
          prints: [publicAddress],
          within: 120,
        },
        isLive(environment, tenant),
      ],
      back: {
        text: `If ${publicAddress} was released and cannot be had again, the proxy needs a new one: set publicAddress in tenants/, let ${environment.runbooks.contacts.partners ?? environment.runbooks.contacts.platform} announce it, and until partners know it, use another proxy if there is one.`,
      },
    };
  });
