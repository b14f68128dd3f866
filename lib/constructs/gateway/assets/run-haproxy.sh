#!/bin/sh
# Runs HAProxy, reloads it when its files change, and starts it again when it dies or hangs.
# Argument: "standby" for that configuration. No connection waits for the standby, so it is looked at less often.
if [ "$1" = standby ]; then
  conf=@FOLDER@/standby.cfg health=@STANDBY_HEALTH_PORT@ every=1 turns=2
else
  conf=@FOLDER@/haproxy.cfg health=@HEALTH_PORT@ every=0.1 turns=20
fi
state() { cat "$conf" @FOLDER@/*.lua @TLS_FOLDER@/* 2>/dev/null | sha256sum; }
connections() { timeout 1 wget -q -O - "http://127.0.0.1:$health/connections" 2>/dev/null; }
pause() { # SECONDS: the shell handles signals only while it waits
  sleep "$1" &
  wait $!
}

start() {
  running=$(state)
  started=$(date +%s)
  silent=0
  haproxy -W -db -f "$conf" &
  haproxy=$!
}

workers() { cat "/proc/$haproxy/task/$haproxy/children" 2>/dev/null; }

stopped() { # whether one of HAProxy's processes is stopped, which the kernel knows without a timeout
  for pid in $haproxy $(workers); do
    read -r status 2>/dev/null <"/proc/$pid/stat" || continue
    case $status in *') T '*) return 0 ;; esac
  done
  return 1
}

again() { # REASON
  echo "$1: started again"
  # shellcheck disable=SC2046
  kill -KILL $haproxy $(workers) 2>/dev/null
  wait $haproxy
  # What cannot run for ten seconds has another reason, which the kubelet's back-off shows.
  [ $(($(date +%s) - started)) -ge 10 ] || exit 1
  start
}

reload() {
  new=$(state)
  [ "$new" != "$running" ] || return 0
  running=$new
  if haproxy -c -q -f "$conf"; then
    echo 'configuration changed: reloaded'
    kill -USR2 $haproxy
  else
    echo 'configuration changed but is invalid: keeping the previous one'
  fi
}

finish() { # new connections still arrive until all nodes know that this pod ends, or if there is no other gateway
  trap '' TERM USR1
  pause 5
  while kill -0 $haproxy 2>/dev/null && [ "$(connections)" != 0 ]; do pause 1; done
  kill -USR1 $haproxy
  wait $haproxy
  exit
}
trap finish TERM USR1

start
turn=0
while :; do
  pause $every
  turn=$(((turn + 1) % turns))
  if ! kill -0 $haproxy 2>/dev/null; then again 'HAProxy ended'
  elif stopped; then again 'HAProxy is stopped'
  elif [ $turn = 0 ]; then
    reload
    if [ -n "$(connections)" ]; then silent=0; else silent=$((silent + 1)); fi
    [ $silent -lt 2 ] || again 'HAProxy does not answer'
  fi
done
