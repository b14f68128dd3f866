import { AGENT_METRICS_PORT, AGENT_UNIT, COLLECTOR, LOKI_PUSH } from '../../vocabulary';
import { onVm, vmsAreCurrent } from '../commands';
import type { Equipped, Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { allVms, type VmOf } from './_vms';

/** The authorities that a VM trusts. */
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** Where rsyslog keeps how many records wait. */
const QUEUE = '/var/spool/rsyslog/egress.qi';

type Logs = NonNullable<Equipped['logs']>;

/** What differs between the two ways by which records are shipped. */
interface Way {
  readonly where: string;
  readonly waits: (vm: VmOf) => string;
  /** Before the store is repaired. */
  readonly look: readonly Step[];
  /** Shows from a VM that the store takes records. */
  readonly takes: Pick<Step, 'text' | 'prints'> & { readonly command: string };
  readonly unit: string;
  /** Ends well once few records wait. */
  readonly isDrained: (vm: VmOf) => string;
}

/** rsyslog, which a syslog server confirms nothing to: what it could send has left its queue. */
function bySyslog({ host, port }: Logs): Way {
  return {
    where: ', up to 200,000 or 2 GB, and then in the access log',
    waits: () => 'du -sh /var/spool/rsyslog /var/log/squid; df -h /var/log /var/spool',
    look: [],
    takes: {
      text: 'Repair the store. This shows whether it answers a VM, with a certificate for its name.',
      command: `openssl s_client -connect ${host}:${port} -CAfile ${AUTHORITIES} -verify_hostname ${host} -verify_return_error </dev/null`,
      prints: ['Verify return code: 0 (ok)'],
    },
    unit: 'rsyslog',
    isDrained: () => `test ! -e ${QUEUE} || grep "^+iQueueSize:2:1:[0-9]:" ${QUEUE}`,
  };
}

/** The agent, by the collector: the store itself confirms each record. */
function byCollector({ host, port, to }: Logs, environment: Equipped): Way {
  const record =
    '{\\"streams\\":[{\\"stream\\":{\\"job\\":\\"egress-check\\"},\\"values\\":[[\\"$(date +%s%N)\\",\\"check\\"]]}]}';
  const isRead = (environment.monitoring?.sources.length ?? 0) > 0;
  const metrics = ({ proxy }: VmOf) =>
    `curl -sS -m 10 http://${isRead ? proxy.address : '127.0.0.1'}:${AGENT_METRICS_PORT}/metrics`;
  return {
    where: ' in the access log',
    waits: (vm) => `${metrics(vm)} | grep ^egress_vm_log_queue_records; du -sh /var/log/squid; df -h /var/log`,
    look: [
      {
        text: 'See whether the collector runs, and what the store answers it.',
        run: [
          `kubectl -n ${COLLECTOR.namespace} get pods -o wide`,
          `kubectl -n ${COLLECTOR.namespace} logs -l app.kubernetes.io/name=${COLLECTOR.name} --prefix --tail=20`,
        ],
      },
    ],
    takes: {
      text: `Repair ${to === 'cockpit' ? 'what is wrong: Cockpit itself, or its token' : 'the store'}, or the collector. This sends one record by the collector, with the label job: egress-check. The store has taken it if the answer is 204; 401 and 403 mean that the token is wrong, 502 and 503 that the collector does not reach the store.`,
      command: `curl -sS -m 10 -o /dev/null -w "%{http_code}\\n" -H "Content-Type: application/json" -d "${record}" https://${host}:${port}${LOKI_PUSH}`,
      prints: ['204'],
    },
    unit: AGENT_UNIT,
    isDrained: (vm) => `${metrics(vm)} | grep -E "^egress_vm_log_queue_records(\\{[^}]*\\})? [0-9]{1,2}$"`,
  };
}

/** What receives the logs of the proxies does not answer, or does not take records. */
export const logStoreDown: Runbook = (model) => {
  const { environment } = model;
  const { logs } = environment;
  if (logs === undefined) return [];
  const vms = allVms(model);
  const [first] = vms;
  const isShipped = logs.to !== 'syslog';
  const way = isShipped ? byCollector(logs, environment) : bySyslog(logs);
  const onEach = (text: (name: string) => string, command: (vm: VmOf) => string, more: Partial<Step> = {}) =>
    vms.map(
      (vm): Step => ({
        text: text(`${vm.tenant.name}/${vm.proxy.name}`),
        run: [onVm(environment, vm.tenant, vm.proxy, command(vm))],
        ...more,
      }),
    );
  const { command, ...takes } = way.takes;
  return [
    {
      key: 'logStoreDown',
      ...(isShipped ? { variant: 'collector' } : {}),
      title: `The log store ${isShipped ? `behind ${logs.host}` : logs.host} is down`,
      signs: [
        ...alertSigns(environment, ['EgressLogServerDown', 'EgressLogsNotShipped']),
        'the newest record in the store is older than the last request of any tenant',
      ],
      meanwhile: `Requests go on, and their records wait on each VM${way.where}. When a VM’s disk is full, records are lost and requests still go on. The VMs keep their own logs for ${logs.keepDays} days.`,
      tell: [
        { role: 'platform', what: 'who repairs the store, and how long the disks of the VMs last' },
        { role: 'security', what: 'from when on records arrive late, and whether any were lost' },
      ],
      steps: [
        ...onEach((name) => `See how much waits on ${name}, and how much room there is.`, way.waits),
        ...way.look,
        ...(first ? [{ ...takes, run: [onVm(environment, first.tenant, first.proxy, command)], within: 3600 }] : []),
      ],
      checks: [
        ...onEach(
          (name) => `What ships the records runs on ${name}.`,
          () => `systemctl is-active ${way.unit}`,
        ),
        ...onEach((name) => `The store has taken what waited on ${name}: at most a few records wait.`, way.isDrained, {
          within: 1800,
        }),
        vmsAreCurrent(environment),
      ],
      back: {
        text: 'The store then has records of the time in which it was down; docs/logs.md has the queries. If the store stays down, set logs to another one, and deliver with vm:apply. If a disk fills up before that, copy /var/log/squid from the VM first.',
      },
    },
  ];
};
