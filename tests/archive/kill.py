"""Runs killed with SIGKILL at random moments lose nothing. Prints TAP.

usage: kill.py COMMAND DIRECTORY KILLS SEED
"""
import os
import random
import signal
import sys
import time

import checking
import growing

COMMAND, DIRECTORY, KILLS, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
DAYS = max(40, KILLS // 3)


def kill_once(command, site, directory, rng, typical):
    """Starts a run and kills it, unless it has ended by then; true if it was killed."""
    process = command.start(site.now(), "run", directory, "--pause", "0")
    try:
        process.wait(rng.random() * typical)
    except Exception:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def main():
    rng = random.Random(SEED)
    site = growing.Site(SEED, feeds=20, articles=300, days=DAYS, delay_ms=6)
    command = checking.Command(COMMAND)
    directory = os.path.join(DIRECTORY, "archive")
    made = checking.make(command, site, directory)
    kills, tries, wrong = 0, 0, []
    if made[0] != 0:
        wrong.append(f"add: {made}")
    print("1..2")
    began = time.monotonic()
    while kills < KILLS and tries < 4 * KILLS and not wrong:
        tries += 1
        site.day = min(DAYS - 2, kills * (DAYS - 1) // KILLS)
        # Most moments lie in the work, some at its very beginning.
        killed = kill_once(command, site, directory, rng, rng.choice((0.02, 0.15, 0.4)))
        kills += killed
        if killed and kills % 10 == 0:
            wrong += checking.check(command, site, directory, complete=False)
    print(("not " if wrong or kills < KILLS else "") + f"ok 1 - {kills} kills of {tries} runs: "
          "what is there is whole")
    site.day = DAYS - 1
    status, out, err = command.archive(site.now(), "run", directory, "--pause", "0", "--all")
    if status != 0:
        wrong.append(f"run: {status} {err}")
    wrong += checking.check(command, site, directory)
    print(("not " if wrong else "") + "ok 2 - then one is left alone: all is there once")
    versions = checking.rows(directory, "SELECT count(*), count(DISTINCT article) FROM version")[0]
    print(f"# seed {SEED}: {versions[1]} articles, {versions[0]} versions, "
          f"{time.monotonic() - began:.1f} s")
    for line in wrong[:20]:
        print("# " + line.replace("\n", "; "))
    site.stop()
    return 1 if wrong or kills < KILLS else 0


sys.exit(main())
