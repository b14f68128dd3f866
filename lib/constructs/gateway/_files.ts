import { GATEWAY_FILES as FILES, GATEWAY_CLI_PORT, GATEWAY_TLS_FILES as TLS } from '../../vocabulary';

/**
 * A process that hangs still has a kernel that answers, so nothing ends what is open to it. HAProxy's own way to end that,
 * `on-marked-down shutdown-sessions`, would end as well what is just being made to another proxy.
 */
export const CUT = `-- What is open to a proxy that has been down for five seconds, and sent nothing, is cut, so that clients can try again.
-- One that is only slow sends something.
local silent = {}

local function sent(name)
  local bytes = 0
  for _, backend in ipairs({ "proxies", "last-resort" }) do
    bytes = bytes + (core.backends[backend].servers[name]:get_stats()["bout"] or 0)
  end
  return bytes
end

core.register_task(function()
  while true do
    core.msleep(500)
    for name, server in pairs(core.backends["proxies"].servers) do
      local now, bytes = core.now().sec, sent(name)
      if not server:get_stats()["status"]:find("DOWN") then
        silent[name] = nil
      elseif not silent[name] or silent[name].bytes ~= bytes then
        silent[name] = { since = now, bytes = bytes }
      elseif now - silent[name].since >= 5 then
        server:shut_sess()
        core.backends["last-resort"].servers[name]:shut_sess()
      end
    end
  end
end)
`;

/** HAProxy knows until when its certificate is good, but tells it by its command line only. */
export const EXPIRY = `-- Answers with the moment at which the gateway's certificate ends, in seconds since 1970.
local months = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12 }
local name = "egress_gateway_certificate_expiry_timestamp_seconds"

local function moment()
  local cli = core.tcp()
  cli:settimeout(2)
  if not cli:connect("127.0.0.1", ${GATEWAY_CLI_PORT}) then return nil end
  cli:send("show ssl cert ${TLS}/tls.crt\\n")
  local text = cli:receive("*a") or ""
  cli:close()
  local month, day, hour, min, sec, year = text:match("notAfter: (%a+)%s+(%d+) (%d+):(%d+):(%d+) (%d+) GMT")
  if not month then return nil end
  -- os.time takes the local time, which is UTC here as in every container that says nothing else.
  return os.time({ year = year, month = months[month], day = day, hour = hour, min = min, sec = sec })
end

core.register_service("certificate", "http", function(applet)
  local ends = moment()
  local body = ends and string.format("# TYPE %s gauge\\n%s %d\\n", name, name, ends) or ""
  applet:set_status(ends and 200 or 503)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(#body))
  applet:start_response()
  applet:send(body)
end)
`;

/**
 * Certificates are renewed, and proxies come and go, while tunnels are open for hours: a new process takes over the port,
 * and the old one stays for what it has.
 */
export const START = `#!/bin/sh
# Starts HAProxy, and a new one in its place when its files have changed.
conf=${FILES}/haproxy.cfg
state() { cat ${FILES}/haproxy.cfg ${FILES}/*.lua ${TLS}/* 2>/dev/null | sha256sum; }
running=$(state)
haproxy -W -db -f "$conf" &
haproxy=$!
# Connections still come for as long as the nodes take to learn that this one goes.
trap 'trap "" TERM USR1; sleep 5; kill -USR1 $haproxy; wait $haproxy; exit' TERM USR1
while kill -0 $haproxy 2>/dev/null; do
  sleep 2 &
  wait $!
  new=$(state)
  [ "$new" != "$running" ] || continue
  running=$new
  if haproxy -c -q -f "$conf"; then
    echo 'the files have changed: in force'
    kill -USR2 $haproxy
  else
    echo 'the files have changed, and cannot be used: what was before stays in force'
  fi
done
exit 1
`;
