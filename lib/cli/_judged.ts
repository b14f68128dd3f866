import { entryOf, type Finding, type Problem, sortProblems, suppressFindings, unusedSuppression } from '../lint';
import type { LoadedSettings } from '../model/load';
import { isForOutput, suppressionsOf } from '../model/suppressions';
import type { Model } from '../model/types';
import type { OutputFile } from '../output';
import type { UnmanagedProblem } from '../unmanaged';
import { expectationProblems } from './_expectations';
import { locateIn } from './_locate';
import { during } from './_progress';
import { asOnDisk, asOutputFiles, judgeOutput } from './_unmanaged';
import type { Io } from './io';

interface Judged {
  /** About unmanaged files. */
  readonly problems: readonly Problem[];
  /** Expectations that do not hold. */
  readonly expectations: readonly Problem[];
  /** What rules find, suppressed findings included. */
  readonly findings: readonly Finding[];
  /** What Flux applies in addition to what is rendered. */
  readonly unmanaged: readonly OutputFile[];
}

/** Judges all that is rendered, together with the unmanaged files of the output folder. */
export function judgeRendered(loaded: LoadedSettings, written: readonly OutputFile[], outDir: string, io: Io): Judged {
  // Loaded here: the other commands do without its rules.
  const { RULES, verify } = require('../rules') as typeof import('../rules');
  const { model } = loaded;
  const found = judgeOutput(outDir, written, model);
  const [onDisk, unmanaged] = [asOnDisk(written, found), asOutputFiles(found)];
  const expectations = during(io, 'asking what pods reach', () => expectationProblems(loaded, onDisk, unmanaged));
  const findings = during(io, `checking ${written.length} files`, () =>
    verify(onDisk, model, RULES, unmanaged, locateIn(loaded)),
  );
  return { problems: judgeProblems(found.problems, model), expectations, findings, unmanaged };
}

/** Problems of unmanaged files, with what the environments suppress. */
function judgeProblems(problems: readonly UnmanagedProblem[], model: Model): Problem[] {
  const scoped = suppressionsOf(model).filter(({ suppression }) => isForOutput(suppression));
  const { findings, unused } = suppressFindings(problems, scoped, entryOf);
  return sortProblems<Problem>([...findings, ...unused.map(unusedSuppression)]);
}
