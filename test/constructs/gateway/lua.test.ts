import {
  awaitProxy,
  certificateExpiry,
  dropStalledSessions,
  endDrainedSessions,
  openTunnels,
} from '../../../lib/constructs/gateway/_files';
import { runLua } from '../../support/lua';

/** HAProxy's `core` with one proxy in both backends, a clock, and a task that runs until it sleeps. */
const CORE = `
local clock, task, cut = 0, nil, {}
local proxy = { status = "UP", bytes = { proxies = 0, ["last-resort"] = 0 } }
local pairs = function(all) -- In the order of names.
  local keys, at = {}, 0
  for key in next, all do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return a > b end)
  return function() at = at + 1; return keys[at], all[keys[at]] end
end
local function backend(name)
  return { servers = { a = {
    get_stats = function() return { status = proxy.status, bout = proxy.bytes[name] } end,
    shut_sess = function() cut[#cut + 1] = name end,
  } } }
end
core = {
  backends = { proxies = backend("proxies"), ["last-resort"] = backend("last-resort"), other = { servers = {} } },
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

describe('a new connection', () => {
  /**
   * HAProxy's `core` with two proxies, each with a status and the milliseconds after which it answers (nil: never), and
   * connections that come at given milliseconds. Returns when each connection went on, and how often each proxy was asked.
   */
  const WORLD = `
local clock, action, asked = 1000, nil, { a = 0, b = 0 }
local proxies = { a = { status = "UP", answers = 1 }, b = { status = "UP", answers = 1 } }
local function server(name)
  return {
    get_stats = function() return { status = proxies[name].status } end,
    get_addr = function() return name .. ":3128" end,
  }
end
core = {
  backends = { proxies = { servers = { a = server("a"), b = server("b") } } },
  now = function() return { sec = math.floor(clock / 1000), usec = (clock % 1000) * 1000 } end,
  msleep = function(ms) coroutine.yield(ms) end,
  register_action = function(_, kinds, f) assert(kinds[1] == "tcp-req"); action = f end,
  tcp = function()
    local limit, name
    return {
      settimeout = function(_, seconds) limit = seconds * 1000 end,
      connect = function(_, address, port)
        assert(port == 3128)
        name = address
        asked[name] = asked[name] + 1
        return not proxies[name].refuses
      end,
      send = function(_, text) assert(text == "GET /squid-internal-static/health HTTP/1.0\\r\\n\\r\\n") end,
      receive = function()
        local takes = proxies[name].answers
        coroutine.yield(takes and math.min(takes, limit) or limit)
        if takes and takes <= limit then return "HTTP/1.1 403 Forbidden" end
      end,
      close = function() end,
    }
  end,
}
local transaction = { f = { be_name = function() return "proxies" end } }
local events = {}
local function at(ms, change) events[#events + 1] = { at = 1000 + ms, go = change } end
local went = {}
local function come(ms)
  local index = #went + 1
  went[index] = "held"
  local run = coroutine.create(function() action(transaction); went[index] = tostring(math.floor(clock - 1000 + 0.5)) end)
  events[#events + 1] = { at = 1000 + ms, run = run }
end
local function play()
  while #events > 0 do
    table.sort(events, function(a, b) return a.at < b.at end)
    local event = table.remove(events, 1)
    clock = math.max(clock, event.at)
    if event.go then event.go() else
      local ok, ms = coroutine.resume(event.run)
      assert(ok, ms)
      if coroutine.status(event.run) ~= "dead" then events[#events + 1] = { at = clock + ms, run = event.run } end
    end
  end
  return table.concat(went, " ") .. " asked " .. asked.a .. " " .. asked.b
end
`;
  const play = (script: string, first = true, proxies = ['a', 'b']) =>
    runLua(`${WORLD}\n${awaitProxy(proxies, first)}\n${script}\nreturn play()`);

  test('goes on when the first proxy has answered a question that was asked after it came', () => {
    expect(play('come(0)')).toBe('1 asked 1 0');
    expect(play('come(0) come(100)')).toBe('1 101 asked 2 0');
  });

  test('shares a question with others that come meanwhile, but none that was asked before it came', () => {
    const times = play('proxies.a.answers = 5; for ms = 0, 9 do come(ms) end');
    expect(times).toMatch(/^5( \d+){9} asked [3-5] 0$/);
    const went = times.split(' ').slice(0, 10).map(Number);
    expect(went.every((moment, came) => moment >= came + 5)).toBe(true);
  });

  test('is held while the proxy hangs, until another one is the first that works', () => {
    const hangs = 'proxies.a.answers = nil; at(300, function() proxies.a.status = "DOWN" end)';
    const times = play(`${hangs}; for ms = 0, 90, 30 do come(ms) end`);
    const went = times.split(' ').slice(0, 4).map(Number);
    expect(Math.min(...went)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...went)).toBeLessThan(420);
  });

  test('is held while a proxy that reads its files refuses connections, and goes on when it does not', () => {
    const reads = 'proxies.a.refuses = true; at(40, function() proxies.a.refuses = false end)';
    expect(Number(play(`${reads}; come(0)`).split(' ')[0])).toBeGreaterThanOrEqual(40);
    expect(Number(play(`${reads}; come(0)`).split(' ')[0])).toBeLessThan(75);
  });

  test('is not held where there are more than 200 per second, and is again when they are fewer', () => {
    const many = play('proxies.a.answers = nil; for ms = 0, 199, 2 do come(ms) end come(600)');
    const went = many.split(' ').slice(0, 101).map(Number);
    expect(went.slice(20, 100).every((moment, index) => moment === (index + 20) * 2)).toBe(true);
    expect(went[100]).toBeGreaterThanOrEqual(1400);
  });

  test('is not held for ever', () => {
    const went = Number(play('proxies.a.answers = nil; come(0)').split(' ')[0]);
    expect(went).toBeGreaterThanOrEqual(800);
    expect(went).toBeLessThan(1100);
  });

  test('waits for no proxy that is down, is drained, or stands by', () => {
    expect(play('proxies.a.status = "DOWN"; come(0)')).toBe('1 asked 0 1');
    expect(play('come(0)', true, ['b'])).toBe('1 asked 0 1');
    expect(play('proxies.b.answers = nil; come(0)')).toBe('1 asked 1 0');
    expect(play('proxies.a.status = "DOWN"; proxies.b.status = "DOWN"; come(0)')).toBe('0 asked 0 0');
  });

  test('waits for all proxies where it may be made to any', () => {
    expect(play('come(0)', false)).toMatch(/^[2-5] asked 1 1$/);
  });

  test('whose question is given up, because its client left, does not keep others', () => {
    const left = `proxies.a.answers = nil; come(0);
      at(1, function() proxies.a.answers = 1; for i = #events, 1, -1 do if events[i].run then table.remove(events, i) end end; come(2) end)`;
    expect(Number(play(left).split(' ')[1])).toBeLessThan(800);
  });
});

describe('a connection that is not HTTP', () => {
  /** HAProxy's `core` with the two actions, and channels whose data is a list of what has come so far. */
  const TUNNELS = `
local clock, actions = 0, {}
act = { CONTINUE = "continue", DENY = "deny" }
core = {
  now = function() return { sec = math.floor(clock) } end,
  msleep = function(ms) clock = clock + ms / 1000 end,
  register_action = function(name, _, f) actions[name] = f end,
}
${openTunnels()}
local function answered(...)
  local parts, asked, data = { ... }, 0, ""
  local channel = {
    data = function()
      asked = asked + 1
      data = data .. (parts[asked] or "")
      return data
    end,
    remove = function(_, offset, length) data = data:sub(1, offset) .. data:sub(offset + length + 1) end,
    may_recv = function() return asked <= #parts or not parts.over end,
  }
  return actions["await-tunnel"]({ res = channel }), data
end
`;
  const run = (script: string) => runLua(`${TUNNELS}\n${script}`);

  test('asks for a tunnel first', () => {
    const asked = run(`
      local sent = "hello"
      actions["open-tunnel"]({ req = { prepend = function(_, text) sent = text .. sent end } }, "a.test:22")
      return sent`);
    expect(asked).toBe('CONNECT a.test:22 HTTP/1.1\r\nHost: a.test:22\r\n\r\nhello');
  });

  test.each([
    ['in one piece', '"HTTP/1.1 200 Connection established\\r\\n\\r\\nSSH-2.0"'],
    ['in pieces', '"HTTP/1.1 200 Conn", "ection established\\r\\n\\r", "\\nSSH-2.0"'],
    ['late', '"", "", "", "", "", "", "", "HTTP/1.1 200 OK\\r\\n\\r\\nSSH-2.0"'],
  ])('gets what comes after the proxy’s answer (%s)', (_, parts) => {
    expect(run(`local verdict, data = answered(${parts}) return verdict .. " " .. data`)).toBe('continue SSH-2.0');
  });

  test.each([
    ['refused', '"HTTP/1.1 403 Forbidden\\r\\n\\r\\nno"'],
    ['answered in another protocol', '"SSH-2.0\\r\\n\\r\\n"'],
    ['never answered', '""'],
  ])('is closed when the proxy’s tunnel is %s', (_, parts) => {
    expect(run(`return (answered(${parts}))`)).toBe('deny');
  });
});
