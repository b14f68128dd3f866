import { EgressError } from '../errors';
import { formatProblem, type ProblemId } from '../lint';
import { fileProblem } from '../settings/report';
import { printable } from '../settings/text';

/** An error about a settings file that is to be written; at its beginning, since it does not exist yet. */
export function refusal(id: ProblemId, file: string, message: string, path = ''): EgressError {
  const found = { ...fileProblem(id, printable(file), message), path };
  return new EgressError(formatProblem(found), 1, [found]);
}
