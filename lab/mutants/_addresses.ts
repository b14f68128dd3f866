import { each } from './_rendered';
import type { Mutant } from './mutant';

const STAYS_OUT = 'an address that a pod reports and does not have stays out of reach';
const GOT_OUT = /"stdout": "198\.51\.100\./;

/** Mutants of what holds addresses that pods do not have. */
export const ADDRESSES: readonly Mutant[] = [
  {
    name: 'annotations-audited',
    breaks: 'the admission policy for annotations refuses nothing',
    file: 'calico',
    scenario: 'an annotation that names addresses is refused to every account',
    shows: /"status": 201/,
    rendered: each(
      'ValidatingAdmissionPolicyBinding',
      ({ spec }) => Object.assign(spec, { validationActions: ['Audit'] }),
      'egress-tenant-annotations',
    ),
  },
  {
    name: 'global-policy-for-nobody',
    breaks: 'Calico’s global policy selects no namespace',
    file: 'calico',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) =>
      Object.assign(spec, { namespaceSelector: "kubernetes.io/metadata.name == 'no-one'" }),
    ),
  },
  {
    name: 'global-policy-last',
    breaks: 'Calico’s global policy is evaluated after the network policies',
    file: 'calico',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) => Object.assign(spec, { order: 2000 })),
  },
  {
    name: 'global-policy-too-wide',
    breaks: 'Calico’s global policy leaves out the internet',
    file: 'calico',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) =>
      spec.egress[1].destination.notNets.push('0.0.0.0/1', '128.0.0.0/1'),
    ),
  },
];
