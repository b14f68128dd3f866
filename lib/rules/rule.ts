import type { Context, Rendered } from './rendered';

/** error: it lets through, or fails, what it should not; warning: worth a second look. */
export type Severity = 'error' | 'warning';

/** A step into an object: a key of a map, or an index of a list. */
export type Step = string | number;

export interface Rule {
  /** Also the name of its file. */
  readonly id: string;
  readonly title: string;
  /** That of its findings, where they do not say another. */
  readonly severity: Severity;
  /** What goes wrong, and how Kubernetes or Flux come to do so. */
  readonly why: string;
  readonly fix: string;
  /** Whether a tenant's settings may except something from it, with a reason. Never where isolation depends on it. */
  readonly suppressible: boolean;
  /** What the rule has nothing against. */
  readonly good: readonly Example[];
  /** That in which it finds something. */
  readonly bad: readonly Example[];
  check(context: Context): readonly Found[];
}

/** Something laid over a rendered project of three tenants. */
export interface Example {
  /**
   * Objects, which are merged with the project's own; or a kustomization.yaml, below a comment with its path; or what
   * changes in a file of a machine, as a diff below a comment with its path.
   */
  readonly yaml: string;
  /** How the documentation shows it. Default: yaml. */
  readonly language?: 'yaml' | 'diff';
  /** `production` has two Kustomizations a tenant, `development` one in all. Default: production. */
  readonly environment?: 'development' | 'production';
  /** How many tenants the project has. Default: three. */
  readonly tenants?: number;
  /** Whether its environments have a resolver for tenants. Default: false. */
  readonly resolver?: boolean;
  /** Whether client-a has several proxies and client-b asks for a client certificate. Default: false. */
  readonly gateways?: boolean;
  /** Whether the network plugin of its environments is Calico. Default: false. */
  readonly calico?: boolean;
  /** Whether Terraform makes its machines. Default: false. */
  readonly machines?: boolean;
}

export interface Found {
  /** Default: nothing that is there. */
  readonly on?: Rendered;
  /** Where in the object. Default: all of it. */
  readonly path?: readonly Step[];
  /** Default: where the object comes from; without one, the environment's settings. */
  readonly file?: string;
  /** Name of the tenant that it is about. Default: that of the object, if it has one. */
  readonly tenant?: string;
  readonly message: string;
  /** Default: that of the rule. */
  readonly severity?: Severity;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly environment: string;
  /** Undefined: it is about no tenant in particular. */
  readonly tenant?: string;
  /** `Deployment client-a-demo/curl-demo`; empty: nothing that is there. */
  readonly object: string;
  /** `spec.template.spec.containers[0].image`; empty: all of it. */
  readonly path: string;
  readonly file: string;
  readonly message: string;
  readonly fix: string;
  /** The reason that the settings give for letting it be; undefined: they do not. */
  readonly exception?: string;
}
