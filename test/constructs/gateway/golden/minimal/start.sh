#!/bin/sh
# Runs HAProxy, and reloads it when its files change.
conf=/etc/egress-gateway/haproxy.cfg
state() { cat /etc/egress-gateway/haproxy.cfg /etc/egress-gateway/*.lua /etc/egress-gateway-tls/* 2>/dev/null | sha256sum; }
running=$(state)
haproxy -W -db -f "$conf" &
haproxy=$!
# New connections still arrive until all nodes know that this pod is terminating.
trap 'trap "" TERM USR1; sleep 5; kill -USR1 $haproxy; wait $haproxy; exit' TERM USR1
while kill -0 $haproxy 2>/dev/null; do
  sleep 2 &
  wait $!
  new=$(state)
  [ "$new" != "$running" ] || continue
  running=$new
  if haproxy -c -q -f "$conf"; then
    echo 'configuration changed: reloaded'
    kill -USR2 $haproxy
  else
    echo 'configuration changed but is invalid: keeping the previous one'
  fi
done
exit 1
