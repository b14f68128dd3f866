/** A Kubernetes object as plain JSON data. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The part of a kustomization.yaml that we write, and therefore all that the builder reads. */
export interface KustomizationFile {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  /** Namespace of all objects, which are Secrets: what else kustomize rewrites with it is not known here. */
  readonly namespace?: string;
  /** Files in or below the folder, and other folders that have a kustomization.yaml. */
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly ConfigMapGenerator[];
  readonly patches?: readonly PatchFile[];
}

export interface ConfigMapGenerator {
  /** Without the hash that the build appends. */
  readonly name: string;
  /** The namespace of the ConfigMap; default: none, which is only right for what goes to `default`. */
  readonly namespace?: string;
  /** `replace`: replaces the data of the one that a base generates. Default: a new ConfigMap. */
  readonly behavior?: 'replace';
  /** `KEY=value`; see `literal`. */
  readonly literals: readonly string[];
  readonly options?: {
    /** Annotations of the ConfigMap; one that replaces another keeps the other's, too. */
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export interface PatchFile {
  /** A file of strategic merge patches, in or below the folder; each names its target by its identity. */
  readonly path: string;
}

/** Where the builder reads: posix paths from the output's root. A `Map` is one. */
export interface FileSource {
  /** The file's text, or the objects that it holds (no parsing then); undefined: there is no such file. */
  get(path: string): string | readonly object[] | undefined;
  /** What parsing the file's text would give, if that is known. */
  known?(path: string): readonly object[] | undefined;
}
