import { AGENT_UNIT } from '../../vocabulary';
import { onVm, vmsAreCurrent } from '../commands';
import type { Runbook, Step } from '../runbook';
import { allVms } from './_vms';

/** The authorities that a VM trusts. */
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** What receives the logs of the proxies does not answer. */
export const logStoreDown: Runbook = (model) => {
  const { environment } = model;
  const { logs } = environment;
  if (logs === undefined) return [];
  const vms = allVms(model);
  const onEach = (text: (name: string) => string, command: string, more: Partial<Step> = {}) =>
    vms.map(
      ({ tenant, proxy }): Step => ({
        text: text(`${tenant.name}/${proxy.name}`),
        run: [onVm(environment, tenant, proxy, command)],
        ...more,
      }),
    );
  return [
    {
      key: 'logStoreDown',
      title: `The log store ${logs.host} is down`,
      signs: ['the alerts EgressLogServerDown and EgressLogsNotShipped'],
      meanwhile: `Requests go on, and their records wait on each VM${logs.to === 'syslog' ? ', up to 200,000 or 2 GB, and then in the access log' : ' in the access log'}. When a VM’s disk is full, records are lost and requests still go on. The VMs keep their own logs for ${logs.keepDays} days.`,
      tell: [
        { role: 'platform', what: 'who repairs the store, and how long the disks of the VMs last' },
        { role: 'security', what: 'from when on records arrive late, and whether any were lost' },
      ],
      steps: [
        ...onEach(
          (name) => `See how much waits on ${name}, and how much room there is.`,
          'du -sh /var/spool/rsyslog /var/log/squid; df -h /var/log /var/spool',
        ),
        ...vms.slice(0, 1).map(
          ({ tenant, proxy }): Step => ({
            text: 'Repair the store. This shows whether it answers a VM, with a certificate for its name.',
            run: [
              onVm(
                environment,
                tenant,
                proxy,
                `openssl s_client -connect ${logs.host}:${logs.port} -CAfile ${AUTHORITIES} -verify_hostname ${logs.host} -verify_return_error </dev/null`,
              ),
            ],
            prints: ['Verify return code: 0 (ok)'],
            within: 3600,
          }),
        ),
      ],
      checks: [
        ...onEach(
          (name) => `What ships the records runs on ${name}.`,
          `systemctl is-active ${logs.to === 'syslog' ? 'rsyslog' : AGENT_UNIT}`,
        ),
        vmsAreCurrent(environment),
      ],
      back: {
        text: 'The alerts end when nothing waits any more; the store then has records of the time in which it was down. If the store stays down, set logs to another one, and deliver with vm:apply. If a disk fills up before that, copy /var/log/squid from the VM first.',
      },
    },
  ];
};
