import type { EnvironmentDefinition } from '../../../../lib';
import { NETWORK } from '../../../testbed/network';

/** Prometheus runs on the system node, the last usable address of the private network. */
const settings: EnvironmentDefinition = {
  name: 'watched',
  cluster: NETWORK,
  flux: { name: 'watched', interval: '1m', source: { name: 'repository' }, reconcile: 'per-tenant' },
  gateways: { certificates: 'cert-manager' },
  monitoring: {
    namespace: 'monitoring',
    sources: ['172.16.31.254'],
    blackbox: '127.0.0.1:9115',
  },
  probe: { url: 'https://ifconfig.me/ip' },
  logs: { host: 'logs.test' },
};

export default settings;
