import type { Environment, Tenant } from '../model/types';
import { FLUX_SYSTEM, infraPath } from '../vocabulary';

/** 1: nothing new starts. 2: nothing runs. 3: the tenant is gone. */
export type Stage = 1 | 2 | 3;

/** A tenant in one environment. */
export interface LeavingTenant {
  readonly environment: Environment;
  readonly tenant: Tenant;
}

interface RemoveStepsProps {
  readonly name: string;
  readonly stage: Stage;
  readonly tenants: readonly LeavingTenant[];
  /** What could not be changed in the settings. */
  readonly left: readonly string[];
  /** Undefined: addresses are released. */
  readonly keepUntil?: string;
}

/** What a user has to do after a stage of a tenant's removal, in this order. docs/leaving.md explains each. */
export function removeSteps({ name, stage, tenants, left, keepUntil }: RemoveStepsProps): string[] {
  const again = `npm run tenant:remove -- ${name}`;
  const namespaces = [...new Set(tenants.map(({ tenant }) => tenant.namespace))];
  const apply = 'npm run plan; npm run synth; commit all of it at once and merge, and wait until Flux has applied it';
  switch (stage) {
    case 1:
      return [
        ...left,
        apply,
        ...tenants.map(({ environment }) => `npm run vm:apply -- --env ${environment.name} --tenant ${name}`),
        `export what has to be kept. Running pods still answer: kubectl exec, kubectl cp and a dump of the database work`,
        ...namespaces.map(
          (namespace) =>
            `kubectl get deployments,statefulsets,cronjobs,services,configmaps,secrets,persistentvolumeclaims --namespace ${namespace} --output yaml > ${namespace}.yaml`,
        ),
        `the audit record of its requests: copy /var/log/squid/access.log* from each proxy, or keep it in the log store (docs/logs.md)`,
        `${again} for the next stage: it removes what runs. To take it all back, set state: active`,
      ];
    case 2:
      return [
        ...left,
        apply,
        ...namespaces.map(
          (namespace) =>
            `kubectl get pods --namespace ${namespace}: none is left. Volume claims stay: kubectl get persistentvolumeclaims --namespace ${namespace}`,
        ),
        `${again} --keep-until DATE for the last stage: it removes the tenant and its proxies`,
      ];
    case 3:
      return [
        ...left,
        apply,
        ...tenants
          .filter(({ environment }) => environment.infrastructure !== undefined)
          .map(
            ({ environment }) =>
              `Terraform in ${infraPath(environment.name)}: plan has to delete the VMs, the private addresses and the pool of ${name}${keepUntil === undefined ? ', and its public addresses' : ' and no scaleway_instance_ip'}; apply it`,
          ),
        ...tenants
          .filter(({ environment }) => environment.infrastructure === undefined)
          .map(
            ({ environment, tenant }) =>
              `in ${environment.name}, delete the VMs ${tenant.egress.proxies.map((proxy) => proxy.name).join(' and ')} and the nodes of ${tenant.nodePool.name}, and keep or release the public addresses`,
          ),
        ...namespaces.map(
          (namespace) =>
            `the data is still there. When no one needs it, in each cluster, as an administrator: kubectl delete namespace ${namespace}`,
        ),
        `nothing else of it may be left: kubectl get serviceaccounts,kustomizations --namespace ${FLUX_SYSTEM}`,
        ...(keepUntil === undefined
          ? []
          : [
              `after ${keepUntil}, remove its entries from retired of the environments: Terraform then releases the addresses`,
            ]),
      ];
  }
}
