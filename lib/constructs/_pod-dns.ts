import type { k8s } from 'cdk8s-plus-28';

/** What the kubelet writes for the cluster's DNS, with another address in it. */
export function podDns(resolver: string, namespace: string): Pick<k8s.PodSpec, 'dnsPolicy' | 'dnsConfig'> {
  return {
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: [resolver],
      searches: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
      options: [{ name: 'ndots', value: '5' }],
    },
  };
}
