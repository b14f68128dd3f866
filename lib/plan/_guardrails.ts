import { GUARDRAILS_LABEL, ISOLATION_LABEL, ISOLATION_VALUE, REPORT } from '../vocabulary';
import type { Manifest } from './_objects';

/** What a change of a tenant’s namespace means for its guardrails, one sentence each. */
export function guardrailSteps(before: Manifest, after: Manifest): readonly string[] {
  if (after.kind !== 'Namespace' || after.metadata.labels?.[ISOLATION_LABEL] !== ISOLATION_VALUE) return [];
  const [did, does] = [before, after].map((object) => object.metadata.labels?.[GUARDRAILS_LABEL] === REPORT);
  if (did === does) return [];
  return [
    does
      ? 'its guardrails report from now on: the API server only warns of what admission policies and Pod Security would refuse'
      : 'its guardrails are enforced from now on: new pods that do not comply are refused; npm run live lists them before',
  ];
}
