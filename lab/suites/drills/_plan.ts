import type { DrillWorld } from './_world';

/** What is broken for a drill, and what has to be true beyond what the page looks at. */
export interface Plan {
  /** As the table has it. */
  readonly fault: string;
  /** Breaks it, and makes sure that it is broken. Returns the variables that the page asks for. */
  readonly plant: (world: DrillWorld) => Promise<Readonly<Record<string, string>>>;
  /** Called when all checks of the page have passed. @default - nothing */
  readonly solved?: (world: DrillWorld) => Promise<unknown>;
  /** Called after the way back. @default - nothing */
  readonly after?: (world: DrillWorld) => Promise<unknown>;
}
