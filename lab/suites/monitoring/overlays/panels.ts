import quick from './quick';

/** The same with all that a dashboard can show: a probe, and a tenant in report mode. */
export default {
  ...quick,
  name: 'panels',
  flux: { ...quick.flux, name: 'panels' },
  probe: { url: 'https://exact.test/ip' },
  monitoring: { ...quick.monitoring, durations: { ...quick.monitoring.durations, silence: '15s' } },
};
