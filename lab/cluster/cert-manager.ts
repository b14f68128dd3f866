import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';
import { serverUrl } from './control-plane';
import { createDefinitions, readDefinitions } from './crds';
import type { Pki } from './pki';

const NAME = 'cert-manager';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/**
 * Creates cert-manager's definitions and starts its controllers. Resolves when they watch, so that what Flux applies then
 * is neither unknown nor missed. They prove themselves as the account that they have in a real cluster, so that rules
 * about it hold here too.
 */
export async function startCertManager(
  host: Host,
  state: State,
  topology: Topology,
  pki: Pki,
  api: Api,
  binaries: Readonly<Record<string, string>>,
): Promise<void> {
  const account = `system:serviceaccount:${NAME}:${NAME}`;
  const subject = `/O=system:serviceaccounts/O=system:serviceaccounts:${NAME}/CN=${account}`;
  await Promise.all([
    pki.issueUser({ file: NAME, subject }, serverUrl(topology)),
    createAccount(api),
    createDefinitions(api, readDefinitions(binaries['cert-manager-crds'] as string)),
  ]);
  const daemon = await host.start(NAME, [binaries[NAME] as string, `--kubeconfig=${state.kubeconfig(NAME)}`, '-v=2']);
  const isAtWork = async () => host.log(`${NAME}.log`).includes('cert-manager is at work');
  await waitFor('cert-manager is at work', isAtWork, { needs: [daemon] });
}

/** An account that, as its release's, may do nothing but with certificates, secrets and events. */
async function createAccount(api: Api): Promise<void> {
  const metadata = { name: NAME };
  await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
  const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const rules = [
    { apiGroups: ['cert-manager.io'], resources: ['*'], verbs: all },
    { apiGroups: [''], resources: ['secrets'], verbs: all },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ];
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAME }],
  };
  await Promise.all([
    api.create(`/api/v1/namespaces/${NAME}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }),
    api.create(`${RBAC}/clusterroles`, role),
    api.create(`${RBAC}/clusterrolebindings`, binding),
  ]);
}
