-- Holds a new connection until its proxy has answered a question that was asked after the connection came. The kernel goes
-- on accepting connections for a Squid that hangs, and what they send is lost.
local order = { "squid-a", "squid-b" }
-- Longer than it takes to see that a proxy hangs.
local HELD = 800
local asked, answered = {}, {}

local function now()
  local moment = core.now()
  return moment.sec * 1000 + moment.usec / 1000
end

local function works(server)
  local status = server:get_stats()["status"]
  return status:find("UP") or status:find("no check")
end

-- Connections that come at the same time share a question.
local function ask(name, server)
  local begun = now()
  if begun - (asked[name] or 0) < 2 then return core.msleep(1) end
  asked[name] = begun + 250
  local socket = core.tcp()
  socket:settimeout(0.2)
  local address, port = server:get_addr():match("^(.*):(%d+)$")
  if socket:connect(address, tonumber(port)) then
    socket:send("GET /squid-internal-static/health HTTP/1.0\r\n\r\n")
    if (socket:receive("*l") or ""):find("^HTTP/1.%d [234]") then answered[name] = begun end
  end
  socket:close()
  asked[name] = begun
end

core.register_action("await-proxy", { "tcp-req" }, function(transaction)
  local servers = core.backends[transaction.f:be_name()].servers
  local came, waits = now(), true
  while waits and now() - came < HELD do
    waits = false
    for _, name in ipairs(order) do
      local server = servers[name]
      if works(server) then
        if (answered[name] or 0) < came then
          waits = true
          ask(name, server)
        end
        -- The one that this connection is made to.
        break
      end
    end
  end
end)
