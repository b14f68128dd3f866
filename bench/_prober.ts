/**
 * Asks for the same page by the same proxy, on a new connection each time, and prints a line of JSON an answer.
 * Arguments: address and port of the proxy, URL, milliseconds from one request to the next.
 */
import { connect } from 'node:net';

export interface Probe {
  /** When the connection was begun, and when its answer was complete, in milliseconds since 1970. */
  readonly begun: number;
  readonly ended: number;
  /** The address that the web saw; undefined: lost. */
  readonly seen?: string;
  readonly error?: string;
}

/** The answers in what it has printed so far. */
export function probesIn(output: string): Probe[] {
  const lines = output.split('\n').filter((line) => line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as Probe);
}

const TIMEOUT = 2000;
const [address = '', port = '', url = '', every = ''] = process.argv.slice(2);
const now = () => performance.timeOrigin + performance.now();

function probe(): void {
  const begun = now();
  let answer = '';
  let failure: string | undefined;
  const socket = connect({ host: address, port: Number(port) });
  const timer = setTimeout(() => socket.destroy(new Error('timeout')), TIMEOUT);
  socket.on('connect', () =>
    socket.write(`GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`),
  );
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  socket.on('error', (error) => {
    failure = error.message;
  });
  socket.on('close', () => {
    clearTimeout(timer);
    const [, seen] = /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n(?:[0-9a-f]+\r\n)?(\S+)\n/.exec(answer) ?? [];
    const error = seen ? undefined : (failure ?? (answer.split('\r\n')[0] || 'closed without an answer'));
    process.stdout.write(`${JSON.stringify({ begun, ended: now(), seen, error })}\n`);
  });
}

if (require.main === module) setInterval(probe, Number(every));
