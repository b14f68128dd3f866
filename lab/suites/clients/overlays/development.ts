import { defineEnvironment } from '../../../../lib';
import { NETWORK } from '../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: NETWORK,
  flux: { name: 'clients', interval: '5m', source: { name: 'clients' } },
});
