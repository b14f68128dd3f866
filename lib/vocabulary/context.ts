/** Keys of the construct tree's context. */
export const CONTEXT = {
  /** Flux applies what the constructs below render. */
  flux: 'kubernetes-egress-tenancy/flux',
  /** The props of the constructs below were validated before, as settings. */
  validated: 'kubernetes-egress-tenancy/validated',
} as const;
