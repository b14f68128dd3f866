#!/bin/sh
# Asks for PROBE_URL through the proxy and without it, round after round, and serves what came of it to Prometheus.
set -u
state=$PROBE_STATE
labels="{environment=\"$PROBE_ENVIRONMENT\",tenant=\"$PROBE_TENANT\"}"
last=

# The request is read first: a connection that is closed with something unread is reset.
cat >"$state/answer.sh" <<'END'
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  IFS= read -r -t 2 line && [ "${#line}" -gt 1 ] || break
done
printf 'HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\r\n'
cat "$PROBE_STATE/metrics"
END
: >"$state/metrics"
serve() {
  while :; do nc -l -p "$PROBE_PORT" -e sh "$state/answer.sh" >/dev/null 2>&1 || sleep 1; done
}

metric() {
  [ -z "$2" ] || printf '# HELP %s %s\n# TYPE %s gauge\n%s%s %s\n' "$1" "$3" "$1" "$1" "$labels" "$2"
}

# Prints whether a connection succeeded, and curl's code.
direct() {
  time=$(curl --silent --output /dev/null --noproxy '*' --max-time 4 ${PROBE_RESOLVE:+--resolve "$PROBE_RESOLVE"} \
    --write-out '%{time_connect}' "$PROBE_URL")
  code=$?
  case "$time" in '' | 0 | 0.000000) echo "no $code" ;; *) echo "yes $code" ;; esac
}

round() {
  direct >"$state/direct" &
  pid=$!
  answer=$(curl --silent --show-error --fail --max-time 10 "$PROBE_URL" 2>&1)
  code=$?
  wait "$pid"
  read -r connected direct_code <"$state/direct"
  answer=$(printf '%s' "$answer" | tr '\n' ' ' | tr -cd '0-9A-Za-z .:()/_-' | cut -c 1-120)

  address_ok=
  [ "$code" != 0 ] || case " $PROBE_EXPECTED " in *" ${answer% } "*) address_ok=1 ;; *) address_ok=0 ;; esac
  # A failure counts only if the same target answers through the proxy. 7 and 28: refused, and nothing in time.
  direct_blocked=
  case "$connected $direct_code $code" in
  yes*) direct_blocked=0 ;;
  'no 7 0' | 'no 28 0') direct_blocked=1 ;;
  esac
  now=$(date +%s)
  [ -z "$address_ok" ] || [ -z "$direct_blocked" ] || last=$now
  {
    metric egress_probe_address_ok "$address_ok" 'Whether requests leave by a declared address.'
    metric egress_probe_direct_blocked "$direct_blocked" 'Whether a direct connection fails while the proxy answers.'
    metric egress_probe_last_round_timestamp_seconds "$last" 'When the last round was that showed both.'
  } >"$state/next"
  mv "$state/next" "$state/metrics"
  echo "$now" >"$state/round"
  printf '{"time":%s,"answer":"%s","address_ok":%s,"direct_blocked":%s,"curl":%s,"direct_curl":%s}\n' \
    "$now" "${answer% }" "${address_ok:-null}" "${direct_blocked:-null}" "$code" "$direct_code"
}

serve &
while :; do
  round
  sleep "$PROBE_INTERVAL"
done
