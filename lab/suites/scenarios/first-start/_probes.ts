import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../../cluster/api';
import { IMAGE } from '../_settings';

/** What nobody may create in a tenant's namespace, by the policy that refuses it; without the policies all is accepted. */
const FORBIDDEN = {
  'egress-tenant-pods': {
    path: 'pods',
    body: { metadata: { name: 'probe' }, spec: restrictedPod() },
  },
  'egress-tenant-services': {
    path: 'services',
    body: { metadata: { name: 'probe' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
  },
} as const;

/** Asks, as often as there are answers, whether admission judges yet. Nothing is created. */
export class Probes {
  /** By policy: when it has refused for the first time, after which it went on. */
  private readonly since = new Map<string, number>();
  private accepted = 0;
  private isOver = false;
  private readonly done: Promise<unknown>;

  constructor(
    private readonly api: Api,
    private readonly namespace: string,
  ) {
    this.done = Promise.all(Object.keys(FORBIDDEN).map((policy) => this.ask(policy as keyof typeof FORBIDDEN)));
  }

  /** Ends them. `inForce` is undefined where one of the policies is not. */
  async stop(): Promise<{ readonly inForce?: number; readonly accepted: number }> {
    this.isOver = true;
    await this.done;
    const isWhole = this.since.size === Object.keys(FORBIDDEN).length;
    return { accepted: this.accepted, ...(isWhole ? { inForce: Math.max(...this.since.values()) } : {}) };
  }

  private async ask(policy: keyof typeof FORBIDDEN): Promise<void> {
    const { path, body } = FORBIDDEN[policy];
    while (!this.isOver) {
      const url = `/api/v1/namespaces/${this.namespace}/${path}?dryRun=All`;
      const answer = await this.api.request('POST', url, body);
      if (answer.status === 201) {
        this.accepted += 1;
        this.since.delete(policy);
      } else if (
        String(answer.body?.message).includes("ValidatingAdmissionPolicy 'egress-tenant-") &&
        !this.since.has(policy)
      ) {
        this.since.set(policy, Date.now());
      }
      await sleep(20);
    }
  }
}

/** Fine for Pod Security and for a quota, but on no node of the tenant's, and without its proxy. */
function restrictedPod() {
  const securityContext = {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    runAsUser: 100,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const resources = { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '1m', memory: '1Mi' } };
  return { containers: [{ name: 'probe', image: IMAGE, securityContext, resources }] };
}
