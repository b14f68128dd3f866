import { isDeepStrictEqual } from 'node:util';
import { type Data, list, map } from '../data';
import { podTemplateSteps } from '../kinds';
import type { KubeObject } from '../kustomize';

/**
 * An object whose containers have the variables that differ from the base's first. What a patch names comes first, so a
 * patch then names these alone; otherwise it names the proxy variables as well, without values, as if it emptied them.
 * Containers in which a variable refers to another one, whose order matters, stay as they are.
 */
export function changedVariablesFirst(object: KubeObject, base: KubeObject): KubeObject {
  const template = podTemplateSteps(object);
  if (template === undefined) return object;
  const steps = [...template, 'spec'];
  const spec = at(base, steps);
  return withAt(object as unknown as Data, steps, (pod) => ({
    ...pod,
    ...Object.fromEntries(
      ['containers', 'initContainers'].flatMap((key) => {
        const before = list(spec[key]).map(map);
        const containers = list(pod[key]).map(map);
        if (containers.length === 0) return [];
        return [
          [
            key,
            containers.map((one) =>
              reordered(
                one,
                before.find(({ name }) => name === one.name),
              ),
            ),
          ],
        ];
      }),
    ),
  })) as unknown as KubeObject;
}

function reordered(container: Data, base: Data | undefined): Data {
  const variables = list(container.env).map(map);
  const before = list(base?.env).map(map);
  const names = new Set(variables.map(({ name }) => name));
  const refers = ({ value }: Data) => [...String(value).matchAll(/\$\(([^)]*)\)/g)].some(([, name]) => names.has(name));
  if (!base || variables.length === 0 || variables.some(refers)) return container;
  const isKept = (variable: Data) => before.some((one) => isDeepStrictEqual(one, variable));
  const kept = before.filter((one) => variables.some((variable) => isDeepStrictEqual(one, variable)));
  return { ...container, env: [...variables.filter((variable) => !isKept(variable)), ...kept] };
}

function at(object: unknown, steps: readonly string[]): Data {
  return steps.reduce((data, step) => map(data[step]), map(object));
}

function withAt(data: Data, [step, ...rest]: readonly string[], change: (data: Data) => Data): Data {
  return step === undefined ? change(data) : { ...data, [step]: withAt(map(data[step]), rest, change) };
}
