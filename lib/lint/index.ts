export { withoutCredentials } from './credentials';
export { type DiscoveredRule, discoverRules, type RuleBody } from './discover';
export { canSuppress } from './entry';
export {
  type Finding,
  isFailure,
  type Place,
  type Problem,
  type SettingsPlace,
  type Severity,
  sortProblems,
} from './finding';
export { ruleFinding, toJson } from './json';
export { entryOf, isSquidRule, isSuppressible, knownIds, suppressibleIds } from './known';
export { isStanding, PROBLEMS, type ProblemId, problemEntry, SUBJECTS } from './problems';
export { toSarif } from './sarif';
export {
  isReason,
  matchesFinding,
  REASON,
  type ScopedSuppression,
  type Suppression,
  suppressFindings,
  unusedSuppression,
} from './suppressions';
export { formatFindings, formatProblem, summary } from './text';
