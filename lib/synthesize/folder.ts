import { posix } from 'node:path';
import { type ConfigMapGenerator, type KubeObject, kustomization, resourcePath } from '../kustomize';
import type { OutputFile } from '../output';
import { GATEWAY, ISOLATION_LABEL, KUSTOMIZATION, type Owner, objectFile, patchFile } from '../vocabulary';
import { YamlFile } from './yaml-file';

/** A kustomize folder in the making: files, and the kustomization.yaml that lists them. */
export class Folder {
  private readonly resources: string[] = [];
  private readonly patches: string[] = [];
  private readonly generators: ConfigMapGenerator[] = [];
  private readonly files: OutputFile[] = [];

  /** @param namespace of all objects in it. Default: each names its own */
  constructor(
    readonly path: string,
    private readonly source: string,
    private readonly owner: Owner,
    private readonly namespace?: string,
  ) {}

  /** Another folder, by its path from the root of the output. */
  include(folder: string): this {
    this.resources.push(resourcePath(this.path, folder));
    return this;
  }

  add(objects: readonly KubeObject[]): this {
    for (const object of objects) this.resources.push(this.file(fileName(object), object));
    return this;
  }

  /** An object whose text is written as it is. */
  carry(
    kind: string,
    { name, text, source }: { readonly name: string; readonly text: string; readonly source: string },
  ): void {
    const file = objectFile(kind, name);
    const content = text.endsWith('\n') ? text : `${text}\n`;
    this.resources.push(file);
    this.files.push({ path: posix.join(this.path, file), content, source, owner: this.owner });
  }

  /** @param of the whole object: what is left of it in a patch may not say which it is */
  patch(patch: KubeObject, of: KubeObject): this {
    this.patches.push(this.file(patchFile(fileName(of)), patch));
    return this;
  }

  generate(configMap: ConfigMapGenerator): this {
    this.generators.push(configMap);
    return this;
  }

  /** All files of the folder; those of other folders are theirs. */
  toFiles(): OutputFile[] {
    const { namespace, resources, patches, generators: configMapGenerator } = this;
    this.file(KUSTOMIZATION, kustomization({ namespace, resources, configMapGenerator, patches }), 'as given');
    return this.files;
  }

  private file(name: string, content: object, keys?: 'as given'): string {
    const { source, owner } = this;
    this.files.push(new YamlFile(posix.join(this.path, name), content, source, owner, keys));
    return name;
  }
}

/** `deployment-curl-demo.yaml`; a tenant's own namespace, which the others are named after, needs no name. */
export function fileName(object: KubeObject): string {
  const isGateway = object.metadata.labels?.[ISOLATION_LABEL] === GATEWAY.name;
  return object.kind === 'Namespace' && !isGateway ? 'namespace.yaml' : objectFile(object.kind, object.metadata.name);
}
