import { join } from 'node:path';
import { type EnvironmentModel, loadModel } from '../../../lib';
import { isMonitored, type Monitored } from '../../../lib/monitoring';

const SETTINGS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };

export interface MonitoredModel extends EnvironmentModel {
  readonly environment: Monitored;
}

/** `watched` has the real durations, `quick` short ones, `panels` all that dashboards can show. */
export function modelOf(name: 'watched' | 'quick' | 'panels'): MonitoredModel {
  const found = loadModel(SETTINGS).model.environments.find(({ environment }) => environment.name === name);
  if (!found || !isMonitored(found.environment))
    throw new Error(`the settings have no environment ${name} with monitoring`);
  return { ...found, environment: found.environment };
}
