import { FLUX_SYSTEM, infraPath } from '../../vocabulary';
import { applyPlatform, applyTofu, isLive, prepareTofu, push, vmsAreCurrent } from '../commands';
import type { Runbook, Step } from '../runbook';
import { bootstrap } from './flux-lost';

/** The cluster is gone, and is built again. */
export const clusterLost: Runbook = ({ environment }) => {
  const { infrastructure, name, cluster } = environment;
  const install: Step = {
    text: 'Let kubectl use the new cluster. CLUSTER is its ID, which the cloud’s console shows.',
    run: ['scw k8s kubeconfig install "$CLUSTER"', 'kubectl get nodes'],
    cloud: 'scw',
  };
  return [
    {
      key: 'clusterLost',
      title: 'The cluster is lost and built again',
      signs: ['the API server does not answer for a long time', 'the cloud’s console shows no cluster'],
      meanwhile:
        'The proxies and their public addresses are not part of the cluster, and stay. No pod of any tenant runs. Volumes are lost unless you have backups of them: this repository has none.',
      tell: [
        { role: 'platform', what: 'who works on it, and no merges until it is solved' },
        { role: 'tenant', what: 'nothing runs; the public addresses stay; which backups of data there are' },
      ],
      inputs: [
        { name: 'CLUSTER', text: 'the ID of the new cluster' },
        {
          name: 'BACKUP',
          text: `a folder with the Secrets of ${FLUX_SYSTEM} that are not in Git: keys of SOPS, credentials of repositories`,
        },
      ],
      steps: [
        prepareTofu(environment),
        infrastructure.create
          ? applyTofu(
              environment,
              'Create the cluster and its pools. Answer yes only if no scaleway_instance_ip is destroyed.',
            )
          : applyTofu(
              environment,
              `Create a cluster with the name ${infrastructure.cluster} in the same private network as you created the first one. Then create its pools. Answer yes only if no scaleway_instance_ip is destroyed.`,
            ),
        install,
        ...(cluster.uid === undefined
          ? []
          : [
              {
                text: 'Set the uid of the new cluster in the settings: live refuses any other one.',
                run: [
                  `sed -i "s/${cluster.uid}/$(kubectl get namespace kube-system -o jsonpath='{.metadata.uid}')/" ${environment.source}`,
                ],
              },
            ]),
        {
          text: 'Take the addresses of the new nodes into the settings, and publish them.',
          run: [
            `tofu -chdir=${infraPath(name)} output -json | npm run outputs:apply -- --env ${name}`,
            'npm run synth',
            'git add --all dist clusters tenants',
            'git diff --cached --quiet || git commit -m "Set the nodes of the new cluster"',
          ],
          cloud: 'tofu',
        },
        push(environment),
        {
          text: 'Install what the first cluster had from elsewhere, for example cert-manager and Prometheus. Put back the Secrets that Git does not have.',
          run: [
            `kubectl create namespace ${FLUX_SYSTEM} --dry-run=client -o yaml | kubectl apply --server-side -f -`,
            'kubectl apply --server-side --force-conflicts -f "$BACKUP"',
          ],
        },
        { text: 'Put the admission policies into force before anything runs.', run: [applyPlatform(environment)] },
        bootstrap(environment, 'Install Flux, which applies everything else.'),
        {
          text: 'Let the proxies’ firewalls know the new nodes, and bring certificates of the new authorities as soon as they are issued.',
          run: [`npm run vm:apply -- --env ${name} --secret`],
          within: 900,
        },
      ],
      checks: [vmsAreCurrent(environment), isLive(environment)],
      back: {
        text: 'The old cluster cannot be had again. As long as it may come back, do not delete its volumes in the cloud.',
      },
    },
  ];
};
