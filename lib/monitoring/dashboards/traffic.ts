import { applies, type Panel, RATE, type Rows, type Subject } from './panel';

const requests = ({ own }: Subject, selector = '') => `egress_requests_total{${selector}${own}}${RATE}`;

/** Requests, bytes, verdicts, and who was denied what. */
export const trafficRows: Rows = (subject) => [
  { title: 'Traffic', panels: [perPart(subject), bytes(subject)] },
  { title: 'Verdicts', panels: [verdicts(subject), failures(subject), ...reported(subject)] },
  { title: 'Who was denied what', panels: [denied(subject), denials(subject)] },
];

function perPart(subject: Subject): Panel {
  const { each } = subject;
  return {
    title: `Requests by ${each}`,
    description:
      'Requests and tunnels per second. Each counts when it ends, so a tunnel of an hour counts after that hour.',
    kind: 'graph',
    unit: 'reqps',
    queries: [{ expr: `sum by (${each}) (rate(${requests(subject)}))`, legend: `{{${each}}}` }],
  };
}

function bytes({ own, each }: Subject): Panel {
  return {
    title: `Bytes by ${each}`,
    description: 'Bytes per second, received from pods and sent to them. They count when the request or tunnel ends.',
    kind: 'graph',
    unit: 'Bps',
    queries: [
      {
        expr: `sum by (${each}, direction) (rate(egress_payload_bytes_total{${own}}${RATE}))`,
        legend: `{{${each}}} {{direction}}`,
      },
    ],
  };
}

function verdicts(subject: Subject): Panel {
  return {
    title: 'Requests by outcome',
    description: 'Allowed, denied by a rule, or failed because the host did not answer.',
    kind: 'graph',
    unit: 'reqps',
    queries: [{ expr: `sum by (outcome) (rate(${requests(subject)}))`, legend: '{{outcome}}' }],
  };
}

function failures(subject: Subject): Panel {
  const failed = requests(subject, 'outcome="failed", ');
  return {
    title: 'Failed requests by error',
    description: 'Squid’s name of the error, for example ERR_DNS_FAIL or ERR_CONNECT_FAIL.',
    kind: 'graph',
    unit: 'reqps',
    queries: [{ expr: `sum by (${subject.each}, reason) (rate(${failed}))`, legend: `{{${subject.each}}} {{reason}}` }],
  };
}

function reported(subject: Subject): readonly Panel[] {
  const { each } = subject;
  if (!applies(subject, ({ egress: { mode, allow } }) => mode === 'report' && allow !== undefined)) return [];
  const selector = requests(subject, 'reason=~"reported_.*", ');
  return [
    {
      title: 'Would be denied with mode: enforce',
      description: 'Requests to hosts that are not on the allow list, which mode: report lets through.',
      kind: 'graph',
      unit: 'reqps',
      queries: [{ expr: `sum by (${each}, reason) (rate(${selector}))`, legend: `{{${each}}} {{reason}}` }],
    },
  ];
}

function denials(subject: Subject): Panel {
  const { each } = subject;
  return {
    title: 'Denied requests by rule',
    description:
      'Each rule is explained in docs/proxy-vm.md. A rule that denies many requests at once is worth a look.',
    kind: 'graph',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (${each}, reason) (rate(${requests(subject, 'outcome="denied", ')}))`,
        legend: `{{${each}}} {{reason}}`,
      },
    ],
  };
}

function denied({ own, environment }: Subject): Panel {
  const more = environment.logs
    ? 'Single requests, and the pods that sent them, are in the log store: docs/logs.md.'
    : 'Single requests are in the access log of the proxy: docs/audit.md.';
  return {
    title: 'Denied hosts',
    description: `How often a node was denied a host, since the agent on the proxy’s VM started. A host that was not asked for within a day is left out. Hosts after the first 50 of a proxy are counted as “other”. ${more}`,
    kind: 'table',
    unit: 'none',
    queries: [
      {
        expr: `sort_desc(sum by (tenant, source, host, reason) (egress_denied_requests_total{${own}}))`,
        legend: 'Requests',
      },
    ],
    columns: { tenant: 'Tenant', source: 'Node', host: 'Host', reason: 'Denied by' },
  };
}
