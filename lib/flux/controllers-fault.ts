import { parse } from 'yaml';
import { type Data, isMap } from '../data';
import { BOOTSTRAP_FILES, FLUX_SYSTEM, shardNames } from '../vocabulary';
import { type ControllerSettings, controllerArguments } from './controllers';
import { MAIN_ONLY, SHARDED, WATCHED_BY_MAIN } from './shard';

const KEYS = ['apiVersion', 'kind', 'resources', 'patches'];
const ARGS = '/spec/template/spec/containers/0/args';
/** Keys that a target may have in addition to kind and name, and that still select the controllers. */
const SELECTING: Data = { group: 'apps', version: 'v1', namespace: FLUX_SYSTEM };

/**
 * Returns what a kustomization.yaml of the user's own lacks to start Flux's controllers as they have to be here, or
 * undefined if it lacks nothing. What might change their arguments in a way that is not read here is a fault.
 */
export function controllersFault(text: string, settings: ControllerSettings): string | undefined {
  try {
    return faultOf(asMap(parse(text)), settings);
  } catch (error) {
    return `cannot be read (${(error as Error).message.split('\n')[0]})`;
  }
}

function faultOf(content: Data, settings: ControllerSettings): string | undefined {
  const unknown = Object.keys(content).find((key) => !KEYS.includes(key));
  if (unknown) return `uses ${unknown}, which may change the controllers (expected only ${KEYS.join(', ')})`;
  const missing = BOOTSTRAP_FILES.find((file) => !asList(content.resources).includes(file));
  if (missing) return `does not list ${missing} under resources`;
  const shards = shardNames(settings.shards);
  const fault = shardsFault(asList(content.resources), shards);
  if (fault) return fault;
  const patches = asList(content.patches).map(asMap);
  for (const { controllers, args, mainOnly = false } of controllerArguments(settings)) {
    for (const controller of controllers) {
      const isSharded = shards.length > 0 && (SHARDED as readonly string[]).includes(controller);
      for (const of of isSharded ? (['main', 'shard'] as const) : (['main'] as const)) {
        const shown = of === 'main' ? controller : `the shards of ${controller}`;
        const given = argumentsOf(controller, patches, of);
        if (typeof given === 'string') return given;
        if (of === 'shard' && given.some((argument) => split(argument).flag === split(WATCHED_BY_MAIN).flag))
          return `starts ${shown} with ${WATCHED_BY_MAIN}, too (expected annotationSelector: "${MAIN_ONLY}" in its target)`;
        const lacking = of === 'shard' && mainOnly ? undefined : args.find((wanted) => !isGiven(wanted, given));
        if (lacking) return `does not start ${shown} with ${lacking}`;
      }
    }
  }
  return undefined;
}

function shardsFault(resources: readonly unknown[], shards: readonly string[]): string | undefined {
  const listed = resources.map((entry) => String(entry).replace(/^\.\/|\/$/g, ''));
  const missing = shards.find((shard) => !listed.includes(shard));
  if (missing) return `does not list ${missing} under resources, so that no controller reconciles its tenants`;
  const unknown = listed.find((entry) => /^shard\d+$/.test(entry) && !shards.includes(entry));
  return unknown === undefined
    ? undefined
    : `lists ${unknown} under resources, and synth renders no such folder (flux.shards: ${shards.length || 'not set'})`;
}

/**
 * The arguments that the patches add to a controller, or why they are unknown.
 *
 * @param of which of its Deployments: the main one, or that of a shard, which is selected by the same name
 */
function argumentsOf(controller: string, patches: readonly Data[], of: 'main' | 'shard'): string[] | string {
  const given: string[] = [];
  for (const { patch, target } of patches) {
    if (typeof patch !== 'string') return 'has a patch in a file of its own (write it inline)';
    const content: unknown = parse(patch);
    if (!Array.isArray(content)) {
      if (replacesArguments(content))
        return `has a strategic merge patch that may replace arguments (use op: add, path: ${ARGS}/-)`;
      continue;
    }
    const { kind, name, annotationSelector, ...others } = asMap(target);
    if (!matches(kind, 'Deployment') || !matches(name, controller)) continue;
    if (annotationSelector === MAIN_ONLY && of === 'shard') continue;
    const isExact =
      (annotationSelector === undefined || annotationSelector === MAIN_ONLY) &&
      Object.entries(others).every(([key, value]) => SELECTING[key] === value);
    for (const { op, path, from, value } of content.map(asMap)) {
      if (op === 'add' && path === `${ARGS}/-` && typeof value === 'string' && isExact) given.push(value);
      else if (op !== 'test' && (touchesArguments(path) || touchesArguments(from)))
        return `has a patch with ${op} ${path}, which may change arguments (only add ${ARGS}/-, for a kind and a name)`;
    }
  }
  return given;
}

function matches(pattern: unknown, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${String(pattern)})$`).test(text);
}

/** The arguments themselves, one of them, or something that holds them. */
function touchesArguments(path: unknown): boolean {
  if (typeof path !== 'string') return false;
  return ARGS.startsWith(path.replace(/\/$/, '')) || path.startsWith(`${ARGS}/`) || path.endsWith('/command');
}

function replacesArguments(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(replacesArguments);
  return Object.entries(asMap(value)).some(
    ([key, each]) => key === 'args' || key === 'command' || key.startsWith('$') || replacesArguments(each),
  );
}

/** Of an argument that is given twice, the controller takes the last one. */
function isGiven(wanted: string, given: readonly string[]): boolean {
  const { flag, values } = split(wanted);
  const last = given.map(split).findLast((one) => one.flag === flag);
  return last !== undefined && values.every((value) => last.values.includes(value));
}

function split(argument: string): { readonly flag: string; readonly values: readonly string[] } {
  const [, flag = argument, value = 'true'] = /^--?([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  return { flag, values: value.split(',') };
}

function asMap(value: unknown): Data {
  return isMap(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
