#!/bin/sh
# In place of ssh: runs the command on the machine of the VM, without a login. Host keys are compared as ssh does; a person
# who is asked about a new one is taken to have compared it, and to have answered yes.
vm=
strict=ask
while [ "$1" = -o ]; do
  case "$2" in
    HostKeyAlias=*) vm=${2#*=} ;;
    StrictHostKeyChecking=*) strict=${2#*=} ;;
  esac
  shift 2
done
address=${1#*@}
known=$HOME/.ssh/known_hosts
holder=$(cat "$DRILL_FOLDER/vms/$vm")
if [ ! -e "/proc/$holder/ns/net" ]; then
  echo "ssh: connect to host $address port 22: No route to host" >&2
  exit 255
fi
key=$(cut -d ' ' -f 1,2 "$DRILL_FOLDER/keys/$vm.pub")
if ! grep -qsxF "$vm $key" "$known"; then
  if grep -qs "^$vm " "$known"; then
    echo 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!' >&2
    exit 255
  elif [ "$strict" = yes ]; then
    echo 'Host key verification failed.' >&2
    exit 255
  fi
  echo "$vm $key" >>"$known"
fi
export SSH_CONNECTION="$DRILL_ADMIN 50000 $address 22" PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run
exec nsenter --mount="/proc/$holder/ns/mnt" --net="/proc/$holder/ns/net" --uts="/proc/$holder/ns/uts" \
  --pid="/proc/$holder/ns/pid_for_children" -- sh -c "$2"
