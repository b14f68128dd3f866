import { defineEnvironment } from '../../../../../lib';
import { testOptions } from '../../../../runner/options';
import { NETWORK } from '../../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: {
    ...NETWORK,
    cni: testOptions().cni,
    resolver: { address: '10.32.0.53' },
  },
  flux: {
    name: 'client-egress-dev',
    interval: '10m',
    lockdown: true,
    source: { name: 'scaleway-k8s-egres-proxy' },
    reconcile: 'per-tenant',
  },
  workloads: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
