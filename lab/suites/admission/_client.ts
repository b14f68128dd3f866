import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { impersonation, type User } from '../../cluster/api';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, as the API server sends them
  readonly body: any;
  /** What the API server warns of, in its words. */
  readonly warnings: readonly string[];
}

export const APPLY = 'application/apply-patch+yaml';
export const MERGE = 'application/merge-patch+json';

/** The API server by HTTPS, as the administrator or as whom he impersonates. */
export class Client {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    private readonly files: { readonly ca: string; readonly cert: string; readonly key: string },
    private readonly user?: User,
    agent?: Agent,
  ) {
    const { ca, cert, key } = files;
    this.agent =
      agent ?? new Agent({ keepAlive: true, ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) });
  }

  as(user: User): Client {
    return new Client(this.port, this.files, user, this.agent);
  }

  /** Any status is an answer; a server that cannot be reached rejects. */
  request(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { ...(body === undefined ? {} : { 'content-type': contentType }), ...impersonation(this.user) };
      const options = { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent, timeout: 30_000 };
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = (response.headers['content-type'] ?? '').includes('json');
          // 299 - "what it warns of"
          const warning = [response.headers.warning ?? []].flat().join(', ');
          const warnings = [...warning.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] as string);
          resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, warnings });
        });
      });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path} had no answer within 30 s`)));
      call.on('error', reject);
      call.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
