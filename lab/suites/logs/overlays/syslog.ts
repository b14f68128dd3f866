import type { EnvironmentDefinition } from '../../../../lib';
import { NETWORK } from '../../../testbed/network';

/** A store that speaks syslog. The agent's metrics are read on the system node. */
const settings: EnvironmentDefinition = {
  name: 'syslog',
  cluster: NETWORK,
  flux: { name: 'syslog', interval: '1m', source: { name: 'repository' }, reconcile: 'per-tenant' },
  monitoring: { sources: ['172.16.31.254'] },
  logs: { host: 'logs.test' },
};

export default settings;
