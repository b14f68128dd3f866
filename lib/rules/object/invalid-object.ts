import { UNKNOWN_KIND, validateObjects } from '../../schemas';
import { schemaMinors } from '../../versions';
import { object } from '../_example';
import type { Rendered } from '../_rendered';
import { yaml } from '../_support';
import type { RuleDefinition, Step } from '../rule';

export const rule: RuleDefinition = {
  title: 'The API server would refuse an object',
  why: 'An unknown field, a wrong type, a name or a label beyond its limits, two ports of one name: with one such object Flux applies nothing of the whole Kustomization. Kinds without a known schema are refused here, so that nothing passes unseen; in a file that is listed under extra they are a warning. Objects are checked for the version of Kubernetes in cluster.version; if it is not set, they have to fit all versions that we have the schemas of, and a message names those that would refuse.',
  fix: 'Correct the field; if only other versions of Kubernetes refuse it, set cluster.version; for a kind of its own, add its schema.',
  good: [object('Deployment client-a-demo/web')`spec: { minReadySeconds: 5 }`],
  bad: [
    object('Deployment client-a-demo/web')`spec: { minReadySecond: 5 }`,
    object('Deployment client-a-demo/web', 'labels: { team: "a b" }')``,
    object('Service client-a-demo/web')`spec: { ports: [{ name: http, port: 9090 }] }`,
    {
      ...yaml`
        apiVersion: example.com/v1
        kind: Widget
        metadata: { name: web, namespace: client-a-demo }
      `,
      environment: 'development',
    },
  ],
  check: ({ environment, objects, flux, files }) =>
    [...objects, ...flux].flatMap((on) =>
      validateObjects([decrypted(on.object)], schemaMinors(environment.cluster.version)).map(({ path, message }) => ({
        on,
        path: stepsOf(path),
        message,
        ...(message === UNKNOWN_KIND && files.isUnmanaged(on.files[0] ?? '') ? { severity: 'warning' as const } : {}),
      })),
    ),
};

/** What Flux applies of a Secret that SOPS has encrypted: the structure stays, and the block `sops` goes. */
function decrypted(object: Rendered['object']): object {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || object.sops === undefined) return object;
  const { sops: _, ...secret } = object;
  return secret;
}

/** `spec.containers[0].env` as steps. */
function stepsOf(path: string): Step[] {
  const steps = path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g);
  return [...steps].map(([, index, quoted, name = '']) =>
    index === undefined ? (quoted === undefined ? name : String(JSON.parse(quoted))) : Number(index),
  );
}
