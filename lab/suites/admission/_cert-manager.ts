import type { KubernetesObject } from '../../cluster/api';
import type { Daemon } from '../../machine/daemon';
import { waitFor } from '../../process/wait';
import { account, type Cluster } from './_cluster';
import { right, serviceAccount } from './_objects';

const NAME = 'cert-manager';

/** What its release gives the controllers, as far as they run here: in every namespace, and nothing beyond. */
const RIGHTS: readonly (readonly [group: string, resources: string, verbs: string])[] = [
  ['cert-manager.io', 'issuers issuers/status clusterissuers clusterissuers/status', 'update patch'],
  ['cert-manager.io', 'certificates certificates/status', 'update patch'],
  ['cert-manager.io', 'certificaterequests certificaterequests/status', 'update patch'],
  ['cert-manager.io', 'certificates certificaterequests issuers clusterissuers', 'get list watch'],
  ['cert-manager.io', 'certificates/finalizers certificaterequests/finalizers', 'update'],
  ['cert-manager.io', 'certificaterequests', 'create delete'],
  ['cert-manager.io', 'signers', 'approve'],
  ['', 'secrets', 'get list watch create update delete patch'],
  ['', 'events', 'create patch'],
];

/** cert-manager's own controllers, as the account and with the rights that their release gives them. */
export const CERT_MANAGER = account(NAME, NAME);

/** Starts them; the cluster needs `definitions: ['cert-manager-crds']`. */
export async function startCertManager(cluster: Cluster): Promise<Daemon> {
  const words = (text: string) => text.split(' ');
  const rules = RIGHTS.map(([group, resources, verbs]) => ({
    apiGroups: [group],
    resources: words(resources),
    verbs: words(verbs),
  }));
  const objects: readonly KubernetesObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAME } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAME } },
    ...right(NAME, serviceAccount(NAME, NAME), ...rules),
  ];
  await cluster.mustApply(objects);
  const daemon = await cluster.controlPlane.run(NAME, CERT_MANAGER, (kubeconfig) => [
    `--kubeconfig=${kubeconfig}`,
    '-v=2',
  ]);
  const isAtWork = async () => daemon.tail(100).includes('cert-manager is at work');
  await waitFor('cert-manager is at work', isAtWork, { needs: [daemon] });
  return daemon;
}
