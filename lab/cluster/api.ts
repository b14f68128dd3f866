import { type RequestOptions, request } from 'node:http';

export interface ApiResponse {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, as the API server sends them
  readonly body: any;
  /** The texts of the API server's warnings. */
  readonly warnings: readonly string[];
}

/** Who asks: a user by name, and the groups that he is in beside `system:authenticated`. */
export interface User {
  readonly name: string;
  readonly groups?: readonly string[];
}

export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: fields of any kind
  readonly [field: string]: any;
}

/**
 * The API server as the cluster's administrator, or as whom he impersonates, by the socket of a `kubectl proxy`: quick
 * enough to ask often.
 */
export class Api {
  constructor(
    private readonly socket: string,
    private readonly user?: User,
  ) {}

  as(user: User): Api {
    return new Api(this.socket, user);
  }

  /** The status 404 is an answer; a server that cannot be reached rejects. */
  request(method: string, path: string, body?: object, contentType?: string): Promise<ApiResponse> {
    return ask(request, { socketPath: this.socket, method, path }, body, contentType, this.user);
  }

  /** Undefined when there is no such object; rejects for any other refusal. */
  async get(path: string): Promise<KubernetesObject | undefined> {
    const { status, body } = await this.request('GET', path);
    if (status === 404) return undefined;
    return expectOk('GET', path, status, body);
  }

  async list(path: string): Promise<readonly KubernetesObject[]> {
    const { status, body } = await this.request('GET', path);
    return expectOk('GET', path, status, body).items;
  }

  /** Creates it; one that exists already is left as it is. */
  async create(path: string, object: object): Promise<void> {
    const { status, body } = await this.request('POST', path, object);
    if (status !== 409) expectOk('POST', path, status, body);
  }

  /** A merge patch. */
  async patch(path: string, patch: object): Promise<void> {
    const { status, body } = await this.request('PATCH', path, patch);
    expectOk('PATCH', path, status, body);
  }
}

/**
 * Asks the API server, by HTTP or HTTPS. Rejects if it cannot be reached, or has no answer within 30 seconds.
 *
 * @param contentType default: a merge patch's for PATCH, else JSON's
 */
export function ask(
  send: typeof request,
  options: RequestOptions,
  body?: object,
  contentType = options.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  user?: User,
): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    const headers = { ...(body === undefined ? {} : { 'content-type': contentType }), ...impersonation(user) };
    const call = send({ ...options, headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = (response.headers['content-type'] ?? '').includes('json');
        // 299 - "the warning"
        const warning = [response.headers.warning ?? []].flat().join(', ');
        const warnings = [...warning.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] as string);
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, warnings });
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${options.method} ${options.path} had no answer within 30 s`)));
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The headers by which the API server takes one user for another. */
function impersonation(user?: User): Record<string, string | string[]> {
  if (!user) return {};
  return {
    'impersonate-user': user.name,
    'impersonate-group': ['system:authenticated', ...(user.groups ?? [])],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind, as the API server sends them
function expectOk(method: string, path: string, status: number, body: any): any {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${method} ${path} was refused with ${status}: ${body?.message ?? JSON.stringify(body)}`);
}
