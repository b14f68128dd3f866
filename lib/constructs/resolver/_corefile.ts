/**
 * Names and addresses inside the cluster, and for all others the answer that there is no such name. Not REFUSED, which a
 * server without any zone for a name would say: musl takes that for no answer, and waits until its time is over.
 */
export const COREFILE = `cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
  errors
  health {
    lameduck 5s
  }
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa
  loadbalance
}
.:53 {
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;
