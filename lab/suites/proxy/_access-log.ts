import Ajv from 'ajv';
import { auditSchema } from '../../../lib/proxy';
import type { LogLine, World } from '../../testbed/proxies';
import type { Ask } from './_tenants';

const HOST = 'squid-plain';
const NODE = 'plain-pool-1';
const isAuditRecord = new Ajv().compile(auditSchema());

/** What the access log says of requests, whatever their clients send. */
export function logs(ask: Ask): void {
  const logged = (host: string, act: () => Promise<unknown>) => nextLine(ask(), host, act);

  test('a line says who, where to, what came of it and why', async () => {
    const line = await logged(HOST, () => ask().curl(NODE, HOST, 'https://exact.test/'));
    expect(line).toMatchObject({
      environment: 'proxies',
      tenant: 'plain',
      proxy: HOST,
      source: '172.16.28.20',
      method: 'CONNECT',
      host: 'exact.test',
      port: '443',
      status: '200',
      result: 'TCP_TUNNEL',
      denied_by: '-',
      allowed_by: 'any',
      destination: ask().topology.internet.web,
    });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test.each([
    ['http://exact.test:25/', 'port'],
    ['ftp://exact.test:80/', 'scheme'],
    ['http://10.0.0.1/', 'private'],
    ['http://exact.test/squid-internal-mgr/info', 'manager'],
  ])('%s is denied by %s, and the log says so', async (url, reason) => {
    const line = await logged(HOST, () => ask().curl(NODE, HOST, url));
    expect(line).toMatchObject({ result: 'TCP_DENIED', status: '403', denied_by: reason, allowed_by: '-' });
  });

  test('what is on no list is denied by the list, or only reported in report mode', async () => {
    const denied = await logged('squid-listed', () =>
      ask().curl('listed-pool-1', 'squid-listed', 'http://unlisted.test/'),
    );
    expect(denied).toMatchObject({ status: '403', denied_by: 'list', allowed_by: '-' });
    const own = ['listed-pool-1', 'squid-listed'] as const;
    const partner = await logged('squid-listed', () => ask().curl(...own, 'https://other-port.test:8443/'));
    expect(partner).toMatchObject({ status: '200', allowed_by: 'list_8443-any' });
    const environment = await logged('squid-listed', () => ask().curl(...own, 'http://denied.below.test/'));
    expect(environment).toMatchObject({ status: '403', denied_by: 'environment' });
    const node = 'reported-pool-1';
    const reported = await logged('squid-reported', () => ask().curl(node, 'squid-reported', 'http://unlisted.test/'));
    expect(reported).toMatchObject({ status: '200', denied_by: '-', allowed_by: 'report', reported_by: 'list' });
    const tunnel = await logged('squid-reported', () => ask().curl(node, 'squid-reported', 'https://unlisted.test/'));
    expect(tunnel).toMatchObject({ status: '200', denied_by: '-', reported_by: 'list' });
    const listed = await logged('squid-reported', () => ask().curl(node, 'squid-reported', 'http://exact.test/'));
    expect(listed).toMatchObject({ status: '200', denied_by: '-', allowed_by: 'list', reported_by: '-' });
  });

  test.each([
    ['quotes and backslashes', 'a"b\\c\\"', 'a%22b%5Cc%5C%22'],
    ['control bytes', 'a\x01\x1b[31m\x7f', 'a%01%1B%5B31m%7F'],
    ['bytes that are no UTF-8', 'a\xff\xfe\xc3', 'a%FF%FE%C3'],
    ['a folded line', 'a\r\n "},{', 'a%20%22%7D,%7B'],
    ['what looks like a field of ours', '","denied_by":"-","x":"', '%22,%22denied_by%22:%22-%22,%22x%22:%22'],
  ])('%s in a header leave a line of JSON', async (_, agent, seen) => {
    const line = await logged(HOST, () => ask().raw(NODE, HOST, get('http://exact.test/', `User-Agent: ${agent}\r\n`)));
    expect(line).toMatchObject({ agent: seen, host: 'exact.test' });
  });

  test.each([
    ['a method', 'G"ET\x01 http://exact.test/ HTTP/1.0\r\n\r\n'],
    ['a method of 20 KB', `${'A'.repeat(20_000)} http://exact.test/ HTTP/1.0\r\n\r\n`],
    ['a host', 'GET http://exa"ct\\.test/ HTTP/1.0\r\n\r\n'],
    ['a host of 9 KB', get(`http://${'a'.repeat(9000)}/`)],
    ['a path of 9 KB', get(`http://exact.test/${'"'.repeat(9000)}`)],
    ['a header of 20 KB', get('http://exact.test/', `User-Agent: ${'"'.repeat(20_000)}\r\n`)],
    ['a header beyond the bound', get('http://exact.test/', `X: ${'x'.repeat(40_000)}\r\n`)],
    ['a tunnel', 'CONNECT exa"ct.test:443 HTTP/1.0\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01"\\\x00\r\n\r\n'],
  ])('%s that is hostile leaves one line of JSON', async (_, bytes) => {
    await logged(HOST, () => ask().raw(NODE, HOST, bytes));
  });

  test('headers beyond the bound, and bodies, are refused', async () => {
    const large = get('http://exact.test/', `X: ${'x'.repeat(40_000)}\r\n`);
    expect(await ask().raw(NODE, HOST, large)).toMatch(/ 431 /);
    const body = 'POST http://exact.test/ HTTP/1.1\r\nHost: exact.test\r\nContent-Length: 104857601\r\n\r\n';
    expect(await ask().raw(NODE, HOST, body)).toMatch(/ 413 /);
  });

  test('health checks and the exporter leave no line', async () => {
    const before = (await ask().accessLog(HOST)).length;
    await ask().raw(NODE, HOST, '');
    expect(await ask().raw(NODE, HOST, 'GET /squid-internal-static/health HTTP/1.0\r\n\r\n')).toMatch(/ 403 /);
    await ask().host(HOST).must(['curl', '-s', 'http://127.0.0.1:3128/squid-internal-mgr/counters']);
    // The line of a request that is sent after them is the next one.
    await ask().curl(NODE, HOST, 'http://exact.test/last');
    const after = await ask().accessLog(HOST, before + 1);
    expect(after.slice(before)).toEqual([expect.objectContaining({ host: 'exact.test' })]);
  });
}

/** What the next request adds to the log of a proxy. */
async function nextLine(world: World, host: string, act: () => Promise<unknown>): Promise<LogLine> {
  const before = await world.accessLog(host);
  await act();
  const after = await world.accessLog(host, before.length + 1);
  expect(after).toHaveLength(before.length + 1);
  const line = after.at(-1) as LogLine;
  isAuditRecord(line);
  expect({ line, errors: isAuditRecord.errors }).toEqual({ line, errors: null });
  return line;
}

const get = (url: string, headers = '') =>
  `GET ${url} HTTP/1.1\r\nHost: exact.test\r\nConnection: close\r\n${headers}\r\n`;
