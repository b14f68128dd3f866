import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check } from '../types';

const KINDS = [
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
];

export const check: Check = {
  title: 'admission policies and their bindings are as rendered',
  rights: list(
    'admissionregistration.k8s.io',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
    'mutatingadmissionpolicies',
    'mutatingadmissionpolicybindings',
  ),
  run(world) {
    return compareObjects(world, world.expected.ofKind(...KINDS), {
      missing: 'live-admission-missing',
      differs: 'live-admission-differs',
      exact: true,
    });
  },
};
