import type { FluxSource } from '../../model/types';
import { type Data, isKind, map } from '../rendered';
import type { Rule, Step } from '../rule';
import { FLUX_SYSTEM, SOURCE } from './_names';
import { found, sameMap, show, yaml } from './_support';

export const fluxSourceDiffers: Rule = {
  id: 'flux-source-differs',
  title: 'Flux reads another repository, or believes more of it, than the settings say',
  severity: 'error',
  why: 'A branch instead of a tag deploys what nobody released; without verify whoever may push deploys. Without encryption on the way anybody there writes the manifests.',
  fix: 'url, ref and verify are those of flux.source; url is https or ssh; no other GitRepository lies beside it.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: { name: manifests, namespace: flux-system }
      spec: { timeout: 60s }
    `,
  ],
  bad: [
    yaml`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: { name: manifests, namespace: flux-system }
      spec: { ref: { tag: null, branch: main } }
    `,
    yaml`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: { name: manifests, namespace: flux-system }
      spec: { verify: null }
    `,
    yaml`
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: { name: manifests, namespace: flux-system }
      spec: { url: "https://git.example.org/fork.git" }
    `,
  ],
  check: ({ flux, environment }) => {
    const promised = environment.flux.source;
    return flux
      .filter((each) => isKind(each, 'GitRepository', SOURCE))
      .flatMap((each) => {
        const { name, namespace } = each.object.metadata;
        if (name !== promised.name || namespace !== FLUX_SYSTEM)
          return [found(each, [], 'is no source of this environment')];
        return differences(map(each.object.spec), promised).map(([path, message]) =>
          found(each, ['spec', ...path], message),
        );
      });
  },
};

function differences(spec: Data, { url, ref, verify }: FluxSource): [Step[], string][] {
  const problems: [Step[], string][] = [];
  if (spec.url !== url) problems.push([['url'], `is ${show(spec.url)} and not ${show(url)}`]);
  if (String(spec.url).startsWith('http:')) problems.push([['url'], 'is not encrypted']);
  if (!sameMap(map(spec.ref), { ...ref })) problems.push([['ref'], `is ${show(spec.ref)} and not ${show(ref)}`]);
  const verified = map(spec.verify);
  const secret = map(verified.secretRef).name;
  if (verified.mode !== verify?.mode || secret !== verify?.secret)
    problems.push([['verify'], `is ${show(spec.verify)} and not ${show(verify)}`]);
  return problems;
}
