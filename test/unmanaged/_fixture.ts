import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Environment, Model } from '../../lib/model';
import { judgeUnmanaged, type UnmanagedFile } from '../../lib/unmanaged';

export const FLUX_SYSTEM = 'clusters/production/flux-system';

const LABELS = { 'app.kubernetes.io/instance': 'flux-system', 'app.kubernetes.io/version': 'v2.7.0' };
const metadata = (name: string, rest = {}) => ({ name, namespace: 'flux-system', labels: { ...LABELS }, ...rest });

// biome-ignore lint/suspicious/noExplicitAny: objects that tests change anywhere
export type Loose = Record<string, any>;

/** A controller as flux install writes it. */
export function controller(app = 'kustomize-controller'): Loose {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(app, { labels: { ...LABELS, 'control-plane': 'controller' } }),
    spec: {
      replicas: 1,
      selector: { matchLabels: { app } },
      template: {
        metadata: {
          annotations: { 'prometheus.io/port': '8080', 'prometheus.io/scrape': 'true' },
          labels: { app, ...LABELS },
        },
        spec: {
          containers: [
            {
              name: 'manager',
              image: `ghcr.io/fluxcd/${app}:v1.7.0`,
              args: [
                '--events-addr=http://notification-controller.flux-system.svc.cluster.local./',
                '--watch-all-namespaces=true',
                '--log-level=info',
                '--enable-leader-election',
              ],
              env: [{ name: 'RUNTIME_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
              livenessProbe: { httpGet: { path: '/healthz', port: 'healthz' } },
              ports: [{ containerPort: 8080, name: 'http-prom', protocol: 'TCP' }],
              resources: { limits: { cpu: '1000m', memory: '1Gi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              volumeMounts: [{ mountPath: '/tmp', name: 'temp' }],
            },
          ],
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          securityContext: { fsGroup: 1337 },
          serviceAccountName: app,
          volumes: [{ emptyDir: {}, name: 'temp' }],
        },
      },
    },
  };
}

/** Of a group, parsed once. */
const definitions = new Map<string, readonly Loose[]>();

/** A released definition, with the labels that flux install adds. */
function definition(file: string): Loose {
  const [group = '', plural] = file.split('_');
  const path = join(__dirname, `../../imports/definitions/${group}.yaml`);
  const all: readonly Loose[] =
    definitions.get(group) ?? parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS());
  definitions.set(group, all);
  const released = all.find(({ metadata }) => metadata.name === `${plural}.${group}`);
  if (!released) throw new Error(`there is no definition ${file}`);
  return structuredClone({ ...released, metadata: { ...released.metadata, labels: LABELS } });
}

/** The other objects that matter. */
export function components(): Loose[] {
  const rbac = 'rbac.authorization.k8s.io';
  const account = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'flux-system' });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system', labels: { ...LABELS } } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('allow-scraping'),
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080, protocol: 'TCP' }] }],
      },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'cluster-reconciler-flux-system', labels: { ...LABELS } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [account('kustomize-controller'), account('helm-controller')],
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('kustomize-controller') },
    definition('kustomize.toolkit.fluxcd.io_kustomizations'),
    controller(),
    definition('source.toolkit.fluxcd.io_gitrepositories'),
  ];
}

export function sync(): Loose[] {
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'flux-system', namespace: 'flux-system' },
      spec: {
        interval: '1m0s',
        ref: { branch: 'main' },
        secretRef: { name: 'flux-system' },
        url: 'ssh://git@example.com/platform/manifests',
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'flux-system', namespace: 'flux-system' },
      spec: {
        interval: '10m0s',
        path: './clusters/production',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      },
    },
  ];
}

/** Of an object as JSON: definitions are long, and most tests change another object. */
const texts = new Map<string, string>();

export function yaml(...objects: readonly unknown[]): string {
  return objects
    .map((object) => {
      const key = JSON.stringify(object);
      const text = texts.get(key) ?? stringify(object);
      texts.set(key, text);
      return text;
    })
    .join('---\n');
}

/** What flux bootstrap leaves in flux-system/. */
export function bootstrap(): Record<string, string> {
  return {
    [`${FLUX_SYSTEM}/gotk-components.yaml`]: yaml(...components()),
    [`${FLUX_SYSTEM}/gotk-sync.yaml`]: yaml(...sync()),
    [`${FLUX_SYSTEM}/kustomization.yaml`]: yaml({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['gotk-components.yaml', 'gotk-sync.yaml'],
    }),
  };
}

interface Settings {
  readonly extra?: readonly string[];
  readonly registry?: string;
  readonly url?: string;
  readonly artifacts?: boolean;
}

/** `file:line:column path: message` of each problem, errors alone. */
export function errorsOf(files: Readonly<Record<string, string>>, settings: Settings = {}): string[] {
  return problemsOf(files, settings).filter((line) => !line.startsWith('warning '));
}

export function problemsOf(
  files: Readonly<Record<string, string>>,
  { extra = [], registry, url, artifacts = false }: Settings = {},
): string[] {
  const environment = {
    name: 'production',
    source: 'overlays/production.ts',
    flux: { source: { name: 'manifests', url }, registry, artifacts },
    extra: extra.map((path, index) => ({ path, at: { file: 'overlays/production.ts', line: index + 1, column: 1 } })),
  } as unknown as Environment;
  const model = { environments: [{ environment, tenants: [] }], base: [] } as unknown as Model;
  const unmanaged = Object.entries(files).map(
    ([path, text]): UnmanagedFile => ({
      path,
      text,
      is: 'foreign',
      inTheWay: false,
    }),
  );
  return judgeUnmanaged({ outDir: '.', files: unmanaged, written: [], model }).problems.map(
    ({ file, line, column, path, message, severity }) =>
      `${severity === 'warning' ? 'warning ' : ''}${file}:${line}:${column} ${path}: ${message}`,
  );
}
