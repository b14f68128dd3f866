import { list as asList, map as asMap } from '../data';
import { EgressError } from '../errors';
import { build, describeObject, groupOf, identity, isClusterScoped, type KubeObject } from '../kustomize';
import type { Finding, ProblemId } from '../lint';
import type { EnvironmentModel, Model, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { pluralOf, RULES, verify } from '../rules';
import { synthesize } from '../synthesize';
import { KUSTOMIZATION, overlayPath, PLATFORM, REPORT, TENANT_ROLE } from '../vocabulary';
import { type Policy, refusals, Unevaluated } from './cel';
import { type ChartRelease, postRendered, releaseIn } from './charts';
import { injected } from './injection';
import type { Manifest } from './manifests';

/** Rules about objects of a tenant. */
const SUBJECTS = ['image', 'namespace', 'network', 'object', 'pod'];

/** What admission policies say as well, in the API server's words. */
const SAID_BY_POLICIES = [
  'annotation-refused',
  'image-elsewhere',
  'label-refused',
  'pod-not-pinned',
  'pod-not-proxied',
  'pod-outranks-others',
  'pod-tolerates-more',
  'proxy-redefined',
  'service-exposed',
];

/** What to do about a chart with objects that live in no namespace. */
const OF_THE_PLATFORM =
  'A chart that needs objects of the whole cluster is the platform’s. Turn them off in its values, or ask the platform to install them';

/** Server-side apply is a patch, which creates what is not there. */
const VERB = 'patch';

/**
 * What would keep the objects of a tenant's own repository out of its namespace: the rights of the account that applies
 * them, the admission policies in their own words, and the rules for what is rendered.
 *
 * @param environments of the tenant, each with it alone
 * @param chart whose objects these are, as helm template prints them. Default: the tenant’s own repository
 * @throws EgressError 2 for a chart that the tenant does not have in one of the environments
 */
export function judgeManifests(
  model: Model,
  environments: readonly EnvironmentModel[],
  manifests: readonly Manifest[],
  chart?: string,
): readonly Finding[] {
  return environments.flatMap(({ environment, tenants }) =>
    tenants.flatMap((tenant) => new Judge(model, { environment, tenants: [tenant] }, tenant, chart).judge(manifests)),
  );
}

class Judge {
  private readonly model: Model;
  private readonly files: readonly OutputFile[];
  private readonly platform: readonly KubeObject[];
  private readonly namespace: KubeObject | undefined;
  /** Identities of what the tenant's settings render. */
  private readonly rendered: ReadonlySet<string>;
  private readonly folder: string;
  /** Names of the other tenants of the environment, by their namespaces. */
  private readonly others: ReadonlyMap<string, string>;
  private readonly release: ChartRelease | undefined;
  /** Whether the API server completes pods. */
  private readonly injects: boolean;

  constructor(
    { base, environments }: Model,
    inside: EnvironmentModel,
    private readonly tenant: Tenant,
    chart: string | undefined,
  ) {
    const { name, cluster } = inside.environment;
    this.injects = cluster.mutatingAdmission !== undefined && tenant.guardrails !== REPORT;
    const others = environments.flatMap((one) => (one.environment.name === name ? one.tenants : []));
    this.others = new Map(others.flatMap((one) => (one.name === tenant.name ? [] : [[one.namespace, one.name]])));
    this.model = { base: base.filter((one) => one.name === tenant.name), environments: [inside] };
    this.files = synthesize(this.model);
    const texts = new Map(this.files.map(({ path, content }) => [path, content]));
    this.platform = build(texts, overlayPath(name, PLATFORM));
    const own = build(texts, overlayPath(name, tenant.name));
    this.namespace = own.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === tenant.namespace);
    this.rendered = new Set(own.map(identity));
    this.folder = overlayPath(name, tenant.name, 'workloads');
    this.release = chart === undefined ? undefined : releaseIn(own, chart, tenant, name);
  }

  judge(manifests: readonly Manifest[]): Finding[] {
    const findings: Finding[] = [];
    const admitted: Manifest[] = [];
    const refused = new Set<Manifest>();
    const seen = new Set<string>();
    for (const given of manifests) {
      const manifest = { ...given, object: this.asApplied(given.object) };
      const at = (id: ProblemId, message: string, more: Partial<Finding> = {}, path: readonly string[] = []) =>
        findings.push(this.finding(manifest, { id, severity: 'error', message, ...more }, path));
      const { namespace } = given.object.metadata;
      if (namespace !== undefined && namespace !== this.tenant.namespace && !isClusterScoped(given.object)) {
        const owner = this.others.get(namespace);
        at(
          'manifest-namespace',
          owner === undefined
            ? `is for ${namespace}, and Flux applies it in ${this.tenant.namespace}; remove the namespace`
            : `is for ${namespace}, the namespace of the tenant ${owner}, and Flux applies it in ${this.tenant.namespace}; remove the namespace`,
          owner === undefined ? { severity: 'warning' } : {},
          ['metadata', 'namespace'],
        );
      }
      const forbidden = this.missingRight(manifest.object);
      const denied = isClusterScoped(manifest.object) ? [] : this.denials(manifest.object);
      if (denied instanceof Unevaluated) {
        at(
          'manifest-invalid',
          `does not have the fields of its kind, so that the API server refuses it: ${denied.message}`,
        );
        continue;
      }
      if (forbidden !== undefined) {
        const fix = this.release && isClusterScoped(manifest.object) ? OF_THE_PLATFORM : denied[0]?.message;
        at('manifest-forbidden', forbidden, fix === undefined ? {} : { fix });
        continue;
      }
      for (const { policy, message } of denied) {
        refused.add(manifest);
        at(
          'manifest-refused',
          `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${message}`,
          this.tenant.guardrails === REPORT ? { severity: 'warning' } : {},
        );
      }
      const id = identity(manifest.object);
      if (this.rendered.has(id) || seen.has(id)) {
        const by = seen.has(id) ? 'is there twice' : `is rendered from ${this.tenant.source} as well`;
        at('manifest-taken', `${by}: choose another name, or remove one of them`, {}, ['metadata', 'name']);
        continue;
      }
      seen.add(id);
      const fault = buildFault(manifest.object);
      if (fault === undefined) admitted.push(manifest);
      else at('manifest-invalid', fault);
    }
    return [...findings, ...this.byRules(admitted, refused)];
  }

  /** In the tenant's namespace: of a chart as Flux changes it before, with pods as the API server completes them. */
  private asApplied(object: KubeObject): KubeObject {
    const released = this.release ? postRendered(object, this.release) : object;
    const whole = this.injects ? injected(released, this.tenant) : released;
    if (isClusterScoped(whole)) return whole;
    return { ...whole, metadata: { ...whole.metadata, namespace: this.tenant.namespace } };
  }

  /** The account of the tenant's repository. */
  private get account(): string {
    return `system:serviceaccount:${this.tenant.namespace}:${this.tenant.name}`;
  }

  /** What the API server says where the tenant's role does not allow to apply an object. */
  private missingRight(object: KubeObject): string | undefined {
    const group = groupOf(object);
    const resource = pluralOf(object.kind);
    const isOurs = ({ kind, metadata }: KubeObject) => kind === 'ClusterRole' && metadata.name === TENANT_ROLE;
    const rules = asList(asMap(this.platform.find(isOurs)).rules).map(asMap);
    const has = (values: unknown, wanted: string) => asList(values).includes(wanted);
    const isAllowed = rules.some(
      (rule) => has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, VERB),
    );
    if (isAllowed && !isClusterScoped(object)) return undefined;
    // A Namespace counts as something in itself.
    const home = resource === 'namespaces' ? object.metadata.name : this.tenant.namespace;
    const isInside = resource === 'namespaces' || !isClusterScoped(object);
    const where = isInside ? `in the namespace "${home}"` : 'at the cluster scope';
    const what = group === '' ? resource : `${resource}.${group}`;
    return `${what} "${object.metadata.name}" is forbidden: User "${this.account}" cannot ${VERB} resource "${resource}" in API group "${group}" ${where}`;
  }

  private denials(object: KubeObject) {
    const { namespace } = this;
    if (!namespace) return [];
    try {
      return this.platform
        .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
        .flatMap((policy) =>
          refusals(policy as Policy, {
            object,
            group: groupOf(object),
            version: object.apiVersion.split('/').at(-1) ?? '',
            resource: pluralOf(object.kind),
            namespace,
            account: this.account,
          }),
        );
    } catch (error) {
      if (error instanceof Unevaluated) return error;
      throw error;
    }
  }

  /** What the rules find in the objects, as if the tenant's settings rendered them. */
  private byRules(manifests: readonly Manifest[], refused: ReadonlySet<Manifest>): Finding[] {
    const list = `${this.folder}/${KUSTOMIZATION}`;
    const byFile = new Map(manifests.map((manifest, index) => [`${this.folder}/own-${index}.yaml`, manifest]));
    const owner = {
      environment: this.model.environments[0]?.environment.name,
      tenant: this.tenant.name,
      part: 'workloads',
    } as const;
    const own = [...byFile].map(
      ([path, { object }]): OutputFile => ({
        path,
        content: `${JSON.stringify(object)}\n`,
        source: this.tenant.source,
        owner,
      }),
    );
    const names = own.map(({ path }) => path.slice(this.folder.length + 1));
    const files = this.files.map((file) =>
      file.path === list
        ? {
            ...file,
            content: file.content.replace(
              /^resources:\n/m,
              (line) => `${line}${names.map((name) => `  - ${name}\n`).join('')}`,
            ),
          }
        : file,
    );
    const rules = RULES.filter(({ subject }) => SUBJECTS.includes(subject));
    return verify([...files, ...own], this.model, rules).flatMap((found): Finding[] => {
      const manifest = byFile.get(found.file);
      if (!manifest || (refused.has(manifest) && SAID_BY_POLICIES.includes(found.id))) return [];
      const { path = '' } = found;
      return [{ ...found, ...placeOf(manifest, stepsOf(path)) }];
    });
  }

  private finding(
    manifest: Manifest,
    { id, severity, message, fix }: Pick<Finding, 'id' | 'severity' | 'message' | 'fix'>,
    path: readonly string[],
  ): Finding {
    return {
      id,
      severity,
      ...placeOf(manifest, path),
      environment: this.model.environments[0]?.environment.name,
      tenant: this.tenant.name,
      object: describeObject(manifest.object),
      path: path.join('.'),
      message,
      ...(fix === undefined ? {} : { fix }),
    };
  }
}

function placeOf(
  { file, locate }: Manifest,
  path: readonly (string | number)[],
): Pick<Finding, 'file' | 'line' | 'column'> {
  return { file, line: undefined, column: undefined, ...locate?.(path) };
}

/** Why kustomize, which rules read objects with, does not take an object; undefined: it does. */
function buildFault(object: KubeObject): string | undefined {
  const files = new Map([
    [KUSTOMIZATION, JSON.stringify({ resources: ['one.yaml'] })],
    ['one.yaml', JSON.stringify(object)],
  ]);
  try {
    build(files, '.');
    return undefined;
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return error.message.replace(/^one\.yaml: /, '');
  }
}

/** `spec.containers[0].image` as steps. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name = '']) =>
    index === undefined ? (quoted ?? name) : Number(index),
  );
}
