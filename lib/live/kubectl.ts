import { EgressError } from '../errors';
import { printable } from '../lint/printable';
import { type Output, runProgram } from '../vms';
import type { LiveObject } from './live-object';

/** An answer that takes longer does not come. */
const MOST_SECONDS = 60;

/** What kubectl said instead of an answer. */
export class ClusterError extends Error {}

/** The cluster, by the kubectl on PATH. */
export class Cluster {
  private readonly lists = new Map<string, Promise<readonly LiveObject[]>>();

  /** @param context of the kubeconfig; default: the current one */
  constructor(private readonly context?: string) {}

  /**
   * Runs kubectl to its end.
   *
   * @throws EgressError (2) where there is no kubectl
   */
  async run(args: readonly string[], input?: string): Promise<Output> {
    const context = this.context === undefined ? [] : [`--context=${this.context}`];
    try {
      return await runProgram('kubectl', [...context, '--request-timeout=30s', ...args], {
        timeout: MOST_SECONDS * 1000,
        ...(input === undefined ? {} : { input }),
      });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      throw new EgressError(`${error.message}. live asks the cluster through kubectl`, 2);
    }
  }

  /** @throws ClusterError */
  async json(args: readonly string[]): Promise<unknown> {
    const [document] = await this.documents(args);
    return document;
  }

  /**
   * All that kubectl prints, one JSON document after the other.
   *
   * @throws ClusterError
   */
  async documents(args: readonly string[], input?: string): Promise<readonly unknown[]> {
    const output = await this.run([...args, '--output=json'], input);
    if (output.code !== 0) throw new ClusterError(lastWords(output));
    try {
      return output.stdout
        .trim()
        .split(/(?<=^\}\n)(?=\{)/m)
        .map((text) => JSON.parse(text) as unknown);
    } catch {
      throw new ClusterError('kubectl’s answer is not JSON');
    }
  }

  /**
   * Objects of a kind, asked for once.
   *
   * @param resource as kubectl takes it, for example `pods` or `networkpolicies.networking.k8s.io`
   * @param namespace default: all namespaces
   * @throws ClusterError
   */
  list(resource: string, namespace?: string): Promise<readonly LiveObject[]> {
    const key = `${resource} ${namespace}`;
    const where = namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`;
    const known = this.lists.get(key) ?? this.json(['get', resource, where]).then(itemsOf);
    this.lists.set(key, known);
    return known;
  }

  /** Runs a command in a container. */
  exec(namespace: string, pod: string, container: string, command: readonly string[]): Promise<Output> {
    return this.run(['exec', `--namespace=${namespace}`, pod, `--container=${container}`, '--', ...command]);
  }

  /** Whether the API server would take an object. Nothing is created. */
  dryRun(object: object): Promise<Output> {
    return this.run(['create', '--dry-run=server', '--filename=-', '--output=name'], JSON.stringify(object));
  }
}

function itemsOf(answer: unknown): readonly LiveObject[] {
  return (answer as { readonly items?: readonly LiveObject[] }).items ?? [];
}

/** The last line that a program has printed about its failure. */
export function lastWords({
  stdout,
  stderr,
  ended,
  code,
}: Omit<Output, 'ended'> & Partial<Pick<Output, 'ended'>>): string {
  if (ended === 'timeout') return 'no answer in time';
  const line = (stderr.trim() || stdout.trim()).split('\n').at(-1);
  return line ? printable(line) : `it ended with ${code}`;
}

/** What the API server has warned of, as kubectl prints it, a line each without `Warning: `. */
export function warningsOf({ stderr }: Pick<Output, 'stderr'>): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('Warning: '))
    .map((line) => printable(line.slice('Warning: '.length)));
}
