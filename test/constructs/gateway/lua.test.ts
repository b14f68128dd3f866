import { certificateExpiry, dropStalledSessions, endDrainedSessions } from '../../../lib/constructs/gateway/_files';
import { runLua } from '../../support/lua';

/** HAProxy's `core` with one proxy in both backends, a clock, and a task that runs until it sleeps. */
const CORE = `
local clock, task, cut = 0, nil, {}
local proxy = { status = "UP", bytes = { proxies = 0, ["last-resort"] = 0 } }
local function backend(name)
  return { servers = { a = {
    get_stats = function() return { status = proxy.status, bout = proxy.bytes[name] } end,
    shut_sess = function() cut[#cut + 1] = name end,
  } } }
end
core = {
  backends = { proxies = backend("proxies"), ["last-resort"] = backend("last-resort") },
  now = function() return { sec = math.floor(clock), usec = 0 } end,
  msleep = function(ms) coroutine.yield(ms) end,
  register_task = function(f) task = coroutine.create(f) end,
}
local function advance(seconds)
  local stop = clock + seconds
  while clock < stop do
    local ok, ms = coroutine.resume(task)
    assert(ok, ms)
    clock = clock + ms / 1000
  end
end
`;

const run = (script: string) => runLua(`${CORE}\n${dropStalledSessions()}\n${script}\nreturn table.concat(cut, " ")`);

describe('sessions to a proxy', () => {
  test('that has been down and silent for five seconds are closed, in both backends', () => {
    expect(run('proxy.status = "DOWN"; advance(5)')).toBe('');
    expect(run('proxy.status = "DOWN"; advance(7)')).toMatch(/^proxies last-resort/);
  });

  test('that works stay open, however silent', () => {
    expect(run('advance(60)')).toBe('');
  });

  test('that is slow stay open, while it sends something in either backend', () => {
    const slow = (name: string) =>
      `proxy.status = "DOWN"; for _ = 1, 10 do advance(4); proxy.bytes["${name}"] = proxy.bytes["${name}"] + 1 end`;
    expect(run(slow('proxies'))).toBe('');
    expect(run(slow('last-resort'))).toBe('');
  });

  test('that has recovered in between stay open', () => {
    const flapping = 'for _ = 1, 5 do proxy.status = "DOWN 1/2"; advance(4); proxy.status = "UP"; advance(1) end';
    expect(run(flapping)).toBe('');
  });
});

describe('sessions to a proxy that is drained', () => {
  /** The file that HAProxy would read now; nil: there is none at the moment. */
  const file = (servers: string) => `io = { open = function(path)
    assert(path == "/etc/egress-gateway/haproxy.cfg")
    local text = ${servers}
    if not text then return nil end
    return { lines = function() return text:gmatch("[^\\n]+") end, close = function() end }
  end }`;
  const USED = '"  server a 172.16.28.8:3128 verifyhost a.b\\n  server b 172.16.28.9:3128 weight 0\\n"';
  const DRAINED = '"  server a 172.16.28.8:3128 weight 0\\n"';
  const drain = (script: string) =>
    runLua(`${CORE}\n${endDrainedSessions('1m')}\n${script}\nreturn table.concat(cut, " ")`);

  test('are closed after the grace, in both backends', () => {
    expect(drain(`${file(DRAINED)}; advance(60)`)).toBe('');
    expect(drain(`${file(DRAINED)}; advance(63)`)).toMatch(/^proxies last-resort/);
    expect(drain(`${file('"  server a 172.16.28.8:3128 weight 0 check\\n"')}; advance(63)`)).toMatch(/^proxies/);
  });

  test('are closed where it is not a proxy any more', () => {
    expect(drain(`${file('"  server b 172.16.28.9:3128\\n"')}; advance(63)`)).toMatch(/^proxies last-resort/);
  });

  test('stay open while it is in use, is back in time, or the file cannot be read', () => {
    expect(drain(`${file(USED)}; advance(600)`)).toBe('');
    expect(drain(`${file(DRAINED)}; advance(50); ${file(USED)}; advance(5); ${file(DRAINED)}; advance(50)`)).toBe('');
    expect(drain(`${file('nil')}; advance(600)`)).toBe('');
  });
});

describe('the expiry of the certificate', () => {
  /** The answer of the service, for a command line that prints this; nil: it does not answer. */
  const answer = (printed: string) => `
    local sent, body, status, asked = nil, "", 0, ""
    local service
    core = {
      tcp = function() return {
        settimeout = function() end,
        connect = function(_, host, port) asked = host .. ":" .. port; return ${printed} ~= nil end,
        send = function(_, text) sent = text end,
        receive = function() return ${printed} end,
        close = function() end,
      } end,
      register_service = function(name, mode, f) assert(name == "certificate" and mode == "http"); service = f end,
    }
    ${certificateExpiry()}
    local headers = {}
    service({
      set_status = function(_, code) status = code end,
      add_header = function(_, name, value) headers[name] = value end,
      start_response = function() end,
      send = function(_, text) body = body .. text end,
    })
    assert(headers["content-length"] == tostring(#body))
    return string.format("%d\\n%s\\n%s\\n%s", status, asked, sent, body)`;

  test('is what HAProxy prints, in seconds since 1970', () => {
    const [status, asked, sent, , type, metric] = runLua(
      answer(JSON.stringify('Filename: tls.crt\nnotAfter: Feb  9 08:07:06 2027 GMT\n')),
    ).split('\n');
    expect([status, asked, sent]).toEqual(['200', '127.0.0.1:9999', 'show ssl cert /etc/egress-gateway-tls/tls.crt']);
    expect(type).toBe('# TYPE egress_gateway_certificate_expiry_timestamp_seconds gauge');
    // Lua takes the local time, which is UTC in a container.
    const local = new Date(2027, 1, 9, 8, 7, 6).getTime() / 1000;
    expect(metric).toBe(`egress_gateway_certificate_expiry_timestamp_seconds ${local}`);
  });

  test.each([
    ['HAProxy does not answer', 'nil'],
    ['it prints something else', '"Unknown command"'],
  ])('is not known when %s', (_, printed) => {
    expect(runLua(answer(printed)).split('\n').slice(0, 1)).toEqual(['503']);
  });
});
