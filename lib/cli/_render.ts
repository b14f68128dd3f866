import { EgressError } from '../errors';
import { formatProblem, type Problem, sortProblems } from '../lint';
import type { Memory } from '../memory';
import type { LoadedSettings } from '../model/load';
import type { OutputFile } from '../output';
import { settingsProblem } from '../settings/report';
import type { SynthesisOptions, Synthesized } from '../synthesize';
import { counting, type Shows } from './_progress';

/**
 * All files that the settings make.
 *
 * @throws EgressError (1) with the places of the settings that cannot be rendered
 */
export function render(loaded: LoadedSettings, io: Shows = {}): OutputFile[] {
  return attempt(loaded, io, { judged: true }).files;
}

/** The same to be written only, with what an earlier run wrote, and whose which files are. */
export function renderWith(loaded: LoadedSettings, io: Shows, memory?: Memory): Synthesized {
  return attempt(loaded, io, { memory });
}

function attempt({ model, at }: LoadedSettings, io: Shows, options: SynthesisOptions): Synthesized {
  // Loaded here: the commands that render nothing do without the constructs.
  const { RenderError, synthesizeWith } = require('../synthesize') as typeof import('../synthesize');
  try {
    return counting(io, 'Rendering', 'tenants', (counted) => synthesizeWith(model, { ...options, counted }));
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const found = new Map<string, Problem>();
    for (const [index, { id, tenant, environment, path, message }] of error.faults.entries()) {
      const origin = at(tenant.name, path, environment);
      const problem: Problem = origin
        ? settingsProblem(id, origin.file, origin.path, message)
        : (error.problems[index] as Problem);
      // In several environments it is one and the same.
      found.set(formatProblem({ ...problem, message: message.replace(/\d+ bytes/, '') }), problem);
    }
    const problems = sortProblems([...found.values()]);
    throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);
  }
}
