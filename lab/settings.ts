import type { EnvironmentModel } from '../lib';
import { EgressError } from '../lib/errors';

/** Where the settings lie, and which environment is meant. */
interface SettingsOptions {
  readonly tenants: string;
  readonly environments: string;
  readonly env: string;
}

/**
 * The model of one environment. The loader is fetched when it is asked for: commands that need no settings start quicker.
 *
 * @throws EgressError (1) for problems in the settings, (2) for an environment that is not there
 */
export async function modelOf({ tenants, environments, env }: SettingsOptions): Promise<EnvironmentModel> {
  const { loadModel } = await import('../lib');
  const { model } = loadModel({ tenants, environments });
  const found = model.environments.find(({ environment }) => environment.name === env);
  if (found) return found;
  const names = model.environments.map(({ environment }) => environment.name).join(', ');
  throw new EgressError(`unknown environment ${env}: there is ${names}`, 2);
}
