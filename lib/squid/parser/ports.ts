import type { Directive, Port } from '../config';
import { readAddressValue } from '../decide/addresses';

const KINDS: Readonly<Record<string, Port['kind']>> = { http_port: 'http', https_port: 'https', ftp_port: 'ftp' };

/** The port that a directive opens; undefined: it is none, or Squid cannot read it. */
export function parsePort(directive: Directive): Port | undefined {
  const kind = Object.hasOwn(KINDS, directive.name) ? KINDS[directive.name] : undefined;
  const [where, ...options] = directive.args;
  if (!kind || !where || where.kind === 'list') return undefined;
  const match = where.text.match(/^(?:\[([^\]]+)\]:|([^:]+):)?\+?(\d+)$/);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65535) return undefined;
  const address = match[1] ?? match[2];
  if (address !== undefined && readAddressValue(address) === 'refused') return undefined;
  const named = options.find(({ text }) => text.startsWith('name='))?.text.slice(5);
  const { file, line, column } = directive;
  return { file, line, column, directive, kind, address, port, name: named ?? where.text, options };
}

/** The values of an option such as `sslflags=`, split where Squid splits them; undefined: it is not given. */
export function optionOf(port: Port, ...names: readonly string[]): string | undefined {
  const found = port.options.filter(({ text }) => names.some((name) => text.startsWith(`${name}=`))).at(-1);
  return found?.text.slice(found.text.indexOf('=') + 1);
}

export function hasMode(port: Port, ...modes: readonly string[]): boolean {
  return port.options.some(({ text }) => modes.includes(text));
}
