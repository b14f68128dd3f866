#!/bin/sh
# In place of systemctl, which needs systemd: `is-active NAME` says whether the daemon of that name runs on this machine.
[ "$1" = is-active ] && pgrep -x "$2d" >/dev/null && echo active
