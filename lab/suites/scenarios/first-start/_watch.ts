import { request } from 'node:http';
import type { KubernetesObject } from '../../../cluster/api';
import type { Lab } from '../../../lab';

interface Seen {
  /** Milliseconds of the clock when it arrived. */
  readonly at: number;
  readonly object: KubernetesObject;
}

/** Objects of a kind as they are created, each with the time at which the API server said so. */
export class Watch {
  readonly created: Seen[] = [];
  private rest = '';

  private constructor(private readonly end: () => void) {}

  /** @param kind for example `/api/v1/pods` */
  static async start({ api, state }: Lab, kind: string): Promise<Watch> {
    const { body } = await api.request('GET', kind);
    const path = `${kind}?watch=1&resourceVersion=${body.metadata.resourceVersion}`;
    return new Promise((resolve, reject) => {
      const call = request({ socketPath: state.api, path }, (response) => {
        const watch = new Watch(() => call.destroy());
        response.on('data', (chunk: Buffer) => watch.take(chunk.toString()));
        response.on('error', () => undefined);
        resolve(watch);
      });
      call.on('error', reject);
      call.end();
    });
  }

  stop(): void {
    this.end();
  }

  private take(text: string): void {
    const at = Date.now();
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines.filter(Boolean)) {
      const { type, object } = JSON.parse(line) as { type: string; object: KubernetesObject };
      if (type === 'ADDED') this.created.push({ at, object });
    }
  }
}
