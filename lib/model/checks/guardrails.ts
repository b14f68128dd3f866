import { REPORT } from '../../vocabulary';
import type { EnvironmentCheck, TenantCheck } from './_check';

const UNTIL = 'correct what npm run live lists, then set enforce';

/** An environment whose tenants are not refused anything, unless they set it themselves. */
export const checkEnvironmentGuardrails: EnvironmentCheck = ({ data: { guardrails } }, report) => {
  if (guardrails === REPORT)
    report(
      'guardrails-report',
      ['guardrails'],
      `is set to report: for tenants that set nothing else, the API server only warns of what admission policies and Pod Security would refuse; ${UNTIL}`,
    );
};

/** A tenant that is not refused anything. */
export const checkGuardrails: TenantCheck = ({ data: { guardrails }, environment }, report) => {
  if (environment && guardrails === REPORT)
    report(
      'guardrails-report',
      ['guardrails'],
      (environments) =>
        `is set to report in ${environments}: the API server only warns of what admission policies and Pod Security would refuse; ${UNTIL}`,
    );
};
