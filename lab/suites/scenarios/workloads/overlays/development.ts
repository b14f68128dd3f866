import { defineEnvironment } from '../../../../../lib';
import { testCni } from '../../../../runner/cni';
import { NETWORK } from '../../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: { ...NETWORK, cni: testCni() },
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
  workloads: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
