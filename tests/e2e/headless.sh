#!/usr/bin/env bash
# The whole job with nobody watching: a stand-alone service on a fresh folder, the demo photos through the
# student calls, reviewed, retouched, confirmed, delivered; pictures and summary.json in the given folder.
#   tests/e2e/headless.sh OUT [LIMIT]
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: tests/e2e/headless.sh OUT [LIMIT]" >&2; exit 2; }
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
bin=${ZJ_BIN:-$root/build/release/bin}
out=$1
limit=${2:-50}
work=$(mktemp -d)
mkdir -p "$out"
rm -rf "$out/delivered" "$out/delivered.manifest.csv" "$out/screens" "$out/summary.json"
"$bin/zhaojian-service" --data "$work/data" --listen "unix:$work/zj.sock" --undo-window 0 2>"$out/service.log" &
service=$!
stop() {
  kill "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
"$bin/zj" --service "unix:$work/zj.sock" demo drive --out "$out" --limit "$limit" --console "$bin/zhaojian"
