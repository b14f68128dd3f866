import { type Problem, type ProblemId, problemEntry } from '../lint';
import { formatPath, type Origin } from '../settings/place';
import { enumerate, printable } from '../settings/text';

/** A message that may name the environments that it concerns. */
export type Message = string | ((environments: string) => string);

interface Finding {
  readonly id: ProblemId;
  readonly origin: Origin;
  readonly message: Message;
  readonly environments: Set<string>;
}

/** What checks find, environment by environment: one thing at one place stays one line that names all of them. */
export class Findings {
  private readonly found = new Map<string, Finding>();

  add(id: ProblemId, origin: Origin, message: Message, environment: string | undefined): void {
    const key = JSON.stringify([id, origin.file.file, origin.path, textOf(message, '\0')]);
    const finding = this.found.get(key) ?? { id, origin, message, environments: new Set() };
    if (environment !== undefined) finding.environments.add(environment);
    this.found.set(key, finding);
  }

  problems(): Problem[] {
    return [...this.found.values()].map(({ id, origin, message, environments }) => ({
      id,
      file: origin.file.file,
      ...origin.file.locate(origin.path),
      path: formatPath(origin.path),
      message: printable(textOf(message, enumerate([...environments].sort()))),
      severity: problemEntry(id).severity,
    }));
  }
}

function textOf(message: Message, environments: string): string {
  return typeof message === 'string' ? message : message(environments);
}
