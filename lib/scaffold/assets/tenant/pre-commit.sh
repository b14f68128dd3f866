#!/bin/sh
# Refuses a commit with manifests that the cluster would refuse. It needs a checkout of the platform's repository, with its
# packages, next to this one or where PLATFORM says. `git config core.hooksPath .githooks` lets git use it.
set -eu

cd "$(git rev-parse --show-toplevel)"
platform=${PLATFORM:-../platform}
if [ ! -d "$platform/node_modules" ]; then
  echo "pre-commit: $platform is missing, or has no packages: clone the platform's repository and run npm ci there" >&2
  exit 1
fi
@CHECKS@
