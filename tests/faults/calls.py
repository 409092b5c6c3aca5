"""System calls that fail, are interrupted, or do less than they were asked for; memory that is
not there: the command says so and leaves no half, or does the same as without. Prints TAP.

usage: calls.py COMMAND LIBRARY FIXTURES DIRECTORY TRIES
LIBRARY: tests/faults/calls.c. TRIES: so many failures of each command are tried; 0: every one.
SCENARIOS in the environment: parts of the names of those that are run alone.
"""
import os
import signal
import sys

import commands
import real
from scenario import Scenario

COMMAND, LIBRARY, FIXTURES, DIRECTORY = sys.argv[1:5]
TRIES = int(sys.argv[5])


def result(number, wrong, name):
    print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
    for line in wrong[:int(os.environ.get("SHOWN", "12"))]:
        print("# " + line)
    sys.stdout.flush()


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
        if whole.out:
            number += 1
            result(number, scenario.check_stdout(), f"{scenario.name}: nobody reads, or it is full")
    for test, name in real.ALL:
        number += 1
        wrong = test(COMMAND, commands.pages_of(FIXTURES), DIRECTORY)
        is_here = isinstance(wrong, list)
        result(number, wrong if is_here else [], name if is_here else f"{name} # SKIP {wrong}")
    print(f"1..{number}")


main()
