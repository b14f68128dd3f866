import type { MapNode } from '../settings/node';
import { type Path, type Place, pathKey } from '../settings/place';
import type { SecretFile } from '../settings/secret-files';
import type { TenantFile, UnparsedTenant } from '../settings/tenants';
import { baseDraft, draftIn, type EnvironmentDraft, type TenantDraft } from './draft';
import type { Findings } from './findings';
import type { KnownSettings } from './known';
import type { Tenant } from './types';

/** A tenant's file that an earlier run found nothing wrong with. It is parsed when more is asked than is known of it. */
export class RecalledFile implements TenantFile {
  readonly file: string;
  readonly source: string;
  readonly stem: string;
  readonly secrets: readonly SecretFile[];
  private readonly places: ReadonlyMap<string, Place>;
  private parsed?: TenantFile;

  constructor(
    private readonly unparsed: UnparsedTenant,
    readonly known: KnownSettings,
  ) {
    this.file = unparsed.file;
    this.source = unparsed.source;
    this.stem = unparsed.stem;
    this.secrets = unparsed.secrets;
    this.places = new Map(known.findings.map(({ path, place }) => [pathKey(path), place]));
  }

  get tree(): MapNode | undefined {
    return this.parse().tree;
  }

  locate(path: Path): Place {
    return this.places.get(pathKey(path)) ?? this.parse().locate(path);
  }

  private parse(): TenantFile {
    this.parsed ??= this.unparsed.parse();
    return this.parsed;
  }
}

/** The settings of such a file, in an environment or without one. */
export class RecalledDraft implements TenantDraft {
  readonly name: string;
  private made?: TenantDraft;

  constructor(
    readonly file: RecalledFile,
    readonly data: TenantDraft['data'],
    readonly model: Tenant,
    readonly environment?: EnvironmentDraft,
  ) {
    this.name = file.stem;
  }

  /** @returns undefined if it is left out of the environment */
  static in(file: RecalledFile, environment: EnvironmentDraft): RecalledDraft | undefined {
    const { dataIn, tenantIn } = file.known;
    const model = tenantIn.get(environment.name);
    return model && new RecalledDraft(file, dataIn.get(environment.name) as TenantDraft['data'], model, environment);
  }

  static without(file: RecalledFile): RecalledDraft {
    return new RecalledDraft(file, file.known.data as TenantDraft['data'], file.known.tenant);
  }

  get tree(): MapNode {
    return this.draft().tree;
  }

  // What checks take out of a draft stays usable by itself.
  readonly resolve = () => this.data as ReturnType<TenantDraft['resolve']>;
  readonly at: TenantDraft['at'] = (path) => this.draft().at(path);
  readonly isSet: TenantDraft['isSet'] = (path) => this.draft().isSet(path);
  readonly wasWrong: TenantDraft['wasWrong'] = () => false;

  /** What checks found about it by itself. */
  report(findings: Findings): void {
    const environment = this.environment?.name;
    for (const finding of this.file.known.findings.filter((one) => one.environment === environment)) {
      const { id, path, message, object } = finding;
      const worded = message.includes('\0') ? (names: string) => message.replaceAll('\0', names) : message;
      findings.add(id, { file: this.file, path }, worded, environment, object);
    }
  }

  private draft(): TenantDraft {
    this.made ??= this.make();
    return this.made;
  }

  private make(): TenantDraft {
    const { tree } = this.file;
    const base = tree && baseDraft(this.file, tree);
    const made = base && (this.environment ? draftIn(this.environment, base, () => {}) : base);
    if (!made) throw new Error(`${this.file.file}: is not as an earlier run noted it`);
    return made;
  }
}
