import { auditing, each } from './_rendered';
import { mutants } from './mutant';

const STAYS_OUT = 'an address that a pod reports and does not have stays out of reach';
const GOT_OUT = /"stdout": "198\.51\.100\./;

/** Mutants of what holds addresses that pods do not have. */
export const ADDRESSES = mutants('calico', {
  'annotations-audited': {
    breaks: 'the admission policy for annotations refuses nothing',
    scenario: 'an annotation that names addresses is refused to every account',
    shows: /"status": 201/,
    rendered: auditing('egress-tenant-annotations'),
  },
  'global-policy-for-nobody': {
    breaks: 'Calico’s global policy selects no namespace',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) =>
      Object.assign(spec, { namespaceSelector: "kubernetes.io/metadata.name == 'no-one'" }),
    ),
  },
  'global-policy-last': {
    breaks: 'Calico’s global policy is evaluated after the network policies',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) => Object.assign(spec, { order: 2000 })),
  },
  'global-policy-too-wide': {
    breaks: 'Calico’s global policy leaves out the internet',
    scenario: STAYS_OUT,
    shows: GOT_OUT,
    rendered: each('GlobalNetworkPolicy', ({ spec }) =>
      spec.egress[1].destination.notNets.push('0.0.0.0/1', '128.0.0.0/1'),
    ),
  },
});
