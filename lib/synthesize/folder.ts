import { posix } from 'node:path';
import type { OutputFile } from '../output';
import type { KubernetesObject } from './render';
import { toYaml } from './yaml';

/** A kustomize folder in the making: files, and the kustomization.yaml that lists them. */
export class Folder {
  private readonly resources: string[] = [];
  private readonly patches: { path: string }[] = [];
  private readonly generators: object[] = [];
  private readonly files: OutputFile[] = [];

  constructor(
    readonly path: string,
    private readonly source: string,
  ) {}

  /** Another folder, by its path from the root of the output. */
  include(folder: string): this {
    this.resources.push(posix.relative(this.path, folder));
    return this;
  }

  add(objects: readonly KubernetesObject[]): this {
    for (const object of objects) this.resources.push(this.file(fileName(object), object));
    return this;
  }

  patch(object: KubernetesObject): this {
    this.patches.push({ path: this.file(fileName(object).replace('.yaml', '-patch.yaml'), object) });
    return this;
  }

  generate(configMap: { name: string; namespace: string; behavior?: 'replace'; literals: string[] }): this {
    this.generators.push(configMap);
    return this;
  }

  /** All files of the folder; those of other folders are theirs. */
  toFiles(): OutputFile[] {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: this.resources.length > 0 ? this.resources : undefined,
      configMapGenerator: this.generators.length > 0 ? this.generators : undefined,
      patches: this.patches.length > 0 ? this.patches : undefined,
    };
    this.file('kustomization.yaml', kustomization);
    return this.files;
  }

  private file(name: string, content: object): string {
    this.files.push({ path: posix.join(this.path, name), content: toYaml(content), source: this.source });
    return name;
  }
}

/** `deployment-curl-demo.yaml`; a tenant has one namespace, which needs no name. */
export function fileName(object: KubernetesObject): string {
  return object.kind === 'Namespace' ? 'namespace.yaml' : `${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
}
