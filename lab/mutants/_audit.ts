import { each } from './_rendered';
import { mutants } from './mutant';

/** Mutants of what says which pod sent a request. */
export const AUDIT = mutants('audit', {
  'pod-chosen-by-client': {
    breaks: 'the gateway leaves what a client says about who it is',
    scenario: 'requests are joined to the pods that sent them',
    shows: /Expected: +>= 0\.999/,
    rendered: each(
      'ConfigMap',
      ({ data }) => {
        data['haproxy.cfg'] = data['haproxy.cfg'].replace(/ {2}http-request (del|set)-header .*\n/g, '');
      },
      'egress-gateway',
    ),
  },
});
