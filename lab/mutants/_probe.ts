import { each } from './_rendered';
import { mutants } from './mutant';

const POLICY = 'egress-tenant-egress-probe';
const TAKEN = /\+ {3}"status": 20[01]/;

// biome-ignore lint/suspicious/noExplicitAny: the fields of a policy
const inPolicy = (change: (spec: any) => void) => each('ValidatingAdmissionPolicy', ({ spec }) => change(spec), POLICY);

/** A variable of the policy with another expression. */
const withVariable = (name: string, expression: (before: string) => string) =>
  inPolicy(({ variables }) => {
    for (const each of variables) if (each.name === name) each.expression = expression(each.expression);
  });

/** Mutants of what keeps a tenant from the probe that watches it. */
export const PROBE_GUARD = mutants('admission/probe', {
  'probe-deletable': {
    breaks: 'the policy about the probe does not look at deletions',
    scenario: 'deletes the Deployment',
    shows: TAKEN,
    rendered: inPolicy(({ matchConstraints: { resourceRules } }) => {
      for (const each of resourceRules) each.operations = ['CREATE', 'UPDATE', 'CONNECT'];
    }),
  },
  'probe-deletable-by-label': {
    breaks: 'the policy about the probe looks at the name of a request alone, which a deletion by label does not have',
    scenario: 'deletes all pods with its label',
    shows: TAKEN,
    rendered: withVariable('objects', (before) => before.replace('[dyn(object), dyn(oldObject)]', '[dyn(object)]')),
  },
  'probe-scalable': {
    breaks: 'the policy about the probe does not look at subresources',
    scenario: 'scales it to zero',
    shows: TAKEN,
    rendered: inPolicy(({ matchConstraints: { resourceRules } }) => {
      for (const each of resourceRules) each.resources = ['*'];
    }),
  },
  'probe-autoscalable': {
    breaks: 'the policy about the probe does not look at the target of an autoscaler',
    scenario: 'has an autoscaler scale it',
    shows: TAKEN,
    rendered: withVariable('scales', () => 'false'),
  },
  'probe-imitable': {
    breaks: 'the policy about the probe does not look at labels',
    scenario: 'runs a pod with its label',
    shows: TAKEN,
    rendered: withVariable('labels', () => 'false'),
  },
  'probe-imitable-later': {
    breaks: 'the policy about the probe looks at labels when something is created, and not when it is changed',
    scenario: 'gives a pod its label later',
    shows: TAKEN,
    rendered: withVariable('labels', (before) => `request.operation == 'CREATE' && (${before})`),
  },
});
