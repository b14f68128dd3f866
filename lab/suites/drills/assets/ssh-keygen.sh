#!/bin/sh
# ssh-keygen itself, on the known_hosts of the drill: it takes the user's home from the system, not from HOME.
exec /usr/bin/ssh-keygen -f "$HOME/.ssh/known_hosts" "$@"
