#!/usr/bin/env python3
"""make bench-gate: have the instructions grown? make bench-baseline: these are what they may be.

    gate.py count --program BENCH --command CLEANPAGE --makefile MAKEFILE --work DIR    prints the counts
    gate.py compare BASELINE COUNTS    exit 1: grown; 77: not to be compared

Counted by callgrind over the project's own fixtures: cleaning, each format, the command on a page of one
line. A count is as good as its compiler and libraries: those are told with it, and only counts of the same
are compared. The file is lines of "NAME: VALUE".
"""
import argparse
import hashlib
import pathlib
import platform
import re
import subprocess
import sys

import callgrind
import pages

ALLOWED = 0.02
SKIPPED = 77
EVERY = 5    # one of so many fixtures
PART = "part "    # tells where a rise came from; that work moves from one stage to another is no fault
MADE_WITH = ("compiler", "flags", "libc", "gumbo", "valgrind", "machine")


def first_line(command):
    out = subprocess.run(command, capture_output=True, text=True)
    return (out.stdout + out.stderr).strip().split("\n")[0]


def vector_unit():
    """glibc has functions for strings by what the processor can do."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return ""
    return next((" " + f for f in ("avx2", "sve", "asimd") if f in flags), "")


def made_with(makefile):
    """What a count depends on besides the sources."""
    known = dict(re.findall(r"^(\w+) = (.*)$", pathlib.Path(makefile).read_text(), re.M))
    flags = " ".join(known.get(name, "") for name in ("CPPFLAGS", "CFLAGS", "LDFLAGS"))
    return {"compiler": first_line(known["CC"].split() + ["--version"]), "flags": " ".join(flags.split()),
            "libc": " ".join(platform.libc_ver()), "gumbo": first_line(["pkg-config", "--modversion", "gumbo"]),
            "valgrind": first_line(["valgrind", "--version"]), "machine": platform.machine() + vector_unit()}


def chosen():
    """By their names, so that a new fixture does not move all others."""
    return [p for p in pages.fixtures() if hashlib.sha256(p.parent.name.encode()).digest()[0] % EVERY == 0]


def told(some):
    """What pages were counted."""
    return "%d, %s" % (len(some), hashlib.sha256(b"".join(p.read_bytes() for p in some)).hexdigest()[:16])


def count(program, command, some, work):
    """Instructions by measure."""
    line = work / "line.html"
    line.write_text("<p>One line.</p>\n")
    cleaned = callgrind.in_all(program, "clean", some, work)
    counts = {"clean, in all": cleaned.total}
    counts.update((PART + stage, n) for stage, n in cleaned.stages().items())
    formats = callgrind.in_all(program, "render", some, work).formats()
    counts.update(("render " + name, n) for name, n in formats.items())
    counts["command, a page of one line"] = callgrind.command([command, line])
    return counts


def read(path):
    lines = pathlib.Path(path).read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def differences(old, new):
    """Why the two cannot be compared."""
    return ["%s: \"%s\", the baseline's is \"%s\"" % (name, new.get(name), old.get(name))
            for name in MADE_WITH if new.get(name) != old.get(name)]


def compare(old, new):
    """Prints each measure; the names of those that grew or are gone."""
    grown = []
    for name in [n for n in old if n not in MADE_WITH and n != "pages"]:
        before, after = int(old[name]), int(new.get(name, -1))
        if not name.startswith(PART) and (after < 0 or after > before * (1 + ALLOWED)):
            grown.append(name)
        change = "gone" if after < 0 else "%+.2f %%" % (100 * (after / before - 1))
        print("%-30s %12d %12d %10s%s" % (name, before, after, change, "  GROWN" if name in grown else ""))
    for name in new.keys() - old.keys():
        print("%-30s is not in the baseline" % name)
    return grown


def main_compare(a):
    old, new = read(a.baseline), read(a.counts)
    why = differences(old, new)
    if why:
        print("bench-gate: the baseline is of another build, nothing is compared: " + "; ".join(why))
        return SKIPPED
    if old.get("pages") != new.get("pages"):
        print("bench-gate: the fixtures are not those of the baseline: make bench-baseline")
        return 1
    grown = compare(old, new)
    if grown:
        print("bench-gate: more than %g %% above %s: %s" % (100 * ALLOWED, a.baseline, ", ".join(grown)))
        print("bench-gate: if it is worth that: make bench-baseline, and say why in the commit")
    return 1 if grown else 0


def main_count(a):
    work = pathlib.Path(a.work)
    work.mkdir(parents=True, exist_ok=True)
    some = chosen()
    print("# Instructions over one in %d of fixtures/pages, by callgrind. Written by make bench-baseline." % EVERY)
    counts = count(a.program, a.command, some, work)
    for name, value in {**made_with(a.makefile), "pages": told(some), **counts}.items():
        print("%s: %s" % (name, value))
    return 0


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    sub = ap.add_subparsers(required=True)
    counting = sub.add_parser("count")
    for option in ("--program", "--command", "--makefile", "--work"):
        counting.add_argument(option, required=True)
    counting.set_defaults(run=main_count)
    comparing = sub.add_parser("compare")
    comparing.add_argument("baseline")
    comparing.add_argument("counts")
    comparing.set_defaults(run=main_compare)
    a = ap.parse_args()
    sys.exit(a.run(a))


if __name__ == "__main__":
    main()
