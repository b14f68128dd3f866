import type { Tenant } from '../model/types';
import type { Round } from './answers';
import type { Result } from './types';

/** Where a request by the proxy came from, compared with the settings. */
export function judgeAddress({ object, url, through }: Round, tenant: Tenant): Result {
  const about = { tenant: tenant.name, object };
  const declared = tenant.egress.proxies.flatMap(({ publicAddress }) => publicAddress ?? []);
  if (through.kind !== 'answered') {
    const reason = through.kind === 'no client' ? 'no curl' : through.reason;
    return { ...about, message: `${url} through the proxy: ${reason}`, found: { id: 'live-proxy-fails' } };
  }
  if (declared.includes(through.text)) return { ...about, message: `leaves by ${through.text}` };
  const seen = isAddress(through.text) ? `leaves by ${through.text}` : `${url} does not answer with an address`;
  const expected = declared.length > 0 ? declared.join(' or ') : 'a publicAddress in the settings';
  return { ...about, message: `${seen} (expected ${expected})`, found: { id: 'live-address-wrong' } };
}

/** Whether a pod got anywhere without its proxy. A failure counts only if the same target answers through the proxy. */
export function judgeDirect({ object, url, through, direct, apiServer }: Round, tenant: Tenant): Result {
  const about = { tenant: tenant.name, object };
  const open = [
    ...(direct.kind === 'answered'
      ? [`${url} answers without the proxy${isAddress(direct.text) ? `, from ${direct.text}` : ''}`]
      : []),
    ...(apiServer.kind === 'answered' ? ['the API server answers'] : []),
  ];
  if (open.length > 0)
    return { ...about, message: `${open.join(', and ')} (expected to be refused)`, found: { id: 'live-direct-open' } };
  const unproven = { id: 'live-not-proven', severity: 'warning' } as const;
  if (through.kind !== 'answered') {
    const message = `${url} does not answer without the proxy, but not through it either, which proves nothing`;
    return { ...about, message, found: unproven };
  }
  if (direct.kind !== 'refused') {
    const reason = direct.kind === 'failed' ? direct.reason : 'not tried';
    const message = `the direct connection to ${url} failed for another reason: ${reason}`;
    return { ...about, message, found: unproven };
  }
  return { ...about, message: `${url} and the API server are refused without the proxy` };
}

/** Of a tenant without curl: another check has the answer. */
export function shownByProbe({ name, namespace }: Tenant): Result {
  return { tenant: name, object: `Namespace ${namespace}`, message: 'no container has curl; the check probe shows it' };
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}
