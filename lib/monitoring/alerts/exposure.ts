import { promSeconds } from '../../settings/monitoring';
import { DECLARED_PROBE } from '../../vocabulary';
import { type Alerts, SECONDS, TENANT } from '../alert';
import { BY_TENANT, JOBS } from '../series';

/** What the probe inside the tenant's namespace finds: the address that it leaves by, and ways past the proxy. */
export const exposureAlerts: Alerts = ({ own, durations }) => {
  // By the job, which Prometheus sets: a pod of the tenant whose metrics are read as well can report what it likes.
  const probe = `job="${JOBS.probe}", ${own}`;
  const last = `max ${BY_TENANT} (egress_probe_last_round_timestamp_seconds{${probe}})`;
  const silence = promSeconds(durations.silence);
  // A new probe has the same time to report for the first time.
  const declared = `max ${BY_TENANT} (${DECLARED_PROBE}{${own}} offset ${durations.silence})`;
  return [
    {
      name: 'EgressPublicAddressWrong',
      severity: 'critical',
      for: 'exposure',
      expr: `min ${BY_TENANT} (egress_probe_address_ok{${probe}}) == 0`,
      summary: `Requests of ${TENANT} leave by an address that is not the declared one.`,
    },
    {
      name: 'EgressDirectConnectionPossible',
      severity: 'critical',
      for: 'exposure',
      expr: `min ${BY_TENANT} (egress_probe_direct_blocked{${probe}}) == 0`,
      summary: `A pod of ${TENANT} reaches the internet without the proxy.`,
    },
    {
      name: 'EgressProbeSilent',
      severity: 'warning',
      for: 'outage',
      // A probe that is gone, or that never ran, has no series.
      expr: `time() - ${last} > ${silence} or ${silence} * ${declared} unless on (environment, tenant) ${last}`,
      summary: `The probe of ${TENANT} reports nothing: a wrong address or a bypass would not be noticed.`,
      value: SECONDS,
    },
  ];
};
