import { each } from './_rendered';
import { mutants } from './mutant';

/** Mutants of what lets requests from outside reach a workload. */
export const ROUTES = mutants('routes', {
  'route-for-everyone': {
    breaks: 'the policy of a route lets pods of all namespaces in',
    scenario: 'pods of other namespaces reach nothing',
    shows: /\+ {3}8080/,
    rendered: each(
      'NetworkPolicy',
      ({ spec }) => spec.ingress[0].from.push({ namespaceSelector: {} }),
      'allow-route-web',
    ),
  },
  'route-to-all-ports': {
    breaks: 'the policy of a route opens all ports of its workload',
    scenario: 'the controller reaches the workload of the route at its port, and nothing else of any tenant',
    shows: /\+ {3}8081/,
    rendered: each('NetworkPolicy', ({ spec }) => delete spec.ingress[0].ports, 'allow-route-web'),
  },
  'route-to-all-workloads': {
    breaks: 'the policy of a route selects all pods of the tenant',
    scenario: 'the controller reaches the workload of the route at its port, and nothing else of any tenant',
    shows: /\+ {3}8080/,
    rendered: each('NetworkPolicy', ({ spec }) => Object.assign(spec, { podSelector: {} }), 'allow-route-web'),
  },
});
