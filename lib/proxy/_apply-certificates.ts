// The parts of apply.sh that only a listener with TLS needs.

export const COLLECT_CERTIFICATES = `  [ -d "$tls" ] || return 0
  mkdir "$stage/tls"
  cp "$tls/tls.crt" "$tls/tls.key" "$tls/ca.crt" "$stage/tls"
  [ ! -e "$tls/ca.crl" ] || cp "$tls/ca.crl" "$stage/tls"
`;

export const FETCH = `
fetch() { # FOLDER: the Secret's files into it
  for file in tls.crt tls.key ca.crt; do
    run /dev/null kubectl --namespace "$namespace" get secret "$secret" \\
      --output "jsonpath={.data.\${file%.*}\\\\.\${file#*.}}" >"$1/encoded" || true
    base64 -d <"$1/encoded" >"$1/$file"
    [ -s "$1/$file" ] || fail "there is no $file in the Secret $secret of $namespace; nothing was changed"
  done
}
`;

export const CHECK_CERTIFICATES = `  if [ -d "$stage/tls" ]; then
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

export const SWAP_CERTIFICATES = `  if [ -d "$1/tls" ]; then
    mkdir -p "$squid/tls"
    for file in tls.key tls.crt ca.crt ca.crl; do put "$1/tls/$file" "$squid/tls/$file" 600; done
  fi
`;

export const CHOOSE_CERTIFICATES = `tls=$from/tls
case "\${1:-}" in
  --tls)
    tls=$(cd "\${2:?a folder after --tls}" && pwd)
    shift 2 ;;
  --secret)
    tls=$work/secret
    mkdir "$tls"
    fetch "$tls"
    shift ;;
esac
`;
