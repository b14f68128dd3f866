import { kustomization } from '../_example';
import { CONFIG_NAME } from '../_names';
import { isKind, map } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { noWayOut, waysOut } from './_way-out';

const generating = (literals: string) =>
  kustomization('client-b/workloads')(`
    configMapGenerator:
      - name: ${CONFIG_NAME}
        namespace: client-b
        behavior: replace
        literals: ${literals}
  `);

export const rule: RuleDefinition = {
  title: 'The ConfigMap names another proxy than the settings',
  why: 'Pods compose the address of their proxy from client-egress-config. With another tenant’s proxy in it they would leave by that tenant’s address, or not at all.',
  fix: 'PROXY_ADDRESS and PROXY_PORT are those of the tenant’s proxy in this environment, or of its gateway where it has one; ENVIRONMENT is the environment’s name.',
  good: [generating('[PROXY_ADDRESS=172.16.28.19, PROXY_PORT=3128, ENVIRONMENT=production]')],
  bad: [
    generating('[PROXY_ADDRESS=172.16.28.8, PROXY_PORT=3128, ENVIRONMENT=production]'),
    generating('[PROXY_ADDRESS=172.16.28.19, PROXY_PORT=3128, ENVIRONMENT=development]'),
  ],
  check: ({ namespaces, environment }) =>
    namespaces.flatMap(({ tenant, objects }) =>
      objects
        .filter((each) => isKind(each, 'ConfigMap', '') && each.object.metadata.name.startsWith(CONFIG_NAME))
        .flatMap((each): Found[] => {
          const { PROXY_ADDRESS: address, PROXY_PORT: port, ENVIRONMENT: name } = map(each.object.data);
          const known = waysOut(tenant).some((way) => way.address === address && String(way.port) === port);
          return [
            ...(known ? [] : [found(each, ['data'], `${address}:${port} is ${noWayOut(tenant)} here`)]),
            ...(name === environment.name
              ? []
              : [found(each, ['data', 'ENVIRONMENT'], `is ${name}, in ${environment.name}`)]),
          ];
        }),
    ),
};
