#!/bin/sh
# Waits up to 10 seconds for Squid's listener. A Squid that could not open it keeps running, and tells systemd that it is ready.
tries=0
until ss --no-header --tcp --listening --numeric --processes 'src 172.16.28.9:3129' | grep -q '"squid"'; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo 'Squid does not listen on 172.16.28.9:3129' >&2; exit 1; }
  sleep 0.1
done
until ss --no-header --tcp --listening --numeric --processes 'src 127.0.0.1:3129' | grep -q '"squid"'; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo 'Squid has no second hop on 127.0.0.1:3129' >&2; exit 1; }
  sleep 0.1
done
