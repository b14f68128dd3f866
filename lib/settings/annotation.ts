import { show } from './text';

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Domains of network plugins: each has annotations that give a pod addresses, networks or exemptions. */
const NETWORK_PLUGINS = [
  'projectcalico.org',
  'tigera.io',
  'vpc.amazonaws.com',
  'crd.k8s.amazonaws.com',
  'cilium.io',
  'io.cilium',
  'cncf.io',
  'multus-cni.io',
  'ovn.org',
  'ovn.kubernetes.io',
  'antrea.io',
  'antrea.tanzu.vmware.com',
  'kube-router.io',
  'flannel.alpha.coreos.com',
  'weave.works',
  'networking.gke.io',
];

/** Returns what is wrong with an entry of `annotations`, or undefined. */
export function annotationFault(value: string): string | undefined {
  const expected = 'expected, for example, example.com/ for all keys of that domain, or example.com/name for one key';
  const slash = value.indexOf('/');
  const [domain, name] = [value.slice(0, slash), value.slice(slash + 1)];
  if (value.includes('*'))
    return `${show(value)} has a wildcard, which is not supported; list each domain by itself (${expected})`;
  if (slash < 0 || !DOMAIN.test(domain) || (name !== '' && !NAME.test(name))) {
    const lower = value.toLowerCase();
    const hint = slash > 0 && lower !== value && DOMAIN.test(domain.toLowerCase()) ? '; domains are lower case' : '';
    return `${show(value)} is not an annotation key or domain (${expected})${hint}`;
  }
  const plugin = NETWORK_PLUGINS.find((each) => domain === each || domain.endsWith(`.${each}`));
  if (plugin)
    return `${show(value)} belongs to a network plugin (${plugin}), which takes addresses or networks from it: a tenant could leave by another address. Remove it`;
  if (domain === 'kubernetes.io' && (name === '' || name.startsWith('config.') || name.endsWith('gress-bandwidth')))
    return `${show(value)} includes annotations that the kubelet or the network plugin acts on; list the keys that tenants need, for example kubernetes.io/change-cause`;
  return undefined;
}
