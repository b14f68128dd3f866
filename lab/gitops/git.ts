import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from '../process/exec';
import { highestTag } from './semver';

/** `spec.ref` of a GitRepository. */
interface GitRef {
  readonly branch?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly name?: string;
  readonly commit?: string;
}

export interface Revision {
  /** As source-controller writes it, for example `main@sha1:…`. */
  readonly revision: string;
  readonly commit: string;
}

/** The lab's own clone, which no setting of the user reaches. */
export class GitClone {
  constructor(
    readonly folder: string,
    private readonly config: string,
  ) {}

  /** @param source folder that holds the clone and its configuration */
  static at(source: string): GitClone {
    return new GitClone(join(source, 'repository'), join(source, 'gitconfig'));
  }

  /** Writes the configuration: a committer, and leave to read a repository that is another user's. */
  configure(): void {
    const user = '[user]\n  name = lab\n  email = lab@lab.invalid\n';
    writeFileSync(
      this.config,
      `${user}[safe]\n  directory = *\n[init]\n  defaultBranch = main\n[commit]\n  gpgsign = false\n`,
    );
  }

  /** Runs git in the clone; rejects with its words when it fails. */
  git(...args: readonly string[]): Promise<string> {
    return must(['git', ...args], { cwd: this.folder, env: this.env });
  }

  /** Clones another repository, with its tags, so that `main` is what is checked out there. */
  async cloneFrom(repository: string): Promise<void> {
    const clone = ['git', 'clone', '--quiet', '--no-hardlinks', repository, this.folder];
    await must(clone, { cwd: '/', env: this.env });
    await this.git('checkout', '--quiet', '-B', 'main');
  }

  /** Commits all that differs. Returns the commit, the present one when nothing does. */
  async commit(message: string): Promise<string> {
    await this.git('add', '--all', '--force');
    if ((await this.git('status', '--porcelain')) !== '') await this.git('commit', '--quiet', '--message', message);
    return this.head();
  }

  async head(): Promise<string> {
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /**
   * What a reference means now, with source-controller's precedence: commit, name, semver, tag, branch, and `master`
   * when nothing is said. Rejects when there is no such thing.
   */
  async resolve(ref: GitRef = {}): Promise<Revision> {
    if (ref.commit) return this.revision(ref.commit, ref.branch ? `${ref.branch}@` : '');
    if (ref.name) return this.revision(ref.name, `${ref.name}@`);
    if (ref.semver) {
      const tag = highestTag((await this.git('tag', '--list')).split('\n'), ref.semver);
      if (!tag) throw new Error(`no match found for semver: ${ref.semver}`);
      return this.revision(`refs/tags/${tag}`, `${tag}@`);
    }
    if (ref.tag) return this.revision(`refs/tags/${ref.tag}`, `${ref.tag}@`);
    const branch = ref.branch ?? 'master';
    return this.revision(`refs/heads/${branch}`, `${branch}@`);
  }

  private async revision(what: string, prefix: string): Promise<Revision> {
    const args = ['git', 'rev-parse', '--verify', '--quiet', `${what}^{commit}`];
    const { code, stdout } = await run(args, { cwd: this.folder, env: this.env });
    if (code !== 0) throw new Error(`couldn't find remote ref "${what}"`);
    const commit = stdout.trim();
    return { commit, revision: `${prefix}sha1:${commit}` };
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_GLOBAL: this.config,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    };
  }
}
