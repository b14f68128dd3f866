import type { Problems } from '../entry';

/** Egress, ingress and the cluster's network. */
export const NETWORK = {
  'probe-url': {
    title: 'A value is not an address that the probe can ask for',
    why: 'The probe asks a public host through the proxy and without it, and compares the answer with the declared addresses.',
    fix: 'Write for example https://ifconfig.me/ip.',
  },
  'probe-interval': {
    title: 'A pause between the rounds of the probe is too short or too long',
    why: 'A fault has to be noticed within a minute, and no host should be asked more often than every five seconds.',
    fix: 'Write a number of seconds from 5s to 30s.',
  },
  'probe-address': {
    title: 'The address of the probe’s host is not public',
    why: 'A direct connection to it would fail for other reasons than the policies.',
    fix: 'Write the public address of the host.',
  },
  'probe-address-missing': {
    title: 'The probe has no address to try without the proxy',
    why: 'With cluster.resolver, pods do not resolve public names, so a failed connection would show nothing.',
    fix: 'Set probe.address to an address of the host of probe.url.',
  },
  'probe-host-denied': {
    title: 'The host that the probe asks for is denied',
    why: 'denyHosts keeps it from everyone, so the probe would never get an answer.',
    fix: 'Choose another probe.url, or remove the host from denyHosts.',
  },
  'probe-public-address-missing': {
    title: 'A proxy has no public address for the probe to compare with',
    why: 'The probe reports whether requests leave by a declared address, and none is declared.',
    fix: 'Set publicAddress of each proxy, by hand or by npm run outputs:apply.',
  },
  'cluster-uid-invalid': {
    title: 'A value is not the uid of a namespace',
    why: 'live compares it with the uid of the namespace kube-system, so it would refuse every cluster.',
    fix: 'Write what kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints.',
  },
  'host-invalid': {
    title: 'A value is not a valid host name',
    why: 'Schemes, paths, ports, wildcards, addresses and non-ASCII letters do not belong into a host name.',
    fix: 'Write api.example.com for one host, or .example.com for it and everything below it.',
  },
  'allow-list-duplicate': {
    title: 'An entry of the allow list repeats another one, or is included in it',
    why: 'Squid refuses such a list.',
    fix: 'Keep one entry, with all ports.',
  },
  'allow-list-port': {
    title: 'The allow list contains a port of the proxy’s own machine',
    why: 'A name that resolves to the proxy’s public address would lead to its SSH or proxy port.',
    fix: 'Remove the port, or have the host offer its service on another one.',
  },
  'allow-list-wide': {
    severity: 'warning',
    title: 'The allow list allows a whole top-level domain',
    why: 'Anyone can register a name below it.',
    fix: 'Name the domain that is meant.',
  },
  'allow-list-unknown': {
    title: 'The allow list names a list that the environment does not offer',
    why: 'Its hosts are not known, so that the allow list would be incomplete.',
    fix: 'Name one of the lists in allowLists of the environment, or add it there.',
  },
  'allow-list-denied': {
    severity: 'warning',
    title: 'A host of the allow list is denied by the environment',
    why: 'denyHosts counts before every allow list, so that the entry has no effect.',
    fix: 'Remove the entry, or ask the platform team to remove the host from denyHosts.',
  },
  'allow-list-expired': {
    severity: 'warning',
    title: 'An entry of an allow list is past its last day',
    why: 'The host stays allowed: what is rendered depends on no clock.',
    fix: 'Remove the entry, or set a later day. check --strict allow-list-expired fails for it, for a scheduled job.',
  },
  'tcp-gateway': {
    severity: 'note',
    title: 'egress.tcp gives a tenant a gateway',
    why: 'Programs that know nothing of proxies need something that asks the proxy for a tunnel. It is the tenant’s gateway, so that the pods’ proxy has another address from then on, and they roll once.',
    fix: 'Nothing, if that is meant. Pods that the settings do not describe have to be told of the gateway (docs/availability.md).',
  },
  'tcp-address': {
    title: 'A service address of egress.tcp cannot be used',
    why: 'It is outside the range of the services, belongs to something else, may be given to another service, or differs for two ports of one host.',
    fix: 'Choose an address in the lower part of cluster.serviceCidr, or remove the key.',
  },
  'tcp-host-private': {
    title: 'A host is in egress.tcp and in egress.private',
    why: 'Inside the tenant’s pods the name is the gateway’s, so that the private range would not be reached by it.',
    fix: 'Remove one of the two.',
  },
  'tcp-own-machine': {
    severity: 'warning',
    title: 'A port of egress.tcp is one that a proxy’s own machine may answer, and its public address is not set',
    why: 'A partner can let its name resolve to any address. Squid refuses the public addresses of the tenant’s proxies, if it knows them; otherwise only the firewall of the VM does.',
    fix: 'Set publicAddress of each proxy, by hand or by npm run outputs:apply.',
  },
  'egress-check-target': {
    title: 'A target of egressCheck is not a public host or address with a port',
    why: 'Proxies connect to it to see whether they reach the outside; their firewall refuses private addresses.',
    fix: 'Write HOST:PORT, for example 1.1.1.1:443 or example.com:443.',
  },
  'date-invalid': {
    title: 'A value is not a day of the calendar',
    why: 'Dates are compared as text, year first.',
    fix: 'Write the year, the month and the day, for example 2027-03-31.',
  },
  'note-invalid': {
    title: 'A note is not one short line',
    why: 'It becomes a comment in the files of the proxy.',
    fix: 'Write one line of at most 200 characters.',
  },
  'service-name-public': {
    severity: 'warning',
    title: 'A Service has a name that public hosts end in',
    why: 'Clients take an entry of NO_PROXY for all names below it too, so they would connect to these hosts directly, which the network policies refuse. Such a name is left out of NO_PROXY.',
    fix: 'Call the Service by its name with .svc, as in app.client-a.svc, or rename the workload.',
    ofWorkload: true,
  },
  'private-host-allowed': {
    title: 'A host of egress.private takes a host of egress.allow past the proxy',
    why: 'Clients take an entry of NO_PROXY for all names below it too, and connect to these hosts directly, which the network policies refuse.',
    fix: 'Remove one of the two hosts.',
  },
  'node-fetch-http': {
    severity: 'warning',
    title: 'fetch of Node cannot reach http:// URLs through the proxy before Node 26',
    why: 'It opens a tunnel (CONNECT) to port 80, and the proxy denies tunnels to any port but 443: in such a tunnel it could not see the host. The module http, axios and https:// URLs work.',
    fix: 'Use Node 26 or https:// URLs, allow hosts with ports: [443] alone, or suppress the finding.',
    ofWorkload: true,
  },
  'private-host-unresolved': {
    severity: 'warning',
    title: 'Pods cannot resolve a host of egress.private',
    why: 'The environment’s resolver knows the names inside the cluster and no others.',
    fix: 'Call the host by its address, or remove cluster.resolver.',
  },
  'proxy-port': {
    title: 'A proxy’s port is used by something else on its machine',
    why: 'Squid could not listen on it.',
    fix: 'Choose another port, such as 3128.',
  },
  'proxies-missing': {
    title: 'No proxy of a tenant takes connections',
    why: 'All are removed or draining, so that its pods reach nothing.',
    fix: 'Keep one proxy, or set enabled: false to leave the tenant out.',
  },
  'redundancy-unused': {
    title: 'egress.redundancy is set for a single proxy',
    why: 'It has no effect.',
    fix: 'Add a second proxy, or remove the key.',
  },
  'certificate-switch': {
    severity: 'warning',
    title: 'A tenant’s proxies are used with and without certificates',
    why: 'egress.certificateSwitch is for the time in which egress.clientCertificate is changed. As long as it is set, the gateway also uses a proxy that shows no certificate.',
    fix: 'Finish the switch, and remove the key.',
  },
  'drain-grace-unused': {
    title: 'egress.drainGrace is set for a tenant without a gateway',
    why: 'It has no effect: the pods’ connections lead to the one proxy directly.',
    fix: 'Add a second proxy, or remove the key.',
  },
  'ingress-source': {
    title: 'An entry of ingress.from does not name one source',
    why: 'Each entry is about the pods of a namespace or about the nodes.',
    fix: 'Write one entry for each: { namespace: ingress-nginx, ports: [8080] } or { nodes: true, ports: [8080] }.',
  },
  'ingress-nodes': {
    severity: 'warning',
    title: 'Nodes may connect to a tenant’s pods',
    why: 'A network policy cannot tell a pod in the host’s network from other programs there, nor a node from another machine in the private network.',
    fix: 'Run the ingress controller as a pod with an address of its own and name its namespace, or suppress the finding.',
  },
  'resolver-cilium': {
    severity: 'warning',
    title: 'With Cilium, the tenants’ resolver may need cluster.cni',
    why: 'Cilium never takes a node for an address of an ipBlock. If the API server runs on a node, only a policy of Cilium’s own kind opens it, and without it the resolver’s pods do not become ready.',
    fix: 'Set cluster.cni to cilium, cilium_native or calico, or cluster.resolver.apiServer to an address outside the private network.',
  },
  'ingress-nodes-cilium': {
    severity: 'warning',
    title: 'With Cilium, nodes need cluster.cni',
    why: 'Cilium never takes a node for an address of an ipBlock. It needs a policy of its own kind, which only a cluster with Cilium has.',
    fix: 'Set cluster.cni to cilium, cilium_native or calico.',
  },
  'ingress-own-namespace': {
    title: 'ingress.from lists the tenant’s own namespace',
    why: 'Pods of one namespace always reach each other.',
    fix: 'Remove the entry.',
  },
  'ingress-other-tenant': {
    title: 'ingress.from lists another tenant’s namespace',
    why: 'Tenants do not reach each other.',
    fix: 'Remove the entry; let the tenants use a public endpoint.',
  },
  'node-local-dns-address': {
    title: 'The address of NodeLocal DNSCache cannot be used',
    why: 'Every node has it for itself, so that it can belong to no pod, Service or machine.',
    fix: 'Copy it from the flag -localip of node-local-dns, for example 169.254.20.10.',
  },
  'node-local-dns-cilium': {
    severity: 'warning',
    title: 'With Cilium, NodeLocal DNSCache needs cluster.cni',
    why: 'The address of the cache belongs to the node, and Cilium never takes a node for an address of an ipBlock.',
    fix: 'Set cluster.cni to cilium, cilium_native or calico.',
  },
  'node-local-dns-resolver': {
    title: 'cluster.nodeLocalDns and cluster.resolver exclude each other',
    why: 'The cache asks the cluster’s DNS, which asks servers on the internet: a name can carry data out. The resolver closes this way.',
    fix: 'Remove one of the two keys.',
  },
  'resolver-address': {
    title: 'The resolver’s address cannot be used',
    why: 'It must be a free address in the range of services, and not that of the cluster’s DNS.',
    fix: 'Choose another address at the beginning of the range.',
  },
  'resolver-address-dynamic': {
    severity: 'warning',
    title: 'The resolver’s address is one that the cluster hands out itself',
    why: 'Another Service may already have it.',
    fix: 'Choose an address at the beginning of the range, up to the one that the message names.',
  },
  'api-server-range': {
    title: 'The API server’s address is inside the range of pods or services',
    why: 'Network policies see its own address, not that of the Service kubernetes.',
    fix: 'Write the address that kubectl get endpoints kubernetes prints.',
  },
  'zone-invalid': {
    title: 'A value is not an availability zone',
    why: 'The cloud would not find it.',
    fix: 'Write for example fr-par-1.',
  },
  'zone-outside-region': {
    title: 'A proxy’s zone is in another region than its environment',
    why: 'The private network between nodes and proxies belongs to one region.',
    fix: 'Choose another zone of the region.',
  },
  'zone-unused': {
    severity: 'warning',
    title: 'A proxy’s zone is set where Terraform makes no VM',
    why: 'Only Terraform puts a VM and its public address into a zone.',
    fix: 'Add infrastructure to the environment, or remove the zone.',
  },
  'kubernetes-version-invalid': {
    title: 'A value is not a version of Kubernetes',
    why: 'Checks that depend on the version need one.',
    fix: 'Write for example 1.35.',
  },
  'kubernetes-version-old': {
    severity: 'warning',
    title: 'The cluster’s version lacks a control',
    why: 'Before 1.34, Pod Security does not refuse probes and hooks to other hosts; the admission policy is the only control.',
    fix: 'Upgrade the cluster.',
  },
  'kubernetes-version-too-old': {
    title: 'The cluster’s version does not serve a kind that is always rendered',
    why: 'Flux could not apply the admission policies, and applies nothing without them.',
    fix: 'Upgrade the cluster to 1.30 or later.',
  },
  'kubernetes-version-untested': {
    severity: 'warning',
    standing: true,
    title: 'The cluster’s version is not one that this project is tested with',
    why: 'Objects are checked with the schemas of the nearest older version that we have, or of the oldest one. Fields that are new in the cluster’s version are refused, and what it no longer takes is not noticed. The README names the versions that the tests ran on.',
    fix: 'Use one of these versions, or accept the warning once you have tested yours.',
  },
  'mutating-admission-not-served': {
    title: 'The cluster’s version does not serve MutatingAdmissionPolicy in the version that is set',
    why: 'Flux could not apply it, and applies nothing of the platform without it.',
    fix: 'Remove cluster.mutatingAdmission, or correct the cluster’s version.',
  },
  'expectation-invalid': {
    title: 'An entry of expect is not a request that can be judged',
    why: 'A test that cannot be run protects nothing.',
    fix: 'Write one of allow and deny, with a URL or HOST:PORT, for example allow: "GET https://ifconfig.me/ip".',
  },
  'expectation-workload': {
    title: 'An entry of expect names a workload that the tenant does not have',
    why: 'The test would be about no pod.',
    fix: 'Name a workload of the tenant in this environment, or remove from.',
  },
  'expectation-fails': {
    title: 'What is rendered does not do what expect asks for',
    why: 'The tenant’s own test of its egress fails: a request that has to work is denied, or one that must not be possible is.',
    fix: 'Run npm run explain with the request, which shows what decides and what to change; or correct the expectation.',
  },
} as const satisfies Problems;
