import { contains, overlap } from '../../settings/address';
import type { Path } from '../../settings/place';
import type { TenantDraft } from '../draft';
import type { Report, TogetherCheck } from './_check';
import { RangeIndex } from './_range-index';

/** Addresses that a tenant's settings name: what its proxies listen on, where its nodes are, what it reaches directly. */
interface Claim {
  readonly kind: 'proxy' | 'nodes' | 'private';
  readonly range: string;
  readonly path: Path;
  /** For example `squid-a`; only of a proxy. */
  readonly proxy: string;
  readonly tenant: TenantDraft;
}

/** Addresses that an environment's settings name, and that are no tenant's. */
interface Fact {
  readonly range: string;
  readonly what: string;
  readonly kinds: readonly Claim['kind'][];
}

/** No tenant opens a machine that the settings know to be another one's. The later file, by name, gets the line. */
export const checkRanges: TogetherCheck = (tenants, reportFor) => {
  const earlier = new RangeIndex<Claim>();
  for (const tenant of tenants) {
    const report = reportFor(tenant);
    for (const claim of claimsOf(tenant)) {
      for (const fact of factsOf(tenant)) compareWithFact(claim, fact, report);
      // One line for each claim is enough: to correct it, all others are read anyway.
      const near = earlier.overlapping(claim.range);
      const other = near.find((one) => meetingOf(one, claim) === 'error');
      const neighbour = other ?? near.find((one) => meetingOf(one, claim) === 'warning');
      if (neighbour) compareWithClaim(claim, neighbour, report);
      earlier.add(claim);
    }
  }
};

function claimsOf(tenant: TenantDraft): Claim[] {
  const { egress, nodePool } = tenant.data;
  const network = tenant.environment?.data.cluster?.privateNetwork;
  const at = (kind: Claim['kind'], range: string | undefined, path: Path, proxy = ''): Claim[] =>
    range === undefined ? [] : [{ kind, range, path, proxy, tenant }];
  return [
    ...(nodePool?.sources ?? []).flatMap((range, index) =>
      // As good as not known, which is a warning of its own.
      network !== undefined && contains(range, network) ? [] : at('nodes', range, ['nodePool', 'sources', index]),
    ),
    ...(egress?.proxies ?? []).flatMap(({ address, name = 'a proxy' }, index) =>
      at('proxy', address, ['egress', 'proxies', index, 'address'], name),
    ),
    ...(egress?.private ?? []).flatMap(({ cidr }, index) => at('private', cidr, ['egress', 'private', index, 'cidr'])),
  ];
}

function factsOf({ environment }: TenantDraft): Fact[] {
  const { cluster = {}, infrastructure = {}, monitoring = {} } = environment?.data ?? {};
  const { privateNetwork, gateway, podCidr, serviceCidr, resolver } = cluster;
  const fact = (range: string | undefined, what: string, kinds: Fact['kinds']): Fact[] =>
    range === undefined ? [] : [{ range, what, kinds }];
  // A range that holds the whole network tells no machine from another one.
  const machines = (ranges: readonly string[], what: string, kinds: Fact['kinds']) =>
    ranges
      .filter((range) => privateNetwork === undefined || !contains(range, privateNetwork))
      .flatMap((range) => fact(range, what, kinds));
  return [
    // The ranges of pods and services hold the cluster's DNS and the resolver; proxies' addresses are judged by themselves.
    ...fact(podCidr, 'the range of the pods', ['nodes', 'private']),
    ...fact(serviceCidr, 'the range of the services', ['nodes', 'private']),
    ...fact(gateway, 'the gateway of the private network', ['nodes', 'private']),
    ...machines(resolver?.apiServer === undefined ? [] : [resolver.apiServer], 'the API server', [
      'nodes',
      'proxy',
      'private',
    ]),
    ...machines(infrastructure.ssh ?? [], 'a source of SSH (infrastructure.ssh)', ['proxy', 'private']),
    ...machines(monitoring.sources ?? [], 'a source of monitoring (monitoring.sources)', ['proxy', 'private']),
  ];
}

function compareWithFact({ kind, range, path }: Claim, fact: Fact, report: Report): void {
  if (!fact.kinds.includes(kind) || !overlap(range, fact.range)) return;
  report(
    'address-taken',
    path,
    (environments) => `${range} ${verb(range, fact.range)} ${fact.what} of ${environments}; ${FIXES[kind]}`,
  );
}

function compareWithClaim(claim: Claim, other: Claim, report: Report): void {
  const own = claim.tenant === other.tenant;
  const where = own ? '' : ` (${other.tenant.file.file})`;
  const what = {
    proxy: own ? `its proxy ${other.proxy}` : `${other.proxy}, a proxy of ${other.tenant.name}`,
    nodes: `${other.range.includes('/') ? 'the nodes' : 'a node'} of ${own ? 'its own (nodePool.sources)' : other.tenant.name}`,
    private: own ? 'what it reaches directly (egress.private)' : `what ${other.tenant.name} reaches directly`,
  }[other.kind];
  const isShared = meetingOf(other, claim) === 'warning';
  const fix = isShared ? 'make sure that both tenants may reach what is there' : FIXES[claim.kind];
  report(
    isShared ? 'address-shared' : 'address-taken',
    claim.path,
    (environments) => `${claim.range} ${verb(claim.range, other.range)} ${what}${where}, in ${environments}; ${fix}`,
  );
}

const FIXES = {
  proxy: 'give the proxy an address of its own',
  nodes: 'name the addresses of this tenant’s nodes alone',
  private: 'name the range of what is meant alone',
} as const;

/** Undefined: the two may be at one place, or another check compares them. */
function meetingOf(one: Claim, other: Claim): 'error' | 'warning' | undefined {
  if (!overlap(one.range, other.range)) return undefined;
  if (one.kind !== other.kind) return 'error';
  // Of one tenant, and of two proxies, only the same value is wrong.
  if (one.tenant === other.tenant || one.kind === 'proxy') return undefined;
  return one.kind === 'nodes' ? 'error' : 'warning';
}

/** `is inside 10.0.0.0/8,`, `holds 10.0.0.1,`, `overlaps 10.0.0.0/8,` or `is`. */
function verb(range: string, other: string): string {
  if (contains(range, other) && contains(other, range)) return 'is';
  if (contains(other, range)) return `is inside ${other},`;
  return `${contains(range, other) ? 'holds' : 'overlaps'} ${other},`;
}
