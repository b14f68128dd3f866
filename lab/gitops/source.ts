import { cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Api, KubernetesObject } from '../cluster/api';
import type { State } from '../lifetime/state';
import { run } from '../process/exec';
import { waitFor } from '../process/wait';
import { GitClone } from './git';
import { createSshKey } from './ssh-server';

const GROUP = '/apis/source.toolkit.fluxcd.io/v1';
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

/** Path in the repository → its new content; null removes the file or folder. */
export type Changes = Readonly<Record<string, string | null>>;

/** What is generated and committed, and so served as it lies in the folder, committed or not. */
const GENERATED = ['dist', 'clusters'];

/** The repository that Flux follows: a clone of the lab's own, which its Git server serves. A push is a commit there. */
export class Source {
  private readonly clone: GitClone;

  private constructor(
    private readonly api: Api,
    state: State,
  ) {
    this.clone = GitClone.at(state.source);
  }

  /**
   * Clones the repository, if the folder is one, and brings its `dist/` and `clusters/` to what they are in the folder.
   *
   * @param repository folder. Undefined: an empty repository
   * @param signs whether commits and tags are signed with a key of the lab's
   */
  static async prepare(state: State, repository?: string, signs = false): Promise<void> {
    const clone = GitClone.at(state.source);
    mkdirSync(state.source, { recursive: true, mode: 0o700 });
    if (signs) await createSshKey(signingKey(state));
    clone.configure(signs ? signingKey(state) : undefined);
    if (repository && (await isRepository(repository))) {
      await clone.cloneFrom(realpathSync(repository));
    } else {
      mkdirSync(clone.folder);
      await clone.git('init', '--quiet');
    }
    for (const folder of repository ? GENERATED : []) {
      rmSync(join(clone.folder, folder), { recursive: true, force: true });
      const from = join(repository as string, folder);
      if (existsSync(from)) cpSync(from, join(clone.folder, folder), { recursive: true });
    }
    await clone.git('commit', '--quiet', '--allow-empty', '--message', 'Start of the lab');
    await clone.commit('Files as they lie in the folder');
  }

  static attach(state: State, api: Api): Source {
    return new Source(api, state);
  }

  /** The working folder of the clone. */
  get folder(): string {
    return this.clone.folder;
  }

  /**
   * Commits to `main`, and waits until source-controller has looked at the repository for every GitRepository.
   *
   * @param changes what to change, or a folder whose content replaces all that is there
   * @returns the commit
   */
  async push(changes: Changes | string, message: string): Promise<string> {
    if (typeof changes === 'string') await this.replace(changes);
    else this.write(changes);
    const commit = await this.clone.commit(message);
    await this.isServed();
    return commit;
  }

  /** Tags a commit (default: the last one), moving a tag that is there. Waits as `push` does. */
  async tag(name: string, commit = 'HEAD'): Promise<void> {
    await this.clone.git('tag', '--force', '--message', name, name, commit);
    await this.isServed();
  }

  /** Any other change: real git, for example `git('branch', 'release')`. Waits as `push` does. */
  async git(...args: readonly string[]): Promise<string> {
    const words = await this.clone.git(...args);
    await this.isServed();
    return words;
  }

  /** Has the Git server send those who ask for a repository elsewhere. @param path for example `/client-a/shop` */
  redirect(path: string, location?: string): void {
    writeFileSync(this.clone.redirects, JSON.stringify({ [path]: location }));
  }

  private write(changes: Changes): void {
    for (const [path, content] of Object.entries(changes)) {
      const file = join(this.folder, path);
      if (relative(this.folder, file).startsWith('..')) throw new Error(`${path} is outside the repository`);
      if (content === null) {
        rmSync(file, { recursive: true, force: true });
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
  }

  private async replace(folder: string): Promise<void> {
    await this.clone.git('rm', '-r', '--quiet', '--ignore-unmatch', '.');
    const git = join(folder, '.git');
    cpSync(folder, this.folder, { recursive: true, filter: (path) => path !== git });
  }

  /** Asks for every GitRepository to be reconciled now, as `flux reconcile source git` does, for better or worse. */
  private async isServed(): Promise<void> {
    const token = new Date().toISOString();
    const all = async () => (await this.api.list(`${GROUP}/gitrepositories`)).filter(isFollowed);
    const asked = new Set<string>();
    await waitFor(
      'source-controller has looked at every repository',
      async () => {
        const objects = await all();
        for (const object of objects.filter(({ metadata }) => !asked.has(metadata.uid as string))) {
          // Under the name that flux has: what kubectl sets, kustomize-controller takes off again.
          const path = `${gitRepositoryPath(object)}?fieldManager=flux`;
          await this.api.patch(path, { metadata: { annotations: { [REQUESTED]: token } } });
          asked.add(object.metadata.uid as string);
        }
        const waiting = objects.filter(({ status }) => status?.lastHandledReconcileAt !== token);
        if (waiting.length === 0) return true;
        throw new Error(waiting.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', '));
      },
      { interval: 100 },
    );
  }
}

function gitRepositoryPath({ metadata }: KubernetesObject): string {
  return `${GROUP}/namespaces/${metadata.namespace}/gitrepositories/${metadata.name}`;
}

function isFollowed({ metadata, spec }: KubernetesObject): boolean {
  return !spec.suspend && metadata.deletionTimestamp === undefined;
}

/** With which commits and tags are signed where the settings ask for it. */
export function signingKey(state: State): string {
  return join(state.source, 'signing-key');
}

/** Whether the folder itself is the top of a repository with a commit: one around it is somebody else's. */
async function isRepository(folder: string): Promise<boolean> {
  const safe = ['git', '-c', 'safe.directory=*', '-C', folder];
  const top = await run([...safe, 'rev-parse', '--show-toplevel', '--verify', 'HEAD']);
  return top.code === 0 && top.stdout.split('\n')[0] === realpathSync(folder);
}
