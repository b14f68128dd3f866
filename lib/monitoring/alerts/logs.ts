import { type Alerts, NUMBER, PROXY } from '../alert';

/** The way of the access log from a VM to the log server. */
export const logAlerts: Alerts = ({ own, thresholds, durations: { window } }) => [
  {
    name: 'EgressLogsNotShipped',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_log_queue_records{${own}} > ${thresholds.logQueue}`,
    summary: `Log records of ${PROXY} wait for the log server.`,
    value: `${NUMBER} records`,
  },
  {
    name: 'EgressLogShipperDown',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_log_shipper_up{${own}} == 0`,
    summary: `The log shipper (rsyslog) on ${PROXY} does not run.`,
  },
  {
    name: 'EgressLogRecordsLost',
    severity: 'warning',
    expr: `increase(egress_log_records_lost_total{${own}}[${window}]) > 0`,
    summary: `Squid on ${PROXY} could not write log records, which are lost.`,
    value: `${NUMBER} records`,
  },
];
