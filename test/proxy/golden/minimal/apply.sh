#!/bin/sh
# Installs the files next to it on squid-a, a proxy of client-a in development, or keeps the previous ones.
#   sh apply.sh root@HOST               from a machine whose address is in `infrastructure.ssh`
#   sh apply.sh --restore root@HOST     puts back what the VM ran before its last change
#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 if they are in use, 1 if they do not work and the previous configuration was kept or restored, 75 if they
# could not be tried now, for example because the disk is full.
set -eu
umask 077
vm=squid-a.client-a.development
listener=172.16.28.8:3128
root=
squid=/etc/squid
firewall=/etc/nftables.conf
list=/etc/egress/files.sha256
commit=/etc/egress/commit
previous=/var/lib/egress/previous
log=/var/log/squid/cache.log
from=$(cd "$(dirname "$0")" && pwd)

say() { echo "apply.sh: $*"; }
fail() { end=1; echo "apply.sh: $*" >&2; exit 1; }
later() { echo "apply.sh: $*; nothing was changed" >&2; exit 75; }

# No copy of a key stays, however it ends. Signals are listed, since dash does not run the EXIT trap on a signal.
work=
child=
step=
written=
end=75
clean() {
  status=$?
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  for file in $written; do rm -f "$file"; done
  [ -z "$work" ] || rm -rf "$work"
  # Of a command that failed, nothing is known about the files.
  [ "$status" -ne 1 ] || exit "$end"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 141' PIPE
trap 'exit 143' TERM
work=$(mktemp -d)
stage=$work/files
restore=

run() { # INPUT COMMAND: in the background, since the shell handles signals only after a foreground command ends
  input=$1
  shift
  "$@" <"$input" &
  child=$!
  status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

revision() { # prints the commit that the files next to this script come from
  if ! git -C "$from" rev-parse --verify --quiet HEAD 2>/dev/null; then echo unknown
  elif [ -n "$(git -C "$from" status --porcelain -- . 2>/dev/null)" ]; then echo dirty
  fi | paste -s -d - -
}

others() { # FOLDER: writes the VM's files that are not next to this script, as user-data would
  file() { mkdir -p "${1%/*}" && cat >"$1"; }
  file "$1/etc/systemd/system/squid.service.d/egress-proxy.conf" <<'END_OF_FILE'
[Unit]
# Without the firewall it does not run.
Requires=nftables.service
After=nftables.service
# It fails until its certificates are installed, and must not give up.
StartLimitIntervalSec=0

[Service]
# With all privileges (+), since ss cannot see whose a listener is without them.
ExecStartPost=+/bin/sh /usr/local/lib/egress-proxy/listens.sh
Restart=always
RestartSec=2
LimitNOFILE=65536
OOMScoreAdjust=-500
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
END_OF_FILE
  file "$1/etc/systemd/system/squid-listener.service" <<'END_OF_FILE'
[Unit]
Description=Restarts Squid when its listener is missing
After=squid.service

[Service]
Type=oneshot
# While Squid starts, its own unit waits for the listener.
ExecCondition=systemctl is-active --quiet squid.service
ExecStart=/bin/sh -c 'sh /usr/local/lib/egress-proxy/listens.sh || exec systemctl restart squid.service'
END_OF_FILE
  file "$1/etc/systemd/system/squid-listener.timer" <<'END_OF_FILE'
[Unit]
Description=Looks for Squid's listener every 10 seconds

[Timer]
OnActiveSec=10
OnUnitInactiveSec=10
AccuracySec=1

[Install]
WantedBy=timers.target
END_OF_FILE
  file "$1/usr/local/lib/egress-proxy/listens.sh" <<'END_OF_FILE'
#!/bin/sh
# Waits up to 10 seconds for Squid's listener. A Squid that could not open it keeps running, and tells systemd that it is ready.
tries=0
until ss --no-header --tcp --listening --numeric --processes 'src 172.16.28.8:3128' | grep -q '"squid"'; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo 'Squid does not listen on 172.16.28.8:3128' >&2; exit 1; }
  sleep 0.1
done
END_OF_FILE
  file "$1/etc/sysctl.d/60-egress-proxy.conf" <<'END_OF_FILE'
# Squid and the exporter may start before DHCP has assigned the private address.
net.ipv4.ip_nonlocal_bind = 1
net.ipv4.ip_forward = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
END_OF_FILE
  file "$1/etc/default/prometheus-squid-exporter" <<'END_OF_FILE'
ARGS="-listen 127.0.0.1:9301 -squid-hostname 127.0.0.1"
END_OF_FILE
  file "$1/etc/systemd/system/prometheus-squid-exporter.service.d/egress-proxy.conf" <<'END_OF_FILE'
[Unit]
Requires=nftables.service
After=nftables.service

[Service]
# The package runs it as Squid's user, which the firewall does not let connect to this machine.
User=squid-exporter
DynamicUser=yes
END_OF_FILE
  file "$1/etc/apt/apt.conf.d/60egress-proxy" <<'END_OF_FILE'
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-Time "02:30";
// Keep these files; otherwise upgrades of the packages that ship their own would wait for an answer.
Dpkg::Options { "--force-confdef"; "--force-confold"; };
END_OF_FILE
  file "$1/etc/logrotate.d/squid" <<'END_OF_FILE'
/var/log/squid/*.log {
	daily
	rotate 14
	compress
	delaycompress
	missingok
	nocreate
	sharedscripts
	postrotate
		test ! -e /run/squid.pid || /usr/sbin/squid -k rotate
	endscript
}
END_OF_FILE
}

collect() { # copies all files to install into a folder of their own
  mkdir "$stage"
  cp "$from/apply.sh" "$stage"
  if [ -n "$restore" ] || [ -e "$from/restore" ]; then
    : >"$stage/restore"
    return 0
  fi
  cp "$from/squid.conf" "$from/nftables.conf" "$stage"
  for file in "$from"/allow*.txt; do [ ! -e "$file" ] || cp "$file" "$stage"; done
  if [ -e "$from/commit" ]; then cp "$from/commit" "$stage"; else revision >"$stage/commit"; fi
}

send() { # DESTINATION
  tar -C "$stage" -cf "$work/files.tar" .
  # The host key is stored under the VM's name, so that another VM at the same address is noticed.
  run "$work/files.tar" ssh -o HostKeyAlias="$vm" -o StrictHostKeyChecking=ask "$1" 'set -eu
    umask 077
    there=
    trap "rm -rf \"\$there\"" EXIT
    trap "exit 129" HUP
    trap "exit 130" INT
    trap "exit 131" QUIT
    trap "exit 141" PIPE
    trap "exit 143" TERM
    there=$(mktemp -d)
    tar -C "$there" -xf -
    as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
    # sudo drops variables, so the address of the ssh client is an argument.
    $as_root sh "$there/apply.sh" --here "${SSH_CONNECTION:-}"'
}

check() { # changes nothing
  own='\(allow\)'
  sed "s#$squid/$own#$stage/\\1#g" "$stage/squid.conf" >"$stage/parse.conf"
  # Squid only logs ERROR for a missing list and exits 0.
  if ! squid -k parse -f "$stage/parse.conf" 2>"$stage/parse.log" || grep -q 'ERROR:' "$stage/parse.log"; then
    grep -v Processing "$stage/parse.log" >&2
    fail 'Squid refuses squid.conf; nothing was changed'
  fi
  nft -c -f "$stage/nftables.conf" || fail 'nft refuses nftables.conf; nothing was changed'
}

put() { # FILE TARGET MODE: replaces the target atomically, even if the power fails
  if [ "$step" != move ]; then
    written="$written $root$2.new"
    install -D -m "$3" "$1" "$root$2.new"
  fi
  [ "$step" = write ] || mv "$root$2.new" "$root$2"
}

below() { # FOLDER: prints the paths of all files in it, from its root
  [ ! -d "$1" ] || (cd "$1" && find . -type f | sed 's/^\.//')
}

delivered() { # prints the paths of all files beyond Squid's and the firewall's that are ours, now or before
  {
    below "$stage/others"
    # In these folders all is ours: what else is there would change how a unit runs.
    for folder in $(below "$stage/others" | sed -n 's#^\(/etc/systemd/system/.*\.d\|/usr/local/lib/.*\)/.*#\1#p' | sort -u); do
      for file in "$root$folder"/*; do [ ! -f "$file" ] && [ ! -h "$file" ] || echo "${file#"$root"}"; done
    done
    [ ! -e "$root$list" ] || sed -n 's#^[0-9a-f]\{64\}  \(/\(etc\|usr/local\)/\)#\1#p' "$root$list" |
      grep -v "^$squid/\|^$firewall\$"
  } | sort -u
}

keep() { # FOLDER: copies what is there now
  mkdir -p "$1/others"
  for file in "$squid/squid.conf" "$firewall" "$commit"; do [ ! -e "$root$file" ] || cp "$root$file" "$1"; done
  for file in "$root$squid"/allow*.txt; do [ ! -e "$file" ] || cp "$file" "$1"; done
  for path in $paths; do
    [ ! -f "$root$path" ] || install -D "$root$path" "$1/others$path"
  done
}

swap() { # FOLDER: all or, if the disk is full, none of the files
  for step in write move; do swap_each "$1"; done
  step=
  written=
}

swap_each() { # FOLDER: lists and certificates first, since squid.conf refers to them
  for file in "$1"/allow*.txt; do [ ! -e "$file" ] || put "$file" "$squid/${file##*/}" 644; done
  for path in $paths; do
    if [ -e "$1/others$path" ]; then put "$1/others$path" "$path" 644; elif [ "$step" = move ]; then rm -f "$root$path"; fi
  done
  [ ! -e "$1/squid.conf" ] || put "$1/squid.conf" "$squid/squid.conf" 644
  # One that was missing before is not missed when the others are put back.
  [ ! -e "$1/nftables.conf" ] || put "$1/nftables.conf" "$firewall" 644
}

tidy() { # FOLDER: removes lists that are not in it
  for file in "$root$squid"/allow*.txt; do [ -e "$1/${file##*/}" ] || rm -f "$file"; done
}

restart_others() { # has units other than Squid's, and the kernel, read what has changed
  units=
  gone=
  squid_unit=
  for path in $changed; do
    case "$path" in
      /etc/sysctl.d/*) [ ! -e "$root$path" ] || sysctl -q -p "$root$path" || return 1 ;;
      /etc/rsyslog.d/*) units="$units rsyslog.service" ;;
      /etc/default/*) units="$units ${path##*/}.service" ;;
      /etc/systemd/system/squid.service.d/*) squid_unit=changed ;;
      /etc/systemd/system/*.d/*) path=${path%/*} && path=${path##*/} && units="$units ${path%.d}" ;;
      /etc/systemd/system/*) if [ -e "$root$path" ]; then units="$units ${path##*/}"; else gone="$gone ${path##*/}"; fi ;;
      /usr/local/*)
        for file in "$root"/etc/systemd/system/*.service; do
          ! grep -q -s -F "$path" "$file" || units="$units ${file##*/}"
        done ;;
    esac
  done
  [ -d "$root/run/systemd/system" ] && [ -n "$changed" ] || return 0
  # systemctl neither stops nor disables a unit whose file it no longer finds.
  for unit in $(each "$gone"); do
    systemctl stop --quiet "$unit" || true
    rm -f "$root"/etc/systemd/system/*.wants/"$unit"
  done
  systemctl daemon-reload || return 1
  [ -z "$squid_unit" ] || say 'the unit of Squid has changed, which counts from its next start'
  for unit in $(each "$units"); do
    file=$root/etc/systemd/system/$unit
    if grep -q -s '^\[Install\]' "$file"; then systemctl enable --quiet "$unit" || return 1; fi
    ! systemctl cat "$unit" >/dev/null 2>&1 || systemctl restart "$unit" || return 1
  done
}

each() { # UNITS: one per line, but for the one that may have started this script, which ends by itself
  echo "$1" | tr ' ' '\n' | sort -u | grep -v -x -F 'egress-pull.service'
}

record() { # what the VM runs from now on, for vm:status and the agent; and what it ran before, without keys
  {
    echo "$squid/squid.conf"
    echo "$firewall"
    for file in "$stage"/allow*.txt; do [ ! -e "$file" ] || echo "$squid/${file##*/}"; done
    below "$stage/others"
  } | LC_ALL=C sort | while read -r path; do
    sha256sum <"$root$path" | sed "s#-\$#$path#"
  done >"$stage/list"
  put "$stage/list" "$list" 644
  put "$stage/commit" "$commit" 644
  rm -rf "$before/tls" "$root$previous"
  mkdir -p "$root${previous%/*}"
  cp -r "$before" "$root$previous"
}

opened() { grep -c "Accepting .*local=$listener " "$log" 2>/dev/null || true; }

hold() { # ACTION: what becomes of new connections until it is released, or for five seconds
  nft -f - <<END
table ip egress_apply
delete table ip egress_apply
table ip egress_apply {
  set held { type inet_service; flags timeout; elements = { ${listener##*:} timeout 5s } }
  chain input {
    type filter hook input priority -10
    tcp dport @held tcp flags & (syn | ack) == syn $1
  }
}
END
}

release() { nft delete table ip egress_apply 2>/dev/null || true; }

activate() { # loads the firewall, reloads Squid, and waits until it listens again
  nft -f "$root$firewall" || return 1
  count=$(opened)
  if squid -k check 2>/dev/null; then
    # Squid closes its listener for a moment, and then needs another one for what it forwards to itself.
    hold 'drop' || return 1
    sleep 0.2
    squid -k reconfigure 2>/dev/null || return 1
  elif [ -d /run/systemd/system ]; then
    systemctl restart squid || return 1
  else
    squid 9>&- || return 1
  fi
  tries=0
  until [ "$(opened)" -gt "${count:-0}" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || return 1
    sleep 0.1
  done
  sleep 0.2
  release
  curl -s -f -o /dev/null -m 5 --noproxy '*' http://127.0.0.1:3128/squid-internal-mgr/info
}

connection() { # the ssh connection of this shell: sudo and su drop the variable, but their parent processes have it
  pid=$$
  found=
  while [ "$pid" -gt 1 ]; do
    found=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SSH_CONNECTION=//p')
    [ -z "$found" ] || break
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
  echo "$found"
}

stays_reachable() { # whether the new firewall lets in the ssh client that applies it
  [ -z "$client" ] || nft get element ip egress_proxy ssh "{ $client }" >/dev/null 2>&1
}

here() { # [SSH_CONNECTION]
  [ "$(id -u)" -eq 0 ] || fail '--here needs root'
  client=${1:-$(connection)}
  client=${client%% *}
  exec 9>/run/egress-proxy-apply.lock
  flock -n 9 || later 'another apply.sh is running here'
  if [ -e "$stage/restore" ]; then
    [ -e "$root$previous/squid.conf" ] || fail 'nothing was changed before on this VM'
    cp -r "$root$previous/." "$stage"
  else
    others "$stage/others"
  fi
  check
  before=$work/before
  paths=$(delivered)
  changed=$(for path in $paths; do cmp -s "$stage/others$path" "$root$path" || echo "$path"; done)
  keep "$before"
  # From here on it runs to the end: neither a signal nor a broken connection leaves half of the files.
  trap '' HUP INT QUIT PIPE TERM
  swap "$stage"
  why='Squid did not start with these files'
  if ! activate; then tail -n 5 "$log" >&2 || true
  elif ! stays_reachable; then why="these rules would lock out $client, which is not in infrastructure.ssh"
  elif ! restart_others; then why='a unit did not start with these files'
  else
    tidy "$stage"
    record
    say "applied, listening on $listener"
    return
  fi
  swap "$before"
  tidy "$before"
  restart_others || say 'a unit did not start with the previous files either' >&2
  activate || fail "$why, nor with the previous ones: Squid is down"
  fail "$why; the previous configuration was restored"
}

if [ "${1:-}" = --restore ]; then
  restore=yes
  shift
fi
case "${1:-}" in
  --here) collect; here "${2:-}" ;;
  '' | -*) sed -n '/^#   /s/^#   //p' "$0" >&2; exit 2 ;;
  # What the VM says counts.
  *) collect; end=1; send "$1" ;;
esac
