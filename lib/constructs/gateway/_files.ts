import { join } from 'node:path';
import { assetsIn } from '../../assets';
import { durationSeconds } from '../../settings/duration';
import { GATEWAY_FILES as FILES, GATEWAY_CLI_PORT, GATEWAY_TLS_FILES as TLS } from '../../vocabulary';

/** Fills in a file of `assets/`. */
export const asset = assetsIn(join(__dirname, 'assets'));

/**
 * The kernel keeps connections to a hung process open, so nothing closes them. HAProxy's own `on-marked-down
 * shutdown-sessions` would also close sessions that are just being redispatched to another proxy.
 */
export const dropStalledSessions = () => asset('drop-stalled-sessions.lua');

/** A reload leaves open connections to the previous process, so a drained proxy would keep them for as long as they like. */
export const endDrainedSessions = (grace: string) =>
  asset('end-drained-sessions.lua', { FOLDER: FILES, GRACE: Math.ceil(durationSeconds(grace)) });

/** HAProxy knows when its certificate expires, but reports it on its command line only. */
export const certificateExpiry = () => asset('certificate-expiry.lua', { CLI_PORT: GATEWAY_CLI_PORT, TLS_FOLDER: TLS });

/**
 * Certificates are renewed, and proxies are added and removed, while tunnels are open for hours: a new process takes over
 * the port, and the old one stays for its open connections.
 */
export const runHaproxy = () => asset('run-haproxy.sh', { FOLDER: FILES, TLS_FOLDER: TLS });
