#!/bin/sh
# Runs HAProxy, and has it read its files again when the certificate is renewed.
state() { cat @FOLDER@/haproxy.cfg @TLS@/* | sha256sum; }
known=$(state)
haproxy -W -db -f @FOLDER@/haproxy.cfg &
haproxy=$!
trap 'kill -USR1 $haproxy; wait $haproxy; exit 0' INT TERM
while kill -0 $haproxy 2>/dev/null; do
  # The shell handles signals only while it waits.
  sleep 10 &
  wait $!
  new=$(state)
  if [ "$new" != "$known" ]; then
    known=$new
    kill -USR2 $haproxy
  fi
done
wait $haproxy
