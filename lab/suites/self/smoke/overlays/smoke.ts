import { defineEnvironment } from '../../../../../lib';

export default defineEnvironment({
  name: 'smoke',
  cluster: {
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
  },
  flux: { name: 'smoke', interval: '1m', source: { name: 'smoke' }, reconcile: 'per-environment' },
});
