import { proxyCertificateName, proxySecretName } from '../model/certificate-names';
import type { Environment, Tenant } from '../model/types';
import { LOOPBACK_PORT, type TenantProxy } from './_plan';
import { TABLE } from './nftables';

/**
 * The script that brings changed files to a running VM: user-data is read when a VM is made, and never again. It checks
 * them before anything is touched, and puts back what was when Squid does not come up with them.
 */
export function applyScript(environment: Environment, tenant: Tenant, proxy: TenantProxy): string {
  const { gateway, egress } = tenant;
  const secret = { namespace: gateway?.namespace ?? '', name: proxySecretName(proxy.name) };
  const certificates = egress.clientCertificate;
  return `#!/bin/sh
# Puts the files beside it in force on ${proxy.name}, the way out of ${tenant.name} in ${environment.name}, or leaves what was.
#   sh apply.sh root@HOST               from a machine whose address is among \`infrastructure.ssh\`
${
  certificates
    ? `#   sh apply.sh --tls FOLDER root@HOST  with tls.crt, tls.key, ca.crt and, if it is there, ca.crl of the folder
#   sh apply.sh --secret root@HOST      with those of the Secret ${secret.name} in ${secret.namespace}, by kubectl
`
    : ''
}#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 when they are in force, 1 when what was is in force still or again.
set -eu
umask 077
listener=${proxy.address}:${proxy.port}
${certificates ? `certified=${proxyCertificateName(tenant.name, proxy.name)}\nnamespace=${secret.namespace}\nsecret=${secret.name}\n` : ''}${body(certificates)}`;
}

/** @param certificates whether the listener speaks TLS, with files of its own that no repository holds */
function body(certificates: boolean): string {
  const only = (text: string) => (certificates ? text : '');
  return `squid=/etc/squid
firewall=/etc/nftables.conf
log=/var/log/squid/cache.log
from=$(cd "$(dirname "$0")" && pwd)

say() { echo "apply.sh: $*"; }
fail() { echo "apply.sh: $*" >&2; exit 1; }

collect() { # all that is to be in force, in a folder of its own
  stage=$(mktemp -d)
  trap 'rm -rf "$stage"${only(' "$fetched"')}' EXIT
  cp "$from/squid.conf" "$from/nftables.conf" "$from/apply.sh" "$stage"
  for list in "$from"/allow*.txt; do [ ! -e "$list" ] || cp "$list" "$stage"; done
${only(COLLECT_CERTIFICATES)}}
${only(FETCH)}
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
  own='\\(allow\\)'
${only(CHECK_CERTIFICATES)}  sed "s#$squid/$own#$stage/\\\\1#g" "$stage/squid.conf" >"$stage/parse.conf"
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
  for list in "$1"/allow*.txt; do [ ! -e "$list" ] || put "$list" "$squid/\${list##*/}" 644; done
${only(SWAP_CERTIFICATES)}  put "$1/squid.conf" "$squid/squid.conf" 644
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
  until [ "$(opened)" -gt "\${count:-0}" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || return 1
    sleep 0.1
  done
  curl -s -f -o /dev/null -m 5 --noproxy '*' http://127.0.0.1:${LOOPBACK_PORT}/squid-internal-mgr/info
}

stays_reachable() { # the firewall must let in again who has just come in by ssh
  [ -n "\${SSH_CONNECTION:-}" ] || return 0
  nft get element ip ${TABLE} ssh "{ \${SSH_CONNECTION%% *} }" >/dev/null 2>&1
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
${only('  [ ! -e "$squid/tls/ca.crt" ] || cp -r "$squid/tls" "$before/tls"\n')}  swap "$stage"
  why='Squid did not come up with these files'
  if in_force; then
    if stays_reachable; then
      for list in "$squid"/allow*.txt; do [ -e "$stage/\${list##*/}" ] || rm -f "$list"; done
      say "in force on $listener"
      return
    fi
    why="these rules would lock out \${SSH_CONNECTION%% *}, which is not among the sources for ssh"
  else
    tail -n 5 "$log" >&2 || true
  fi
  swap "$before"
  in_force || fail "$why, and not with those from before either: Squid is down"
  fail "$why; what was before is in force again"
}

${only(CHOOSE_CERTIFICATES)}case "\${1:-}" in
  --here) collect; here ;;
  '' | -*) sed -n '/^#   /s/^#   //p' "$0" >&2; exit 2 ;;
  *) collect; send "$1" ;;
esac
`;
}

const COLLECT_CERTIFICATES = `  [ -d "$tls" ] || return 0
  mkdir "$stage/tls"
  cp "$tls/tls.crt" "$tls/tls.key" "$tls/ca.crt" "$stage/tls"
  [ ! -e "$tls/ca.crl" ] || cp "$tls/ca.crl" "$stage/tls"
`;

const FETCH = `
fetch() { # FOLDER: the Secret's files into it
  for file in tls.crt tls.key ca.crt; do
    kubectl --namespace "$namespace" get secret "$secret" --output "jsonpath={.data.\${file%.*}\\\\.\${file#*.}}" |
      base64 -d >"$1/$file"
    [ -s "$1/$file" ] || fail "there is no $file in the Secret $secret of $namespace; nothing was changed"
  done
}
`;

const CHECK_CERTIFICATES = `  if [ -d "$stage/tls" ]; then
    own='\\(allow\\|tls/\\)'
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
`;

const SWAP_CERTIFICATES = `  if [ -d "$1/tls" ]; then
    mkdir -p "$squid/tls"
    for file in tls.key tls.crt ca.crt ca.crl; do put "$1/tls/$file" "$squid/tls/$file" 600; done
  fi
`;

const CHOOSE_CERTIFICATES = `tls=$from/tls
fetched=
case "\${1:-}" in
  --tls)
    tls=$(cd "\${2:?a folder after --tls}" && pwd)
    shift 2 ;;
  --secret)
    fetched=$(mktemp -d)
    trap 'rm -rf "$fetched"' EXIT
    tls=$fetched
    fetch "$tls"
    shift ;;
esac
`;
