#!/bin/sh
# Generated from tenants/client-a.yaml by npm run synth; do not edit. sha256:a9982bc01a5228ae
# Puts the files beside it in force on squid-a, the way out of client-a in production, or leaves what was.
#   sh apply.sh root@HOST               from a machine whose address is among `infrastructure.ssh`
#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 when they are in force, 1 when what was is in force still or again.
set -eu
umask 077
listener=172.16.28.8:3128
squid=/etc/squid
firewall=/etc/nftables.conf
log=/var/log/squid/cache.log
from=$(cd "$(dirname "$0")" && pwd)

say() { echo "apply.sh: $*"; }
fail() { echo "apply.sh: $*" >&2; exit 1; }

collect() { # all that is to be in force, in a folder of its own
  stage=$(mktemp -d)
  trap 'rm -rf "$stage"' EXIT
  cp "$from/squid.conf" "$from/nftables.conf" "$from/apply.sh" "$stage"
  for list in "$from"/allow*.txt; do [ ! -e "$list" ] || cp "$list" "$stage"; done
}

send() { # DESTINATION
  tar -C "$stage" -cf - . | ssh "$1" 'set -eu
    umask 077
    there=$(mktemp -d)
    trap "rm -rf $there" EXIT
    tar -C "$there" -xf -
    as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root sh "$there/apply.sh" --here'
}

check() { # nothing is touched yet
  own='\(allow\)'
  sed "s#$squid/$own#$stage/\\1#g" "$stage/squid.conf" >"$stage/parse.conf"
  # For a list that is not there Squid says ERROR, and is content.
  if ! squid -k parse -f "$stage/parse.conf" 2>"$stage/parse.log" || grep -q 'ERROR:' "$stage/parse.log"; then
    grep -v Processing "$stage/parse.log" >&2
    fail 'Squid does not take squid.conf; nothing was changed'
  fi
  nft -c -f "$stage/nftables.conf" || fail 'nft does not take nftables.conf; nothing was changed'
}

put() { # FILE TARGET MODE: whole or not at all, whenever the power goes
  install -m "$3" "$1" "$2.new"
  mv "$2.new" "$2"
}

swap() { # FOLDER: lists and certificates first, so that what names them is never without them
  for list in "$1"/allow*.txt; do [ ! -e "$list" ] || put "$list" "$squid/${list##*/}" 644; done
  put "$1/squid.conf" "$squid/squid.conf" 644
  put "$1/nftables.conf" "$firewall" 644
}

opened() { grep -c "Accepting .*local=$listener " "$log" 2>/dev/null || true; }

in_force() { # loads the firewall, has Squid read its files, and waits until it listens again
  nft -f "$firewall" || return 1
  count=$(opened)
  if squid -k check 2>/dev/null; then
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
  curl -s -f -o /dev/null -m 5 --noproxy '*' http://127.0.0.1:3128/squid-internal-mgr/info
}

stays_reachable() { # the firewall must let in again who has just come in by ssh
  [ -n "${SSH_CONNECTION:-}" ] || return 0
  nft get element ip egress_proxy ssh "{ ${SSH_CONNECTION%% *} }" >/dev/null 2>&1
}

here() {
  [ "$(id -u)" -eq 0 ] || fail '--here takes root'
  # A connection that breaks must not leave half of it.
  trap '' HUP INT PIPE
  exec 9>/run/egress-proxy-apply.lock
  flock -n 9 || fail 'another apply.sh is at work here; nothing was changed'
  check
  before=$stage/before
  mkdir "$before"
  for file in "$squid/squid.conf" "$squid"/allow*.txt "$firewall"; do [ ! -e "$file" ] || cp "$file" "$before"; done
  swap "$stage"
  why='Squid did not come up with these files'
  if in_force; then
    if stays_reachable; then
      for list in "$squid"/allow*.txt; do [ -e "$stage/${list##*/}" ] || rm -f "$list"; done
      say "in force on $listener"
      return
    fi
    why="these rules would lock out ${SSH_CONNECTION%% *}, which is not among the sources for ssh"
  else
    tail -n 5 "$log" >&2 || true
  fi
  swap "$before"
  in_force || fail "$why, and not with those from before either: Squid is down"
  fail "$why; what was before is in force again"
}

case "${1:-}" in
  --here) collect; here ;;
  '' | -*) sed -n '/^#   /s/^#   //p' "$0" >&2; exit 2 ;;
  *) collect; send "$1" ;;
esac
