import { GATEWAY, plainServer } from '../vocabulary';
import type { Manifest } from './_objects';

const ORDER =
  'set egress.certificateSwitch: true first, in a change of its own (docs/certificates.md, "Switch on and off")';

interface Taken {
  readonly certified: boolean;
  readonly plain: boolean;
}

/**
 * What a change of a gateway’s ConfigMap means for proxies with and without certificates, one sentence each.
 *
 * @param before undefined: it is new
 */
export function certificateSteps(before: Manifest | undefined, after: Manifest): readonly string[] {
  if (after.kind !== 'ConfigMap' || after.metadata.name !== GATEWAY.name) return [];
  const [old, now] = [before && taken(before), taken(after)];
  const namespace = after.metadata.namespace ?? '';
  const secret = `Secret ${namespace}/${GATEWAY.name}-tls`;
  if (old?.certified === now.certified && old.plain === now.plain) return [];
  if (now.certified && now.plain) {
    const wait = `new pods of the gateway wait for ${secret}`;
    return [
      `from now on proxies are used with and without certificates: ${wait}${old ? '; those that run stay until then' : ''}`,
    ];
  }
  if (old?.certified && old.plain) {
    return [
      `proxies ${now.certified ? 'without' : 'with'} certificates are no longer used: first, npm run vm:status has to show all as current`,
    ];
  }
  if (now.certified)
    return [
      `nothing passes until ${secret} exists and all proxies have their files and certificates. To avoid this, ${ORDER}`,
    ];
  if (old?.certified) return [`nothing passes until all proxies have their files. To avoid this, ${ORDER}`];
  return [];
}

function taken({ data }: Manifest): Taken {
  const text = String((data as Readonly<Record<string, unknown>> | undefined)?.['haproxy.cfg'] ?? '');
  const certified = / ssl crt /.test(text);
  const names = [...text.matchAll(/^ {2}server (\S+)/gm)].map(([, name = '']) => name);
  return { certified, plain: !certified || names.some((name) => names.includes(plainServer(name))) };
}
