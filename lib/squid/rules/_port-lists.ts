import { type AccessLine, type Acl, accessOf, type Config } from '../config';
import { unique } from './_support';

/** The `port` ACLs to which lines such as `deny CONNECT !SSL_ports` restrict CONNECT. */
export function connectPortAcls(config: Config): readonly Acl[] {
  return restricting(config, namesConnect);
}

/** The `port` ACLs to which lines such as `deny !Safe_ports` restrict every request. */
export function safePortAcls(config: Config): readonly Acl[] {
  return restricting(config, ({ terms }) => !terms.some(({ acl }) => acl?.type === 'method'));
}

/** Lines that deny by the port that is asked for. */
export function portDenies(config: Config, method: 'CONNECT' | 'plain'): readonly AccessLine[] {
  return accessOf(config).filter(
    (line) =>
      line.action === 'deny' &&
      line.terms.some(({ acl }) => acl?.type === 'port') &&
      (method === 'CONNECT' || !namesConnect(line)),
  );
}

function namesConnect({ terms }: AccessLine): boolean {
  return terms.some(
    ({ acl, negated }) => !negated && acl?.type === 'method' && acl.values.some(({ text }) => /^connect$/i.test(text)),
  );
}

function restricting(config: Config, which: (line: AccessLine) => boolean): readonly Acl[] {
  return unique(
    accessOf(config)
      .filter((line) => line.action === 'deny' && which(line))
      .flatMap(({ terms }) => terms)
      .flatMap(({ acl, negated }) => (negated && acl?.type === 'port' ? [acl] : [])),
  );
}
