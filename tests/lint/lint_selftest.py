#!/usr/bin/env python3
"""Shows that each check of lint.py finds what it is there for: a tree with one breach of every kind."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def write(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf8") as file:
        file.write(text)


def expect(root, check, words, breaches):
    run = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), root, check], capture_output=True, text=True)
    good = run.returncode == (1 if breaches else 0) and words in run.stdout
    print(("ok   " if good else "FAIL ") + f"{check}: {words}")
    if not good:
        print(run.stdout + run.stderr)
    return good


def main():
    results = []
    with tempfile.TemporaryDirectory() as root:
        write(root, "core/base/a.h", '#pragma once\n#include "core/domain/order.h"\n\nint Undocumented(int x);\n')
        write(root, "app/desk/b.cc", "#include <imgui.h>\n#include \"zhaojian/v1/review.grpc.pb.h\"\n" + "int x;\n" * 600)
        write(root, "app/desk/deep/er/c.cc", "")
        write(root, "app/desk/t.cc", 'auto t = Tr("review.missing");\n')
        write(root, "tests/core/t_test.cc", "GTEST_SKIP();\n")
        write(root, "assets/i18n/zh-CN/a.json", '{"k.one": "通过,驳回", "k.two": "{0}"}')
        write(root, "assets/i18n/en/a.json", '{"k.two": "two", "k.three": "three"}')
        write(root, "assets/profiles/p.json", '{"size": {"width": 480}, "dpi": {"value": 300, "source": "S1"}}')
        for check, words in (
                ("layering", "core/base/a.h:2: core/base may not include core/domain/order.h"),
                ("layering", "app/desk/b.cc:1: <imgui.h> belongs to app/console only"),
                ("docs", "core/base/a.h:4: public declaration"),
                ("texts", "key k.one has no English text"),
                ("texts", "key k.three has no Chinese text"),
                ("texts", "half-width punctuation"),
                ("texts", "placeholders differ"),
                ("texts", "app/desk/t.cc:1: text key review.missing"),
                ("profiles", "number at size.width has no source"),
                ("layering", "app/desk/b.cc:2: <zhaojian/v1/review.grpc.pb.h> is gRPC"),
                ("shape", "app/desk/b.cc:603: more than"),
                ("shape", "third level"),
                ("shape", "tests/core/t_test.cc:1: a skipped test")):
            results.append(expect(root, check, words, True))
    with tempfile.TemporaryDirectory() as root:
        write(root, "core/base/a.h", "#pragma once\n\n/// Adds one.\nint Next(int x);\n")
        write(root, "assets/i18n/zh-CN/a.json", '{"k.one": "通过，驳回"}')
        write(root, "assets/i18n/en/a.json", '{"k.one": "pass, reject"}')
        write(root, "assets/profiles/p.json", '{"dpi": {"value": 300, "source": "S1"}}')
        for check in ("layering", "docs", "texts", "profiles", "shape"):
            results.append(expect(root, check, f"{check}: 0 breaches", False))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
