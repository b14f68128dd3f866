import { NETWORK } from '../../../lab/testbed/network';
import { defineEnvironment } from '../../../lib';

export default defineEnvironment({
  name: 'development',
  cluster: NETWORK,
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
});
