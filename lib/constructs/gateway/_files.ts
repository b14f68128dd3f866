import { join } from 'node:path';
import { assetsIn } from '../../assets';

/** Fills in a file of `assets/`. */
export const asset = assetsIn(join(__dirname, 'assets'));

/** Where the gateway's files are in its container. */
export const FILES = '/etc/egress-gateway';

/** Where its certificate, key and authority are. */
export const TLS = '/etc/egress-gateway-tls';

/** Port of its health, in addition to the one for tenants. */
export const HEALTH_PORT = 8404;

/** Port of HAProxy's command line, on the gateway's loopback. */
export const CLI_PORT = 9999;

/**
 * The kernel keeps connections to a hung process open, so nothing closes them. HAProxy's own `on-marked-down
 * shutdown-sessions` would also close sessions that are just being redispatched to another proxy.
 */
export const dropStalledSessions = () => asset('drop-stalled-sessions.lua');

/** HAProxy knows when its certificate expires, but reports it on its command line only. */
export const certificateExpiry = () => asset('certificate-expiry.lua', { CLI_PORT, TLS_FOLDER: TLS });

/**
 * Certificates are renewed, and proxies are added and removed, while tunnels are open for hours: a new process takes over
 * the port, and the old one stays for its open connections.
 */
export const runHaproxy = () => asset('run-haproxy.sh', { FOLDER: FILES, TLS_FOLDER: TLS });
