import { type Data, maps, type PodContainer } from '../rendered';

interface Variable {
  readonly name: string;
  /** Undefined: it is taken from elsewhere. */
  readonly value?: string;
  /** Index in `env`. */
  readonly index: number;
}

/** The variables that a container sets itself; of two with one name the last holds. */
export function variablesOf({ spec }: PodContainer): readonly Variable[] {
  return maps(spec.env).map((entry: Data, index) => ({
    name: String(entry.name),
    ...(entry.valueFrom === undefined ? { value: String(entry.value ?? '') } : {}),
    index,
  }));
}
