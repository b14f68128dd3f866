import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { type ApiResponse, ask, type User } from '../../cluster/api';

export type Answer = ApiResponse;

export const APPLY = 'application/apply-patch+yaml';

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
  request(method: string, path: string, body?: object, contentType?: string): Promise<Answer> {
    const options = { host: '127.0.0.1', port: this.port, agent: this.agent, method, path };
    return ask(request, options, body, contentType, this.user);
  }

  close(): void {
    this.agent.destroy();
  }
}
