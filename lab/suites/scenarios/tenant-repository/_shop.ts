import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../cluster/api';
import { apply, type Change } from '../../_change';

/** Files of a tenant's repository, by path below its folder. */
export type Files = Readonly<Record<string, string>>;

const PROXY = 'http://172.16.28.8:3128';

/** What a tenant writes by hand that has read what is asked of a pod. */
export function pod(change: Change = {}): KubernetesObject['spec'] {
  const spec = {
    nodeSelector: { 'node-pool': 'client-a-pool' },
    tolerations: [{ key: 'node-role.kubernetes.io/client-a', value: 'dedicated', effect: 'NoSchedule' }],
    securityContext: { runAsNonRoot: true, runAsUser: 100, seccompProfile: { type: 'RuntimeDefault' } },
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'shop',
        image: 'curlimages/curl:8.11.1',
        command: ['sleep', 'infinity'],
        env: ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map((name) => ({ name, value: PROXY })),
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  };
  apply(change, spec);
  return spec;
}

export function deployment(spec = pod()): object {
  const labels = { app: 'shop' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

export function configMap(name: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { planted: 'yes' } };
}

/** One file each. */
export function files(...objects: readonly object[]): Files {
  return Object.fromEntries(objects.map((object, index) => [`object-${index}.yaml`, stringify(object)]));
}

export const SHOP = files(deployment());

/** With a kustomization.yaml that names the files, and says more. */
export function kustomized(of: Files, more: object = {}, ...resources: readonly string[]): Files {
  return { ...of, 'kustomization.yaml': stringify({ resources: [...Object.keys(of), ...resources], ...more }) };
}

/** With a kustomization.yaml that puts all into another namespace, after Flux has put it where it belongs. */
export function moved(of: Files, namespace: string): Files {
  const transformer = { apiVersion: 'builtin', kind: 'NamespaceTransformer', metadata: { name: 'move', namespace } };
  const inline = `${stringify(transformer)}fieldSpecs:\n- { path: metadata/namespace, create: true }\n`;
  return kustomized(of, { transformers: [inline] });
}
