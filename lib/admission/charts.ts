import { parse } from 'yaml';
import { list, map } from '../data';
import { EgressError } from '../errors';
import type { KubeObject } from '../kustomize';
import { mergePatch } from '../kustomize/merge';
import type { Tenant } from '../model/types';

interface Patch {
  readonly kind: RegExp;
  /** Undefined: objects of any name. */
  readonly name?: RegExp;
  /** A strategic merge patch, as YAML. */
  readonly patch: string;
}

/** What Flux changes in the objects of a chart before it applies them. */
export interface ChartRelease {
  readonly patches: readonly Patch[];
}

/**
 * The release of a chart among what is rendered for its tenant.
 *
 * @throws EgressError 2 if the tenant has no such chart there
 */
export function releaseIn(
  objects: readonly KubeObject[],
  name: string,
  tenant: Tenant,
  environment: string,
): ChartRelease {
  const release = objects.find(({ kind, metadata }) => kind === 'HelmRelease' && metadata.name === name);
  if (!release) {
    const known = (tenant.charts ?? []).map((chart) => chart.name).join(', ');
    throw new EgressError(
      `--chart ${name}: ${tenant.name} has no such chart in ${environment}${known === '' ? '; list it under charts' : `; available: ${known}`}`,
      2,
    );
  }
  const patches = list(map(map(release).spec).postRenderers).flatMap((one) => list(map(map(one).kustomize).patches));
  return {
    patches: patches.map((each): Patch => {
      const { target, patch } = map(each);
      const { kind, name: of } = map(target);
      const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
      return {
        kind: whole(String(kind ?? '.*')),
        ...(of === undefined ? {} : { name: whole(String(of)) }),
        patch: String(patch ?? ''),
      };
    }),
  };
}

/** An object of the chart as Flux applies it. */
export function postRendered(object: KubeObject, { patches }: ChartRelease): KubeObject {
  const { kind, metadata } = object;
  return patches
    .filter((patch) => patch.kind.test(kind) && (patch.name?.test(metadata.name) ?? true))
    .reduce((target, { patch }) => {
      // The header of a patch only says what kustomize needs of one.
      const { metadata: changed, apiVersion: _, kind: __, ...rest } = map(parse(patch, { version: '1.1' }));
      const { name: ___, ...own } = map(changed);
      const change = Object.keys(own).length === 0 ? rest : { ...rest, metadata: own };
      return mergePatch(JSON.parse(JSON.stringify(target)), change as never) as never;
    }, object);
}
