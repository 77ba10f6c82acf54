#!/usr/bin/env bash
# A real window under Xvfb, real keys, a real embedded service: three smoke tests.
#   tests/e2e/window_smoke.sh BIN review|kill|screens
# Keys stay down for 60 ms (a shorter press may fall between two polls of the X server); what they did is polled for.
set -euo pipefail
bin=$1 what=$2
for tool in Xvfb xdotool; do
  command -v "$tool" >/dev/null || { echo "NOT RUN: 1 cases ($tool is not installed)"; exit 0; }
done
work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT
fail() { echo "FAILED: $1" >&2; tail -n 20 "$work/console.log" >&2 || true; exit 1; }
# Polls a command until it succeeds, at most 60 s.
until_true() {
  local what=$1
  shift
  for _ in $(seq 1 300); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  fail "$what did not happen within a minute"
}
"$bin/zj" --data "$work/data" demo seed --limit 4 >/dev/null 2>"$work/seed.log" || { cat "$work/seed.log" >&2; exit 1; }
exec 9>"$work/display"
Xvfb -displayfd 9 -screen 0 1920x1080x24 -nolisten tcp >"$work/xvfb.log" 2>&1 &
pids+=($!)
until_true "Xvfb" test -s "$work/display"
export DISPLAY=":$(cat "$work/display")" LIBGL_ALWAYS_SOFTWARE=1
"$bin/zhaojian" --data "$work/data" --as D-001 --size 1920x1080 >"$work/console.log" 2>&1 &
console=$!
pids+=("$console")
service="unix:$work/data/service.sock"
queue() { "$bin/zj" --service "$service" queue --json; }
until_true "the window" xdotool search --onlyvisible --name Zhaojian
# Without a window manager nobody gives the window the keyboard.
xdotool windowfocus "$(xdotool search --onlyvisible --name Zhaojian | head -n 1)"
press() {
  for key in "$@"; do
    xdotool keydown "$key"
    sleep 0.06
    xdotool keyup "$key"
    sleep 0.06
  done
}
chord() {
  xdotool keydown ctrl keydown "$1"
  sleep 0.06
  xdotool keyup "$1" keyup ctrl
}
decided() {
  "$bin/zj" --service "$service" audit export --out "$work/audit.jsonl" >/dev/null 2>&1 &&
    [ "$(grep -c "$1" "$work/audit.jsonl")" -ge "$2" ]
}
leased() { queue | grep '"queue":"review"' | grep -qv '"leased":0'; }
until_true "the first photo" leased
case "$what" in
  review)
    # A reason, then R: two strokes reject one photo; F passes another. The key may come before its photo has been
    # presented and is then ignored, so it is pressed until something was decided.
    for _ in $(seq 1 60); do press 1 r; decided stage_decision 1 && break; done
    decided stage_decision 1 || fail "1 R rejected nothing"
    for _ in $(seq 1 60); do press f; decided stage_decision 2 && break; done
    decided stage_decision 2 || fail "F passed nothing"
    ;;
  kill)
    # A decision that was acknowledged survives a kill of the console.
    for _ in $(seq 1 60); do press 1 r; decided stage_decision 1 && break; done
    kill -9 "$console"
    wait "$console" 2>/dev/null || true
    "$bin/zj" --data "$work/data" audit export --out "$work/audit.jsonl" >/dev/null
    grep -q stage_decision "$work/audit.jsonl" || fail "the decision was lost"
    ;;
  screens)
    for key in 2 3 1; do chord "$key"; done
    press g g g v d d x x slash Escape
    kill -0 "$console" || fail "the console ended"
    ;;
  *) echo "usage: window_smoke.sh BIN review|kill|screens" >&2; exit 2 ;;
esac
echo "ok: $what"
