import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KubernetesObject } from '../../../cluster/api';
import type { Lab } from '../../../lab';
import { must } from '../../../process/exec';
import type { Files } from './_shop';

/** What Flux says of a commit. */
interface Outcome {
  readonly status: string;
  readonly message: string;
}

/** A repository of a tenant's own, of which the lab serves the commits as a branch that has the tenant's name. */
export class TenantRepository {
  private readonly folder = mkdtempSync(join(tmpdir(), 'egress-repository-'));

  private constructor(
    private readonly lab: Lab,
    private readonly tenant: string,
  ) {}

  static async create(lab: Lab, tenant: string): Promise<TenantRepository> {
    const repository = new TenantRepository(lab, tenant);
    await repository.git('init', '--quiet');
    return repository;
  }

  /** Commits these files and no others. Resolves with what Flux says when it has tried them. */
  async push(files: Files): Promise<Outcome> {
    rmSync(join(this.folder, 'deploy'), { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, 'deploy', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', 'Change it');
    await this.lab.source.git('fetch', '--quiet', '--force', this.folder, `HEAD:${this.tenant}`);
    const commit = (await this.git('rev-parse', 'HEAD')).trim();
    return this.lab.waitFor(`Flux has tried ${commit}`, async () => {
      const status = (await this.kustomization())?.status;
      const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
      return status?.lastAttemptedRevision?.endsWith(commit) && ready?.status !== 'Unknown' ? ready : undefined;
    });
  }

  /** The object by which Flux applies it. */
  kustomization(): Promise<KubernetesObject | undefined> {
    const group = '/apis/kustomize.toolkit.fluxcd.io/v1';
    return this.lab.api.get(`${group}/namespaces/${this.tenant}-demo/kustomizations/${this.tenant}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private git(...args: readonly string[]): Promise<string> {
    const person = ['-c', 'user.name=Tenant', '-c', 'user.email=tenant@example.com'];
    return must(['git', '-C', this.folder, ...person, ...args]);
  }
}
