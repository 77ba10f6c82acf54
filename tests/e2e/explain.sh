#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# zj explain: one sheet for a photo; one line, exit 1 and no file for what is refused.
set -u
zj="$1/zj"
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "explain.sh: $1"; exit 1; }

for language in zh en; do
  "$zj" explain "$root/assets/demo/t01.jpg" --lang "$language" --out "$work/$language.png" \
    || fail "t01 in $language"
  [ "$(head -c 8 "$work/$language.png" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] \
    || fail "$language: not a PNG"
done
cmp -s "$work/zh.png" "$work/en.png" && fail "both languages look the same"

echo "this is no photo" >"$work/bad.jpg"
"$zj" explain "$work/bad.jpg" --out "$work/bad.png" 2>"$work/err"
[ $? -eq 1 ] || fail "a refused photo must end with 1"
[ -e "$work/bad.png" ] && fail "a refused photo left a file"
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "a refusal is one line"
grep -q "FILE-01" "$work/err" || fail "a refusal names its reason"

"$zj" explain "$root/assets/demo/t01.jpg" --profile no.such --out "$work/x.png" 2>"$work/err"
[ $? -eq 2 ] || fail "an unknown standard is a usage error"
[ -e "$work/x.png" ] && fail "a usage error left a file"
exit 0
