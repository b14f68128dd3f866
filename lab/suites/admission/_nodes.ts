import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './_client';

/**
 * Stands in for the nodes: reports that pods run and are ready, and that those that are not restarted have succeeded. So
 * rollouts, Jobs and hooks end, although no container is started.
 */
export class Nodes {
  private stopped = false;
  private readonly work: Promise<void>;

  private constructor(
    private readonly admin: Client,
    private readonly namespace: string,
  ) {
    this.work = this.report();
  }

  static start(admin: Client, namespace: string): Nodes {
    return new Nodes(admin, namespace);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async report(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    while (!this.stopped) {
      const { body } = await this.admin.request('GET', path);
      for (const { metadata, spec, status } of body.items) {
        if (status.phase !== 'Pending' || metadata.deletionTimestamp) continue;
        const ready = { type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() };
        const reported =
          spec.restartPolicy === 'Never' ? { phase: 'Succeeded' } : { phase: 'Running', conditions: [ready] };
        await this.admin.request('PATCH', `${path}/${metadata.name}/status`, { status: reported });
      }
      await sleep(100);
    }
  }
}
