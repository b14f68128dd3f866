import { each } from './_rendered';
import { mutants } from './mutant';

/** Mutants of the tenants’ resolver. */
export const NAMES = mutants('resolver', {
  'addresses-have-names': {
    breaks: 'the tenants’ resolver gives addresses their names',
    scenario: 'an address inside has no name, by which the Services of others would be found',
    shows: /name = kubernetes\.default/,
    rendered: each(
      'ConfigMap',
      ({ data }) => {
        data.Corefile = data.Corefile.replace('kubernetes cluster.local', 'kubernetes cluster.local in-addr.arpa');
        data.Corefile = data.Corefile.replace('cluster.local:53', 'cluster.local:53 in-addr.arpa:53');
      },
      'egress-dns',
    ),
  },
});
