import syslog from './syslog';

/** A store that takes Loki's push, behind the collector. */
export default {
  ...syslog,
  name: 'loki',
  flux: { ...syslog.flux, name: 'loki' },
  logs: { to: 'loki' as const, host: 'logs.test', port: 30514, url: 'http://store.test:9428/insert/loki/api/v1/push' },
};
