import { defineEnvironment } from '../../../../lib';
import { NETWORK } from '../../network';

export default defineEnvironment({
  name: 'development',
  cluster: { ...NETWORK, resolver: { address: '10.32.0.53' } },
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
});
