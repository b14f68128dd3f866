import type { TenantCheck } from './_check';

/** What Terraform cannot make a node pool without. */
export const checkInfrastructure: TenantCheck = ({ data, environment }, report) => {
  if (environment?.data.infrastructure === undefined || data.nodePool?.nodeType !== undefined) return;
  report(
    ['nodePool', 'nodeType'],
    (environments) => `is missing: Terraform makes the node pool of ${environments}; say for example DEV1-M`,
  );
};
