import type { Environment, EnvironmentModel, Tenant } from '../model/types';

/** Settings of an environment's runbooks. */
type Runbooks = NonNullable<Environment['runbooks']>;

/** An environment with `runbooks`, and with the infrastructure that they need. */
export type Equipped = Environment & Required<Pick<Environment, 'runbooks' | 'infrastructure'>>;

export interface EquippedModel extends EnvironmentModel {
  readonly environment: Equipped;
}

/** A runbook, by the key of its goal in the settings. */
export type RunbookKey = keyof Runbooks['goals'];

/** Whom a page names. */
export type Role = 'platform' | 'security' | 'partners' | 'tenant';

export type OneProxy = Tenant['egress']['proxies'][number];

/** A program of the cloud, or of Flux's installation. In the lab a stand-in of the same name does what it would do. */
type CloudProgram = 'tofu' | 'scw' | 'flux';

/** A change of a settings file, which the reader makes in an editor. */
interface SettingsChange {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Keys down to the value; an object is the entry of a list with that name. */
  readonly path: readonly (string | { readonly name: string })[];
  readonly value: boolean;
}

/**
 * Something that a person does, and what has to come of it. Pages show it, drills do it. Commands run in a bash, in the root of a
 * checkout; variables that one step exports are there in the next ones.
 */
export interface Step {
  /** What is done and why, as a sentence. */
  readonly text: string;
  /** Lines of the shell, each a command of its own. @default - none, only the change */
  readonly run?: readonly string[];
  /** @default - no settings are changed */
  readonly change?: SettingsChange;
  /** @default 0 */
  readonly exits?: number;
  /** Texts that the output holds. @default - it is not looked at */
  readonly prints?: readonly string[];
  /** Seconds for which it is run again until it does what is expected. @default 0, it runs once */
  readonly within?: number;
  /** @default - it calls no program of the cloud */
  readonly cloud?: CloudProgram;
  /** Who does it. @default 'platform' */
  readonly by?: Role;
}

/** A variable of the shell that only the reader knows the value of. */
interface Input {
  readonly name: string;
  /** What it is, and how to find it. */
  readonly text: string;
}

/** One page: a runbook for one environment, tenant, proxy or zone. */
export interface Page {
  readonly key: RunbookKey;
  /** Distinguishes pages of one runbook whose steps differ, and which are drilled apart. @default - there is one form */
  readonly variant?: string;
  readonly title: string;
  readonly tenant?: Tenant;
  readonly proxy?: string;
  readonly zone?: string;
  /** How it is noticed. */
  readonly signs: readonly string[];
  /** What still works until it is solved, and what does not. */
  readonly meanwhile: string;
  readonly tell: readonly { readonly role: Role; readonly what: string }[];
  /** @default - none */
  readonly inputs?: readonly Input[];
  readonly steps: readonly Step[];
  readonly checks: readonly Step[];
  readonly back: {
    readonly text: string;
    /** @default - none */
    readonly steps?: readonly Step[];
    /** How to see that the way back worked. @default - none */
    readonly checks?: readonly Step[];
  };
}

/** One runbook: its pages for an environment; none if it does not apply there. */
export type Runbook = (model: EquippedModel) => readonly Page[];
