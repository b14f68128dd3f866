import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '../cluster/api';
import { serverUrl } from '../cluster/control-plane';
import { createDefinitions, readDefinitions } from '../cluster/crds';
import type { Pki } from '../cluster/pki';
import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';

const NAME = 'source-controller';
const GROUP = 'source.toolkit.fluxcd.io';

/** On the control plane's loopback, where only Flux's controllers ask. */
const ARTIFACTS = '127.0.0.1:9790';

/** The controller proves itself as the account that it has in a real cluster, so that rules about it hold here too. */
export async function issueSourceController(pki: Pki, topology: Topology): Promise<void> {
  const subject = '/O=system:serviceaccounts/O=system:serviceaccounts:flux-system';
  const account = `${subject}/CN=system:serviceaccount:flux-system:${NAME}`;
  await pki.issueUser({ file: NAME, subject: account }, serverUrl(topology));
}

/** Creates the kinds of its group, as its release defines them. */
export function createSourceKinds(api: Api, binaries: Readonly<Record<string, string>>): Promise<void> {
  return createDefinitions(api, readDefinitions(binaries['source-controller-crds'] as string));
}

/** Starts it with its account. */
export async function startSourceController(
  host: Host,
  state: State,
  pki: Pki,
  api: Api,
  binaries: Readonly<Record<string, string>>,
): Promise<void> {
  await createAccount(api);
  const storage = join(state.source, 'artifacts');
  mkdirSync(storage, { recursive: true });
  await host.start(
    NAME,
    [
      binaries[NAME] as string,
      '--watch-all-namespaces=true',
      '--events-addr=',
      `--storage-path=${storage}`,
      `--storage-addr=${ARTIFACTS}`,
      `--storage-adv-addr=${ARTIFACTS}`,
      // A repository that could not be read is asked again after two seconds at most.
      '--min-retry-delay=250ms',
      '--max-retry-delay=2s',
      '--metrics-addr=127.0.0.1:8081',
      '--health-addr=127.0.0.1:9441',
    ],
    {
      KUBECONFIG: state.kubeconfig(NAME),
      RUNTIME_NAMESPACE: 'flux-system',
      // The lab's authority signs for all of its internet.
      SSL_CERT_FILE: pki.file('ca.crt'),
    },
  );
}

/** As Flux's installation has it: an account with the rights of the role crd-controller, of what this controller uses. */
async function createAccount(api: Api): Promise<void> {
  const metadata = { name: NAME, labels: { 'app.kubernetes.io/part-of': 'flux' } };
  const rules = [
    { apiGroups: [GROUP], resources: ['*'], verbs: ['*'] },
    {
      apiGroups: [''],
      resources: ['namespaces', 'secrets', 'configmaps', 'serviceaccounts'],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    },
  ];
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME };
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: 'flux-system' }];
  await api.create('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'flux-system', labels: metadata.labels },
  });
  await Promise.all([
    api.create('/api/v1/namespaces/flux-system/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
    }),
    api.create(`${rbac}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata, rules }),
    api.create(`${rbac}/clusterrolebindings`, {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef,
      subjects,
    }),
  ]);
}
