/** How apply.sh ends, and how it waits for what it has started. */
export const ENDING = `# Whatever ends it, no copy of a key stays. Signals are named, as dash runs no EXIT trap when one ends it.
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
`;

/** How it reaches the VM. */
export const SEND = `send() { # DESTINATION
  tar -C "$stage" -cf "$work/files.tar" .
  # The VM's key is known by the VM's name, so that another VM at the same address is noticed.
  run "$work/files.tar" ssh -o HostKeyAlias="$vm" -o StrictHostKeyChecking=ask "$1" 'set -eu
    umask 077
    there=
    trap "rm -rf \\"\\$there\\"" EXIT
    trap "exit 129" HUP
    trap "exit 130" INT
    trap "exit 131" QUIT
    trap "exit 141" PIPE
    trap "exit 143" TERM
    there=$(mktemp -d)
    tar -C "$there" -xf -
    as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
    # sudo keeps no variables: who has come in by ssh is an argument.
    $as_root sh "$there/apply.sh" --here "\${SSH_CONNECTION:-}"'
}
`;
