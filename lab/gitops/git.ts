import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/exec';

/** The lab's own clone, which no setting of the user reaches. */
export class GitClone {
  constructor(
    readonly folder: string,
    readonly config: string,
    /** Of the Git server: see there. */
    readonly redirects: string,
  ) {}

  /** @param source folder that holds the clone and its configuration */
  static at(source: string): GitClone {
    return new GitClone(join(source, 'repository'), join(source, 'gitconfig'), join(source, 'redirects.json'));
  }

  /**
   * Writes the configuration: a committer, and leave to read a repository that is another user's.
   *
   * @param key with which commits and tags are signed. Default: they are not
   */
  configure(key?: string): void {
    const lines = [
      '[user]\n  name = lab\n  email = lab@lab.invalid\n[safe]\n  directory = *\n[init]\n  defaultBranch = main\n',
      `[commit]\n  gpgSign = ${key !== undefined}\n[tag]\n  gpgSign = ${key !== undefined}\n`,
      ...(key ? [`[gpg]\n  format = ssh\n[user]\n  signingKey = ${key}\n`] : []),
    ];
    writeFileSync(this.config, lines.join(''));
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
