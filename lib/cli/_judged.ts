import { entryOf, type Finding, type Problem, sortProblems, suppressFindings, unusedSuppression } from '../lint';
import type { Memory } from '../memory';
import type { LoadedSettings } from '../model/load';
import { isForOutput, suppressionsOf } from '../model/suppressions';
import type { Model } from '../model/types';
import type { OutputFile, WritePlan } from '../output';
import type { UnmanagedProblem } from '../unmanaged';
import { expectationProblems } from './_expectations';
import { findingsSince, noteFindings } from './_judged-before';
import { locateIn } from './_locate';
import { counting, during } from './_progress';
import { render } from './_render';
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

interface JudgeOptions {
  /** All that is rendered, compared with the disk. Default: it is compared here */
  readonly plan?: WritePlan;
  /** What earlier runs noted. Default: nothing */
  readonly memory?: Memory | undefined;
  /** Whether files that earlier runs wrote were not rendered again. Default: false, and everything is judged */
  readonly isRecalled?: boolean;
}

/** Judges all that is rendered, together with the unmanaged files of the output folder. */
export function judgeRendered(
  loaded: LoadedSettings,
  written: readonly OutputFile[],
  outDir: string,
  io: Io,
  { plan, memory, isRecalled = false }: JudgeOptions = {},
): Judged {
  // Loaded here: the other commands do without its rules.
  const { findingsIn, RULES, settle } = require('../rules') as typeof import('../rules');
  const { model } = loaded;
  const found = judgeOutput(outDir, written, model, plan);
  const [onDisk, unmanaged] = [asOnDisk(written, found), asOutputFiles(found)];
  const problems = judgeProblems(found.problems, model);
  // Files of others can concern any tenant.
  const isOurs = onDisk === written && unmanaged.length === 0;
  const since =
    isRecalled && memory && isOurs
      ? during(io, 'Checking what changed', () => findingsSince(loaded, written, memory))
      : undefined;
  if (memory && since) {
    noteFindings(memory, loaded, written, since);
    return { problems, expectations: [], findings: settle(since, model, RULES), unmanaged };
  }
  const files = isRecalled ? asOnDisk(render(loaded, io), found) : onDisk;
  const expectations = during(io, 'Deciding expectations', () => expectationProblems(loaded, files, unmanaged));
  const findings = counting(io, 'Checking', 'rules', (counted) =>
    findingsIn(files, model, RULES, unmanaged, locateIn(loaded), counted),
  );
  if (memory && isOurs && expectations.length === 0) noteFindings(memory, loaded, files, findings);
  return { problems, expectations, findings: settle(findings, model, RULES), unmanaged };
}

/** Problems of unmanaged files, with what the environments suppress. */
function judgeProblems(problems: readonly UnmanagedProblem[], model: Model): Problem[] {
  const scoped = suppressionsOf(model).filter(({ suppression }) => isForOutput(suppression));
  const { findings, unused } = suppressFindings(problems, scoped, entryOf);
  return sortProblems<Problem>([...findings, ...unused.map(unusedSuppression)]);
}
