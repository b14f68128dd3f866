import type { Path } from './_sources';

type Data = Readonly<Record<string, unknown>>;

/** A value of one object that the other one has not, or has otherwise. */
export interface Difference {
  readonly path: Path;
  /** The same with the names of list elements: `spec.template.spec.containers[web].image`. */
  readonly place: string;
  readonly value: unknown;
  /** Undefined: the other has nothing there. */
  readonly other: unknown;
}

const KEYS = ['mountPath', 'containerPort', 'port', 'name', 'key', 'topologyKey', 'type'];
const CONTAINERS = ['containers', 'initContainers'];

/** The values of one object that the other has not in the same place. Elements of lists are paired by what names them. */
export function differences(one: unknown, other: unknown, path: Path = [], place = ''): Difference[] {
  if (isMap(one)) {
    const inner = Object.entries(one).flatMap(([key, value]) => {
      const at = place ? `${place}.${key}` : key;
      return differences(value, counterpart(one, other, key, value), [...path, key], at);
    });
    return inner;
  }
  if (Array.isArray(one)) {
    return one.flatMap((element, index) => {
      const [name, found] = paired(element, Array.isArray(other) ? other : []);
      return differences(element, found, [...path, index], `${place}[${name}]`);
    });
  }
  return one === other ? [] : [{ path, place, value: one, other }];
}

function counterpart(one: Data, other: unknown, key: string, value: unknown): unknown {
  if (!isMap(other)) return undefined;
  // A sidecar of the settings is a container that starts before the main one.
  if (CONTAINERS.includes(key)) return CONTAINERS.flatMap((each) => other[each] ?? []);
  // A volume has its name within its pod alone.
  if (key === 'name' && ('mountPath' in one || VOLUMES.some((kind) => kind in one))) return value;
  return other[key];
}

const VOLUMES = ['persistentVolumeClaim', 'configMap', 'secret', 'emptyDir'];

function paired(element: unknown, others: readonly unknown[]): readonly [name: string, found: unknown] {
  if (!isMap(element)) return [String(element), others.find((each) => each === element)];
  const kind = VOLUMES.find((each) => each in element);
  if (kind && !('mountPath' in element)) {
    const same = (each: unknown) => isMap(each) && JSON.stringify(each[kind]) === JSON.stringify(element[kind]);
    return [kind, others.find(same)];
  }
  const key = KEYS.find((each) => element[each] !== undefined);
  if (key === undefined) {
    const same = (each: unknown) => JSON.stringify(each) === JSON.stringify(element);
    return [Object.keys(element).join(), others.find(same)];
  }
  return [String(element[key]), others.find((each) => isMap(each) && each[key] === element[key])];
}

function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
