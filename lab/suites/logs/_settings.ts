import { join } from 'node:path';
import { type EnvironmentModel, loadModel } from '../../../lib';

/** The ways to a store that the lab can have. Cockpit is Loki with another header. */
export const WAYS = ['syslog', 'loki'] as const;
export type Way = (typeof WAYS)[number];

export function modelOf(way: Way): EnvironmentModel {
  const folders = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };
  const found = loadModel(folders).model.environments.find(({ environment }) => environment.name === way);
  if (!found) throw new Error(`the settings have no environment ${way}`);
  return found;
}
