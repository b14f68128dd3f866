import { promSeconds } from '../../settings/monitoring';
import { type Alerts, SECONDS, TENANT } from '../alert';
import { BY_TENANT } from '../series';

/** What the probe inside the tenant's namespace finds: the address that it leaves by, and ways past the proxy. */
export const exposureAlerts: Alerts = ({ own, durations }) => {
  const last = `max ${BY_TENANT} (egress_probe_last_round_timestamp_seconds{${own}})`;
  const remembered = `max ${BY_TENANT} (max_over_time(egress_probe_last_round_timestamp_seconds{${own}}[1h]))`;
  const silence = promSeconds(durations.silence);
  return [
    {
      name: 'EgressPublicAddressWrong',
      severity: 'critical',
      for: 'exposure',
      expr: `min ${BY_TENANT} (egress_probe_address_ok{${own}}) == 0`,
      summary: `Requests of ${TENANT} leave by an address that is not the declared one.`,
    },
    {
      name: 'EgressDirectConnectionPossible',
      severity: 'critical',
      for: 'exposure',
      expr: `min ${BY_TENANT} (egress_probe_direct_blocked{${own}}) == 0`,
      summary: `A pod of ${TENANT} reaches the internet without the proxy.`,
    },
    {
      name: 'EgressProbeSilent',
      severity: 'warning',
      for: 'outage',
      // A probe that is gone has no series any more; it is missed for an hour.
      expr: `time() - ${last} > ${silence} or time() - ${remembered} > ${silence} unless on (environment, tenant) ${last}`,
      summary: `The probe of ${TENANT} reports nothing: a wrong address or a bypass would not be noticed.`,
      value: SECONDS,
    },
  ];
};
