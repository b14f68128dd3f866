import { join } from 'node:path';
import { assetsIn } from '../../assets';
import { durationSeconds } from '../../settings/duration';
import {
  GATEWAY_FILES as FILES,
  GATEWAY_CLI_PORT,
  GATEWAY_HEALTH_PORT,
  SQUID_HEALTH_PATH,
  STANDBY_HEALTH_PORT,
  GATEWAY_TLS_FILES as TLS,
} from '../../vocabulary';

/** Fills in a file of `assets/`. */
export const asset = assetsIn(join(__dirname, 'assets'));

/**
 * The kernel keeps connections to a hung process open, so nothing closes them. HAProxy's own `on-marked-down
 * shutdown-sessions` would also close sessions that are just being redispatched to another proxy.
 */
export const dropStalledSessions = () => asset('drop-stalled-sessions.lua');

export const fullHealth = () => asset('full-health.lua');

/** Asked of Squid at most every so many milliseconds; given up on after so many. */
const QUESTIONS = { SPACING: 5, PATIENCE: 250 };

/**
 * @param proxies names of those that take connections, in the order of the backends
 * @param first whether the first one that works gets all connections
 */
export const awaitProxy = (proxies: readonly string[], first: boolean) =>
  asset('await-proxy.lua', {
    PROXIES: proxies.map((name) => `"${name}"`).join(', '),
    FIRST: first,
    SQUID_HEALTH_PATH,
    ...QUESTIONS,
  });

/** A reload leaves open connections to the previous process, so a drained proxy would keep them for as long as they like. */
export const endDrainedSessions = (grace: string) =>
  asset('end-drained-sessions.lua', { FOLDER: FILES, GRACE: Math.ceil(durationSeconds(grace)) });

/** Asks for tunnels for connections that are not HTTP. */
export const openTunnels = () => asset('open-tunnels.lua');

/** HAProxy knows when its certificate expires, but reports it on its command line only. */
export const certificateExpiry = () => asset('certificate-expiry.lua', { CLI_PORT: GATEWAY_CLI_PORT, TLS_FOLDER: TLS });

/**
 * Certificates are renewed, and proxies are added and removed, while tunnels are open for hours: a new process takes over
 * the port, and the old one stays for its open connections. A HAProxy that hangs still has its port open, so that the
 * kubelet's probes are slow to notice.
 */
export const runHaproxy = () =>
  asset('run-haproxy.sh', {
    FOLDER: FILES,
    TLS_FOLDER: TLS,
    HEALTH_PORT: GATEWAY_HEALTH_PORT,
    STANDBY_HEALTH_PORT,
  });
