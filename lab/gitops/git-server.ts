/**
 * Serves the lab's clone by http and https, as a Git server does, for reading only: `git-server.ts <order as JSON>`. Every
 * path is the clone; those below /private/ ask for a user and a password. Some lead elsewhere, if a file says so.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { GitOrder } from './git-host';

const order = JSON.parse(process.argv[2] ?? '') as GitOrder;
const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: order.config, GIT_CONFIG_NOSYSTEM: '1' };
const authorization = `Basic ${Buffer.from(`${order.user}:${order.password}`).toString('base64')}`;
const ADVERTISEMENT = '# service=git-upload-pack\n';

function uploadPack(request: IncomingMessage, response: ServerResponse, ...options: readonly string[]): void {
  const protocol = request.headers['git-protocol'];
  const child = spawn('git', ['upload-pack', '--stateless-rpc', ...options, order.folder], {
    env: { ...env, ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // A client may have gone away.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  child.stdout.pipe(response);
}

function redirectOf(path: string): string | undefined {
  const redirects = existsSync(order.redirects) ? JSON.parse(readFileSync(order.redirects, 'utf8')) : {};
  return redirects[path.replace(/\/info\/refs$/, '')];
}

const answer: RequestListener = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://git.invalid');
  const location = redirectOf(pathname);
  if (location !== undefined) {
    response.writeHead(302, { location }).end();
  } else if (pathname.startsWith('/private/') && request.headers.authorization !== authorization) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="lab"' }).end();
  } else if (pathname.endsWith('/info/refs') && searchParams.get('service') === 'git-upload-pack') {
    response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
    response.write(`${(ADVERTISEMENT.length + 4).toString(16).padStart(4, '0')}${ADVERTISEMENT}0000`);
    uploadPack(request, response, '--http-backend-info-refs');
  } else if (pathname.endsWith('/git-upload-pack') && request.method === 'POST') {
    response.setHeader('content-type', 'application/x-git-upload-pack-result');
    uploadPack(request, response);
  } else {
    response.writeHead(404).end();
  }
};

const listening = order.listeners.map(({ port, tls }) => {
  const server = tls
    ? createTlsServer({ cert: readFileSync(order.certificate), key: readFileSync(order.key) }, answer)
    : createServer(answer);
  return new Promise<void>((resolve) => server.listen(port, resolve));
});
void Promise.all(listening).then(() => console.log('at work'));
