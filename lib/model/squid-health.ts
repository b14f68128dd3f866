/**
 * The path by which gateways check a proxy. Squid answers it itself with 403, whatever its rules allow, and its access log
 * leaves it out.
 */
export const SQUID_HEALTH_PATH = '/squid-internal-static/health';
