import type { EnvironmentModel } from '../../lib';
import type { KubernetesObject } from '../cluster/api';
import type { Lab } from '../lab';

/** One thing broken, and the scenario that must notice. Exactly one of `rendered`, `machines` and `engine`. */
export interface Mutant {
  /** For `--mutants NAME`: words with dashes. */
  readonly name: string;
  /** What is broken, in words. */
  readonly breaks: string;
  /** Name of the scenario's file, without `.lab.ts`; of one in another folder of `suites`, with the folder. */
  readonly file:
    | 'seed'
    | 'two-tenants'
    | 'releases'
    | 'gateways'
    | 'first-start'
    | 'audit'
    | 'resolver'
    | 'calico'
    | 'nodes'
    | 'tcp'
    | 'routes'
    | 'secrets'
    | 'charts'
    | 'admission/probe';
  /** Title of the scenario; of one in a table, the part that all rows share. */
  readonly scenario: string;
  /** What the scenario must say: a failure for any other reason does not count. */
  readonly shows: RegExp;
  /** Changes, in place, one of the objects of `dist/` and `clusters/`; asked for each, patches included. */
  readonly rendered?: (object: KubernetesObject) => void;
  /** Changes what the machines are built for. */
  readonly machines?: (model: EnvironmentModel) => EnvironmentModel;
  /** Breaks something of the running lab. */
  readonly engine?: (lab: Lab) => Promise<void>;
}

type Row = Omit<Mutant, 'name' | 'file'> & Partial<Pick<Mutant, 'file'>>;

/** Mutants by name, whose scenarios are in one file unless they name another. */
export function mutants(file: Mutant['file'], rows: Readonly<Record<string, Row>>): readonly Mutant[] {
  return Object.entries(rows).map(([name, row]) => ({ name, file, ...row }));
}
