import { EXTERNAL_SECRETS } from '../../vocabulary';
import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check } from '../types';

export const check: Check = {
  title: 'stores of External Secrets, and what is read from them, are as rendered (with externalSecrets)',
  rights: list(EXTERNAL_SECRETS, 'externalsecrets', 'secretstores'),
  run(world) {
    return compareObjects(world, world.expected.ofKind('SecretStore', 'ExternalSecret'), {
      missing: 'live-guardrail-missing',
      differs: 'live-guardrail-differs',
      exact: false,
    });
  },
};
