#!/bin/sh
# Installs the files next to it on squid-a, a proxy of client-b in development, or keeps the previous ones.
#   sh apply.sh root@HOST               from a machine whose address is in `infrastructure.ssh`
#   sh apply.sh --tls FOLDER root@HOST  with tls.crt, tls.key, ca.crt and, optionally, ca.crl from FOLDER
#   sh apply.sh --secret root@HOST      with those of the Secret proxy-squid-a-tls in client-b-egress, read by kubectl
#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 if they are in use, 1 if the previous configuration was kept or restored.
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

# No copy of a key stays, however it ends. Signals are listed, since dash does not run the EXIT trap on a signal.
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

collect() { # copies all files to install into a folder of their own
  mkdir "$stage"
  cp "$from/squid.conf" "$from/nftables.conf" "$from/apply.sh" "$stage"
  for list in "$from"/allow*.txt; do [ ! -e "$list" ] || cp "$list" "$stage"; done
  [ -d "$tls" ] || return 0
  mkdir "$stage/tls"
  cp "$tls/tls.crt" "$tls/tls.key" "$tls/ca.crt" "$stage/tls"
  [ ! -e "$tls/ca.crl" ] || cp "$tls/ca.crl" "$stage/tls"
}

fetch() { # FOLDER: writes the Secret's files to it
  for file in tls.crt tls.key ca.crt; do
    run /dev/null kubectl --namespace "$namespace" get secret "$secret" \
      --output "jsonpath={.data.${file%.*}\\.${file#*.}}" >"$1/encoded" || true
    base64 -d <"$1/encoded" >"$1/$file"
    [ -s "$1/$file" ] || fail "the Secret $secret in $namespace has no $file; nothing was changed"
  done
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
  if [ -d "$stage/tls" ]; then
    own='\(allow\|tls/\)'
    public=$(openssl x509 -in "$stage/tls/tls.crt" -noout -pubkey) || fail 'tls.crt is not a certificate; nothing was changed'
    [ "$public" = "$(openssl pkey -in "$stage/tls/tls.key" -pubout)" ] ||
      fail 'tls.key is not the key of tls.crt; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkend 0 >/dev/null ||
      fail 'tls.crt has expired; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkhost "$certified" | grep -q 'does match' ||
      fail "tls.crt is not valid for $certified, the name that the gateway checks; nothing was changed"
    say "tls.crt is valid until $(openssl x509 -in "$stage/tls/tls.crt" -noout -enddate | cut -d= -f2)"
    # Without a new revocation list, the previous one is kept.
    if [ -e "$stage/tls/ca.crl" ]; then :
    elif [ -e "$squid/tls/ca.crl" ]; then cp "$squid/tls/ca.crl" "$stage/tls"
    else : >"$stage/tls/ca.crl"; fi
  fi
  # A key that is of use on this machine only, so it is made here.
  own="\(names\|${own#??}"
  if [ -e "$squid/names.pem" ]; then cp "$squid/names.pem" "$stage"; else (umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 36500 -subj /CN=unused -keyout "$stage/names.pem" -out "$stage/names.pem" 2>/dev/null); fi
  sed "s#$squid/$own#$stage/\\1#g" "$stage/squid.conf" >"$stage/parse.conf"
  # Squid only logs ERROR for a missing list and exits 0.
  if ! squid -k parse -f "$stage/parse.conf" 2>"$stage/parse.log" || grep -q 'ERROR:' "$stage/parse.log"; then
    grep -v Processing "$stage/parse.log" >&2
    fail 'Squid refuses squid.conf; nothing was changed'
  fi
  nft -c -f "$stage/nftables.conf" || fail 'nft refuses nftables.conf; nothing was changed'
}

put() { # FILE TARGET MODE: replaces the target atomically, even if the power fails
  install -m "$3" "$1" "$2.new"
  mv "$2.new" "$2"
}

swap() { # FOLDER: lists and certificates first, since squid.conf refers to them
  for list in "$1"/allow*.txt; do [ ! -e "$list" ] || put "$list" "$squid/${list##*/}" 644; done
  [ ! -e "$1/names.pem" ] || put "$1/names.pem" "$squid/names.pem" 600
  if [ -d "$1/tls" ]; then
    mkdir -p "$squid/tls"
    for file in tls.key tls.crt ca.crt ca.crl; do put "$1/tls/$file" "$squid/tls/$file" 600; done
  fi
  put "$1/squid.conf" "$squid/squid.conf" 644
  put "$1/nftables.conf" "$firewall" 644
}

opened() { grep -c "Accepting .*local=$listener " "$log" 2>/dev/null || true; }

activate() { # loads the firewall, reloads Squid, and waits until it listens again
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
  flock -n 9 || fail 'another apply.sh is running here; nothing was changed'
  check
  before=$stage/before
  mkdir "$before"
  for file in "$squid/squid.conf" "$squid"/allow*.txt "$firewall"; do [ ! -e "$file" ] || cp "$file" "$before"; done
  [ ! -e "$squid/tls/ca.crt" ] || cp -r "$squid/tls" "$before/tls"
  # From here on it runs to the end: neither a signal nor a broken connection leaves half of the files.
  trap '' HUP INT QUIT PIPE TERM
  swap "$stage"
  why='Squid did not start with these files'
  if activate; then
    if stays_reachable; then
      for list in "$squid"/allow*.txt; do [ -e "$stage/${list##*/}" ] || rm -f "$list"; done
      say "applied, listening on $listener"
      return
    fi
    why="these rules would lock out $client, which is not in infrastructure.ssh"
  else
    tail -n 5 "$log" >&2 || true
  fi
  swap "$before"
  activate || fail "$why, nor with the previous ones: Squid is down"
  fail "$why; the previous configuration was restored"
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
