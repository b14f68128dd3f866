import { infraOf } from '../_names';
import { type Context, type Data, map } from '../_rendered';
import type { Found } from '../rule';

export { map, maps, texts } from '../_rendered';

/** The resources of one type, by name. */
type Resources = (type: string) => readonly (readonly [name: string, block: Data])[];

/** What a check finds in the environment's main.tf.json; without infrastructure there is none. */
export function inTerraform(context: Context, check: (resources: Resources) => readonly string[]): Found[] {
  const { environment, files } = context;
  if (!environment.infrastructure) return [];
  const file = `${infraOf(environment.name)}/main.tf.json`;
  const resource = map(map(read(files.get(file))).resource);
  const resources: Resources = (type) => Object.entries(map(resource[type])).map(([name, block]) => [name, map(block)]);
  return check(resources).map((message) => ({ file, message }));
}

function read(text = '{}'): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // All that is expected of it is missing then.
    return {};
  }
}
