import { DECLARED_RELEASE } from '../../vocabulary';
import { type Alerts, NUMBER, PROXY, SECONDS, SHARE } from '../alert';

/** The proxies' VMs. */
export const machineAlerts: Alerts = ({ own, thresholds, durations: { window } }) => [
  {
    name: 'EgressDescriptorsHigh',
    severity: 'warning',
    for: 'fault',
    expr: `egress_squid_file_descriptors{state="used", ${own}} / ignoring (state) egress_squid_file_descriptors{state="limit", ${own}} > ${thresholds.descriptors}`,
    summary: `Squid on ${PROXY} runs out of file descriptors.`,
    value: SHARE,
  },
  {
    name: 'EgressCpuHigh',
    severity: 'warning',
    for: 'load',
    expr: `rate(egress_squid_cpu_seconds_total{${own}}[${window}]) > ${thresholds.cpu}`,
    summary: `Squid on ${PROXY} uses almost all of its processor.`,
    value: SHARE,
  },
  {
    name: 'EgressDnsSlow',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_dns_seconds{${own}} > ${thresholds.dnsSeconds}`,
    summary: `DNS lookups on ${PROXY} are slow or fail.`,
    value: SECONDS,
  },
  {
    name: 'EgressDiskFull',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_disk_bytes{state="free", ${own}} / ignoring (state) egress_vm_disk_bytes{state="size", ${own}} < ${thresholds.diskFree}`,
    summary: `The disk of ${PROXY} is almost full: log records get lost.`,
    value: `${SHARE} free`,
  },
  {
    name: 'EgressVmFilesChanged',
    severity: 'warning',
    for: 'fault',
    expr: `egress_vm_files_differing{${own}} > 0 or egress_vm_files_list_missing{${own}} == 1`,
    summary: `Files on ${PROXY} are not those that were delivered.`,
    value: `${NUMBER} files`,
  },
  {
    name: 'EgressVmFilesBehind',
    severity: 'warning',
    for: 'delivery',
    expr: `egress_vm_release_info{${own}} unless on (environment, tenant, proxy, checksum) ${DECLARED_RELEASE}{${own}}`,
    summary: `The ${PROXY} has files of the commit {{ $labels.commit }}, which are not those in Git.`,
  },
];
