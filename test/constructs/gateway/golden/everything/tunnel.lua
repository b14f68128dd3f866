-- HAProxy has no word for asking a proxy for a tunnel. A connection of a listener for TCP begins with the question, which it puts
-- before what the client sends, and the answer is taken away before the client sees it.
core.register_action("open-tunnel", { "tcp-req" }, function(transaction, target)
  transaction.req:prepend("CONNECT " .. target .. " HTTP/1.1\r\nHost: " .. target .. "\r\n\r\n")
end, 1)

-- Longer than Squid tries to connect, in seconds.
local PATIENCE = 120

core.register_action("await-tunnel", { "tcp-res" }, function(transaction)
  local began, pause = core.now().sec, 1
  while core.now().sec - began < PATIENCE do
    local head = transaction.res:data() or ""
    local _, last = head:find("\r\n\r\n", 1, true)
    if last then
      if not head:find("^HTTP/1%.%d 200 ") then return act.DENY end
      transaction.res:remove(0, last)
      return act.CONTINUE
    end
    if not transaction.res:may_recv() then return act.DENY end
    core.msleep(pause)
    -- Many that wait must not keep each other from running.
    pause = math.min(pause * 2, 32)
  end
  return act.DENY
end)
