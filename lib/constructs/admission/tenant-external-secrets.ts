import { EXTERNAL_SECRETS, policyName, SECRET_STORE } from '../../vocabulary';
import { lines, say } from './_cel';
import { SPEC_WRITTEN, TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';

/** A Secret of this type is filled with a token of an account by the API server. */
const TOKEN = 'kubernetes.io/service-account-token';

/**
 * An ExternalSecret reads from its tenant's store alone. The operator has rights in all namespaces and at the provider, so it must
 * not be told to use another store, a generator, or to write something else than a plain Secret. It holds for everyone.
 */
export const EXTERNAL_SECRETS_POLICY: AdmissionPolicyProps = {
  name: policyName('external-secrets'),
  description: 'An ExternalSecret in a tenant’s namespace reads from the tenant’s own store',
  rules: [written(EXTERNAL_SECRETS, ['externalsecrets'], { apiVersions: ['*'] })],
  conditions: [SPEC_WRITTEN],
  variables: [
    TENANT,
    {
      name: 'sources',
      expression: lines(
        'dyn(object.spec).?data.orValue([]).filter(entry, has(entry.sourceRef)).size() +',
        '  dyn(object.spec).?dataFrom.orValue([]).filter(entry, has(entry.sourceRef)).size()',
      ),
    },
  ],
  validations: [
    {
      expression: lines(
        `dyn(object.spec).?secretStoreRef.?name.orValue('') == '${SECRET_STORE}' &&`,
        "  dyn(object.spec).?secretStoreRef.?kind.orValue('SecretStore') == 'SecretStore'",
      ),
      messageExpression: say`tenant ${tenant}: an ExternalSecret reads from the tenant’s own store. Set secretStoreRef to { kind: SecretStore, name: ${`'${SECRET_STORE}'`} }`,
    },
    {
      expression: 'variables.sources == 0',
      messageExpression: say`tenant ${tenant}: sourceRef would read from another store or a generator. Remove it from data and dataFrom; secretStoreRef is the store of all entries`,
    },
    {
      expression: lines(
        '!has(dyn(object.spec).target) || (!has(dyn(object.spec).target.manifest) &&',
        `  dyn(object.spec).target.?template.?type.orValue('') != '${TOKEN}')`,
      ),
      messageExpression: say`tenant ${tenant}: an ExternalSecret makes a Secret, and no token of an account. Remove target.manifest, and use another target.template.type`,
    },
  ],
};
