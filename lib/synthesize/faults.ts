import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import type { Tenant } from '../model/types';
import type { Path } from '../settings/place';
import { printable } from '../settings/text';
import type { TenantObjects } from './tenant';

/** What an API server takes is a bit more; etcd, which keeps the object, takes 1.5 MiB with all that others add to it. */
const MOST_BYTES = 1024 * 1024;

/** Something wrong with a tenant that shows only when it is rendered. */
interface Fault {
  readonly tenant: Tenant;
  /** Undefined: without any environment. */
  readonly environment?: string;
  /** The setting that it comes from. */
  readonly id: 'render-failed' | 'object-too-large';
  readonly path: Path;
  readonly message: string;
}

/** Tenants that cannot be rendered. Where the settings were read, the places of {@link faults} are known. */
export class RenderError extends EgressError {
  constructor(readonly faults: readonly Fault[]) {
    const problems = faults.map(
      ({ id, tenant, message }): Problem => ({
        id,
        file: tenant.source,
        line: 1,
        column: 1,
        path: '',
        message,
        severity: 'error',
      }),
    );
    super(problems.map(formatProblem).join('\n'), 1, problems);
  }
}

/** Collects what is wrong with tenants, so that one of them does not hide the mistakes of another. */
export class Faults {
  private readonly faults: Fault[] = [];

  attempt(tenant: Tenant, environment: string | undefined, render: () => void): void {
    try {
      render();
    } catch (error) {
      const reason = String((error as Error | undefined)?.message ?? error).split('\n')[0];
      this.faults.push({
        id: 'render-failed',
        tenant,
        environment,
        path: ['name'],
        message: printable(`cannot be rendered: ${reason}`),
      });
    }
  }

  /** Objects that no cluster takes. In an environment only what is not wrong everywhere. */
  judge(tenant: Tenant, environment: string | undefined, { guardrails, workloads }: TenantObjects): void {
    for (const object of [...guardrails, ...workloads]) {
      const size = Buffer.byteLength(JSON.stringify(object));
      if (size <= MOST_BYTES) continue;
      const { kind, metadata } = object;
      const index = tenant.workloads.findIndex(({ name }) => workloads.includes(object) && name === metadata.name);
      this.faults.push({
        id: 'object-too-large',
        tenant,
        environment,
        path: index < 0 ? ['name'] : ['workloads', index],
        message: `its ${kind} ${metadata.name} would have ${size} bytes (expected at most ${MOST_BYTES}), more than a cluster takes; move data out of the settings`,
      });
    }
  }

  raise(): void {
    if (this.faults.length > 0) throw new RenderError(this.faults);
  }
}
