import type { Finding } from '../lint';
import type { Model, Tenant, TenantException } from '../model/types';
import type { Rule } from './rule';

const UNUSED = 'exception-unused';

/** Findings with the reasons of the exceptions that the settings make. */
export function excepted(findings: readonly Finding[], model: Model, rules: readonly Rule[]): Finding[] {
  const suppressible = new Set(rules.filter((rule) => rule.suppressible).map(({ id }) => id));
  const tenants = new Map(model.environments.map(({ environment, tenants: all }) => [environment.name, all]));
  return findings.map((finding) => {
    const tenant = tenants.get(finding.environment ?? '')?.find(({ name }) => name === finding.tenant);
    const exception = tenant?.exceptions?.find((each) => matches(each, finding));
    return exception && suppressible.has(finding.id) ? { ...finding, suppressed: exception.reason } : finding;
  });
}

/** An exception that excepts nothing in any environment hides what comes later. */
export function unusedExceptions(findings: readonly Finding[], model: Model): Finding[] {
  const used = (tenant: Tenant, exception: TenantException) =>
    findings.some(
      (finding) => finding.tenant === tenant.name && finding.suppressed !== undefined && matches(exception, finding),
    );
  const unused = new Map<string, Finding>();
  for (const { environment, tenants } of model.environments) {
    for (const tenant of tenants) {
      for (const exception of tenant.exceptions ?? []) {
        if (used(tenant, exception)) continue;
        const what = exception.object ? `${exception.rule} for ${exception.object}` : exception.rule;
        unused.set(`${tenant.name} ${what}`, {
          id: UNUSED,
          severity: 'warning',
          environment: environment.name,
          tenant: tenant.name,
          object: '',
          path: '',
          file: tenant.source,
          message: `${what} is excepted, and nothing is found that it would be for`,
          fix: 'Drop it from exceptions.',
        });
      }
    }
  }
  return [...unused.values()];
}

/** `Deployment web` and `Deployment client-a-demo/web` are one: a tenant has one namespace. */
function matches({ rule, object }: TenantException, finding: Finding): boolean {
  return rule === finding.id && (object === undefined || object === finding.object?.replace(/ [^ /]+\//, ' '));
}
