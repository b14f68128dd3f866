-- Closes sessions to a proxy that has been down and has sent nothing for five seconds, so that clients can retry.
-- A proxy that is only slow still sends something.
local silent = {}

local function sent(name)
  local bytes = 0
  for _, backend in pairs(core.backends) do
    local server = backend.servers[name]
    bytes = bytes + (server and server:get_stats()["bout"] or 0)
  end
  return bytes
end

core.register_task(function()
  while true do
    core.msleep(500)
    -- By Squid's own answers: a proxy that only does not reach the outside keeps what is open to it.
    for name, server in pairs(core.backends["proxies"].servers) do
      local now, bytes = core.now().sec, sent(name)
      if not server:get_stats()["status"]:find("DOWN") then
        silent[name] = nil
      elseif not silent[name] or silent[name].bytes ~= bytes then
        silent[name] = { since = now, bytes = bytes }
      elseif now - silent[name].since >= 5 then
        for _, backend in pairs(core.backends) do
          local its = backend.servers[name]
          if its then its:shut_sess() end
        end
      end
    end
  end
end)
