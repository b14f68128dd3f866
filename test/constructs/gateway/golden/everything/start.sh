#!/bin/sh
# Starts HAProxy, and a new one in its place when its files have changed.
conf=/etc/egress-gateway/haproxy.cfg
state() { cat /etc/egress-gateway/haproxy.cfg /etc/egress-gateway/*.lua /etc/egress-gateway-tls/* 2>/dev/null | sha256sum; }
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
