#!/bin/sh
# Refuses a merge whose dist/, clusters/ or schemas/ are not what its settings ask for. Then: npm run synth, git add, git commit.
exec "$(dirname "$0")/pre-commit"
