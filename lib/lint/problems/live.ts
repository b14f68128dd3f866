import type { Problems } from '../entry';

/** What `live` finds on a running cluster and on the proxies' VMs. */
export const LIVE = {
  'live-cluster-wrong': {
    title: 'The cluster is not the one of the environment',
    why: 'Everything else would be compared with the wrong settings, so nothing else is checked.',
    fix: 'Choose another --context or --env, or correct cluster.uid if the cluster was rebuilt.',
  },
  'live-cluster-unknown': {
    severity: 'warning',
    title: 'The environment does not set which cluster is its own',
    why: 'live cannot refuse the wrong cluster.',
    fix: 'Set cluster.uid to the value in the message.',
  },
  'live-right-missing': {
    title: 'The user of kubectl lacks a right that a check needs',
    why: 'The checks that need it are skipped, so a fault may be hidden.',
    fix: 'Apply the ClusterRole that live --rights prints, and bind it to the user.',
  },
  'live-would-refuse': {
    title: 'A running object would be refused if guardrails were enforced',
    why: 'It keeps running, but its next pod would not be created.',
    fix: 'Follow the message, which is that of the policy, or describe the workload in tenants/<name>.yaml (docs/guardrails.md).',
  },
  'live-check-failed': {
    title: 'A check could not be completed',
    why: 'Nothing is known about what it would have found.',
    fix: 'Follow the message, which has the answer of the cluster or of the VM.',
  },
  'live-pod-misplaced': {
    title: 'A pod of a tenant is on a node that is not one of the tenant’s',
    why: 'It shares the node with others, and the tenant’s proxy may refuse it, because it knows the tenant by its nodes.',
    fix: 'Find out who placed it (admission policies, nodeName, labels of nodes), and delete the pod.',
  },
  'live-node-wrong': {
    title: 'A tenant has no node, or a node of its pool lacks the taint',
    why: 'Pods have no place to run, or pods of others run on the tenant’s nodes.',
    fix: 'Create the pool, or set label and taint on the pool (docs/terraform.md).',
  },
  'live-workload-missing': {
    title: 'A workload is not in the cluster',
    why: 'Flux has not applied it, or it was deleted.',
    fix: 'Look at the Flux Kustomization; flux reconcile kustomization brings it back.',
  },
  'live-workload-differs': {
    title: 'A workload is not as it was rendered',
    why: 'Someone changed it, or Flux has not applied the last change.',
    fix: 'flux reconcile kustomization puts it back.',
  },
  'live-workload-not-running': {
    title: 'A workload has fewer ready pods than it should have',
    why: 'It is scaled down, its pods do not start, or they have no place to run.',
    fix: 'kubectl describe the workload and its pods; the message has the state of the first pod.',
  },
  'live-variable-differs': {
    title: 'A container does not have the proxy variables of its tenant',
    why: 'Programs that follow the variables do not use the tenant’s proxy.',
    fix: 'flux reconcile kustomization puts the workload back; restart pods that were created by hand.',
  },
  'live-address-wrong': {
    title: 'Requests of a tenant leave by an address that is not declared',
    why: 'Partners do not know that address, and refuse it.',
    fix: 'Check the Flexible IP of the proxy’s VM, and publicAddress in the settings.',
  },
  'live-proxy-fails': {
    title: 'A request through the proxy fails',
    why: 'The tenant has no way out, or the target is down.',
    fix: 'Look at the proxy’s VM (npm run vm:status) and at its log.',
  },
  'live-direct-open': {
    title: 'A pod of a tenant reaches an address without its proxy',
    why: 'The network policies are not enforced, or one of them lets too much through.',
    fix: 'Check the policies, and the network plugin’s agent on the pod’s node.',
  },
  'live-not-proven': {
    severity: 'warning',
    title: 'Nothing shows that a tenant leaves by its address, or by nothing else',
    why: 'No image of the tenant has curl, and no probe runs.',
    fix: 'Run live with --probe, or set probe in the environment.',
  },
  'live-policy-missing': {
    title: 'A network policy is not in the cluster',
    why: 'Without it, pods may reach what they must not, or not reach their proxy.',
    fix: 'flux reconcile kustomization brings it back; find out who deleted it.',
  },
  'live-policy-differs': {
    title: 'A network policy is not as it was rendered',
    why: 'It may let through more than the settings allow.',
    fix: 'flux reconcile kustomization puts it back; find out who changed it.',
  },
  'live-policy-extra': {
    title: 'There is a network policy in a tenant’s namespace that the settings do not ask for',
    why: 'Policies add up: it can let through what the others do not.',
    fix: 'Delete it, or express it in the settings.',
  },
  'live-guardrail-missing': {
    title: 'An object that bounds a tenant is not in the cluster',
    why: 'For example its quota, its role binding or its namespace.',
    fix: 'flux reconcile kustomization brings it back; find out who deleted it.',
  },
  'live-guardrail-differs': {
    title: 'An object that bounds a tenant is not as it was rendered',
    why: 'The tenant may do more than the settings allow.',
    fix: 'flux reconcile kustomization puts it back; find out who changed it.',
  },
  'live-admission-missing': {
    title: 'An admission policy or its binding is not in the cluster',
    why: 'The API server no longer refuses what the policy is about.',
    fix: 'flux reconcile kustomization brings it back; find out who deleted it.',
  },
  'live-admission-differs': {
    title: 'An admission policy or its binding is not as it was rendered',
    why: 'For example a binding that only warns refuses nothing.',
    fix: 'flux reconcile kustomization puts it back; find out who changed it. Flux cannot merge another validationActions: delete such a binding first.',
  },
  'live-admission-open': {
    title: 'The API server accepts what an admission policy has to refuse',
    why: 'It was asked with a dry run, so nothing was created; a tenant could create it.',
    fix: 'Check that the policy and its binding are as rendered, and that the API server runs admission policies.',
  },
  'live-flux-missing': {
    title: 'A Flux object of the environment is not in the cluster',
    why: 'Nothing applies what it names.',
    fix: 'Check the Kustomization flux-system, which applies clusters/<environment>.',
  },
  'live-flux-suspended': {
    title: 'A Flux object is suspended',
    why: 'Changes are not applied, and changes made by hand are not reverted.',
    fix: 'flux resume it when the reason is gone.',
  },
  'live-flux-not-ready': {
    title: 'A Flux object is not ready',
    why: 'The last reconciliation failed. The message has Flux’s own words.',
    fix: 'Correct the cause, then flux reconcile it.',
  },
  'live-flux-differs': {
    title: 'A Flux object is not as it was rendered',
    why: 'Flux may apply another folder, from another repository, or as another account.',
    fix: 'flux reconcile kustomization flux-system puts it back.',
  },
  'live-revision-differs': {
    title: 'The cluster is not at the expected revision',
    why: 'Flux applies another commit than the one that was compared with.',
    fix: 'Push the commit, wait for Flux, or name the expected revision with --revision.',
  },
  'live-revision-unknown': {
    severity: 'warning',
    title: 'The applied revision could not be compared',
    why: 'The output folder is not in a Git repository, or has changes that are in no commit.',
    fix: 'Run live in a clean checkout, or name the revision with --revision.',
  },
  'live-vm-unreachable': {
    title: 'A proxy’s VM could not be asked',
    why: 'Its files and its firewall are not known.',
    fix: 'Check the VM, your ssh key and known_hosts (docs/proxy-vm.md).',
  },
  'live-vm-differs': {
    title: 'A file on a proxy’s VM is not what the settings ask for',
    why: 'The proxy works by other rules than those that were reviewed.',
    fix: 'npm run vm:apply brings the files.',
  },
  'live-vm-silent': {
    title: 'Nothing listens on a proxy’s address',
    why: 'Squid does not run, or has lost its listener.',
    fix: 'systemctl status squid on the VM shows why.',
  },
  'live-firewall-open': {
    title: 'A proxy VM’s firewall lets in or out more than the settings ask for',
    why: 'Others than the tenant’s nodes may reach the proxy, or the VM may reach what it must not.',
    fix: 'systemctl reload nftables on the VM loads the delivered rules; npm run vm:apply brings them.',
  },
  'live-firewall-closed': {
    title: 'A proxy VM’s firewall keeps out what the settings let in',
    why: 'Nodes of the tenant do not reach their proxy, or the VM does not reach the outside.',
    fix: 'systemctl reload nftables on the VM loads the delivered rules; npm run vm:apply brings them.',
  },
  'live-node-kept-out': {
    title: 'A node of a tenant has an address that its proxies do not let in',
    why: 'Pods on that node have no way out.',
    fix: 'Add the address to nodePool.sources (npm run outputs:apply does it), then run npm run vm:apply.',
  },
  'live-node-let-in': {
    title: 'A node of another pool has an address that a tenant’s proxies let in',
    why: 'Only network policies keep pods on that node off the proxy.',
    fix: 'Narrow nodePool.sources to the tenant’s own nodes.',
  },
  'live-certificate-ends': {
    title: 'A certificate has ended or is about to end',
    why: 'Without a valid certificate the tenant has no way out.',
    fix: 'Renew it (docs/certificates.md), and bring a proxy’s to its VM with vm:apply --secret.',
  },
  'live-certificate-missing': {
    title: 'A certificate is missing or cannot be read',
    why: 'Without it the tenant has no way out.',
    fix: 'Create the Secret, or bring the files to the VM (docs/certificates.md).',
  },
  'live-probe-bad': {
    title: 'The probe of a tenant reports a fault',
    why: 'A request left by a wrong address, a direct connection worked, or the probe reports nothing.',
    fix: 'Look at the probe’s log; the message has its last result.',
  },
} as const satisfies Problems;
