export const UNITS = '/etc/systemd/system/';

/** The assignments of a unit, in order. An empty value resets those before. */
export function settingsOf(unit = ''): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>();
  for (const [, key = '', value = ''] of unit.matchAll(/^(\w+)=(.*)$/gm)) {
    settings.set(key, value === '' ? [] : [...(settings.get(key) ?? []), value]);
  }
  return settings;
}
