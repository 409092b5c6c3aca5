#!/usr/bin/env python3
"""make bench BENCH=DIR: what cleaning costs, beside a bare Gumbo parse of the same pages.

DIR is laid out like the development pages: SET/html/*.html.gz. Prints one table:

  ms/page   user CPU, the median of rounds that alternate between the two programs
  Ir/byte   instructions per byte of input, by callgrind, over every Nth page
  peak      largest resident set of a process that works through all pages, less that of one
            which only loads them

below it the share that each stage has of cleanpage's instructions, by what callgrind counted
inside the stage's functions, and what writing each format costs beside cleaning.

Only the standard library and valgrind are used; nothing is written outside --work.
"""
import argparse
import glob
import gzip
import os
import re
import statistics
import subprocess
import sys


# The functions that a stage enters by. None of them calls another.
STAGES = (
    ("decode", ["cp_decode"]),
    ("parse", ["cp_page_parse_html", "cp_page_parse_text"]),
    ("measure", ["cp_ruleset_mark", "cp_blocks_measure", "cp_meta_measure",
                 "cp_features_measure", "cp_facts_measure"]),
    ("judge", ["cp_judge_kind", "cp_judge"]),
    ("describe", ["cp_describe"]),
    ("render", ["cp_render_text"]),
)

# Written by the functions render_* of tests/bench/bench.c.
FORMATS = ("text", "markdown", "html", "xml", "json")


def unpack(bench, sets, work):
    paths = []
    for name in sets:
        for gz in sorted(glob.glob(os.path.join(bench, name, "html", "*.html.gz"))):
            path = os.path.join(work, name + "-" + os.path.basename(gz)[:-3])
            if not os.path.exists(path):
                with gzip.open(gz) as src, open(path + ".tmp", "wb") as dst:
                    dst.write(src.read())
                os.rename(path + ".tmp", path)
            paths.append(path)
    return paths


def run(program, what, pages):
    out = subprocess.run([program, what, "1"] + pages, capture_output=True, text=True, check=True)
    words = out.stdout.split()
    return {k: float(v) for k, v in zip(words[::2], words[1::2])}


def instructions(program, what, pages, work):
    """Instructions inside `measured`, from callgrind's closing line."""
    out = subprocess.run(
        ["valgrind", "--tool=callgrind", "--toggle-collect=measured",
         "--callgrind-out-file=" + os.path.join(work, "callgrind.%s.out" % what),
         program, what, "1"] + pages, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", out.stderr)
    if not found:
        sys.exit("bench: callgrind failed: " + out.stderr[-500:])
    return int(found.group(1))


def inclusive(path):
    """Instructions of each function and what it calls, out of a callgrind file.

    Its format: "fn=(ID) NAME", later "fn=(ID)", opens a function's cost lines "LINE COST"; the
    line behind "calls=..." is what a call cost, which callgrind counts to the called one
    ("cfn="). Summed by the called one, so no function may call itself.
    """
    names, totals, called = {}, {}, None
    for line in open(path):
        found = re.match(r"(c?fn)=\((\d+)\)(?: (.*))?", line)
        if found:
            if found.group(3):
                names[found.group(2)] = found.group(3).strip()
            if found.group(1) == "cfn":
                called = names[found.group(2)]
        elif called and not line.startswith(("calls=", "cob=", "cfi=", "cfl=")):
            totals[called] = totals.get(called, 0) + int(line.split()[1])
            called = None
    return totals


def print_stages(totals, whole, size):
    shares = {stage: sum(totals.get(f, 0) for f in functions) for stage, functions in STAGES}
    for stage in shares:
        print("%-32s %8.1f%% %9.1f" % ("  " + stage, 100 * shares[stage] / whole,
                                       shares[stage] / size))
    both = shares["measure"] + shares["judge"]
    print("measure and judge are %.1f%% of cleanpage's instructions" % (100 * both / whole))


def print_formats(totals, size):
    cleaning = totals["cleanpage_clean"]
    print("%-32s %9s %9s" % ("beside cleaning", "share", "Ir/byte"))
    for name in FORMATS:
        cost = totals.get("render_" + name, 0)
        print("%-32s %8.1f%% %9.1f" % ("  render " + name, 100 * cost / cleaning, cost / size))


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("program")
    ap.add_argument("bench")
    ap.add_argument("--work", required=True)
    ap.add_argument("--sets", default="wcxb-dev")
    ap.add_argument("--every", type=int, default=75, help="pages under callgrind: every Nth")
    ap.add_argument("--rounds", type=int, default=5)
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    pages = unpack(a.bench, a.sets.split(","), a.work)
    if not pages:
        sys.exit("bench: no pages below " + a.bench)
    ms = {"clean": [], "gumbo": []}
    peak = {}
    for _ in range(a.rounds):
        for what in ms:
            r = run(a.program, what, pages)
            ms[what].append(r["ms"] / r["pages"])
            peak[what] = r["peak_kb"]
    loaded = run(a.program, "none", pages)["peak_kb"]
    sample = pages[::a.every]
    size = sum(os.path.getsize(p) for p in sample)
    ir = {what: instructions(a.program, what, sample, a.work) / size for what in ms}
    print("%d pages, %.1f MB; callgrind on %d of them, %.1f MB"
          % (len(pages), sum(map(os.path.getsize, pages)) / 1e6, len(sample), size / 1e6))
    print("%-32s %9s %9s %11s" % ("", "ms/page", "Ir/byte", "peak MB"))
    for what, name in (("gumbo", "bare Gumbo parse"), ("clean", "cleanpage, bytes to text")):
        print("%-32s %9.2f %9.1f %11.1f" % (name, statistics.median(ms[what]), ir[what],
                                          (peak[what] - loaded) / 1024))
    print("cleanpage is %.2f of the bare parse by time, %.3f by instructions"
          % (statistics.median(ms["clean"]) / statistics.median(ms["gumbo"]),
             ir["clean"] / ir["gumbo"]))
    print("%-32s %9s %9s" % ("of cleanpage", "share", "Ir/byte"))
    print_stages(inclusive(os.path.join(a.work, "callgrind.clean.out")), ir["clean"] * size,
                 size)
    instructions(a.program, "render", sample, a.work)
    print_formats(inclusive(os.path.join(a.work, "callgrind.render.out")), size)


if __name__ == "__main__":
    main()
