import { build, type KubeObject, readDocuments } from '../kustomize';
import type { EnvironmentModel, Model } from '../model/types';
import type { OutputFile } from '../output';
import { synthesize } from '../synthesize';
import { clusterPath, overlayPath, PLATFORM } from '../vocabulary';

/** An object that the settings ask for. */
export interface ExpectedObject {
  /** Undefined: it is the platform's. */
  readonly tenant?: string;
  readonly object: KubeObject & { readonly spec?: unknown; readonly data?: unknown };
}

/** What Flux has to have applied, as the settings are now. */
export interface Expected {
  readonly objects: readonly ExpectedObject[];
  /** The Flux objects in `clusters/<environment>`. */
  readonly flux: readonly ExpectedObject[];
  ofKind(...kinds: readonly string[]): readonly ExpectedObject[];
}

/** @param tenants names of those that are looked at */
export function expectedIn(model: Model, { environment }: EnvironmentModel, tenants: readonly string[]): Expected {
  const files = synthesize({
    ...model,
    environments: model.environments.filter((one) => one.environment === environment),
  });
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const built = (owner: string, tenant?: string) =>
    build(texts, overlayPath(environment.name, owner)).map(
      (object): ExpectedObject => ({
        ...(tenant === undefined ? {} : { tenant }),
        object,
      }),
    );
  const objects = [...built(PLATFORM), ...tenants.flatMap((tenant) => built(tenant, tenant))];
  return {
    objects,
    flux: files.flatMap((file) => fluxObjects(file, clusterPath(environment.name), tenants, texts)),
    ofKind: (...kinds) => objects.filter(({ object }) => kinds.includes(object.kind)),
  };
}

function fluxObjects(
  { path, owner }: OutputFile,
  folder: string,
  tenants: readonly string[],
  texts: ReadonlyMap<string, string>,
): ExpectedObject[] {
  const isOurs = path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/');
  if (!isOurs || (owner.tenant !== undefined && !tenants.includes(owner.tenant))) return [];
  const documents = (readDocuments(texts, path) ?? []) as readonly ExpectedObject['object'][];
  return documents.map((object) => ({ ...(owner.tenant === undefined ? {} : { tenant: owner.tenant }), object }));
}
