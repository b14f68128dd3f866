/** Squid's own port: the default of a tenant's proxy. */
export const PROXY_PORT = 3128;

/** Port on which a gateway takes connections from its tenant's pods. */
export const GATEWAY_PORT = PROXY_PORT;

/** Port of Squid on the loopback address of its VM, which the exporter reads. */
export const LOOPBACK_PORT = PROXY_PORT;

/** Port of Squid's second hop, which reads names inside TLS, on the loopback address of its VM. */
export const NAMES_PORT = 3129;

/** Port of a gateway, on its own loopback address, that takes the tunnels of its own listeners for TCP. */
export const GATEWAY_TUNNEL_PORT = 8406;

/** Ports of a gateway's listeners for TCP that is not HTTP: the first and the last one. */
export const GATEWAY_TCP_PORTS = { first: 20000, last: 29999 } as const;

/** Port of a gateway's health checks. */
export const GATEWAY_HEALTH_PORT = 8404;

/** The same two ports of a gateway's standby, which is in the same pod. */
export const STANDBY_TUNNEL_PORT = 8408;
export const STANDBY_HEALTH_PORT = 8407;

/** Port of a gateway's metrics, open to the namespace of Prometheus. */
export const GATEWAY_METRICS_PORT = 8405;

/** Port of HAProxy's command line, on the loopback address of a gateway's pod. */
export const GATEWAY_CLI_PORT = 9999;

/** Port of the exporter on a proxy's VM, open to the addresses under `monitoring.sources`. */
export const EXPORTER_PORT = 9301;

/** Port of the agent on a proxy's VM that gateways ask whether the VM reaches the outside. */
export const AGENT_CHECK_PORT = 9302;

/** Port of that agent's metrics, open to the addresses under `monitoring.sources`. */
export const AGENT_METRICS_PORT = 9303;

/** Port of that agent on the loopback address, to which rsyslog sends its statistics. */
export const AGENT_STATISTICS_PORT = 9304;

/** Port of syslog over TLS; the collector of access logs has it in its pods, too. */
export const LOG_PORT = 6514;

/** Port of the metrics of a tenant's probe, in its pod. */
export const PROBE_PORT = 9305;

/** Port of the API server behind its service, which network policies see. */
export const API_SERVER_PORT = 6443;

/** Ports of an allowed host that sets none: HTTP and HTTPS. */
export const WEB_PORTS: readonly number[] = [80, 443];
