import { type Alert, type AlertContext, NUMBER, PROXY } from '../alert';

/**
 * The way of the access log from a VM to the log store.
 *
 * @param to the store. For Loki and Cockpit the agent ships, and whether that runs is an alert of its own
 */
export function logAlerts(
  { own, thresholds, durations: { window } }: AlertContext,
  to: 'syslog' | 'loki' | 'cockpit',
): readonly Alert[] {
  const rsyslog: Alert = {
    name: 'EgressLogShipperDown',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_log_shipper_up{${own}} == 0`,
    summary: `The log shipper (rsyslog) on ${PROXY} does not run.`,
  };
  return [
    {
      name: 'EgressLogsNotShipped',
      severity: 'warning',
      for: 'fault',
      expr: `egress_vm_log_queue_records{${own}} > ${thresholds.logQueue}`,
      summary: `Log records of ${PROXY} wait for the log server.`,
      value: `${NUMBER} records`,
    },
    ...(to === 'syslog' ? [rsyslog] : []),
    {
      name: 'EgressLogRecordsLost',
      severity: 'warning',
      expr: `increase(egress_log_records_lost_total{${own}}[${window}]) > 0`,
      summary: `Log records of ${PROXY} are lost: Squid could not write them, or the store refused them.`,
      value: `${NUMBER} records`,
    },
  ];
}
