#!/usr/bin/env python3
"""make bench [BENCH=DIR] [PEERS=NODE_MODULES]: what is promised of speed and memory, measured.

Prints one table, and writes it with plots and what belongs to it into docs/performance.md. Real pages are taken
from DIR, laid out like the development pages: SET/html/*.html.gz; without it the fixtures are all there is.
Needs valgrind; nothing else is written outside of --work.
"""
import argparse
import os
import pathlib
import sys
import time

import measure
import pages
import peers
import report


def say(words):
    print("bench: " + words, file=sys.stderr, flush=True)


def measure_all(a, work):
    bench = pathlib.Path(a.bench).expanduser() if a.bench else None
    everything = pages.real(bench, a.sets.split(","), work) if bench else pages.fixtures()
    if not everything:
        sys.exit("bench: no pages below %s" % bench)
    sized = pages.sized(pages.SIZES, work)
    here, missing = peers.found(os.path.abspath(a.peers) if a.peers else None)
    found = {"real": bool(bench), "missing": missing, "commit": report.commit(a.docs)}
    say("instructions of %d pages" % len(everything[::a.every]))
    found["instructions"] = measure.instructions(a.program, everything[::a.every], work)
    say("instructions from %d to %d bytes" % (min(pages.SIZES), max(pages.SIZES)))
    found["curve"] = measure.curve(a.program, sized, work)
    timed = everything[::a.every_timed]
    say("user time of %d pages, %d rounds, beside %d peers" % (len(timed), a.rounds, len(here)))
    found["times"] = measure.times(a.program, timed, here, a.rounds)
    found["timed"] = (len(timed), pages.total(timed), a.rounds)
    say("the command: starts, memory, workers")
    found["starts"] = measure.starts(a.cold, a.command, work)
    found["real_article"] = measure.real_article(a.cold, a.command, everything)
    found["resident"] = measure.resident(a.cold, a.command, sized)
    found["resident_all"] = measure.resident(a.cold, a.command, everything[::a.every_resident])
    found["workers"] = measure.workers(os.path.abspath(a.command), work)
    return found


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for option in ("--program", "--command", "--cold", "--makefile", "--docs", "--work"):
        ap.add_argument(option, required=True)
    ap.add_argument("--bench", default="")
    ap.add_argument("--peers", default="")
    ap.add_argument("--sets", default="wcxb-dev")
    ap.add_argument("--every", type=int, default=50, help="pages under callgrind: every Nth")
    ap.add_argument("--every-timed", type=int, default=20, help="pages for user time, ours and peers'")
    ap.add_argument("--every-resident", type=int, default=5, help="pages for memory")
    ap.add_argument("--rounds", type=int, default=3)
    a = ap.parse_args()
    work = pathlib.Path(a.work)
    work.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    found = measure_all(a, work)
    print(report.table(found))
    report.write(pathlib.Path(a.docs), found, a.makefile)
    say("%d s; %s/performance.md is written" % (time.monotonic() - start, a.docs))


if __name__ == "__main__":
    main()
