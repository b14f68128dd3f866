import { EgressError } from '../errors';
import type { EnvironmentModel, Tenant } from '../model/types';

/** @throws EgressError (2) where it is not clear which one is meant */
export function onlyEnvironment(environments: readonly EnvironmentModel[], name: string | undefined): EnvironmentModel {
  const found = environments.filter(({ environment }) => name === undefined || environment.name === name);
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  const names = environments.map(({ environment }) => environment.name).join(', ');
  throw new EgressError(`choose the environment whose cluster is meant with --env (available: ${names || 'none'})`, 2);
}

/** @throws EgressError (2) where the environment does not have the tenant */
export function requireTenantOf({ environment, tenants }: EnvironmentModel, name: string): Tenant {
  const tenant = tenants.find((each) => each.name === name);
  if (tenant) return tenant;
  throw new EgressError(`${name} is not in ${environment.name}: choose another --env`, 2);
}
