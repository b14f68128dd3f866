import type { Lab } from '../../lab';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const NAME = 'no-identities';

/** Has the API server refuse new identities of Cilium while something is done: pods with new labels then have none. */
export async function refuseIdentities(lab: Lab, act: () => Promise<void>): Promise<void> {
  const kind = (name: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: name,
    metadata: { name: NAME },
  });
  const resources = {
    apiGroups: ['cilium.io'],
    apiVersions: ['*'],
    operations: ['CREATE'],
    resources: ['ciliumidentities'],
  };
  await lab.api.create(`${ADMISSION}/validatingadmissionpolicies`, {
    ...kind('ValidatingAdmissionPolicy'),
    spec: { matchConstraints: { resourceRules: [resources] }, validations: [{ expression: 'false' }] },
  });
  await lab.api.create(`${ADMISSION}/validatingadmissionpolicybindings`, {
    ...kind('ValidatingAdmissionPolicyBinding'),
    spec: { policyName: NAME, validationActions: ['Deny'] },
  });
  const identity = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumIdentity',
    metadata: { name: '65000' },
    'security-labels': { 'k8s:lab': 'probe' },
  };
  try {
    await lab.waitFor('identities are refused', async () => {
      const { status } = await lab.api.request('POST', '/apis/cilium.io/v2/ciliumidentities?dryRun=All', identity);
      return status === 422 || status === 403;
    });
    await act();
  } finally {
    await lab.api.request('DELETE', `${ADMISSION}/validatingadmissionpolicybindings/${NAME}`);
    await lab.api.request('DELETE', `${ADMISSION}/validatingadmissionpolicies/${NAME}`);
  }
}
