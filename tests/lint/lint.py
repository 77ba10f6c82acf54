#!/usr/bin/env python3
"""Holds the rules of the house that a compiler cannot see.

    lint.py ROOT layering | docs | texts | profiles | shape

Each check prints one line a breach, `file:line: what; what to do`, and exits 1 if there is any.
"""
import json
import os
import re
import sys

SOURCE = (".h", ".cc")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CJK = "[\u3400-\u9fff]"
MAX_LINES = 500  # aim for 400


def sources(root, *tops):
    for top in tops:
        for folder, subfolders, files in os.walk(os.path.join(root, top)):
            subfolders.sort()
            for name in sorted(files):
                if name.endswith(SOURCE):
                    yield os.path.relpath(os.path.join(folder, name), root)


def lines(root, path):
    with open(os.path.join(root, path), encoding="utf8") as file:
        return file.read().split("\n")


def folder_of(path):
    parts = path.split("/")
    return "proto" if parts[0] in ("proto", "zhaojian") else "/".join(parts[:2])


def layering(root):
    rules = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "layering.json"), encoding="utf8"))
    for path in sources(root, "core", "app"):
        home = folder_of(path)
        if home not in rules["folders"]:
            yield path, 1, f"{home} is not a folder of the house; see the table"
            continue
        for number, line in enumerate(lines(root, path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(2)
            if target.startswith(("core/", "app/", "zhaojian/")):
                other = folder_of(target)
                if target.endswith(".grpc.pb.h") and home not in rules["third_party"]["grpc"]:
                    yield path, number, f"<{target}> is gRPC and belongs to {', '.join(rules['third_party']['grpc'])} only"
                allowed = other == home or other in rules["folders"][home] or path in rules["single_files"].get(target, [])
                if not allowed:
                    yield path, number, f"{home} may not include {target}"
                continue
            for prefix, homes in rules["third_party"].items():
                if target.startswith(prefix) and home not in homes:
                    yield path, number, f"<{target}> belongs to {', '.join(homes)} only"


DECLARATION = re.compile(r"^(template|class|struct|enum|using|inline|constexpr|const|[A-Za-z_][\w:<>,*& ]*\s+[A-Za-z_]\w*\s*\()")


def docs(root):
    """A declaration at namespace scope of a public header needs a `///` above it, or stands directly below one that has it."""
    for path in sources(root, "core", "app"):
        if not path.endswith(".h"):
            continue
        documented = False
        for number, line in enumerate(lines(root, path), 1):
            if line.startswith("///"):
                documented = True
            elif not line.strip():
                documented = False
            elif DECLARATION.match(line) and not line.startswith(("namespace", "using namespace")):
                forward = re.match(r"^(class|struct|enum class) \w+;$", line)
                if not documented and not forward:
                    yield path, number, "public declaration without a /// docstring"
                documented = True


def catalogue(root, language):
    texts = {}
    folder = os.path.join(root, "assets/i18n", language)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            for key, text in json.load(open(os.path.join(folder, name), encoding="utf8")).items():
                if key in texts:
                    yield_path = f"assets/i18n/{language}/{name}"
                    raise SystemExit(f"{yield_path}:1: key {key} stands in two files")
                texts[key] = (f"assets/i18n/{language}/{name}", text)
    return texts


def texts(root):
    chinese, english = catalogue(root, "zh-CN"), catalogue(root, "en")
    for key in sorted(set(chinese) - set(english)):
        yield chinese[key][0], 1, f"key {key} has no English text"
    for key in sorted(set(english) - set(chinese)):
        yield english[key][0], 1, f"key {key} has no Chinese text"
    for key, (path, text) in chinese.items():
        if re.search(f"{CJK}[,;:()!?]{CJK}", text):
            yield path, 1, f"key {key}: half-width punctuation between Chinese characters"
        holes = set(re.findall(r"{\d}", text))
        if key in english and holes != set(re.findall(r"{\d}", english[key][1])):
            yield path, 1, f"key {key}: placeholders differ between the languages"
    used = re.compile(r'\b(?:Tr|Text|Format|TrFormat)\(\s*(?:[^()"]*,\s*)?"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"')
    for path in sources(root, "app"):
        for number, line in enumerate(lines(root, path), 1):
            for key in used.findall(line):
                if key not in chinese:
                    yield path, number, f"text key {key} is not in assets/i18n"


def numbers_without_source(value, key):
    if isinstance(value, dict):
        if "value" in value:
            if not str(value.get("source", "")).strip():
                yield key
            return
        for name, part in value.items():
            yield from numbers_without_source(part, f"{key}.{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from numbers_without_source(part, f"{key}[{index}]")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield key


def profiles(root):
    folder = os.path.join(root, "assets/profiles")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            for key in numbers_without_source(json.load(open(os.path.join(folder, name), encoding="utf8")), ""):
                yield f"assets/profiles/{name}", 1, f"number at {key.lstrip('.')} has no source beside it"


def shape(root):
    """Sizes, levels and things that must not lie in the tree."""
    for path in sources(root, "core", "app", "tests"):
        content = lines(root, path)
        if len(content) > MAX_LINES and not path.startswith("tests/"):
            yield path, len(content), f"more than {MAX_LINES} lines; split it"
        if path.startswith(("core/", "app/")) and path.count("/") > 2:
            yield path, 1, "a third level of source folders"
        for number, line in enumerate(content, 1):
            if path.startswith("tests/") and re.search(r"\bGTEST_SKIP\b|\bDISABLED_|sleep_for\(|EXPECT_TRUE\(true\)", line):
                yield path, number, "a skipped test, a sleep or a check that cannot fail"


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in ("layering", "docs", "texts", "profiles", "shape"):
        sys.exit(__doc__)
    breaches = list(globals()[sys.argv[2]](sys.argv[1]))
    for path, number, what in breaches:
        print(f"{path}:{number}: {what}")
    print(f"{sys.argv[2]}: {len(breaches)} breaches")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
