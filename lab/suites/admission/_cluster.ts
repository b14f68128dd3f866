import type { EnvironmentModel } from '../../../lib';
import type { KubernetesObject, User } from '../../cluster/api';
import { fluxDefinitions, readDefinitions } from '../../cluster/crds';
import { type Result, run } from '../../process/exec';
import { waitFor } from '../../process/wait';
import { type Answer, APPLY, type Client } from './_client';
import { AdmissionControlPlane, type ControlPlaneOptions } from './_control-plane';
import { INSTALLED } from './_installed';
import { type Rendered, render, shippedAndFixtures } from './_settings';

/** The tenant that is attacked, and attacks. */
export const TENANT = 'shop';
export const NAMESPACE = 'shop-live';

/** Those who have any rights in the tenant's namespace, from the least to the most. */
export const USERS = {
  person: { name: 'ada', groups: ['shop-developers'] },
  flux: account('flux-system', TENANT),
  admin: { name: 'namespace-admin' },
  owner: { name: 'namespace-cluster-admin' },
} satisfies Record<string, User>;

/** Flux itself: the platform. */
export const PLATFORM = account('flux-system', 'kustomize-controller');

export function account(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}

interface ClusterOptions extends ControlPlaneOptions {
  /** What to change in the settings of the environment. Default: nothing. */
  readonly environment?: (model: EnvironmentModel) => EnvironmentModel;
  /** Folders of definitions, by the names of the lab's binaries. Default: the stand-ins alone. */
  readonly definitions?: readonly string[];
  /** Definitions that replace stand-ins of the same names. Default: none. */
  readonly kinds?: readonly KubernetesObject[];
}

/** A control plane with what the synthesizer renders for the shipped tenants and for those of the fixtures. */
export class Cluster {
  private readonly resources = new Map<string, Promise<ReadonlyMap<string, { name: string; namespaced: boolean }>>>();

  private constructor(
    readonly controlPlane: AdmissionControlPlane,
    readonly model: EnvironmentModel,
    readonly rendered: Rendered,
  ) {}

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const controlPlane = await AdmissionControlPlane.start(options);
    try {
      const model = (options.environment ?? ((same) => same))(shippedAndFixtures());
      const cluster = new Cluster(controlPlane, model, await render(model, controlPlane.kubectl));
      const released = (options.definitions ?? []).flatMap((name) =>
        readDefinitions(controlPlane.binaries[name] as string),
      );
      await cluster.prepare([...released, ...(options.kinds ?? [])]);
      return cluster;
    } catch (error) {
      await controlPlane.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.controlPlane.stop();
  }

  /** The administrator. */
  get admin(): Client {
    return this.controlPlane.admin;
  }

  as(user: User): Client {
    return this.admin.as(user);
  }

  /** Runs kubectl as a user, in the tenant's namespace. */
  kubectl(user: User, args: readonly string[]): Promise<Result> {
    const { kubectl, kubeconfig } = this.controlPlane;
    const groups = (user.groups ?? []).map((group) => `--as-group=${group}`);
    const as = [`--as=${user.name}`, ...groups];
    return run([kubectl, `--kubeconfig=${kubeconfig}`, `--namespace=${NAMESPACE}`, ...as, ...args]);
  }

  /** Applies an object as Flux does: server-side, fields checked strictly. */
  async apply(object: KubernetesObject, user: User = PLATFORM): Promise<Answer> {
    const path = `${await this.path(object)}?fieldManager=kustomize-controller&fieldValidation=Strict&force=true`;
    return this.as(user).request('PATCH', path, object, APPLY);
  }

  /** As `apply`, and fails the test when the API server refuses or warns. */
  async mustApply(objects: readonly KubernetesObject[], user?: User): Promise<void> {
    for (const object of objects) {
      const { status, body, warnings } = await this.apply(object, user);
      if (status < 300 && warnings.length === 0) continue;
      throw new Error(`${object.kind} ${object.metadata.name}: ${body.message ?? warnings.join('; ')}`);
    }
  }

  /** What is rendered of the tenants' workloads, by the account that Flux takes for each. */
  async applyWorkloads(): Promise<void> {
    for (const [tenant, objects] of this.rendered.workloads) {
      await this.mustApply(objects, account('flux-system', tenant));
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind, as the API server sends it
  async get(path: string): Promise<any> {
    return (await this.admin.request('GET', path)).body;
  }

  async items(path: string): Promise<KubernetesObject[]> {
    return (await this.get(path)).items;
  }

  /** Where an object lies in the API: in the tenant's namespace, unless it names another or none can hold it. */
  async path({ apiVersion = 'v1', kind = '', metadata }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.resources.get(apiVersion) ?? this.discover(root);
    this.resources.set(apiVersion, known);
    const resource = (await known).get(kind);
    if (!resource) throw new Error(`${apiVersion} has no ${kind}`);
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? NAMESPACE}` : '';
    return `${root}${place}/${resource.name}/${metadata.name}`;
  }

  policy(name: string): KubernetesObject {
    const found = this.rendered.platform.find(
      ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === name,
    );
    if (!found) throw new Error(`there is no policy ${name}`);
    return found;
  }

  get policies(): string[] {
    const found = this.rendered.platform.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    return found.map(({ metadata }) => metadata.name);
  }

  /** Bindings take a moment, too. */
  private async hasRights(user: User, path: string): Promise<void> {
    await waitFor(`${user.name} may`, async () => (await this.as(user).request('GET', path)).status === 200);
  }

  private async discover(root: string) {
    const { resources }: { resources: { name: string; kind: string; namespaced: boolean }[] } = await this.get(root);
    return new Map(resources.filter(({ name }) => !name.includes('/')).map((each) => [each.kind, each]));
  }

  /** @param definitions which replace stand-ins of the same names */
  private async prepare(definitions: readonly KubernetesObject[]): Promise<void> {
    const standIns = [
      definition('cilium.io', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies'),
      definition('cilium.io', 'CiliumClusterwideNetworkPolicy', 'ciliumclusterwidenetworkpolicies', 'Cluster'),
      definition('crd.projectcalico.org', 'NetworkPolicy', 'networkpolicies'),
      definition('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes'),
      ...INSTALLED.map(({ group, kind, plural }) => definition(group, kind, plural)),
    ].filter(({ metadata }) => !definitions.some((each) => each.metadata.name === metadata.name));
    const kinds = [...fluxDefinitions(), ...standIns, ...definitions];
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
    const flux = binding('flux', { kind: 'ServiceAccount', name: 'kustomize-controller', namespace: 'flux-system' });
    await this.mustApply([namespace, ...kinds], { name: 'admin', groups: ['system:masters'] });
    await this.mustApply([flux], { name: 'admin', groups: ['system:masters'] });
    await this.hasRights(PLATFORM, '/api/v1/namespaces');
    await this.mustApply([...this.rendered.platform, ...this.rendered.guardrails]);
    await this.mustApply([
      binding('admins', { kind: 'User', name: USERS.admin.name }, 'admin'),
      binding('owners', { kind: 'User', name: USERS.owner.name }, 'cluster-admin'),
    ]);
    for (const user of Object.values(USERS)) await this.hasRights(user, `/api/v1/namespaces/${NAMESPACE}/pods`);
    await waitFor('the policies bite', async () => {
      const probes = [
        await this.admin.request('POST', `/api/v1/namespaces/${NAMESPACE}/services?dryRun=All`, {
          metadata: { name: 'probe' },
          spec: { type: 'NodePort', ports: [{ port: 80 }] },
        }),
        await this.as(USERS.owner).request('DELETE', `/api/v1/namespaces/${NAMESPACE}?dryRun=All`),
      ];
      return probes.every(({ body }) => body.message?.includes('ValidatingAdmissionPolicy'));
    });
    for (const { namespace: name } of this.model.tenants) {
      await waitFor(`${name} has its account`, async () => {
        const { status } = await this.admin.request('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`);
        return status === 200;
      });
    }
  }
}

/** Of the whole cluster, or of the tenant's namespace if a role is named. */
function binding(name: string, subject: Record<string, string>, role?: string): KubernetesObject {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: role ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name, ...(role ? { namespace: NAMESPACE } : {}) },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role ?? 'cluster-admin' },
    subjects: [{ ...(subject.kind === 'User' ? { apiGroup } : {}), ...subject }],
  };
}

/** A kind of which nothing matters but its name. */
export function definition(group: string, kind: string, plural: string, scope = 'Namespaced'): KubernetesObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // The API server asks this of kinds in the groups of Kubernetes itself.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in of a test' },
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
