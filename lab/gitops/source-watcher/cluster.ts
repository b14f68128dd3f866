import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { type ApiResponse, ask, type KubernetesObject } from '../../cluster/api';

/** Whom the controller asks, and as whom: files with the authority, and with its own certificate and key. */
export interface Credentials {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const PAUSE = 200;

/** The API server as the controller's account sees it. */
export class ControllerApi {
  private readonly agent: Agent;
  private readonly server: URL;

  constructor({ server, authority, certificate, key }: Credentials) {
    this.server = new URL(server);
    this.agent = new Agent({
      keepAlive: true,
      ca: readFileSync(authority),
      cert: readFileSync(certificate),
      key: readFileSync(key),
    });
  }

  async list(path: string): Promise<readonly KubernetesObject[]> {
    return (await this.ok('GET', path)).body.items;
  }

  async get(path: string): Promise<KubernetesObject> {
    return (await this.ok('GET', path)).body;
  }

  async delete(path: string): Promise<void> {
    const { status, body } = await this.send('DELETE', path);
    if (status >= 300 && status !== 404) throw new Error(`DELETE ${path}: ${body?.message}`);
  }

  /** A merge patch. */
  async patch(path: string, patch: object): Promise<KubernetesObject> {
    return (await this.ok('PATCH', path, patch)).body;
  }

  /** Server-side apply, which takes over what others have set. */
  async apply(path: string, object: object, manager: string): Promise<KubernetesObject> {
    const query = `fieldManager=${manager}&force=true`;
    return (await this.ok('PATCH', `${path}?${query}`, object, 'application/apply-patch+yaml')).body;
  }

  /** Calls for each change of a list's objects, and once at the beginning; never returns. */
  async watch(path: string, changed: () => void): Promise<never> {
    for (;;) {
      try {
        const { resourceVersion } = (await this.ok('GET', path)).body.metadata;
        changed();
        await this.follow(`${path}?watch=true&resourceVersion=${resourceVersion}`, changed);
      } catch (error) {
        console.error(`${path}: ${(error as Error).message}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Until the API server ends it, as it does after some minutes. */
  private follow(path: string, changed: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = request({ ...this.options('GET', path) }, (response) => {
        const lines = createInterface({ input: response });
        lines.on('line', changed);
        lines.on('close', resolve);
      });
      call.on('error', reject);
      call.end();
    });
  }

  private async ok(method: string, path: string, body?: object, contentType?: string): Promise<ApiResponse> {
    const answer = await this.send(method, path, body, contentType);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new Error(`${method} ${path} was refused with ${answer.status}: ${answer.body?.message}`);
  }

  private send(method: string, path: string, body?: object, contentType?: string): Promise<ApiResponse> {
    return ask(request as Parameters<typeof ask>[0], this.options(method, path), body, contentType);
  }

  private options(method: string, path: string) {
    const { hostname: host, port } = this.server;
    return { agent: this.agent, host, port, method, path };
  }
}
