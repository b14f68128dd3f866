import { defineEnvironment } from '../../../../../lib';
import { testCni } from '../../../../runner/cni';
import { NETWORK } from '../../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: {
    ...NETWORK,
    ...(testCni() === 'calico' ? {} : { cni: testCni() }),
    resolver: { address: '10.32.0.53' },
  },
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
});
