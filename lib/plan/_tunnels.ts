import { DRAIN_GRACE, GATEWAY, plainServer, TUNNEL_SERVER } from '../vocabulary';
import { podTemplateOf } from './_hashes';
import type { Changed } from './_match';
import type { Manifest } from './_objects';

/** What a change of a gateway does to tunnels that are open through it, one sentence each. */
export function tunnelsOf({ before, after }: Changed, newPods: boolean): string[] {
  if (after.metadata.name !== GATEWAY.name) return [];
  if (after.kind === 'ConfigMap') return drained(before, after);
  return newPods ? [replaced(before)] : [];
}

function drained(before: Manifest, after: Manifest): string[] {
  const now = inUse(after);
  const grace = after.metadata.annotations?.[DRAIN_GRACE];
  const end = grace === undefined ? 'stay until they end' : `end after ${grace} at the latest`;
  return inUse(before)
    .filter((name) => !now.includes(name))
    .map((name) => `tunnels open through ${name} ${end}`);
}

/** During a switch of certificates, a proxy is there twice. */
const PLAIN = new RegExp(`${plainServer('').replace('.', '\\.')}$`);

/** The proxies that get new connections. */
function inUse({ data }: Manifest): string[] {
  const { 'haproxy.cfg': configuration } = (data ?? {}) as Readonly<Record<string, unknown>>;
  const servers = [...String(configuration ?? '').matchAll(/^ {2}server (\S+)(.*)$/gm)].filter(
    ([, name]) => name !== TUNNEL_SERVER,
  );
  const names = servers.filter(([, , options]) => !` ${options} `.includes(' weight 0 ')).map(([, name = '']) => name);
  return [...new Set(names.map((name) => name.replace(PLAIN, '')))];
}

/** The pods that run end as their own template says, not as the new one does. */
function replaced(before: Manifest): string {
  const { spec } = (podTemplateOf(before) ?? {}) as { spec?: { terminationGracePeriodSeconds?: number } };
  return `tunnels open through the gateway end after ${spec?.terminationGracePeriodSeconds ?? 30}s at the latest, a pod after the other`;
}
