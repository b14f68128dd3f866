import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { programId } from './program';
import { Store } from './store';

/** Fewer tenants are rendered in less time than it takes to look them up. */
const FEWEST_TENANTS = 20;

/** What is kept of a tenant. */
interface TenantRecord {
  /** A checksum of all that it was made from. */
  readonly key: string;
  readonly settings: object;
  readonly output: object;
}

/** What `check` found, and of which settings. */
interface JudgedRecord extends Judgement {
  readonly program: string;
  readonly keys: ReadonlyMap<string, string>;
}

interface Judgement {
  /** By tenant; what is of none has an empty name. */
  readonly found: ReadonlyMap<string, object>;
  /** A checksum of what all tenants have in common. */
  readonly shared: string;
  /** A checksum of which tenants there are, and of their namespaces. */
  readonly tenants: string;
}

/** No tenant has such a name. */
const JUDGED = 'judged by check';

interface Places {
  readonly tenants: string;
  readonly environments: string;
  readonly out: string;
}

/** What an earlier run found out about each tenant, for a run in which its settings are the same. */
export class Memory {
  private readonly keys = new Map<string, string>();
  private readonly known = new Map<string, TenantRecord>();
  private readonly settings = new Map<string, object>();

  private constructor(
    private readonly store: Store,
    private readonly program: string,
  ) {}

  /**
   * The memory of an output folder, in `node_modules/.cache`.
   *
   * @returns undefined where there are few tenants, or no such folder
   */
  static of({ tenants, environments, out }: Places): Memory | undefined {
    const modules = [join(out, 'node_modules'), 'node_modules'].find((folder) => fs.existsSync(folder));
    if (modules === undefined || !hasMany(tenants)) return undefined;
    const places = [tenants, environments, out].map((folder) => resolve(folder));
    const name = checksum(places.join('\0')).slice(0, 16);
    return new Memory(new Store(join(modules, '.cache/kubernetes-egress-tenancy', name)), programId());
  }

  /**
   * @param stem of the tenant's file
   * @param parts all that this tenant is made from
   * @returns what {@link noteSettings} was given in a run in which all of that was the same
   */
  recall(stem: string, parts: readonly (string | Buffer)[]): object | undefined {
    const key = checksum(this.program, stem, ...parts);
    this.keys.set(stem, key);
    const record = this.store.read(stem) as TenantRecord | undefined;
    if (record?.key !== key) return undefined;
    this.known.set(stem, record);
    return record.settings;
  }

  /** Whether most of the tenants that were asked for are known. */
  knowsMost(): boolean {
    return this.known.size > this.keys.size / 2;
  }

  /** What {@link note} was given then. Undefined: its settings changed, or nothing is known */
  outputOf(stem: string): object | undefined {
    return this.known.get(stem)?.output;
  }

  noteSettings(stem: string, settings: object): void {
    this.settings.set(stem, settings);
  }

  /** Keeps what this run found out about a tenant, for the next one. */
  note(stem: string, output: object): void {
    const key = this.keys.get(stem);
    const settings = this.settings.get(stem) ?? this.known.get(stem)?.settings;
    if (key !== undefined && settings) this.store.write(stem, { key, settings, output } satisfies TenantRecord);
  }

  /** What {@link noteJudged} was given of tenants whose settings were then as they are. Undefined: it was given nothing */
  judged(): Judgement | undefined {
    const record = this.store.read(JUDGED) as JudgedRecord | undefined;
    if (record?.program !== this.program) return undefined;
    const { keys, found, shared, tenants } = record;
    const isSame = (stem: string) => keys.has(stem) && keys.get(stem) === this.keys.get(stem);
    return { found: new Map([...found].filter(([stem]) => stem === '' || isSame(stem))), shared, tenants };
  }

  /** Keeps this instead of what was kept before. */
  noteJudged(judgement: Judgement): void {
    this.store.write(JUDGED, { ...judgement, program: this.program, keys: this.keys } satisfies JudgedRecord);
  }

  /** Forgets all other tenants. */
  keep(stems: readonly string[]): void {
    this.store.keep([...stems, JUDGED]);
  }
}

function hasMany(tenants: string): boolean {
  try {
    return fs.readdirSync(tenants).filter((name) => name.endsWith('.yaml')).length >= FEWEST_TENANTS;
  } catch {
    // What is wrong with the folder is said where it is read.
    return false;
  }
}

export function checksum(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  // With their lengths: no two lists of parts have the same bytes.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}\0`).update(part);
  return hash.digest('hex');
}
