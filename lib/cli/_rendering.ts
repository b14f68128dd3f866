import type { Memory } from '../memory';
import type { LoadedSettings } from '../model/load';
import { type OutputFile, planWrite, SYNTH_ROOTS, type WritePlan } from '../output';
import { render, renderWith } from './_render';
import type { Io } from './io';

/** What the settings make: what changed since an earlier run, as long as that does, and else everything. */
export class Rendering {
  private changed?: Rendered;
  private all?: Rendered;

  /** @param memory of an earlier run that knew most of the tenants. Default: there was none */
  constructor(
    readonly loaded: LoadedSettings,
    private readonly outDir: string,
    private readonly io: Io,
    readonly memory?: Memory,
  ) {}

  /** What an earlier run wrote is rendered when its content is asked for. Undefined: there was none */
  get recalled(): Rendered | undefined {
    const { memory } = this;
    if (memory) this.changed ??= this.rendered(renderWith(this.loaded, this.io, memory).files, true);
    return this.changed;
  }

  get whole(): Rendered {
    this.all ??= this.rendered(render(this.loaded, this.io), false);
    return this.all;
  }

  private rendered(files: readonly OutputFile[], observed: boolean): Rendered {
    return new Rendered(files, this.outDir, observed);
  }
}

/** Files, and how they differ from what is on the disk. */
export class Rendered {
  private compared?: WritePlan;

  constructor(
    readonly files: readonly OutputFile[],
    private readonly outDir: string,
    private readonly observed: boolean,
  ) {}

  /** How they differ from what is on the disk. */
  get plan(): WritePlan {
    this.compared ??= planWrite(this.outDir, this.files, { roots: SYNTH_ROOTS, observed: this.observed });
    return this.compared;
  }
}
