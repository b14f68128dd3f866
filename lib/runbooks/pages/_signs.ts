import type { Environment } from '../../model/types';
import { alertsOf, isMonitored } from '../../monitoring';
import { enumerate } from '../../settings/text';

/**
 * The alerts by which something is noticed, as one sign. Without `monitoring` there are none, and some exist only with `probe` or
 * `logs`.
 *
 * @param rest what follows their names
 * @returns none, if the environment has none of these alerts
 */
export function alertSigns(environment: Environment, names: readonly string[], rest = ''): readonly string[] {
  if (!isMonitored(environment)) return [];
  const known = new Set(alertsOf(environment).map(({ name }) => name));
  const shown = names.filter((name) => known.has(name));
  if (shown.length === 0) return [];
  return [`the ${shown.length === 1 ? 'alert' : 'alerts'} ${enumerate(shown)}${rest}`];
}
