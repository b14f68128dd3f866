import { PROXY_HEALTHY } from '../../vocabulary';
import { type Panel, RATE, type Rows } from './panel';

/** The state of now, in single numbers. */
export const overviewRows: Rows = ({ own }) => {
  const requests = (selector = '') => `sum(rate(egress_requests_total{${selector}${own}}${RATE}))`;
  const panels: readonly Panel[] = [
    {
      title: 'Proxies that answer',
      description: 'Of the proxies that the settings declare.',
      kind: 'number',
      unit: 'none',
      queries: [
        { expr: `sum(${PROXY_HEALTHY}{${own}})`, legend: 'answer' },
        { expr: `count(${PROXY_HEALTHY}{${own}})`, legend: 'declared' },
      ],
    },
    {
      title: 'Alerts that fire',
      description: 'What to do about each of them is in alerts.md, next to the rules of the environment.',
      kind: 'number',
      unit: 'none',
      queries: [{ expr: `count(ALERTS{alertstate="firing", ${own}}) or vector(0)`, legend: 'firing' }],
    },
    {
      title: 'Requests',
      description: 'Requests and tunnels that ended, per second.',
      kind: 'number',
      unit: 'reqps',
      queries: [{ expr: requests(), legend: 'requests' }],
    },
    {
      title: 'Denied requests',
      description: 'Requests that a rule denied, per second.',
      kind: 'number',
      unit: 'reqps',
      queries: [{ expr: requests('outcome="denied", '), legend: 'denied' }],
    },
    {
      title: 'Failed requests',
      description: 'Share of the requests that no rule denied. Empty while there are no requests.',
      kind: 'number',
      unit: 'percentunit',
      queries: [{ expr: `${requests('outcome="failed", ')} / ${requests('outcome!="denied", ')}`, legend: 'failed' }],
    },
  ];
  return [{ title: 'Now', panels }];
};
