import { defineEnvironment } from '../../../../../lib';
import { NETWORK } from '../../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: NETWORK,
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
});
