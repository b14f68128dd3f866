import { overlap, parseRange } from '../../settings/address';
import { parseUrl } from '../../settings/repository-url';
import { cniOf, isCilium } from '../cni';
import type { TenantDraft } from '../draft';
import type { Report, TogetherCheck } from './_check';

/** Larger than what a managed database or the like needs. */
const WIDEST_PREFIX = 24;

/** What a tenant reaches directly, and who reaches it: no way around a proxy, and none from tenant to tenant. */
export const checkReach: TogetherCheck = (tenants, reportFor) => {
  const namespaces = new Map(tenants.map((tenant) => [tenant.data.namespace ?? tenant.name, tenant]));
  for (const tenant of tenants) {
    const report = reportFor(tenant);
    const { privateNetwork } = tenant.environment?.data.cluster ?? {};
    for (const [index, { cidr }] of (tenant.data.egress?.private ?? []).entries()) {
      if (cidr === undefined) continue;
      const path = ['egress', 'private', index, 'cidr'];
      if (privateNetwork !== undefined && overlap(cidr, privateNetwork)) {
        report(
          'private-range-in-network',
          path,
          (environments) =>
            `${cidr} overlaps ${privateNetwork}, the private network of ${environments}: if a node or another machine has an address in it, the tenant’s pods reach that machine`,
        );
      }
      const { prefix } = parseRange(cidr);
      if (prefix < WIDEST_PREFIX) {
        report(
          'private-range-wide',
          path,
          `${cidr} has ${2 ** (32 - prefix)} addresses (expected a /${WIDEST_PREFIX} or smaller); name the range of what is meant alone`,
        );
      }
    }
    for (const [index, { namespace, nodes }] of (tenant.data.ingress?.from ?? []).entries()) {
      if (nodes) reportNodes(tenant, index, report);
      const other = namespace === undefined ? undefined : namespaces.get(namespace);
      const path = ['ingress', 'from', index, 'namespace'];
      if (other === tenant)
        report(
          'ingress-own-namespace',
          path,
          `${namespace} is the tenant’s own namespace, which may always connect; remove it`,
        );
      else if (other)
        report(
          'ingress-other-tenant',
          path,
          (environments) =>
            `${namespace} is the namespace of ${other.name} in ${environments}; tenants do not reach each other`,
        );
    }
    // The cluster’s DNS takes `web.shop` for the Service `web` in the namespace `shop`.
    const host = tenant.data.repository?.url && parseUrl(tenant.data.repository.url)?.host;
    const last = host?.split('.').at(-1) ?? '';
    if (namespaces.has(last)) {
      report(
        'repository-url',
        ['repository', 'url'],
        (environments) =>
          `${host} ends in ${last}, a namespace of ${environments}, so that it leads to a Service in there; name a public host`,
      );
    }
  }
};

function reportNodes({ environment }: TenantDraft, index: number, report: Report): void {
  const { cluster = {}, infrastructure } = environment?.data ?? {};
  const cni = cniOf({ cluster, infrastructure });
  const path = ['ingress', 'from', index, 'nodes'];
  const who = isCilium({ cni })
    ? 'every node of the cluster, with all pods in the host’s network,'
    : `every machine in ${cluster.privateNetwork ?? 'the private network'}, proxies and pods in the host’s network included,`;
  report('ingress-nodes', path, (environments) => `lets ${who} connect in ${environments}`);
  if (cni === undefined)
    report(
      'ingress-nodes-cilium',
      path,
      (environments) =>
        `lets in other machines of the private network, but no node, in ${environments} if the cluster runs Cilium; set cluster.cni there`,
    );
}
