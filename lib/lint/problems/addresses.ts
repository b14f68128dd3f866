import type { Problems } from '../entry';

/** IPv4 addresses and ranges. */
export const ADDRESSES = {
  'address-invalid': {
    title: 'A value is not a valid IPv4 address',
    why: 'IPv6, plain numbers, leading zeros and prefixes are refused where one IPv4 address is meant.',
    fix: 'Write for example 172.16.28.8.',
  },
  'range-invalid': {
    title: 'A value is not a valid IPv4 range',
    why: 'A range is its first address and a prefix length.',
    fix: 'Write for example 172.16.28.0/22.',
  },
  'address-not-public': {
    title: 'A publicAddress is not a public address',
    why: 'Partners would never see it.',
    fix: 'Write the proxy’s Flexible IP.',
  },
  'address-documentation': {
    severity: 'warning',
    standing: true,
    title: 'A publicAddress is from a range for documentation',
    why: 'Such addresses are not routed (RFC 5737). The shipped settings use them as placeholders.',
    fix: 'Set each environment’s Flexible IP under environments.<environment>.',
  },
  'range-not-private': {
    title: 'A range is not private',
    why: 'Public addresses are reached through the proxy alone, and the cluster’s own ranges are private.',
    fix: 'Write a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.',
  },
  'address-outside-network': {
    title: 'An address is outside the network that it must be in',
    why: 'Proxies, nodes and the gateway are in the private network; the DNS service is in the range of services.',
    fix: 'Write an address inside the range that the message names.',
  },
  'address-reserved': {
    title: 'An address is the first, last or gateway address of its network, or a service of the cluster',
    why: 'These addresses are taken by the network itself or by the API server.',
    fix: 'Choose another address of the range.',
  },
  'address-in-cluster-range': {
    title: 'A proxy’s address is inside the range of pods or services',
    why: 'Packets to it would stay inside the cluster.',
    fix: 'Choose an address of the private network.',
  },
  'address-taken': {
    title: 'An address belongs to another machine',
    why: 'A tenant would open its policies or its firewall to a machine that is not its own, or two machines would have one address.',
    fix: 'Give each proxy an address of its own, and name only this tenant’s nodes and databases.',
  },
  'address-shared': {
    severity: 'warning',
    title: 'Two tenants reach the same range directly',
    why: 'Through a machine in it they could reach each other.',
    fix: 'Make sure that both may reach what is there.',
  },
  'public-address-reused': {
    title: 'One public address is used in two environments',
    why: 'A Flexible IP is attached to one VM.',
    fix: 'Set each environment’s own under environments.<environment>.',
  },
  'cluster-ranges-overlap': {
    title: 'Two ranges of a cluster overlap',
    why: 'An address in both would be ambiguous, and policies could not tell pods from nodes.',
    fix: 'Use separate ranges.',
  },
  'cluster-range-too-small': {
    title: 'A range of a cluster is too small',
    why: 'The cloud refuses it, or the cluster runs out of addresses.',
    fix: 'Use a range of at least the size that the message names.',
  },
  'nodes-unknown': {
    severity: 'warning',
    standing: true,
    title: 'The addresses of a tenant’s nodes are not set',
    why: 'The proxy’s firewall then admits the whole private network, and only the network policy (and the client certificate, if enabled) keeps other tenants’ pods away from this proxy.',
    fix: 'Set nodePool.sources, by hand or by npm run outputs:apply.',
  },
  'nodes-whole-network': {
    severity: 'warning',
    title: 'nodePool.sources is the whole private network',
    why: 'It keeps no other tenant’s nodes away from this proxy.',
    fix: 'Name the addresses of the pool’s nodes.',
  },
  'private-range-wide': {
    severity: 'warning',
    title: 'A range that pods reach directly is large',
    why: 'Everything in it is reached without the proxy.',
    fix: 'Name the range of the one service that is meant.',
  },
  'private-range-in-network': {
    severity: 'warning',
    title: 'A range that pods reach directly is in the private network',
    why: 'If a node or another machine has an address in it, the tenant’s pods reach that machine.',
    fix: 'Use a separate network for the service, or make sure that nothing else is in the range.',
  },
  'admission-wide': {
    severity: 'warning',
    title: 'SSH or monitoring of the proxies’ VMs is open to a large part of the internet',
    why: 'Anyone there can try to log in or read metrics.',
    fix: 'Name the addresses of the administrators or monitoring servers.',
  },
} as const satisfies Problems;
