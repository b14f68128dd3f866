import watched from './watched';

/** The same with short durations and low thresholds, so that a fault on a small machine is noticed within seconds. */
export default {
  ...watched,
  name: 'quick',
  // The lab has recorded metrics of probes, and no pods that make them.
  probe: { ...watched.probe, url: 'https://exact.test/ip', interval: '5s' },
  flux: { ...watched.flux, name: 'quick' },
  monitoring: {
    ...watched.monitoring,
    thresholds: {
      errors: 5,
      deniedPerSecond: 0.2,
      descriptors: 0.6,
      connections: 0.01,
      cpu: 0.05,
      dnsSeconds: 1,
      logQueue: 5,
      unloggedRequests: 2,
    },
    durations: {
      scrape: '2s',
      evaluation: '2s',
      window: '20s',
      outage: '4s',
      exposure: '3s',
      fault: '8s',
      load: '6s',
      delivery: '6s',
      silence: '10s',
      groupWait: '1s',
      groupInterval: '3s',
    },
  },
};
