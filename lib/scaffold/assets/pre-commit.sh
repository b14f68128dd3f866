#!/bin/sh
# Refuses a commit whose dist/, clusters/ or schemas/ are not what its settings say. It judges what is going to be
# committed, not the working tree. `npm install` lets git use it.
set -eu

top=$(git rev-parse --show-toplevel)
cd "$top"

modules=$top/node_modules
if [ ! -d "$modules" ]; then
  # A linked working tree uses the packages of the main one.
  modules=$(cd "$(git rev-parse --git-common-dir)/.." && pwd -P)/node_modules
fi
if [ ! -d "$modules" ]; then
  echo 'pre-commit: node_modules is missing; run npm ci --ignore-scripts' >&2
  exit 1
fi

index=$(mktemp -d "${TMPDIR:-/tmp}/egress-index.XXXXXX")
trap 'rm -rf "$index"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Of a partial commit, git names the index in GIT_INDEX_FILE.
git checkout-index --all --prefix="$index/"
ln -s "$modules" "$index/node_modules"
cd "$index"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
npm run --silent check
