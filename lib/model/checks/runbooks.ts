import type { EnvironmentCheck } from './_check';

/** What the commands of runbooks cannot do without. */
export const checkRunbooks: EnvironmentCheck = ({ data, wasWrong }, report) => {
  if (data.runbooks === undefined || wasWrong(['infrastructure'])) return;
  if (data.infrastructure === undefined) {
    report(
      'runbooks-infrastructure-missing',
      ['runbooks'],
      'needs infrastructure: the commands of runbooks create VMs again by Terraform and log in to them; set infrastructure, or remove this',
    );
  } else if ((data.infrastructure.ssh ?? []).length === 0 && !wasWrong(['infrastructure', 'ssh'])) {
    report(
      'runbooks-ssh-missing',
      ['runbooks'],
      'needs infrastructure.ssh: most runbooks log in to the proxies’ VMs; name the addresses of the administrators',
    );
  }
};
