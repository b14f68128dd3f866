import type { Problem, ProblemId } from '../lint';
import type { Origin } from '../settings/place';
import { settingsProblem } from '../settings/report';
import { enumerate, printable } from '../settings/text';

/** A message that may name the environments that it concerns. */
export type Message = string | ((environments: string) => string);

interface Finding {
  readonly id: ProblemId;
  readonly origin: Origin;
  readonly message: Message;
  readonly environments: Set<string>;
  /** Kind, namespace and name of the workload that it is about. @default - it is not about a workload */
  readonly object?: string;
}

/** What checks find, environment by environment: one thing at one place stays one line that names all of them. */
export class Findings {
  private readonly found = new Map<string, Finding>();

  add(id: ProblemId, origin: Origin, message: Message, environment: string | undefined, object?: string): void {
    const key = JSON.stringify([id, origin.file.file, origin.path, textOf(message, '\0')]);
    const finding = this.found.get(key) ?? { id, origin, message, environments: new Set(), object };
    if (environment !== undefined) finding.environments.add(environment);
    this.found.set(key, finding);
  }

  /**
   * The same findings, of which those that are added to it are noted.
   *
   * @param note gets each, with a NUL in its message where the environments are named
   */
  noting(
    note: (finding: Omit<Finding, 'environments' | 'message'> & { message: string; environment?: string }) => void,
  ): Findings {
    const noting = new Findings();
    noting.add = (id, origin, message, environment, object) => {
      note({ id, origin, message: textOf(message, '\0'), environment, object });
      this.add(id, origin, message, environment, object);
    };
    return noting;
  }

  /**
   * Everything that was found, one problem for all its environments.
   *
   * @param reasonFor why a problem is suppressed in an environment, or in none in particular; undefined if it is not
   */
  problems(reasonFor: (problem: Problem, environment?: string) => string | undefined): Problem[] {
    return [...this.found.values()].map((finding) => {
      const names = [...finding.environments].sort();
      const problem = problemOf(finding, names);
      const reasons = new Map((names.length > 0 ? names : [undefined]).map((name) => [name, reasonFor(problem, name)]));
      const left = names.filter((name) => reasons.get(name) === undefined);
      if (left.length > 0) return left.length < names.length ? problemOf(finding, left) : problem;
      const [suppressed] = reasons.values();
      return suppressed === undefined ? problem : { ...problem, suppressed };
    });
  }
}

function problemOf({ id, origin, message, object }: Finding, environments: readonly string[]): Problem {
  const text = printable(textOf(message, enumerate(environments)));
  return { ...settingsProblem(id, origin.file, origin.path, text), ...(object === undefined ? {} : { object }) };
}

function textOf(message: Message, environments: string): string {
  return typeof message === 'string' ? message : message(environments);
}
