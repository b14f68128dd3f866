import { type GeneratedRequest, NAMES } from './_generated-configs';
import { SquidProcess, squidError } from './_squid-process';

/** What Squid answered. */
export type Answer = 'allowed' | 'denied' | 'asked' | 'refused';

/** Lines that stand above those of a generated configuration. */
export function headOf(port: number): string {
  return `http_port 127.0.0.1:${port} name=main\nauth_param basic program /usr/lib/squid/basic_fake_auth`;
}

export function startSquid(text: string, number: number): Promise<SquidProcess> {
  return SquidProcess.start({
    text: (port) => `${headOf(port)}\n${text}`,
    names: NAMES,
    service: `differential${process.pid}x${number}`,
  });
}

export async function ask(
  squid: SquidProcess,
  { src, method, host, port, path, user, agent }: GeneratedRequest,
): Promise<Answer> {
  const authority = `${host}:${port}`;
  const target = method === 'CONNECT' ? authority : `http://${authority.replace(/:80$/, '')}${path}`;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${authority}`,
    'Content-Length: 0',
    'Connection: close',
    ...(agent === undefined ? [] : [`User-Agent: ${agent}`]),
    ...(user === undefined ? [] : [`Proxy-Authorization: Basic ${Buffer.from(`${user}:password`).toString('base64')}`]),
  ];
  return meaning(await squid.exchange(src, lines));
}

function meaning(answer: string): Answer {
  const status = answer.match(/^HTTP\/1\.1 (\d+)/)?.[1];
  const error = squidError(answer);
  if (status === '407') return 'asked';
  if (status === '405') return 'refused';
  if (error === 'ERR_ACCESS_DENIED') return 'denied';
  // Allowed: the cache manager's page, an object that is not in the cache, or no way out.
  const outside = ['ERR_CANNOT_FORWARD', 'ERR_READ_ERROR', 'ERR_DNS_FAIL', 'ERR_INVALID_URL'];
  if (outside.includes(error) || status === '200' || status === '404') return 'allowed';
  throw new Error(`an answer that is not understood: ${answer.slice(0, 400)}`);
}
