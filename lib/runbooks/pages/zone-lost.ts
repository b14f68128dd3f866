import { furnishVms, isLive, live, replaceVms, tlsInput, vmsAreCurrent } from '../commands';
import type { EquippedModel, Page, Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { allVms, describe, type VmOf, zoneOf } from './_vms';

/** An availability zone is gone, and comes back later. */
export const zoneLost: Runbook = (model) => {
  const zones = new Set(allVms(model).map(({ proxy }) => zoneOf(model.environment, proxy)));
  return [...zones].sort().map((zone) => zonePage(model, zone));
};

function zonePage(model: EquippedModel, zone: string): Page {
  const { environment, tenants } = model;
  const lost = allVms(model).filter(({ proxy }) => zoneOf(environment, proxy) === zone);
  const isMain = environment.cluster.zone === zone;
  const affected = tenants.filter((tenant) => lost.some((vm) => vm.tenant === tenant));
  const survivors = affected.filter((tenant) => others(environment, tenant.egress.proxies, zone).length > 0);
  const cut = affected.filter((tenant) => !survivors.includes(tenant));
  return {
    key: 'zoneLost',
    title: `The zone ${zone} is lost`,
    zone,
    signs: [
      `these VMs do not answer at the same time: ${lost.map(vmName).join(', ')}`,
      ...alertSigns(environment, ['EgressProxyDown'], ' for each of them'),
      'the cloud’s status page',
    ],
    meanwhile: [
      `Lost are the proxies ${lost.map(({ proxy, tenant }) => `${describe(proxy)} of ${tenant.name}`).join(', ')}.`,
      survivors.length > 0 ? `Proxies in other zones stay for ${names(survivors)}.` : '',
      cut.length > 0 ? `Nothing leaves of ${names(cut)}: a Flexible IP cannot move to another zone.` : '',
      isMain
        ? 'The nodes and the address of the API server are in this zone as well: if it does not come back, follow cluster-lost.'
        : '',
    ]
      .filter(Boolean)
      .join(' '),
    tell: [
      { role: 'platform', what: 'who works on it, and what the cloud says about the zone' },
      { role: 'tenant', what: 'which addresses partners see meanwhile, or that nothing leaves' },
    ],
    inputs: tlsInput(environment, tenants),
    steps: [
      {
        text: 'See which VMs are gone.',
        run: [`npm run vm:status -- --env ${environment.name}`],
        exits: 1,
        prints: lost.map(vmNameOf(environment.name)).concat('unreachable'),
      },
      ...survivors.map(
        (tenant): Step => ({
          text: `Make sure that ${tenant.name} leaves by what is left. The VMs that are gone are failures in this table, and nothing else is.`,
          run: [live(environment, tenant)],
          exits: 1,
          prints: ['live-vm-unreachable', 'ok: leaves by '],
        }),
      ),
      ...replaceVms(environment, lost).map((step, index) =>
        index === 0 ? { ...step, text: `Wait until the cloud reports ${zone} as working. ${step.text}` } : step,
      ),
      ...furnishVms(environment, lost),
    ],
    checks: [vmsAreCurrent(environment), isLive(environment)],
    back: {
      text: `VMs of ${zone} that survived need no replacement: leave them out of the command. If the zone stays lost, tenants without a proxy elsewhere need one in another zone, with a public address that partners have to allow first.`,
    },
  };
}

const vmName = ({ tenant, proxy }: VmOf) => `${tenant.name}/${proxy.name}`;

const vmNameOf = (environment: string) => (vm: VmOf) => `${environment}/${vmName(vm)}`;

const names = (tenants: readonly { readonly name: string }[]) => tenants.map(({ name }) => name).join(', ');

function others(environment: EquippedModel['environment'], proxies: readonly VmOf['proxy'][], zone: string) {
  return proxies.filter((proxy) => zoneOf(environment, proxy) !== zone);
}
