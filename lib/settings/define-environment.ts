import type { EnvironmentSettings } from './generated';

/**
 * The settings of an environment, for `export default` in `overlays/<environment>.ts`. It returns them unchanged; the
 * loader validates them together with all other settings.
 */
export function defineEnvironment(settings: EnvironmentSettings): EnvironmentSettings {
  return settings;
}
