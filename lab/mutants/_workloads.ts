import { both, each, eachPodSpec, withoutAdmission } from './_rendered';
import { mutants } from './mutant';

const POOL = 'on its nodes, and wait when none of those is free';
const OWN = 'each tenant leaves by the address of its own proxy';
const EXEC = 'prints the public address of the tenant’s proxy';

interface Container {
  env?: { name: string; value?: string }[];
  resources?: object;
}

/** Mutants of what pods are told, and of where they run. */
export const WORKLOADS = mutants('seed', {
  'wrong-proxy-address': {
    breaks: 'pods are told of a proxy that is not theirs',
    scenario: EXEC,
    shows: /"code": /,
    rendered: (object) => {
      for (const { literals } of object.configMapGenerator ?? []) {
        const at = literals.findIndex((literal: string) => literal.startsWith('PROXY_ADDRESS='));
        literals[at] = 'PROXY_ADDRESS=172.16.28.99';
      }
    },
  },
  'no-proxy-variables': {
    breaks: 'pods are not told of a proxy',
    scenario: '`kubectl logs` shows',
    shows: /a request has succeeded|Proxy configurado: http/,
    rendered: both(
      withoutAdmission,
      eachPodSpec(({ containers }: { containers: Container[] }) => {
        for (const one of containers) one.env = one.env?.filter(({ name }) => !/^https?_proxy$/i.test(name));
      }),
    ),
  },
  'no-http-proxy': {
    breaks: 'pods are told of a proxy for https alone',
    scenario: 'over http it is the same address',
    shows: /"code": 28/,
    rendered: both(
      withoutAdmission,
      eachPodSpec(({ containers }: { containers: Container[] }) => {
        for (const one of containers) one.env = one.env?.filter(({ name }) => !/^http_proxy$/i.test(name));
      }),
    ),
  },
  'unknown-field': {
    breaks: 'a workload has a field that Kubernetes does not know',
    scenario: 'passes a strict server-side dry run',
    shows: /unknown field/,
    rendered: each('LimitRange', ({ spec }) => Object.assign(spec, { limit: [] })),
  },
  'swapped-public-addresses': {
    breaks: 'the proxies of two tenants have each other’s public address',
    file: 'two-tenants',
    scenario: OWN,
    shows: /\+ +"203\.0\.113\.1[01]"/,
    machines: (model) => {
      const addresses = model.tenants.map(({ egress }) => egress.proxies[0]?.publicAddress).reverse();
      const tenants = model.tenants.map((tenant, index) => {
        const [first, ...rest] = tenant.egress.proxies;
        const proxies = first ? [{ ...first, publicAddress: addresses[index] }, ...rest] : [];
        return { ...tenant, egress: { ...tenant.egress, proxies } };
      });
      return { ...model, tenants };
    },
  },
  'no-toleration': {
    breaks: 'pods do not tolerate the taint of their nodes, and admission lets them',
    file: 'two-tenants',
    scenario: POOL,
    shows: /every workload runs as it is written/,
    rendered: both(
      withoutAdmission,
      eachPodSpec((spec) => delete spec.tolerations),
    ),
  },
  'no-selector': {
    breaks: 'pods do not choose their pool, and admission lets them',
    file: 'two-tenants',
    scenario: POOL,
    shows: /"placed": "system-1"/,
    rendered: both(
      withoutAdmission,
      eachPodSpec((spec) => delete spec.nodeSelector),
    ),
  },
  'selector-of-another': {
    breaks: 'pods choose the pool of another tenant, tolerate its taint, and admission lets them',
    file: 'two-tenants',
    scenario: POOL,
    shows: /"client-b-pool-1"/,
    rendered: both(
      withoutAdmission,
      eachPodSpec((spec) => {
        if (spec.nodeSelector) spec.nodeSelector['node-pool'] = 'client-b-pool';
        for (const toleration of spec.tolerations ?? []) toleration.key = 'node-role.kubernetes.io/client-b';
      }, /client-a/),
    ),
  },
});
