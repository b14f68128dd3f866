/** Kinds of operators that lead traffic, fetch secrets or run pods by what a namespace holds. Stand-ins of the test. */
export const INSTALLED = [
  { group: 'traefik.io', plural: 'ingressroutes', kind: 'IngressRoute' },
  { group: 'networking.istio.io', plural: 'serviceentries', kind: 'ServiceEntry' },
  { group: 'k8s.cni.cncf.io', plural: 'network-attachment-definitions', kind: 'NetworkAttachmentDefinition' },
  { group: 'multicluster.x-k8s.io', plural: 'serviceimports', kind: 'ServiceImport' },
  { group: 'cert-manager.io', plural: 'issuers', kind: 'Issuer' },
  { group: 'monitoring.coreos.com', plural: 'scrapeconfigs', kind: 'ScrapeConfig' },
  { group: 'external-secrets.io', plural: 'secretstores', kind: 'SecretStore' },
  { group: 'projectcontour.io', plural: 'httpproxies', kind: 'HTTPProxy' },
  { group: 'gateway.envoyproxy.io', plural: 'envoyproxies', kind: 'EnvoyProxy' },
] as const;
