import type { TenantChart } from '../../model/types';
import { object } from '../_example';
import { HELM, SOURCE } from '../_names';
import { isKind, map, maps, type Rendered } from '../_rendered';
import { found, sameMap, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A chart in a tenant’s namespace is not the one that the settings name',
  why: 'A chart of another registry or another version installs what was never reviewed. A release that no setting names is upgraded by no one.',
  fix: 'Name the chart under charts in the tenant’s settings, with its address and its exact version.',
  good: [
    object('OCIRepository flux-system/tools')`
      spec: { interval: 1h, url: "oci://registry.example.org/charts/tools", ref: { tag: 1.0.0 } }
    `,
  ],
  bad: [
    {
      ...object('OCIRepository client-b/cache')`
        spec: { interval: 1h, url: "oci://registry.example.org/charts/cache", ref: { tag: 1.0.0 } }
      `,
      environment: 'development',
    },
    {
      ...object('HelmRelease client-b/cache')`
        spec: { chartRef: { kind: OCIRepository, name: cache }, interval: 10m, serviceAccountName: client-b }
      `,
      environment: 'development',
    },
  ],
  check: ({ namespaces }) =>
    namespaces.flatMap(({ tenant: { charts = [] }, objects }) =>
      objects.flatMap((each): Found[] => {
        const isSource = isKind(each, 'OCIRepository', SOURCE);
        if (!isSource && !isKind(each, 'HelmRelease', HELM)) return [];
        const chart = charts.find(({ name }) => name === each.object.metadata.name);
        if (!chart) return [found(each, [], 'is of no chart that the settings name')];
        return isSource ? sourceProblems(each, chart) : releaseProblems(each, chart);
      }),
    ),
};

function sourceProblems(each: Rendered, { chart, version, secret }: TenantChart): Found[] {
  const { url, ref, secretRef, insecure, certSecretRef, proxySecretRef } = map(each.object.spec);
  const [tag = '', digest] = version.split('@');
  const wanted = { tag: tag.replace('+', '_'), ...(digest === undefined ? {} : { digest }) };
  const at = (key: string, message: string) => found(each, ['spec', key], message);
  return [
    ...(url === chart ? [] : [at('url', `is ${show(url)} and not ${show(chart)}`)]),
    ...(sameMap(map(ref), wanted) ? [] : [at('ref', `is ${show(ref)} and not ${show(wanted)}`)]),
    ...(map(secretRef).name === secret ? [] : [at('secretRef', `is ${show(secretRef)} and not ${show(secret)}`)]),
    ...(insecure === true ? [at('insecure', 'lets Flux fetch without encryption')] : []),
    ...(certSecretRef === undefined ? [] : [at('certSecretRef', 'trusts another authority')]),
    ...(proxySecretRef === undefined ? [] : [at('proxySecretRef', 'is a proxy of the tenant’s choice')]),
  ];
}

function releaseProblems(each: Rendered, { name }: TenantChart): Found[] {
  const { chart, chartRef, install, upgrade, postRenderers } = map(each.object.spec);
  const at = (key: string, message: string) => found(each, ['spec', key], message);
  const wanted = { kind: 'OCIRepository', name };
  const patches = maps(postRenderers).flatMap((one) => maps(map(one.kustomize).patches));
  return [
    ...(sameMap(map(chartRef), wanted) && chart === undefined
      ? []
      : [at('chartRef', `is ${show(chart ?? chartRef)} and not ${show(wanted)}`)]),
    ...Object.entries({ install, upgrade }).flatMap(([key, action]) => [
      ...(map(action).crds === 'Skip' ? [] : [at(key, 'applies CustomResourceDefinitions: crds has to be Skip')]),
      ...(map(action).disableTakeOwnership === true
        ? []
        : [at(key, 'takes over objects that exist already: disableTakeOwnership has to be true')]),
    ]),
    ...(patches.length > 0 ? [] : [at('postRenderers', 'leaves pods as the chart has them')]),
  ];
}
