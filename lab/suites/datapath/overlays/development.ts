import { defineEnvironment } from '../../../../lib';
import { NETWORK } from '../../../testbed/network';

// Without `cluster.cni`: what the network policies do by themselves.
export default defineEnvironment({
  name: 'development',
  cluster: NETWORK,
  flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
  workloads: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
