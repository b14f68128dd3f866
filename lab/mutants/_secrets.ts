import { each } from './_rendered';
import { mutants } from './mutant';

/** Mutants of who reads Secrets. A key that two tenants have is part of the scenario itself, and of `isolation`. */
export const SECRETS = mutants('secrets', {
  'people-read-secrets': {
    breaks: 'the role of a tenant’s people reads Secrets',
    scenario: 'read no Secrets',
    shows: /Received: +200/,
    rendered: each(
      'ClusterRole',
      ({ rules }) => rules.push({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
      'egress-tenant-people',
    ),
  },
});
