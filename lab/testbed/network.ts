/** The network of the suites' clusters: the seed's. */
export const NETWORK = {
  zone: 'fr-par-1',
  privateNetwork: '172.16.28.0/22',
  podCidr: '100.64.0.0/15',
  serviceCidr: '10.32.0.0/20',
  dns: '10.32.0.10',
};
