#!/bin/sh
# In place of ssh: $VMS/NAME is what the VM answers, $VMS/NAME.new what it answers after a change. Both take their time.
while [ "$1" = -o ]; do
  case "$2" in HostKeyAlias=*) vm=${2#*=} ;; esac
  shift 2
done
case "$2" in
  *tar*)
    cat >/dev/null
    echo "begin $vm" >>"$VMS/log"
    sleep "$CHANGE_SECONDS"
    mv "$VMS/$vm.new" "$VMS/$vm"
    echo "end $vm" >>"$VMS/log"
    ;;
  *)
    sleep "$ASK_SECONDS"
    cat "$VMS/$vm"
    ;;
esac
