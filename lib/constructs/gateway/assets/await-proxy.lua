-- Holds a new connection until its proxy has answered a question that was asked after the connection came. The kernel goes
-- on accepting connections for a Squid that hangs, and what they send is lost.
local order = { @PROXIES@ }
-- Longer than it takes to see that a proxy hangs.
local HELD = 800
local asked, answered, seen = {}, {}, {}

local function now()
  local moment = core.now()
  return moment.sec * 1000 + moment.usec / 1000
end

-- Whether there are more than 200 connections per second. Then none is held: a busy Squid would be asked in vain, and waiting
-- would cost most of the throughput.
local since, count, busy = 0, 0, false
local function arrive(came)
  if came - since >= 100 then since, count, busy = came, 0, count > 20 and came - since < 200 end
  count = count + 1
  return busy or count > 20
end

-- HAProxy's verdict costs more to read than all else here.
local function works(backend, name)
  local last = seen[backend] and seen[backend][name]
  if last and now() - last.at < 10 then return last.works end
  local status = core.backends[backend].servers[name]:get_stats()["status"]
  local verdict = (status:find("UP") or status:find("no check")) ~= nil
  seen[backend] = seen[backend] or {}
  seen[backend][name] = { at = now(), works = verdict }
  return verdict
end

-- Connections that come at the same time share a question. Returns whether it was asked.
local function ask(name, server)
  local begun = now()
  if begun - (asked[name] or 0) < @SPACING@ then return false end
  asked[name] = begun + @PATIENCE@
  local socket = core.tcp()
  socket:settimeout(0.2)
  local address, port = server:get_addr():match("^(.*):(%d+)$")
  if socket:connect(address, tonumber(port)) then
    socket:send("GET @SQUID_HEALTH_PATH@ HTTP/1.0\r\n\r\n")
    if (socket:receive("*l") or ""):find("^HTTP/1.%d [234]") then answered[name] = begun end
  end
  socket:close()
  asked[name] = begun
  return true
end

-- The proxy that a connection waits for; nil: for none.
local function awaited(backend, came)
  for _, name in ipairs(order) do
    if works(backend, name) then
      if (answered[name] or 0) < came then return name end
#if FIRST
      -- The one that this connection is made to.
      return nil
#end
    end
  end
end

core.register_action("await-proxy", { "tcp-req" }, function(transaction)
  local backend = transaction.f:be_name()
  local came, pause = now(), 1
  if arrive(came) then return end
  local name = awaited(backend, came)
  while name and now() - came < HELD do
    if not ask(name, core.backends[backend].servers[name]) then
      core.msleep(pause)
      -- Many that are held must not keep each other from running.
      pause = math.min(pause * 2, 32)
    end
    name = awaited(backend, came)
  end
end)
