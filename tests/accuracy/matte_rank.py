#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How well the matte's confidence ranks scenes by their error: Spearman's rank correlation.

    matte_rank.py CONFIDENCE SCORES     the outputs of zj-matte-scenes and of score_matte.py
"""
import re
import sys


def ranks(values):
    """Ranks from 0 on; equal values share their mean rank."""
    order = sorted(values)
    return [order.index(v) + (order.count(v) - 1) / 2 for v in values]


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    middle = (len(a) - 1) / 2
    spread = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    return sum((x - middle) * (y - middle) for x, y in zip(a, b)) / spread**0.5


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as lines:
        sure = {m[1]: float(m[2]) for m in (re.match(r"(\S+) .*confidence (\S+)", line) for line in lines) if m}
    with open(sys.argv[2], encoding="utf-8") as lines:
        found = [re.match(r"(\S+) +(\S+) +SAD.* RING +(\S+) +NEAR +(\S+)", line) for line in lines]
    rows = [(sure[f"{m[1]}_{m[2]}"], float(m[3]), float(m[4])) for m in found if m]
    confidence, ring, near = zip(*rows)
    print(f"confidence over {len(rows)} scenes: Spearman with RING {spearman(confidence, ring):.2f}, with NEAR {spearman(confidence, near):.2f}")


main()
