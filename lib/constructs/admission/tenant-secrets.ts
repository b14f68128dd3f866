import { policyName } from '../../vocabulary';
import { say } from './_cel';
import { CONTROLLER, PLATFORM, TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

/** A Secret of this type is filled with a token that never expires, of any account of the namespace. */
const TOKEN = 'kubernetes.io/service-account-token';

/** Tenants keep their own secrets, and get no account's. */
export const SECRETS: AdmissionPolicyProps = {
  name: policyName('secrets'),
  description: 'Tenants make no tokens of accounts',
  rules: [written('', ['secrets'], { operations: ['CREATE'] })],
  variables: [TENANT, PLATFORM, CONTROLLER],
  validations: [
    {
      expression: `object.?type.orValue('') != '${TOKEN}' || variables.platform || variables.controller`,
      messageExpression: say`tenant ${'variables.tenant'}: tokens of accounts are the platform’s. Use a Secret of another type than kubernetes.io/service-account-token`,
    },
  ],
};
