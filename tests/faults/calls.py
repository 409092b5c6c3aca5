"""System calls that fail, are interrupted, or do less than they were asked for; memory that is
not there: the command says so and leaves no half, or does the same as without. Prints TAP.

usage: calls.py COMMAND LIBRARY FIXTURES DIRECTORY TRIES
LIBRARY: tests/faults/calls.c. TRIES: so many calls of each kind are tried; 0: every one.
SCENARIOS in the environment: parts of the names of those that are run alone.
"""
import os
import signal
import subprocess
import sys

import commands
from scenario import Scenario

COMMAND, LIBRARY, FIXTURES, DIRECTORY = sys.argv[1:5]
TRIES = int(sys.argv[5])


def result(number, wrong, name):
    print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
    for line in wrong[:int(os.environ.get("SHOWN", "12"))]:
        print("# " + line)
    sys.stdout.flush()


def real_devices():
    """What is full, closed or too small without a preloaded library."""
    first = commands.page(FIXTURES, commands.PAGES[0])
    wrong = []
    cases = (("/dev/full", '"$0" "$1" >/dev/full', 8), ("stdout is closed", '"$0" "$1" >&-', 8),
             ("a limit on files", 'ulimit -f 0; trap "" XFSZ; "$0" "$1" -o limited', 8))
    for name, script, expected in cases:
        done = subprocess.run(["sh", "-c", script, COMMAND, first], cwd=DIRECTORY,
                              capture_output=True, check=False)
        if done.returncode != expected or not done.stderr.startswith(b"cleanpage: "):
            wrong.append(f"{name}: {done.returncode} {done.stderr[:200]}")
    if os.path.exists(os.path.join(DIRECTORY, "limited")):
        wrong.append("a limit on files: half a file is there")
    wrong += [f"left: {name}" for name in os.listdir(DIRECTORY) if name.startswith(".cleanpage")]
    return wrong


def main():
    Scenario.command, Scenario.library, Scenario.directory = COMMAND, LIBRARY, DIRECTORY
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)
    only = os.environ.get("SCENARIOS", "").split(",")
    number = 0
    for scenario in commands.scenarios(COMMAND, FIXTURES, DIRECTORY):
        if not any(part in scenario.name for part in only):
            continue
        whole = scenario.run()
        if whole.status != 0:
            print(f"Bail out! {scenario.name}: {whole}")
            sys.exit(1)
        wrong, tried = scenario.check_failures(whole, TRIES)
        number += 1
        result(number, wrong, f"{scenario.name}: {tried} calls fail")
        wrong, tried = scenario.check_signals(whole, TRIES)
        number += 1
        result(number, wrong, f"{scenario.name}: {tried} signals")
        wrong = scenario.check_same(whole, "short") + scenario.check_same(whole, "EINTR")
        number += 1
        result(number, wrong, f"{scenario.name}: short and interrupted calls change nothing")
    result(number + 1, real_devices(), "devices that are full, closed, too small")
    print(f"1..{number + 1}")


main()
