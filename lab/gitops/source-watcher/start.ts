import { join } from 'node:path';
import type { Api } from '../../cluster/api';
import { serverUrl } from '../../cluster/control-plane';
import { artifactDefinitions, createDefinitions } from '../../cluster/crds';
import type { Pki } from '../../cluster/pki';
import type { Host } from '../../machine/host';
import type { Topology } from '../../machine/topology';
import { scriptCommand } from '../../process/script';
import type { Credentials } from './cluster';

const NAME = 'source-watcher';

/** On the control plane's loopback, where only Flux's controllers ask. */
const ARTIFACTS = '127.0.0.1:9791';

/** The controller proves itself as the account that it has in a real cluster, so that rules about it hold here too. */
export async function issueSourceWatcher(pki: Pki, topology: Topology): Promise<void> {
  const subject = '/O=system:serviceaccounts/O=system:serviceaccounts:flux-system';
  const account = `${subject}/CN=system:serviceaccount:flux-system:${NAME}`;
  await pki.issueUser({ file: NAME, subject: account }, serverUrl(topology));
}

/** Starts what stands in for source-watcher, with its account and its kind. The kinds of source-controller are there. */
export async function startSourceWatcher(host: Host, pki: Pki, topology: Topology, api: Api): Promise<void> {
  await createDefinitions(api, artifactDefinitions());
  await createAccount(api);
  const credentials: Credentials = {
    server: serverUrl(topology),
    authority: pki.file('ca.crt'),
    certificate: pki.file(`${NAME}.crt`),
    key: pki.file(`${NAME}.key`),
  };
  await host.start(NAME, scriptCommand(join(__dirname, 'program.ts'), JSON.stringify(credentials), ARTIFACTS));
}

/** With what it uses of the role crd-controller of Flux's installation. */
async function createAccount(api: Api): Promise<void> {
  const metadata = { name: NAME, labels: { 'app.kubernetes.io/part-of': 'flux' } };
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const rbac = `/apis/${apiVersion}`;
  const rules = ['source.toolkit.fluxcd.io', 'source.extensions.fluxcd.io'].map((group) => ({
    apiGroups: [group],
    resources: ['*'],
    verbs: ['*'],
  }));
  await api.create('/api/v1/namespaces/flux-system/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
  });
  await api.create(`${rbac}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata, rules });
  await api.create(`${rbac}/clusterrolebindings`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: 'flux-system' }],
  });
}
