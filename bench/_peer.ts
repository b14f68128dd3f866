/** HAProxy as its manual begins: checks and a backup with their defaults. What the rendered configuration is compared with. */
export function stockHaproxy(): string {
  const server = 'ssl crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt verify required check';
  return `global
  ssl-load-extra-del-ext
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
frontend tenant
  bind :3128
  default_backend proxies
backend proxies
  server squid-a 172.16.28.8:3128 ${server}
  server squid-b 172.16.28.9:3128 ${server} backup
frontend health
  bind :8404
  mode http
  timeout client 5s
  monitor-uri /ready
  http-request return status 200 content-type text/plain lf-string %[fe_conn(tenant)] if { path /connections }
`;
}
