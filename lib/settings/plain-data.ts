import { formatPath, type Path } from './place';
import { show } from './text';

interface PlainData {
  readonly data?: unknown;
  readonly fault?: { readonly path: Path; readonly message: string };
}

const MAX_LEVELS = 50;

/**
 * Copies data that consists of maps, lists, text, numbers and booleans only. Otherwise returns where it does not.
 *
 * @param parents the maps and lists around it, from the outermost
 */
export function plainData(value: unknown, path: Path = [], parents: readonly unknown[] = []): PlainData {
  const fault = (message: string): PlainData => ({ fault: { path, message } });
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { data: value };
  if (typeof value === 'number')
    return Number.isFinite(value) ? { data: value } : fault(`${show(String(value))} is not a finite number`);
  if (typeof value !== 'object') return fault(`is a ${typeof value}; settings are plain text, numbers, lists and maps`);
  const same = parents.indexOf(value);
  if (same !== -1)
    return fault(
      `is circular: it is the same object as ${formatPath(path.slice(0, same)) || 'the settings'}, which contains it; write plain data without references to itself`,
    );
  if (path.length > MAX_LEVELS) return { fault: { path: path.slice(0, 1), message: 'is nested too deeply' } };
  if (!Array.isArray(value) && !isPlainMap(value))
    return fault('is an object of a class or with a prototype of its own; settings are plain maps');
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const { data, fault } = plainData(member, [...path, Array.isArray(value) ? Number(key) : key], [...parents, value]);
    if (fault) return { fault };
    copy[key] = data;
  }
  return { data: Array.isArray(value) ? Object.values(copy) : copy };
}

/** Compared by shape, since an object of another realm has another Object.prototype. */
function isPlainMap(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
