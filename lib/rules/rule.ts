import type { DiscoveredRule, RuleBody } from '../lint';
import type { Context, Rendered, Step } from './_rendered';

export type { Step };

/** A rule over everything that Flux would apply to one environment. */
export interface Rule extends DiscoveredRule {
  /** Severity of its findings, unless a finding has its own. */
  readonly severity: 'error' | 'warning';
  /** Examples without a finding. */
  readonly good: readonly Example[];
  /** Examples with a finding of this rule alone. */
  readonly bad: readonly Example[];
  check(context: Context): readonly Found[];
}

/** What the file of a rule exports as `rule`; its id and its subject are the names of the file and its folder. */
export type RuleDefinition = RuleBody<Rule>;

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
  /** Network plugin of the clusters; with `cilium` nodes may connect to client-b, and there is a DNS cache on them unless there is a resolver. */
  readonly cni?: 'calico' | 'cilium';
  /** Whether Terraform makes its machines. Default: false. */
  readonly machines?: boolean;
  /** Whether its environments have probes, and its proxies public addresses. Default: false. */
  readonly probe?: boolean;
  /** What the route of client-a becomes, and that its environments have such. Default: no routes. */
  readonly routes?: 'Ingress' | 'HTTPRoute';
  /** Whether tenants have stores of External Secrets. Default: false. */
  readonly externalSecrets?: boolean;
  /** Whether Kustomizations of production read artifacts. Default: false. */
  readonly artifacts?: boolean;
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
  readonly severity?: Rule['severity'];
}
