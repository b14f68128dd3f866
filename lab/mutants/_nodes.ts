import { both, each } from './_rendered';
import { mutants } from './mutant';

/** Mutants of what lets nodes in, in the kinds of both datapaths. */
export const NODES = mutants('nodes', {
  'nodes-any-port': {
    breaks: 'nodes may connect at any port',
    scenario: 'reaches the declared port from every node, and a pod of its own node at any port',
    shows: /\+ +8081,/,
    rendered: both(
      each('NetworkPolicy', ({ spec }) => delete spec.ingress[0].ports, 'allow-ingress'),
      each('CiliumNetworkPolicy', ({ spec }) => delete spec.ingress?.[0].toPorts, 'allow-nodes'),
    ),
  },
  'nodes-and-all-others': {
    breaks: 'what lets nodes in means everything',
    scenario: 'pods of other namespaces stay out, that of the ingress controller included',
    shows: /\+ +8080,/,
    rendered: both(
      each(
        'NetworkPolicy',
        ({ spec }) => Object.assign(spec.ingress[0].from[0].ipBlock, { cidr: '0.0.0.0/0' }),
        'allow-ingress',
      ),
      each('CiliumNetworkPolicy', ({ spec: { ingress = [] } }) => {
        for (const rule of ingress) rule.fromEntities = ['all'];
      }),
    ),
  },
});
