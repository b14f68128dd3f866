-- Closes sessions to a proxy that has been drained, or is no longer in use, for 600 seconds. Sessions that were open before a
-- reload are in a process that still has the previous configuration, so it looks at the current file.
local since = {}

local function in_use()
  local file = io.open("/etc/egress-gateway/haproxy.cfg")
  if not file then return nil end
  local names = {}
  for line in file:lines() do
    local name, options = line:match("^  server (%S+)(.*)$")
    if name and not (options .. " "):find(" weight 0 ", 1, true) then names[name] = true end
  end
  file:close()
  return names
end

core.register_task(function()
  while true do
    core.msleep(1000)
    local names = in_use()
    for name in pairs(names and core.backends["proxies"].servers or {}) do
      local now = core.now().sec
      if names[name] then
        since[name] = nil
      elseif not since[name] then
        since[name] = now
      elseif now - since[name] >= 600 then
        for _, backend in pairs(core.backends) do
          local server = backend.servers[name]
          if server then server:shut_sess() end
        end
      end
    end
  end
end)
