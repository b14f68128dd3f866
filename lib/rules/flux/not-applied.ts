import { posix } from 'node:path';
import { kustomization, object } from '../_example';
import { baseOf, KUSTOMIZATION, overlayOf } from '../_names';
import { type Context, isNamespace, texts } from '../_rendered';
import { withGateways, yaml } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A rendered file is applied by nothing',
  why: 'A policy that no kustomization.yaml lists, or a folder that no Kustomization names, looks right in review and is not in the cluster. A tenant without its guardrails has an unprotected namespace, or none.',
  fix: 'List the file in its folder’s kustomization.yaml, and let a Kustomization in clusters/ lead to the folder.',
  good: [
    kustomization('client-a/workloads')`
      configMapGenerator:
        - { name: feature-flags, namespace: client-a-demo, literals: [dark=true] }
    `,
  ],
  bad: [
    {
      ...yaml`
        # dist/overlays/development/kustomization.yaml
        resources: [platform, client-a]
      `,
      environment: 'development',
    },
    object('Kustomization flux-system/egress-production-client-c-workloads')`$patch: delete`,
    withGateways(object('Namespace client-b-egress')`$patch: delete`),
  ],
  check: (context) => [...unreadFiles(context), ...absentNamespaces(context)],
};

function unreadFiles({ files, environment, promised, reconciled }: Context): Found[] {
  const overlay = overlayOf(environment.name);
  const read = new Set(reconciled.flatMap(({ origins }) => [...(origins?.read ?? [])]));
  const all = [overlay, ...['platform', ...promised.map(({ name }) => name)].map(baseOf)].flatMap((folder) =>
    files.below(folder),
  );
  const unread = all.filter((path) => !read.has(path) && !leadsToRead(path));
  const folders = new Set(unread.filter((path) => path.endsWith(`/${KUSTOMIZATION}`)).map(posix.dirname));
  return unread
    .filter(
      (path) => ![...folders].some((folder) => path.startsWith(`${folder}/`) && path !== `${folder}/${KUSTOMIZATION}`),
    )
    .map((file) => {
      const { tenant } = files.ownerOf(file);
      const known = promised.find(({ name }) => name === tenant)?.name;
      return { file, ...(known ? { tenant: known } : {}), message: 'no Kustomization of this environment leads to it' };
    });

  /** A list of folders that are all applied by themselves. */
  function leadsToRead(path: string, above: readonly string[] = []): boolean {
    if (read.has(path)) return true;
    if (!path.endsWith(`/${KUSTOMIZATION}`) || above.includes(path)) return false;
    const [content = {}] = files.documents(path);
    const { apiVersion: _, kind: __, resources, ...others } = content;
    const targets = texts(resources).map((entry) => posix.join(posix.dirname(path), entry, KUSTOMIZATION));
    return (
      Object.keys(others).length === 0 &&
      targets.length > 0 &&
      targets.every((each) => leadsToRead(each, [...above, path]))
    );
  }
}

function absentNamespaces({ promised, namespaces, gateways, complete, objects }: Context): Found[] {
  if (!complete) return [];
  const there = new Set([...namespaces, ...gateways].map(({ namespace }) => namespace.object.metadata.name));
  const none = !objects.some(isNamespace);
  return promised.flatMap(({ name, namespace, gateway, source }) =>
    [namespace, ...(gateway ? [gateway.namespace] : [])]
      .filter((wanted) => !there.has(wanted))
      .map((wanted) => ({
        tenant: name,
        file: source,
        message: `nothing applies the namespace ${wanted} of ${name}${none ? ', nor any other' : ''}`,
      })),
  );
}
