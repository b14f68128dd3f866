import { join } from 'node:path';
import { loadModel } from '../../lib';
import type { EnvironmentModel } from '../../lib/model/types';
import { isMonitored, type Monitored } from '../../lib/monitoring';

const SUITE = join(__dirname, '../../lab/suites/monitoring');
const { model } = loadModel({ tenants: join(SUITE, 'tenants'), environments: join(SUITE, 'overlays') });

/** The settings of the lab's suite, with the default durations: a pair with a gateway, and a proxy with certificates. */
export function watched(more: Partial<Monitored> = {}): EnvironmentModel & { readonly environment: Monitored } {
  const found = model.environments.find(({ environment }) => environment.name === 'watched');
  if (!found || !isMonitored(found.environment)) throw new Error('the suite has no environment `watched`');
  return { ...found, environment: { ...found.environment, ...more } };
}
