import type { DiscoveredRule, Place, RuleBody } from '../lint';
import type { Config, SquidVersion } from './config';

/** A rule over one squid.conf with everything that it includes. */
export interface Rule extends DiscoveredRule {
  /** Lines of a squid.conf without a finding. */
  readonly good: readonly string[];
  /** Lines with a finding of this rule. */
  readonly bad: readonly string[];
  /** What the examples need. Default: Squid 6, no sources. */
  readonly examples?: { readonly version?: SquidVersion; readonly sources?: readonly string[] };
  check(config: Config): readonly Found[];
}

/** What the file of a rule exports as `rule`; its id and its subject are the names of the file and its folder. */
export type RuleDefinition = RuleBody<Rule>;

export interface Found extends Place {
  readonly message: string;
}
