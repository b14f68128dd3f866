import { type Problem, type ProblemId, problemEntry, withoutCredentials } from '../lint';
import { formatPath, type Path, type SettingsFile } from './place';

/** A problem at a place of a settings file. */
export function settingsProblem(id: ProblemId, file: SettingsFile, path: Path, message: string): Problem {
  const { severity } = problemEntry(id);
  return {
    id,
    file: file.file,
    ...file.locate(path),
    path: formatPath(path),
    message: withoutCredentials(message),
    severity,
  };
}

/** A problem of a file or folder as a whole. */
export function fileProblem(id: ProblemId, file: string, message: string, place = { line: 1, column: 1 }): Problem {
  return { id, file, ...place, path: '', message: withoutCredentials(message), severity: problemEntry(id).severity };
}
