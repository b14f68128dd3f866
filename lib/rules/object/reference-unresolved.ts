import { pod } from '../_example';
import { CONFIG_NAME } from '../_names';
import { isKind, map, maps, type TenantPod, text } from '../_rendered';
import { found, yaml } from '../_support';
import type { Found, RuleDefinition, Step } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod refers to an object that does not exist',
  why: 'The pod stays in CreateContainerConfigError or Pending. A ConfigMap whose name lost or gained its hash is the usual case. Another ConfigMap that is not rendered is a warning: the tenant may make it itself.',
  fix: 'Render what it refers to, in the same namespace, or correct the name.',
  suppressible: true,
  good: [
    yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: feature-flags, namespace: client-a-demo }
      data: { dark: "true" }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: client-a-demo }
      spec: { template: { spec: { volumes: [{ name: flags, configMap: { name: feature-flags } }] } } }
    `,
  ],
  bad: [
    pod('Deployment client-a-demo/web')`volumes: [{ name: flags, configMap: { name: feature-flags } }]`,
    pod('Deployment client-a-demo/web')`volumes: [{ name: data, persistentVolumeClaim: { claimName: web-data } }]`,
    pod('Deployment client-a-demo/web')`
      containers:
        - name: web
          env: [{ name: LOG_LEVEL, valueFrom: { configMapKeyRef: { name: settings, key: log-level } } }]
    `,
  ],
  check: ({ pods, namespaces }) =>
    namespaces.flatMap(({ tenant, objects }) => {
      const names = (kind: string) =>
        new Set(objects.filter((each) => isKind(each, kind, '')).map(({ object }) => object.metadata.name));
      const configMaps = names('ConfigMap');
      const claims = names('PersistentVolumeClaim');
      return pods
        .filter((pod) => pod.tenant === tenant)
        .flatMap((pod) => [
          ...environmentReferences(pod)
            .filter(({ name }) => !configMaps.has(name))
            .map(({ name, path }) => unresolved(pod, path, name)),
          ...volumeReferences(pod, configMaps, claims),
        ]);
    }),
};

/** Only ours has to be among what is rendered; others the tenant may make itself. */
function unresolved({ of }: TenantPod, path: readonly Step[], name: string): Found {
  if (name.startsWith(CONFIG_NAME)) return found(of, path, `there is no ConfigMap ${name}`);
  return { ...found(of, path, `there is no ConfigMap ${name} among what is rendered`), severity: 'warning' };
}

function environmentReferences({ containers }: TenantPod): { readonly name: string; readonly path: readonly Step[] }[] {
  return containers.flatMap(({ spec, path }) => {
    const from = maps(spec.envFrom).map((entry, index) => ({
      of: map(entry.configMapRef),
      path: [...path, 'envFrom', index],
    }));
    const keys = maps(spec.env).map((entry, index) => ({
      of: map(map(entry.valueFrom).configMapKeyRef),
      path: [...path, 'env', index],
    }));
    return [...from, ...keys].flatMap(({ of, path: at }) => {
      const name = text(of.name);
      return name === undefined || of.optional === true ? [] : [{ name, path: at }];
    });
  });
}

function volumeReferences(pod: TenantPod, configMaps: ReadonlySet<string>, claims: ReadonlySet<string>): Found[] {
  const { of, spec, path } = pod;
  return maps(spec.volumes).flatMap((volume, index): Found[] => {
    const at = [...path, 'volumes', index];
    const { name, optional } = map(volume.configMap);
    const claim = text(map(volume.persistentVolumeClaim).claimName);
    if (claim !== undefined && !claims.has(claim)) return [found(of, at, `there is no PersistentVolumeClaim ${claim}`)];
    if (typeof name !== 'string' || optional === true || configMaps.has(name)) return [];
    return [unresolved(pod, at, name)];
  });
}
