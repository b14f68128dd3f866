import { object } from '../_example';
import { FLUX_SYSTEM, PLATFORM_ACCOUNT, SOURCE } from '../_names';
import { type Context, namespaceOf, type Reconciled } from '../_rendered';
import { found, withArtifacts } from '../_support';
import { accountOf } from '../rbac/_rights';
import type { Found, RuleDefinition } from '../rule';
import { artifactOf } from './_artifacts';
import { dependenciesOf, idOf, sourceOf } from './_order';

export const rule: RuleDefinition = {
  title: 'A Kustomization refers to an object that does not exist',
  why: 'It waits for a dependency that never exists, or fails because a source or an account is missing. Controllers that separate tenants refuse a source in another namespace.',
  fix: 'Let sourceRef name the environment’s GitRepository, or with flux.artifacts an artifact that its ArtifactGenerator makes, dependsOn Kustomizations of this environment, and serviceAccountName an account that is rendered with it.',
  good: [
    object('Kustomization flux-system/egress-production-client-b')`spec: { serviceAccountName: kustomize-controller }`,
  ],
  bad: [
    object('Kustomization flux-system/egress-production')`spec: { sourceRef: { name: fork } }`,
    object(
      'Kustomization flux-system/egress-production-client-b',
    )`spec: { dependsOn: [{ name: egress-production }, { name: certificates }] }`,
    object('Kustomization flux-system/egress-production-client-b')`spec: { serviceAccountName: deployer }`,
    withArtifacts(
      object(
        'Kustomization flux-system/egress-production-client-b',
      )`spec: { sourceRef: { kind: ExternalArtifact, name: egress-production-client-d } }`,
    ),
  ],
  check: (context) => {
    const known = new Set(context.reconciled.map(idOf));
    return context.reconciled.flatMap((each) => [
      ...sourceProblems(each, context),
      ...dependenciesOf(each)
        .filter((dependency) => !known.has(dependency))
        .map((one) => found(each.kustomization, ['spec', 'dependsOn'], `there is no Kustomization ${one}`)),
      ...accountProblems(each, context),
    ]);
  },
};

function sourceProblems(each: Reconciled, context: Context): Found[] {
  const { find, environment } = context;
  const { kind, name, namespace } = sourceOf(each);
  const { source } = environment.flux;
  const isOwn = kind === 'GitRepository' && name === source.name && namespace === FLUX_SYSTEM;
  // Without an address in the settings, flux bootstrap makes the repository.
  const exists =
    find(SOURCE, kind, name, namespace) !== undefined ||
    (isOwn && source.url === undefined) ||
    artifactOf(each, context) !== undefined;
  if (exists && namespace === namespaceOf(each.kustomization)) return [];
  return [found(each.kustomization, ['spec', 'sourceRef'], `${kind} ${namespace}/${name} is not of this environment`)];
}

function accountProblems({ kustomization, spec }: Reconciled, { find, complete }: Context): Found[] {
  const account = accountOf(spec);
  const home = namespaceOf(kustomization);
  if (!complete || account === undefined || (account === PLATFORM_ACCOUNT && home === FLUX_SYSTEM)) return [];
  if (find('', 'ServiceAccount', account, home)) return [];
  return [found(kustomization, ['spec', 'serviceAccountName'], `there is no ServiceAccount ${home}/${account}`)];
}
