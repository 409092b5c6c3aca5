"""Every call that writes fails, or ends the process, or is the last before a power cut: nothing is
lost, and the next run makes all whole. Prints TAP.

usage: faults.py COMMAND FAULTY DIRECTORY SAMPLE SEED
SAMPLE: so many calls of each kind are tried; 0: all.
"""
import os
import random
import shutil
import sqlite3
import sys
import time

import checking
import growing
import power

COMMAND, FAULTY, DIRECTORY = sys.argv[1:4]
SAMPLE, SEED = int(sys.argv[4]), int(sys.argv[5])
RUN = ("run", "--pause", "0", "--all")
WORDS = {"ENOSPC": "No space left on device", "EIO": "Input/output error",
         "EROFS": "Read-only file system"}


class Scenario:
    """An archive and a command that changes it."""

    def __init__(self, command, site, name, arguments, prepare, again=None, removed=None):
        self.command, self.site, self.name, self.arguments = command, site, name, arguments
        self.again = again
        self.base = os.path.join(DIRECTORY, name + ".base")
        self.work = os.path.join(DIRECTORY, "work")
        self.log = os.path.join(DIRECTORY, "log")
        prepare(self.base)
        self.removed = removed(self.base) if removed else ()
        self.before = contents(self.base)
        self.calls = self.count()

    def reset(self):
        shutil.rmtree(self.work, ignore_errors=True)
        if os.path.exists(self.base):
            shutil.copytree(self.base, self.work)
        if os.path.exists(self.log):
            os.unlink(self.log)

    def run(self, **faulty):
        """The command with a fault; its status, stdout and stderr."""
        self.reset()
        name, *options = self.arguments
        return self.command.archive(self.site.now(), name, self.work, *options, LD_PRELOAD=FAULTY,
                                    FAULTY_DIR=self.work, **faulty)

    def count(self):
        status, out, err = self.run(FAULTY_LOG=self.log)
        if status != 0:
            print(f"Bail out! {self.name}: {status} {out} {err}")
            sys.exit(1)
        if not os.path.exists(self.log):
            print("1..0 # SKIP the preloaded library is not heeded")
            sys.exit(0)
        return power.count_of(self.log)

    def has_feeds(self, directory):
        try:
            return checking.rows(directory, "SELECT count(*) FROM feed")[0][0] > 0
        except sqlite3.Error:
            return False

    def check_readable(self, directory):
        """Every version can be shown before anything is mended."""
        try:
            versions = checking.rows(directory, "SELECT article, number, path FROM version")
        except sqlite3.Error:
            return []
        return [f"show {path}: {said}" for article, number, path in versions for said in
                [self.command.archive(self.site.now(), "show", directory, f"{article}.{number}")]
                if said[0] != 0 or f'archive_version: "{number}"' not in said[1]]

    def check_recovers(self, directory, holes=False):
        """Whole as it is, and complete after one more run."""
        wrong = []
        if self.again:
            status, _, err = self.command.archive(self.site.now(), self.again, directory)
            wrong += [] if status == 0 else [f"{self.again} again: {status} {err}"]
        if os.path.exists(directory + "/archive.db"):
            wrong += checking.check(self.command, self.site, directory, complete=False,
                                    optional=self.removed, holes=holes)
            wrong += lost(self.before, contents(directory), self.removed)
        if not wrong and not self.before and not self.has_feeds(directory):
            made = checking.make(self.command, self.site, directory)
            wrong += [] if made[0] == 0 else [f"add: {made}"]
        status, _, err = self.command.archive(self.site.now(), RUN[0], directory, *RUN[1:])
        if status != 0:
            wrong.append(f"the run afterwards: {status} {err}")
        return wrong or checking.check(self.command, self.site, directory, holes=holes,
                                       optional=self.removed)


def contents(directory):
    """Rows of versions, each with the bytes of its file."""
    if not os.path.exists(directory + "/archive.db"):
        return {}
    found = {}
    try:
        versions = checking.rows(directory, "SELECT a.url, v.number, v.path FROM version v "
                                 "JOIN article a ON a.id = v.article")
    except sqlite3.Error:
        return {}
    for url, number, path in versions:
        try:
            with open(os.path.join(directory, path), "rb") as f:
                found[url, number] = f.read()
        except OSError:
            found[url, number] = None
    return found


def lost(before, after, removed):
    return [f"{key}: was there, and is not any more" for key, text in before.items()
            if after.get(key) != text and key[0] not in removed]


def chosen(rng, count):
    numbers = range(1, count + 1)
    return numbers if not SAMPLE or SAMPLE >= count else sorted(rng.sample(numbers, SAMPLE))


# ---------------------------------------------------------------- the three kinds

def try_ends(scenario, rng):
    """The process ends before or in the middle of a call."""
    for how in ("exit", "torn"):
        for n in chosen(rng, scenario.calls):
            status, out, err = scenario.run(FAULTY_AT=str(n), FAULTY_HOW=how)
            wrong = [] if status in (0, 137) else [f"status {status} {err}"]
            wrong += scenario.check_readable(scenario.work)
            yield f"{how} at {n}", wrong + scenario.check_recovers(scenario.work)


def check_told(scenario, status, err, words, sticky):
    lines = err.splitlines()
    if status == 0 and not lines:
        return []  # a failure that did no harm, which the checks afterwards see
    if status != 8 or len(lines) != 1 or scenario.work not in err:
        return [f"status {status}: {err}"]
    # What was wrong with a file for a moment alone SQLite does not always tell.
    passed = not sticky and any(w in err for w in ("unable to open database file\n",
                                                   "attempt to write a readonly database\n"))
    return [] if words in err or passed else [f"status {status}: {err}"]


def try_errors(scenario, rng, error):
    """A call, or each from it on, fails."""
    for sticky in (False, True):
        for how in (error, "short-" + error) if error == "ENOSPC" else (error,):
            for n in chosen(rng, scenario.calls):
                env = {"FAULTY_AT": str(n), "FAULTY_HOW": how}
                if sticky:
                    env["FAULTY_STICKY"] = "1"
                status, out, err = scenario.run(**env)
                wrong = check_told(scenario, status, err, WORDS[error], sticky)
                wrong += scenario.check_recovers(scenario.work)
                yield f"{how}{' for good' if sticky else ''} at {n}", wrong


def try_power_cuts(scenario, rng):
    """The power is cut behind each flush, and at some moments in between."""
    scenario.run(FAULTY_LOG=scenario.log)
    if scenario.name == "followed":
        # Another run behind it: what the first left to be flushed must not depend on it.
        scenario.site.day = scenario.site.days - 1
        scenario.command.archive(scenario.site.now(), RUN[0], scenario.work, *RUN[1:],
                                 LD_PRELOAD=FAULTY, FAULTY_DIR=scenario.work,
                                 FAULTY_LOG=scenario.log)
    after = os.path.join(DIRECTORY, "after")
    calls = list(power.read_log(scenario.log))
    wanted = set(chosen(rng, len(calls)))
    disk = power.Disk(scenario.base)
    disk.root = scenario.work
    is_more = True
    for i, call in enumerate(calls, 1):
        is_more |= disk.step(*call)
        if i not in wanted:
            continue
        kinds = [("strict", None)] if is_more else []
        kinds += [("mixed", random.Random(f"{SEED} {i} {k}")) for k in range(2)]
        is_more = False
        for kind, mix in kinds:
            shutil.rmtree(after, ignore_errors=True)
            disk.leave(after, mix)
            yield (f"{kind} power cut at {i}", scenario.check_readable(after) +
                   scenario.check_recovers(after, holes=mix is not None))


# ---------------------------------------------------------------- all of it

def scenarios(command, site):
    def nothing(directory):
        shutil.rmtree(directory, ignore_errors=True)

    def followed(directory):
        site.day = 0
        checking.make(command, site, directory)

    def with_articles(directory):
        followed(directory)
        for site.day in (0, 5):
            command.archive(site.now(), RUN[0], directory, *RUN[1:])
        if not contents(directory):
            print("Bail out! no articles to begin with")
            sys.exit(1)
        site.day = site.days - 1

    followed_opml = os.path.join(DIRECTORY, "followed.base.opml")
    yield Scenario(command, site, "followed", RUN, followed)
    yield Scenario(command, site, "new", ("add", "--opml", followed_opml), nothing)
    yield Scenario(command, site, "articles", RUN, with_articles)
    yield Scenario(command, site, "rebuild", ("rebuild",), with_articles, again="rebuild")
    yield Scenario(command, site, "remove", ("remove", "1"), with_articles,
                   removed=lambda base: checking.rows(base, "SELECT url FROM article WHERE "
                                                      "id = 1")[0])


def main():
    only = os.environ.get("SCENARIOS", "").split()
    site = growing.Site(SEED, feeds=2, articles=6, days=10)
    command = checking.Command(COMMAND)
    kinds = [("ends", try_ends)] + [
        (error, lambda s, rng, error=error: try_errors(s, rng, error)) for error in WORDS]
    kinds.append(("power cuts", try_power_cuts))
    number, failed = 0, 0
    for scenario in scenarios(command, site):
        if only and scenario.name not in only:
            continue
        print(f"# {scenario.name}: {scenario.calls} calls")
        for name, kind in kinds:
            rng = random.Random(f"{SEED} {name} {scenario.name}")
            tried, wrong, began = 0, [], time.monotonic()
            for what, troubles in kind(scenario, rng):
                tried += 1
                wrong += [f"{what}: {trouble}" for trouble in troubles]
            number += 1
            failed += bool(wrong)
            print(("not " if wrong else "") + f"ok {number} - {scenario.name}: {name}, {tried} "
                  "tried")
            print(f"# {time.monotonic() - began:.1f} s")
            for line in wrong[:int(os.environ.get("SHOWN", "12"))]:
                print("# " + line.replace("\n", "; "))
            sys.stdout.flush()
    print(f"1..{number}")
    site.stop()
    return 1 if failed else 0


sys.exit(main())
