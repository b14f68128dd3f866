/** Modules of the blackbox exporter. */
export const CLOSED_MODULE = 'egress_tcp';
export const TLS_MODULE = 'egress_tls';

/** Configuration of the blackbox exporter; by default it would try IPv6 first. */
export function blackboxConfig(): object {
  const tcp = { preferred_ip_protocol: 'ip4' };
  return {
    modules: {
      [CLOSED_MODULE]: { prober: 'tcp', timeout: '5s', tcp },
      [TLS_MODULE]: { prober: 'tcp', timeout: '5s', tcp: { ...tcp, tls: true } },
    },
  };
}
