#!/bin/sh
# Puts the files beside it in force on squid-a, the way out of client-b in development, or leaves what was.
#   sh apply.sh root@HOST               from a machine whose address is among `infrastructure.ssh`
#   sh apply.sh --tls FOLDER root@HOST  with tls.crt, tls.key, ca.crt and, if it is there, ca.crl of the folder
#   sh apply.sh --secret root@HOST      with those of the Secret proxy-squid-a-tls in client-b-egress, by kubectl
#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 when they are in force, 1 when what was is in force still or again.
set -eu
umask 077
vm=squid-a.client-b.development
listener=172.16.28.9:3129
certified=squid-a.client-b
namespace=client-b-egress
secret=proxy-squid-a-tls
squid=/etc/squid
firewall=/etc/nftables.conf
log=/var/log/squid/cache.log
from=$(cd "$(dirname "$0")" && pwd)

say() { echo "apply.sh: $*"; }
fail() { echo "apply.sh: $*" >&2; exit 1; }

# Whatever ends it, no copy of a key stays. Signals are named, as dash runs no EXIT trap when one ends it.
work=
child=
clean() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  [ -z "$work" ] || rm -rf "$work"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 141' PIPE
trap 'exit 143' TERM
work=$(mktemp -d)
stage=$work/files

run() { # INPUT COMMAND: as a child, since a signal waits for what runs in the foreground
  input=$1
  shift
  "$@" <"$input" &
  child=$!
  status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

collect() { # all that is to be in force, in a folder of its own
  mkdir "$stage"
  cp "$from/squid.conf" "$from/nftables.conf" "$from/apply.sh" "$stage"
  for list in "$from"/allow*.txt; do [ ! -e "$list" ] || cp "$list" "$stage"; done
  [ -d "$tls" ] || return 0
  mkdir "$stage/tls"
  cp "$tls/tls.crt" "$tls/tls.key" "$tls/ca.crt" "$stage/tls"
  [ ! -e "$tls/ca.crl" ] || cp "$tls/ca.crl" "$stage/tls"
}

fetch() { # FOLDER: the Secret's files into it
  for file in tls.crt tls.key ca.crt; do
    run /dev/null kubectl --namespace "$namespace" get secret "$secret" \
      --output "jsonpath={.data.${file%.*}\\.${file#*.}}" >"$1/encoded" || true
    base64 -d <"$1/encoded" >"$1/$file"
    [ -s "$1/$file" ] || fail "there is no $file in the Secret $secret of $namespace; nothing was changed"
  done
}

send() { # DESTINATION
  tar -C "$stage" -cf "$work/files.tar" .
  # The VM's key is known by the VM's name, so that another VM at the same address is noticed.
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
    # sudo keeps no variables: who has come in by ssh is an argument.
    $as_root sh "$there/apply.sh" --here "${SSH_CONNECTION:-}"'
}

check() { # nothing is touched yet
  own='\(allow\)'
  if [ -d "$stage/tls" ]; then
    own='\(allow\|tls/\)'
    public=$(openssl x509 -in "$stage/tls/tls.crt" -noout -pubkey) || fail 'tls.crt is no certificate; nothing was changed'
    [ "$public" = "$(openssl pkey -in "$stage/tls/tls.key" -pubout)" ] ||
      fail 'tls.key is not the key of tls.crt; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkend 0 >/dev/null ||
      fail 'tls.crt has expired; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkhost "$certified" | grep -q 'does match' ||
      fail "tls.crt is not for $certified, which the gateway asks for; nothing was changed"
    say "tls.crt is good until $(openssl x509 -in "$stage/tls/tls.crt" -noout -enddate | cut -d= -f2)"
    # What was revoked stays so, unless a new list says otherwise.
    if [ -e "$stage/tls/ca.crl" ]; then :
    elif [ -e "$squid/tls/ca.crl" ]; then cp "$squid/tls/ca.crl" "$stage/tls"
    else : >"$stage/tls/ca.crl"; fi
  fi
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
  if [ -d "$1/tls" ]; then
    mkdir -p "$squid/tls"
    for file in tls.key tls.crt ca.crt ca.crl; do put "$1/tls/$file" "$squid/tls/$file" 600; done
  fi
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

connection() { # of ssh, by which this shell was opened: sudo and su keep no variables, their processes do
  pid=$$
  found=
  while [ "$pid" -gt 1 ]; do
    found=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SSH_CONNECTION=//p')
    [ -z "$found" ] || break
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
  echo "$found"
}

stays_reachable() { # the firewall must let in again whoever applies it by ssh
  [ -z "$client" ] || nft get element ip egress_proxy ssh "{ $client }" >/dev/null 2>&1
}

here() { # [SSH_CONNECTION]
  [ "$(id -u)" -eq 0 ] || fail '--here takes root'
  client=${1:-$(connection)}
  client=${client%% *}
  exec 9>/run/egress-proxy-apply.lock
  flock -n 9 || fail 'another apply.sh is at work here; nothing was changed'
  check
  before=$stage/before
  mkdir "$before"
  for file in "$squid/squid.conf" "$squid"/allow*.txt "$firewall"; do [ ! -e "$file" ] || cp "$file" "$before"; done
  [ ! -e "$squid/tls/ca.crt" ] || cp -r "$squid/tls" "$before/tls"
  # What is begun is finished: neither a signal nor a connection that breaks leaves half of it.
  trap '' HUP INT QUIT PIPE TERM
  swap "$stage"
  why='Squid did not come up with these files'
  if in_force; then
    if stays_reachable; then
      for list in "$squid"/allow*.txt; do [ -e "$stage/${list##*/}" ] || rm -f "$list"; done
      say "in force on $listener"
      return
    fi
    why="these rules would lock out $client, which is not among the sources for ssh"
  else
    tail -n 5 "$log" >&2 || true
  fi
  swap "$before"
  in_force || fail "$why, and not with those from before either: Squid is down"
  fail "$why; what was before is in force again"
}

tls=$from/tls
case "${1:-}" in
  --tls)
    tls=$(cd "${2:?a folder after --tls}" && pwd)
    shift 2 ;;
  --secret)
    tls=$work/secret
    mkdir "$tls"
    fetch "$tls"
    shift ;;
esac
case "${1:-}" in
  --here) collect; here "${2:-}" ;;
  '' | -*) sed -n '/^#   /s/^#   //p' "$0" >&2; exit 2 ;;
  *) collect; send "$1" ;;
esac
