import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { type ExpectedObject, expectedIn } from '../../lib/live/expected';
import { loadModel } from '../../lib/model';
import type { EnvironmentModel, Tenant } from '../../lib/model/types';
import type { Project } from '../support/project';
import { StandIn } from '../support/stand-in';

/** In place of kubectl: answers out of a folder. */
const KUBECTL = `#!/bin/sh
echo "$*" >>"$CLUSTER/calls"
while case "$1" in --*) true ;; *) false ;; esac; do shift; done
verb=$1; shift
answer() { code=$(head -n 1 "$1"); [ "$code" = 0 ] && tail -n +2 "$1" || tail -n +2 "$1" >&2; exit "$code"; }
case "$verb" in
get)
  resource=$1
  [ ! -e "$CLUSTER/error/$resource" ] || { cat "$CLUSTER/error/$resource" >&2; exit 1; }
  case "$resource $2" in
  "namespace kube-system") cat "$CLUSTER/kube-system.json"; exit ;;
  "secret "*) cat "$CLUSTER/secret"; exit ;;
  "pod egress-live"*) echo '{"status":{"phase":"Succeeded"}}'; exit ;;
  esac
  case "$*" in *--namespace=*) namespace=\${2#--namespace=} ;; *) namespace= ;; esac
  file="$CLUSTER/get/$resource\${namespace:+.in.$namespace}.json"
  [ -e "$file" ] && cat "$file" || echo '{"items":[]}' ;;
create)
  input=$(cat)
  case "$*" in
  *--dry-run=server*)
    for policy in pods proxy priority drain tokens images annotations services; do
      case "$input" in *"$(cat "$CLUSTER/violations/$policy")"*) ;; *) continue ;; esac
      [ ! -e "$CLUSTER/open/$policy" ] || exit 0
      name=egress-tenant-$policy
      echo "Error from server (Forbidden): ValidatingAdmissionPolicy '$name' with binding '$name' denied request: no" >&2
      exit 1
    done
    exit 0 ;;
  *--output=name*) exit 0 ;;
  esac
  echo "$input" | sed 's/{"apiVersion":"authorization/\\n&/g' | tail -n +2 | while IFS= read -r line; do
    echo "$line" | grep -q -f "$CLUSTER/denied" && allowed=false || allowed=true
    printf '{\\n    "status": { "allowed": %s }\\n}\\n' "$allowed"
  done ;;
exec)
  case "$*" in
  *--insecure*) answer "$CLUSTER/exec/api-server" ;;
  *--noproxy*) answer "$CLUSTER/exec/direct" ;;
  esac
  answer "$CLUSTER/exec/through" ;;
logs) cat "$CLUSTER/log" ;;
esac
`;

/** A part of each dry run that no other one has. */
const VIOLATIONS = {
  pods: '"schedulerName"',
  proxy: '192.0.2.1:3128',
  priority: 'system-node-critical',
  drain: ':7200',
  tokens: 'serviceAccountToken',
  images: 'egress-live.invalid/image:1',
  annotations: 'ipAddrs',
  services: 'LoadBalancer',
};

export const UID = '6e5f8a0c-1b2d-4c3e-9f40-5a6b7c8d9e0f';

type Live = Record<string, unknown> & {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> } & Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, which tests change in place
  spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  status?: any;
};

/** A cluster in which everything is as a project's settings ask for, as the stand-in for kubectl shows it. */
export class FakeCluster extends StandIn {
  objects: Live[] = [];

  constructor(
    private readonly project: Project,
    private readonly environment: string,
  ) {
    super('cluster', 'CLUSTER');
    this.file('bin/kubectl', KUBECTL, 0o755);
  }

  /** Makes everything as it should be. Tests change it, and call `write`. @param commit what Flux has applied */
  create(commit: string): void {
    for (const folder of ['get', 'error', 'exec', 'open', 'violations'])
      fs.rmSync(join(this.folder, folder), { recursive: true, force: true });
    const { model } = loadModel({
      tenants: join(this.project.folder, 'tenants'),
      environments: join(this.project.folder, 'overlays'),
    });
    const inside = model.environments.find(({ environment }) => environment.name === this.environment);
    if (!inside) throw new Error(`there is no environment ${this.environment}`);
    const names = inside.tenants.map(({ name }) => name);
    const expected = expectedIn(model, inside, names);
    const { artifacts } = inside.environment.flux;
    const rendered = [...expected.objects, ...expected.flux].flatMap(({ object }) =>
      running(object, commit, artifacts),
    );
    const source = {
      kind: 'GitRepository',
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      metadata: { namespace: 'flux-system', name: inside.environment.flux.source.name, generation: 1 },
      status: READY,
    };
    this.objects = [...rendered, source, ...inside.tenants.flatMap((tenant) => machines(tenant, rendered, inside))];
    for (const [policy, text] of Object.entries(VIOLATIONS)) this.file(`violations/${policy}`, text);
    this.file('kube-system.json', JSON.stringify({ metadata: { uid: UID } }));
    this.deny();
    this.answer('through', 0, '203.0.113.9');
    this.answer('direct', 28, 'curl: (28) Connection timed out after 4001 milliseconds');
    this.answer('api-server', 28, 'curl: (28) Connection timed out after 4001 milliseconds');
    this.write();
  }

  /** Shows the objects as they are now. */
  write(): void {
    fs.rmSync(join(this.folder, 'get'), { recursive: true, force: true });
    const lists = new Map<string, Live[]>();
    for (const object of this.objects)
      for (const resource of resourcesOf(object)) lists.set(resource, [...(lists.get(resource) ?? []), object]);
    for (const [resource, items] of lists) this.file(`get/${resource}.json`, JSON.stringify({ items }));
  }

  find(kind: string, name: string): Live {
    const found = this.objects.find((one) => one.kind === kind && one.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  remove(kind: string, name: string): void {
    const object = this.find(kind, name);
    this.objects = this.objects.filter((one) => one !== object);
  }

  /** What curl in a pod comes to. */
  answer(request: 'through' | 'direct' | 'api-server', code: number, text: string): void {
    this.file(`exec/${request}`, `${code}\n${text}\n`);
  }

  /** Rights that the user lacks, by a part of the review of each. */
  deny(...parts: readonly string[]): void {
    this.file('denied', parts.length > 0 ? `${parts.join('\n')}\n` : 'nothing\n');
  }
}

const READY = { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded' }] };

/** A rendered object with what the API server and controllers add. */
function running(rendered: ExpectedObject['object'], commit: string, artifacts: boolean): Live[] {
  const object = structuredClone(rendered) as unknown as Live;
  object.metadata.generation = 1;
  const { spec } = object;
  switch (object.kind) {
    case 'Kustomization':
      object.status = {
        ...READY,
        lastAppliedRevision: artifacts ? revisionOf(spec.sourceRef.name) : `main@sha1:${commit}`,
      };
      break;
    case 'ArtifactGenerator':
      object.status = { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] };
      return [object, ...spec.artifacts.map(({ name }: { name: string }) => artifact(name, commit))];
    case 'Deployment':
    case 'StatefulSet':
      object.status = { observedGeneration: 1, readyReplicas: spec.replicas ?? 1, updatedReplicas: spec.replicas ?? 1 };
      break;
    case 'DaemonSet':
      object.status = { observedGeneration: 1, numberReady: 1, updatedNumberScheduled: 1, desiredNumberScheduled: 1 };
      break;
    case 'ValidatingAdmissionPolicy':
      spec.matchConstraints = {
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        ...spec.matchConstraints,
      };
      object.status = { observedGeneration: 1 };
      break;
  }
  return [object];
}

/** As source-watcher makes it: its revision is a checksum, and the commit that it was made of is beside it. */
function artifact(name: string, commit: string): Live {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'ExternalArtifact',
    metadata: { name, namespace: 'flux-system' },
    status: {
      artifact: {
        revision: revisionOf(name),
        metadata: { 'org.opencontainers.image.revision': `main@sha1:${commit}` },
      },
    },
  };
}

function revisionOf(artifact: string): string {
  return `latest@sha256:${createHash('sha256').update(artifact).digest('hex')}`;
}

/** A node of a tenant's pool, and a pod of each workload. */
function machines(tenant: Tenant, rendered: readonly Live[], { environment }: EnvironmentModel): Live[] {
  const node = `${tenant.nodePool.name}-1`;
  const [source = environment.cluster.privateNetwork] = tenant.nodePool.sources ?? [];
  const taint = { key: `node-role.kubernetes.io/${tenant.name}`, value: 'dedicated', effect: 'NoSchedule' };
  const pods = rendered
    .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === tenant.namespace)
    .map(
      ({ metadata, spec }): Live => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...spec.template.metadata,
          name: `${metadata.name}-0`,
          namespace: tenant.namespace,
          ownerReferences: [{ kind: 'ReplicaSet', name: metadata.name }],
        },
        spec: { ...structuredClone(spec.template.spec), nodeName: node },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      }),
    );
  return [
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: node, labels: { 'node-pool': tenant.nodePool.name } },
      spec: { taints: [taint] },
      status: { addresses: [{ type: 'InternalIP', address: source.split('/')[0] }] },
    },
    ...pods,
  ];
}

/** The names of the lists that kubectl has an object in. */
function resourcesOf({ apiVersion, kind, metadata }: Live): string[] {
  const [group] = String(apiVersion).includes('/') ? String(apiVersion).split('/') : [''];
  const single = `${kind.toLowerCase()}${group ? `.${group}` : ''}`;
  const all = [
    single,
    ...({
      Node: ['nodes'],
      GitRepository: ['gitrepositories.source.toolkit.fluxcd.io'],
      ExternalArtifact: ['externalartifacts.source.toolkit.fluxcd.io'],
    }[kind] ?? []),
  ];
  if (kind === 'Pod') all.push(`pods.in.${metadata.namespace}`);
  if (kind === 'ConfigMap') all.push(`configmaps.in.${metadata.namespace}`);
  return all;
}
