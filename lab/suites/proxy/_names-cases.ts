import type { LogLine } from '../../testbed/proxies';
import type { TunnelAnswer, TunnelOrder } from './_tunnel-client';

export type Order = Omit<TunnelOrder, 'proxy' | 'identity'>;

/** What became of a tunnel, and the line that it left in the log. */
export interface Seen {
  readonly answer: TunnelAnswer;
  readonly line: LogLine;
}

/** Addresses of the world. */
interface Places {
  readonly web: string;
  readonly dns: string;
  readonly node: string;
}

interface Case {
  readonly title: string;
  readonly order: Order;
  readonly check: (seen: Seen, places: Places) => void;
}

type Rows = Readonly<Record<string, Order>>;

function cases(rows: Rows, check: (seen: Seen, places: Places, order: Order) => void): readonly Case[] {
  return Object.entries(rows).map(([title, order]) => ({
    title,
    order,
    check: (seen, places) => check(seen, places, order),
  }));
}

const OPENED = expect.stringContaining(' 200 ');
/** The site's, or that of the web's first site where it does not know the name. */
const OF_A_SITE = expect.stringMatching(/\.(test|me)$/);
/** How a handshake without a name ends at the web. */
const BY_THE_WEB = 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE';

const LISTED: Rows = {
  'the name of the host goes on': { host: 'exact.test', sni: 'exact.test' },
  'the host in other letters goes on': { host: 'EXACT.test.', sni: 'Exact.Test' },
  'a name below the domain goes on': { host: 'a.below.test', sni: 'a.below.test' },
  'another name below the domain goes on': { host: 'a.below.test', sni: 'other.below.test' },
  'the host on a port of its entry goes on': { host: 'port.test', port: 8443, sni: 'port.test' },
  'HTTP/2 goes on': { host: 'exact.test', sni: 'exact.test', alpn: ['h2', 'http/1.1'] },
  'a ClientHello in small packets goes on': { host: 'exact.test', sni: 'exact.test', hello: 'bytes' },
  'a large header of CONNECT goes on': { host: 'exact.test', sni: 'exact.test', headers: [`X: ${'x'.repeat(31_000)}`] },
};

const FRONTED: Rows = {
  'the name of another host of the list': { host: 'exact.test', sni: 'a.below.test' },
  'a name that is not in the list': { host: 'exact.test', sni: 'unlisted.test' },
  'such a name in small packets': { host: 'exact.test', sni: 'unlisted.test', hello: 'bytes' },
  'such a name below a domain': { host: 'a.below.test', sni: 'below.test.unlisted.test' },
  'a name that begins like the host': { host: 'exact.test', sni: 'exact.test.unlisted.test' },
  'a name that ends like the host': { host: 'exact.test', sni: 'inexact.test' },
  'a name above the host': { host: 'a.below.test', sni: 'test' },
  'a name that another port has': { host: 'port.test', port: 8443, sni: 'exact.test' },
  'no name': { host: 'exact.test', sni: '' },
  'a public name in front of an encrypted one': { host: 'exact.test', sni: 'unlisted.test', hello: 'ech' },
};

const NOT_TLS: Rows = {
  HTTP: { host: 'exact.test', text: 'GET / HTTP/1.0\r\n\r\n', milliseconds: 1500 },
  SSH: { host: 'exact.test', text: 'SSH-2.0-client\r\n', milliseconds: 1500 },
  'another message of TLS': { host: 'exact.test', text: '\x16\x03\x01\x00\x04\x02\x00\x00\x00', milliseconds: 1500 },
};

const FORGED = ['X-Egress-source: 9.9.9.9', 'X-Egress-allowed-by: any', 'X-Egress-certificate: /CN=other'];

/** In denyHosts of the environment, and below a domain of the list. */
const DENIED_NAME = cases(
  { 'a name that the environment denies': { host: 'a.below.test', sni: 'denied.below.test' } },
  ({ answer, line }) => {
    expect(answer).toMatchObject({ status: OPENED, body: '', subject: '' });
    expect(line).toMatchObject({ status: '200', denied_by: 'environment', sni: 'denied.below.test', destination: '-' });
  },
);

/** With `mode: enforce`. */
export const ENFORCED: readonly Case[] = [
  ...cases(LISTED, ({ answer, line }, { web, node }, { host, sni }) => {
    expect(answer).toMatchObject({ status: OPENED, subject: OF_A_SITE, body: expect.stringContaining('200 OK') });
    expect(line).toMatchObject({
      method: 'CONNECT',
      status: '200',
      denied_by: '-',
      allowed_by: expect.stringMatching(/^list/),
    });
    expect(line).toMatchObject({ host: host.toLowerCase().replace(/\.$/, ''), sni, destination: web, source: node });
  }),
  ...cases(FRONTED, ({ answer, line }, { node }, { sni }) => {
    expect(answer).toMatchObject({ status: OPENED, body: '', subject: '' });
    expect(['closed', 'ECONNRESET']).toContain(answer.end);
    expect(line).toMatchObject({ method: 'CONNECT', status: '200', denied_by: 'sni', destination: '-', source: node });
    expect(line.sni).toBe(sni || '-');
  }),
  ...cases(NOT_TLS, ({ answer, line }) => {
    expect(answer).toMatchObject({ status: OPENED, body: '', end: 'closed' });
    expect(line).toMatchObject({ denied_by: 'sni', sni: '-', destination: '-' });
  }),
  ...DENIED_NAME,
  ...cases(
    {
      'an encrypted ClientHello whose public name is the host': { host: 'exact.test', sni: 'exact.test', hello: 'ech' },
    },
    ({ answer, line }, { web }) => {
      expect(answer.body).toBe('ServerHello');
      expect(line).toMatchObject({ denied_by: '-', sni: 'exact.test', destination: web });
    },
  ),
  ...cases(
    {
      'the host in a ClientHello of many records': { host: 'exact.test', sni: 'exact.test', hello: 'records' },
      'another name in a ClientHello of many records': { host: 'exact.test', sni: 'unlisted.test', hello: 'records' },
    },
    ({ answer, line }) => {
      // Squid 5.7 and 6.13 do not put it together, which closes more than it has to.
      expect(line).toMatchObject({ denied_by: 'sni', destination: '-', sni: '-' });
      expect(answer).toMatchObject({ subject: '', body: '' });
    },
  ),
  ...cases(
    { 'a client that says nothing is not denied': { host: 'exact.test', milliseconds: 300 } },
    ({ answer, line }) => {
      expect(answer).toMatchObject({ status: OPENED, body: '' });
      expect(line).toMatchObject({ host: 'exact.test', sni: '-', denied_by: '-', destination: '-' });
    },
  ),
  ...cases(
    {
      'sni: any takes the name of the host': { host: 'any.test', sni: 'any.test' },
      'sni: any takes another name': { host: 'any.test', sni: 'unlisted.test' },
      'sni: any takes no name': { host: 'any.test', sni: '' },
      'sni: any does so below a domain, too': { host: 'any.below.test', sni: '' },
      'sni: any takes what is not TLS': { host: 'any.test', text: 'GET / HTTP/1.0\r\n\r\n' },
    },
    ({ answer, line }, { web }, { sni }) => {
      expect(answer.status).toEqual(OPENED);
      if (sni === '') expect(answer.end).toBe(BY_THE_WEB);
      else expect(answer.subject).toEqual(sni === undefined ? '' : OF_A_SITE);
      expect(line).toMatchObject({ allowed_by: 'list_any', sni: '-', denied_by: '-', destination: web });
    },
  ),
  ...cases(
    {
      'a host that is not listed': { host: 'unlisted.test', sni: 'exact.test' },
      'a port that the entry does not name': { host: 'port.test', sni: 'port.test' },
    },
    ({ answer, line }) => {
      expect(answer).toMatchObject({ status: expect.stringContaining(' 403 '), error: 'ERR_ACCESS_DENIED' });
      expect(line).toMatchObject({ status: '403', denied_by: 'list', sni: '-' });
    },
  ),
  ...cases(
    {
      'a private address': { host: '10.9.9.9', sni: 'exact.test' },
      'a listed name that means one': { host: 'inside.below.test', sni: 'inside.below.test' },
      'the second hop itself': { host: '127.0.0.1', port: 3129, sni: 'exact.test' },
    },
    ({ answer, line }, _, { port }) => {
      expect(answer).toMatchObject({ status: expect.stringContaining(' 403 '), error: 'ERR_ACCESS_DENIED' });
      expect(line.denied_by).toBe(port === undefined ? 'private' : 'port');
    },
  ),
  ...cases({ 'a host without an address': { host: 'gone.test', sni: 'gone.test' } }, ({ answer, line }) => {
    expect(answer).toMatchObject({ status: expect.stringContaining(' 503 '), error: '503:ERR_DNS_FAIL' });
    expect(line).toMatchObject({ status: '503', denied_by: '-' });
  }),
  ...cases(
    { 'a host that refuses the connection': { host: 'refused.test', sni: 'refused.test' } },
    ({ answer, line }, { dns }) => {
      expect(answer).toMatchObject({ status: OPENED, body: '', subject: '' });
      expect(line).toMatchObject({ status: '200', sent: '0', sni: 'refused.test', destination: dns, denied_by: '-' });
    },
  ),
  ...cases(
    { 'headers like those of the first hop are not believed': { host: 'exact.test', sni: 'x.test', headers: FORGED } },
    ({ line }, { node }) => {
      expect(line).toMatchObject({ source: node, allowed_by: 'list', denied_by: 'sni' });
      expect(line.certificate ?? '/CN=certificate').toBe('/CN=certificate');
    },
  ),
];

/** With `mode: report`. */
export const REPORTED: readonly Case[] = [
  ...DENIED_NAME,
  ...cases(LISTED, ({ answer, line }) => {
    expect(answer).toMatchObject({ status: OPENED, subject: OF_A_SITE });
    expect(line).toMatchObject({ reported_by: '-', denied_by: '-' });
  }),
  ...cases(FRONTED, ({ answer, line }, { web }, { sni, hello }) => {
    if (sni === '') expect(answer.end).toBe(BY_THE_WEB);
    else expect(answer).toMatchObject(hello === 'ech' ? { body: 'ServerHello' } : { subject: OF_A_SITE });
    // Dialled is the host, whatever the name inside means.
    expect(line).toMatchObject({ reported_by: 'sni', denied_by: '-', sni: sni || '-', destination: web });
  }),
  ...cases(NOT_TLS, ({ answer, line }, { web }) => {
    expect(answer.status).toEqual(OPENED);
    expect(line).toMatchObject({ reported_by: 'sni', denied_by: '-', method: 'CONNECT', destination: web });
  }),
  ...cases(
    { 'a client that says nothing goes on after five seconds': { host: 'exact.test', milliseconds: 8000 } },
    ({ line }, { web }) => {
      expect(line).toMatchObject({ reported_by: 'sni', destination: web });
    },
  ),
  ...cases({ 'a host that is not listed': { host: 'unlisted.test', sni: 'exact.test' } }, ({ answer, line }) => {
    expect(answer.subject).toBe('exact.test');
    expect(line).toMatchObject({ reported_by: 'list', sni: '-' });
  }),
];
