-- Reports when the gateway's certificate expires, in seconds since 1970.
local months = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12 }
local name = "egress_gateway_certificate_expiry_timestamp_seconds"

local function moment()
  local cli = core.tcp()
  cli:settimeout(2)
  if not cli:connect("127.0.0.1", @CLI_PORT@) then return nil end
  cli:send("show ssl cert @TLS_FOLDER@/tls.crt\n")
  local text = cli:receive("*a") or ""
  cli:close()
  local month, day, hour, min, sec, year = text:match("notAfter: (%a+)%s+(%d+) (%d+):(%d+):(%d+) (%d+) GMT")
  if not month then return nil end
  -- os.time expects local time, which is UTC in a container without a time zone.
  return os.time({ year = year, month = months[month], day = day, hour = hour, min = min, sec = sec })
end

core.register_service("certificate", "http", function(applet)
  local ends = moment()
  local body = ends and string.format("# TYPE %s gauge\n%s %d\n", name, name, ends) or ""
  applet:set_status(ends and 200 or 503)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(#body))
  applet:start_response()
  applet:send(body)
end)
