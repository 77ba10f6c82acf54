#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tables and picture sheets of one run of tests/accuracy/run.

    tables.py OUT SHARED     reads OUT/{real,synthetic2,derived,tone}.jsonl and the labels in SHARED/portraits;
                             prints the tables, writes OUT/sheets/*.json for `zj-accuracy sheet`

Found and false alarms count a measure that warns or blocks. Intervals are Wilson's 95 %.
A measure that a report does not have is left out and appears by itself once it exists.
"""
import csv
import json
import math
import os
import sys

# Measure -> when a labelled real photo has the fault, and which photos count. Labels: portraits/README.md.
REAL = {
    "face.count": (lambda r: r["faces"] != "1", lambda r: r["faces"].isdigit()),
    "eyes.openness": (lambda r: r["eyes"] == "closed", lambda r: r["eyes"] in ("open", "closed")),
    "mouth.open": (lambda r: r["mouth"] == "open", lambda r: r["mouth"] in ("open", "closed")),
    "mouth.teeth": (lambda r: r["mouth"] == "teeth", lambda r: r["mouth"] in ("teeth", "closed")),
    "pose.yaw": (lambda r: r["yaw"] != "frontal", lambda r: r["yaw"] in ("frontal", "half", "profile")),
    "pose.roll": (lambda r: abs(float(r["roll_deg"])) > 5, lambda r: number(r["roll_deg"]) and not 2 < abs(float(r["roll_deg"])) < 8),
    "background.uniformity": (lambda r: r["background"] == "busy", lambda r: r["background"] in ("plain", "busy")),
    "occlusion.ears": (lambda r: r["ear_occluded"] == "1", lambda r: r["ear_occluded"] in ("0", "1") and r["yaw"] == "frontal"),
    "headwear": (lambda r: r["hat"] == "1", lambda r: r["hat"] in ("0", "1")),
    "glasses.present": (lambda r: r["glasses"] == "1", lambda r: r["glasses"] in ("0", "1")),
    "light.evenness": (lambda r: r["exposure"] == "uneven", lambda r: r["exposure"] in ("ok", "uneven")),
    "light.over": (lambda r: r["exposure"] == "over", lambda r: r["exposure"] in ("ok", "over")),
    "light.under": (lambda r: r["exposure"] == "under", lambda r: r["exposure"] in ("ok", "under")),
}
# Measure -> the fault in a rendered portrait, from its exact truth or from its designed reasons.
def reasons(*codes):
    return (lambda t: bool(set(codes) & set(t["reasons"])), lambda t: True)


RENDERED = {
    "eyes.openness": (lambda t: max(t["eye_closed_left"], t["eye_closed_right"]) >= 0.9, lambda t: t["glasses_tint_transmission"] is None or t["glasses_tint_transmission"] > 0.7),
    "eyes.gaze": (lambda t: abs(t["gaze_yaw"]) > 8, lambda t: True),
    "eyes.glare": (lambda t: t["lens_glare"], lambda t: t["glasses"]),
    "eyes.frame": reasons("EYE-04"),
    "eyes.tinted": reasons("EYE-05"),
    "glasses.tint": reasons("EYE-05"),
    "glasses.present": (lambda t: t["glasses"], lambda t: True),
    "mouth.teeth": (lambda t: t["teeth_pixels"] > 300, lambda t: True),
    "mouth.open": (lambda t: t["mouth_open"] >= 0.3, lambda t: True),
    "pose.yaw": (lambda t: abs(t["yaw"]) > 5, lambda t: not 3 < abs(t["yaw"]) < 7),
    "pose.pitch": (lambda t: abs(t["pitch"]) > 8, lambda t: not 5 < abs(t["pitch"]) < 11),
    "pose.roll": (lambda t: abs(t["roll"]) > 5, lambda t: not 3 < abs(t["roll"]) < 7),
    "pose.shoulders": (lambda t: abs(t["shoulder_tilt"]) > 5, lambda t: not 3 < abs(t["shoulder_tilt"]) < 7),
    "occlusion.ears": (lambda t: least(t, "ear_visible_fraction") < 0.4, lambda t: not 0.4 <= least(t, "ear_visible_fraction") < 0.7),
    "occlusion.brows": (lambda t: most(t, "brow_covered_fraction") > 0.3, lambda t: not 0.1 < most(t, "brow_covered_fraction") <= 0.3),
    "occlusion.eyes": reasons("OCC-02"),
    "occlusion.outline": reasons("OCC-04"),
    "headwear": (lambda t: t["hat"], lambda t: True),
    "ornaments": (lambda t: t["earrings"] or t["headphones"], lambda t: True),
    "clothes.contrast": reasons("CLO-01"),
    "light.evenness": reasons("LIGHT-01"),
    "light.over": reasons("LIGHT-02"),
    "light.under": reasons("LIGHT-03"),
    "light.cast": reasons("LIGHT-06"),
    "light.colour": reasons("LIGHT-06"),
    "light.contrast": reasons("LIGHT-07"),
    "light.shine": reasons("LIGHT-04"),
    "light.shadow": reasons("LIGHT-05", "LIGHT-01"),
    "sharpness.face": reasons("QUAL-01", "QUAL-02"),
    "sharpness.motion": reasons("QUAL-02"),
    "noise": reasons("QUAL-03"),
    "background.uniformity": reasons("BG-01", "BG-02"),
    "background.shadow": reasons("BG-02"),
    "file.border": reasons("FILE-04"),
    "file.upscaled": reasons("QUAL-04"),
    "compression": reasons("FILE-05"),
    "authentic.filter": reasons("EDIT-05"),
    "authentic.moire": reasons("ID-02"),
    "authentic.beautified": reasons("EDIT-01"),
    "expression.neutral": reasons("EXPR-03"),
    "eyes.red": reasons("EYE-07"),
    "matte.halo": reasons("BG-04"),
    "matte.cut": reasons("BG-05"),
    "background.separable": reasons("BG-06"),
    "geometry.headroom_in_source": reasons("GEO-03"),
    "geometry.proportions": reasons("GEO-08"),
    "face.size": reasons("GEO-02"),
}
# ITA, degrees: light and very light above 41, tan to intermediate above 10, brown and dark below (Del Bino & Bernerd 2013, two classes each).
TONES = (("light", 41, 999), ("medium", 10, 41), ("dark", -999, 10))
# The labels of the real photos call a face frontal up to about this many degrees, whatever a profile asks for.
LABEL_CUT = {"pose.yaw": 15}
WORST = 6  # pictures in each row of a sheet


def number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def sides(truth, key):
    return [v for v in (truth[key + "_subject_left"], truth[key + "_subject_right"]) if v is not None]


def least(truth, key):
    return min(sides(truth, key), default=1)


def most(truth, key):
    return max(sides(truth, key), default=0)


def wilson(hits, n, z=1.96):
    """95 % interval of a share, percent."""
    if n == 0:
        return (0.0, 100.0)
    p, d = hits / n, 1 + z * z / n
    middle, half = (p + z * z / (2 * n)) / d, z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return (100 * max(0.0, middle - half), 100 * min(1.0, middle + half))


def share(hits, n):
    if n == 0:
        return f"{'-':>20}"
    low, high = wilson(hits, n)
    return f"{hits:3}/{n:<3} {low:3.0f}-{high:3.0f} %   "


def load(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def find(report, measure):
    return next((m for m in report["measures"] if m["id"] == measure), None)


def limits(measure):
    def end(pair):
        return "..".join("" if v is None else f"{v:g}" for v in pair)
    return "[" + end(measure["band"]) + "] block [" + end(measure["block"]) + "]"


def flagged(measure, cuts=()):
    if measure["id"] == "glasses.present":
        return measure["value"] >= 0.5
    if measure["id"] in cuts:
        return abs(measure["value"]) > cuts[measure["id"]]
    return measure["verdict"] in ("warn", "block")


class Row:
    """One measure on one set: what it said of each photo that counts."""

    def __init__(self, name, measure, cases, cuts):
        self.name, self.measure, self.cases, self.cuts = name, measure, cases, cuts

    def said(self, case):
        return flagged(case["measure"], self.cuts)

    def counts(self, keep=lambda case: True):
        n = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0, "unknown": 0}
        for case in self.cases:
            if not keep(case):
                continue
            if case["measure"]["verdict"] == "unknown":
                n["unknown"] += 1
            else:
                n[(case["fault"], self.said(case))] += 1
        return n[(True, True)], n[(True, False)], n[(False, True)], n[(False, False)], n["unknown"]

    def text(self, keep=lambda case: True):
        tp, fn, fp, tn, unknown = self.counts(keep)
        both = tp + fn > 0 and fp + tn > 0
        balanced = f"{50 * (tp / (tp + fn) + tn / (fp + tn)):5.1f} %" if both else "    -  "
        return f"{share(tp, tp + fn)}{share(fp, fp + tn)}{balanced}  {unknown:3}"


def rows_of(rules, reports, labels, cuts=()):
    rows = []
    for name, (fault, counts) in rules.items():
        cases = []
        for label in labels:
            report = reports.get(label["file"])
            if report is None or report["refused"] or not counts(label):
                continue
            measure = find(report, name)
            if measure is None or (report["faces"] != 1 and name != "face.count"):
                continue
            cases.append({"label": label, "report": report, "measure": measure, "fault": bool(fault(label))})
        if cases:
            rows.append(Row(name, cases[0]["measure"], cases, cuts))
    return rows


def print_rows(title, rows):
    print(f"\n== {title}\n{'measure':28}{'found':20}{'false alarms':20}balanced unknown  limits")
    for row in rows:
        print(f"{row.name:28}{row.text()}      {limits(row.measure)}")


def distance(case):
    """How far beyond (or inside) its limits a value lies: the worst cases first."""
    m = case["measure"]
    if m["value"] is None:
        return 0
    low, high = m["band"]
    width = abs((high if high is not None else low) or 1) or 1
    out = max((low - m["value"]) if low is not None else -math.inf, (m["value"] - high) if high is not None else -math.inf)
    return out / width if math.isfinite(out) else 0


def miss_sheet(out, rows, folder, kind):
    for row in rows:
        cases = [c for c in row.cases if c["measure"]["verdict"] != "unknown"]
        missed = sorted((c for c in cases if c["fault"] and not row.said(c)), key=distance)[:WORST]
        alarms = sorted((c for c in cases if not c["fault"] and row.said(c)), key=distance, reverse=True)[:WORST]
        if not missed and not alarms:
            continue
        sheet = {"title": f"{row.name} on {kind}   {limits(row.measure)}", "width": 210, "rows": []}
        for name, list_ in (("has the fault, not said", missed), ("said, has not the fault", alarms)):
            if list_:
                sheet["rows"].append({"name": name, "cells": [
                    {"file": os.path.join(folder, c["label"]["file"]), "verdict": c["measure"]["verdict"],
                     "words": [c["label"]["file"], f"{c['measure']['value']:.3g} {c['measure']['unit']}"]} for c in list_]})
        write_sheet(out, f"misses-{kind}-{row.name}", sheet)


def write_sheet(out, name, sheet):
    os.makedirs(os.path.join(out, "sheets"), exist_ok=True)
    with open(os.path.join(out, "sheets", name.replace(" ", "_") + ".json"), "w", encoding="utf8") as file:
        json.dump(sheet, file)


def primary(line):
    return next((m for m in line["watched"] if m in line["measures"]), None)


def monotone(values):
    """A known amount must not be answered by a value that turns back by more than a tenth of the whole way."""
    seen = [v for v in values if v is not None]
    if len(seen) < 3:
        return None
    way = seen[-1] - seen[0]
    if way == 0:
        return len(set(seen)) == 1 and None
    back = max((a - b) * math.copysign(1, way) for a, b in zip(seen, seen[1:]))
    return back <= 0.1 * abs(way)


def first(verdicts, wanted):
    return next((i for i, v in enumerate(verdicts) if v in wanted), None)


def series_table(out, lines):
    print("\n== derived series: value of the first watched measure at each step (median over the photos)")
    print(f"{'series':16}{'measure':24}values; steps: warns/blocks from (a reviewer: from) monotone in photos")
    names = list(dict.fromkeys(line["series"] for line in lines))
    for name in names:
        mine = [line for line in lines if line["series"] == name]
        measure = primary(mine[0])
        photos = list(dict.fromkeys(line["photo"] for line in mine))
        by = {(line["photo"], line["step"]): line for line in mine}
        steps = range(mine[0]["steps"])
        if measure is None:
            print(f"{name:16}{'no measure yet: ' + ' '.join(mine[0]['watched'])}")
            series_sheet(out, name, None, photos, by, steps)
            continue
        report_series(name, measure, photos, by, steps, mine[0]["objectionable"])
        series_sheet(out, name, measure, photos, by, steps)


def report_series(name, measure, photos, by, steps, objectionable):
    get = lambda photo, step: by[(photo, step)]["measures"].get(measure, {"value": None, "verdict": "unknown"})
    medians = []
    for step in steps:
        values = sorted(v for v in (get(p, step)["value"] for p in photos) if v is not None)
        medians.append(f"{values[len(values) // 2]:.3g}" if values else "?")
    turns = [monotone([get(p, s)["value"] for s in steps]) for p in photos]
    warns = [first([get(p, s)["verdict"] for s in steps], ("warn", "block")) for p in photos]
    blocks = [first([get(p, s)["verdict"] for s in steps], ("block",)) for p in photos]
    # A base that warns before anything was done to it says nothing of where the fault begins.
    clean = [w for w in warns if w != 0]
    near = sum(w is not None and abs(w - objectionable) <= 1 for w in clean)
    word = lambda v: "-" if v is None else str(v)
    print(f"{name:16}{measure:24}{' '.join(medians)}")
    print(f"{'':40}warns {' '.join(map(word, warns))}; blocks {' '.join(map(word, blocks))}; (from {objectionable}) "
          f"within a step {near}/{len(clean)}; monotone {sum(t is True for t in turns)}/{len(photos)}")


def series_sheet(out, name, measure, photos, by, steps):
    sheet = {"title": f"{name}: {measure or 'no measure'} ({by[(photos[0], 0)]['unit']})", "width": 190, "rows": []}
    for photo in photos[:4]:
        cells = []
        for step in steps:
            line = by[(photo, step)]
            answer = line["measures"].get(measure, {"value": None, "verdict": "unknown"}) if measure else {"value": None, "verdict": ""}
            value = "?" if answer["value"] is None else f"{answer['value']:.3g}"
            cells.append({"file": line["file"], "verdict": answer["verdict"], "words": [f"{line['amount']:g}: {value} {answer['verdict']}", " ".join(line["suggestions"][:3])]})
        sheet["rows"].append({"name": photo, "cells": cells})
    write_sheet(out, "series-" + name, sheet)


def fairness(rows, tones):
    print("\n== the same, split by skin tone (ITA of the cheeks), glasses, and hair or a hat over the ears: false alarms | found")
    groups = [(name, lambda c, lo=lo, hi=hi: tones.get(c["label"]["file"]) is not None and lo <= tones[c["label"]["file"]] < hi) for name, lo, hi in TONES]
    groups += [("glasses", lambda c: c["label"]["glasses"] == "1"), ("no glasses", lambda c: c["label"]["glasses"] == "0"),
               ("ears hidden", lambda c: c["label"]["ear_occluded"] == "1"), ("ears free", lambda c: c["label"]["ear_occluded"] == "0")]
    print(f"{'measure':24}" + "".join(f"{name:>18}" for name, _ in groups))
    for row in rows:
        cells = []
        for _, keep in groups:
            tp, fn, fp, tn, _ = row.counts(keep)
            cells.append(f"{fp}/{fp + tn} | {tp}/{tp + fn}")
        print(f"{row.name:24}" + "".join(f"{cell:>18}" for cell in cells))
    return groups


def good_photos(reports, labels, groups):
    print("\n== photos that a reviewer would pass: without a block, and warnings a photo")
    good = [{"label": r, "report": reports[r["file"]]} for r in labels if r["compliant_guess"] == "1" and r["file"] in reports]
    for name, keep in [("all", lambda c: True)] + groups:
        mine = [c for c in good if keep(c)]
        clean = sum(not any(m["verdict"] == "block" for m in c["report"]["measures"]) and not c["report"]["refused"] for c in mine)
        warns = sum(m["verdict"] == "warn" for c in mine for m in c["report"]["measures"])
        print(f"{name:14}{share(clean, len(mine))}{warns / max(1, len(mine)):5.1f} warnings")


def eye_centres(reports, truth):
    """The renders of `synthetic` state the centre of the eyeball; what a camera sees, and we report, is the iris on its
    front pole: 12 mm before it where eyes are 62 mm apart, so it moves with a turned head. Closed eyes show no iris."""
    pole, centre, front = 100 * 12 / 62, [], []
    for t in truth:
        marks = (reports.get(t["file"]) or {}).get("landmarks") or {}
        if "eye_left" not in marks or max(t["eye_closed_left"], t["eye_closed_right"]) >= 0.9:
            continue
        ends = t["eye_center_subject_right"], t["eye_center_subject_left"]
        apart = math.dist(*ends) / 100
        yaw, pitch, roll = (math.radians(t[k]) for k in ("yaw", "pitch", "roll"))
        x, y = pole * math.sin(yaw), pole * math.sin(pitch)
        x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
        for mark, end in zip((marks["eye_left"], marks["eye_right"]), ends):
            dx, dy = (mark[0] - end[0]) / apart, (mark[1] - end[1]) / apart
            centre.append(math.hypot(dx, dy))
            front.append(math.hypot(dx - x, dy - y))
    if centre:
        middle = lambda v: sorted(v)[len(v) // 2]
        print(f"\n== eyes of synthetic, not closed ({len(centre)}): median {middle(centre):.1f} % of the eye distance from the eyeball's "
              f"centre, {middle(front):.1f} % from its front pole")


def main():
    out, shared = sys.argv[1:3]
    portraits = os.path.join(shared, "portraits")
    by_name = lambda set_: {os.path.basename(r["file"]): r for r in load(os.path.join(out, set_ + ".jsonl"))}
    with open(os.path.join(portraits, "manifest.csv"), encoding="utf8") as file:
        labels = list(csv.DictReader(file))
    with open(os.path.join(portraits, "synthetic2", "truth.json"), encoding="utf8") as file:
        truth = json.load(file)
    real, rendered = by_name("real"), by_name("synthetic2")
    rows = rows_of(REAL, real, labels, LABEL_CUT)
    print_rows("real portraits by hand-made labels", rows)
    miss_sheet(out, rows, portraits, "real")
    made = rows_of(RENDERED, rendered, truth)
    print_rows("rendered portraits (synthetic2) by exact truth or designed reason", made)
    miss_sheet(out, made, os.path.join(portraits, "synthetic2"), "rendered")
    with open(os.path.join(portraits, "synthetic", "truth.json"), encoding="utf8") as file:
        eye_centres(by_name("synthetic"), json.load(file))
    tones = {os.path.basename(t["file"]): t["ita"] for t in load(os.path.join(out, "tone.jsonl"))}
    if tones:
        good_photos(real, labels, fairness(rows, tones))
    lines = load(os.path.join(out, "derived.jsonl"))
    if lines:
        series_table(out, lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
