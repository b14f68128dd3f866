import { object } from '../_example';
import { groupOf, labels, map, maps, podOf, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition, Step } from '../rule';

type Place = readonly [path: readonly Step[], metadata: unknown];

export const rule: RuleDefinition = {
  title: 'The API server would refuse an annotation',
  why: 'Other software acts on annotations with a domain: a network plugin takes the addresses of a pod from them. The policy egress-tenant-annotations refuses those that are not listed, and Flux then applies nothing of the whole Kustomization.',
  fix: 'Remove the annotation, or have the platform list it under annotations in the settings of the environment.',
  good: [object('Service client-a-demo/web', 'annotations: { prometheus.io/scrape: "true", team: shop }')``],
  bad: [
    object('Service client-a-demo/web', 'annotations: { external-dns.alpha.kubernetes.io/hostname: a.example }')``,
    object(
      'Deployment client-a-demo/web',
    )`spec: { template: { metadata: { annotations: { cni.projectcalico.org/podIPs: 203.0.113.9 } } } }`,
    object(
      'Deployment client-b/api',
    )`spec: { template: { metadata: { annotations: { x.kubectl.kubernetes.io/y: z } } } }`,
  ],
  check: (context) => {
    const allowed = new Set(context.environment.annotations);
    return context.namespaces.flatMap(({ objects }) =>
      objects.flatMap((on) =>
        placesOf(on).flatMap(([path, metadata]): Found[] =>
          Object.keys(labels(map(metadata).annotations))
            .filter((key) => isRefused(key, allowed))
            .map((key) =>
              found(on, [...path, 'metadata', 'annotations', key], 'is not listed: the API server refuses it'),
            ),
        ),
      ),
    );
  },
};

function isRefused(key: string, allowed: ReadonlySet<string>): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return key.startsWith('io.');
  return !allowed.has(key) && !allowed.has(key.slice(0, slash + 1));
}

/** The parts of an object that are a pod, a service or a claim, or become one. */
function placesOf(on: Rendered): readonly Place[] {
  const { object } = on;
  const kind = `${groupOf(object)} ${object.kind}`;
  if (kind === ' Service' || kind === ' PersistentVolumeClaim') return [[[], object.metadata]];
  const pod = podOf(on);
  if (!pod) return [];
  const steps = pod.path.slice(0, -1);
  const template = steps.reduce((data, step) => map(map(data)[step]), map(object));
  const spec = map(object.spec);
  return [
    [steps, template.metadata],
    ...(kind === 'batch CronJob' ? [[['spec', 'jobTemplate'], map(spec.jobTemplate).metadata] as const] : []),
    ...maps(spec.volumeClaimTemplates).map(
      (claim, i) => [['spec', 'volumeClaimTemplates', i], claim.metadata] as const,
    ),
    ...maps(map(template.spec).volumes).map(
      (volume, i) =>
        [
          [...steps, 'spec', 'volumes', i, 'ephemeral', 'volumeClaimTemplate'],
          map(map(volume.ephemeral).volumeClaimTemplate).metadata,
        ] as const,
    ),
  ];
}
