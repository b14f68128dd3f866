-- After a start, one late answer would be enough to leave a proxy: HAProxy counts failures from the last one that it bears.
-- A reload makes this machine busy, so that the first answers are late.
core.register_task(function()
  for _, server in pairs(core.backends["proxies"].servers) do server:check_force_up() end
end)
