"""Two processes at once, a clock set back, flipped bytes, lost files. Prints TAP.

usage: damage.py COMMAND DIRECTORY FLIPS SEED
"""
import itertools
import os
import random
import shutil
import sqlite3
import sys

import checking
import growing

COMMAND, DIRECTORY, FLIPS, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
RUN = ("run", "--pause", "0")
YEAR = 365 * growing.DAY


class Tests:
    def __init__(self):
        self.number = self.failed = 0
        self.command = checking.Command(COMMAND)
        self.site = growing.Site(SEED, feeds=3, articles=12, days=10)
        self.base = os.path.join(DIRECTORY, "base")
        self.work = os.path.join(DIRECTORY, "work")
        checking.make(self.command, self.site, self.base)
        for self.site.day in range(0, 7, 2):
            self.command.archive(self.site.now(), *self.on(self.base))

    def on(self, directory, *more):
        return (RUN[0], directory, *RUN[1:], *more)

    def ok(self, what, wrong):
        self.number += 1
        self.failed += bool(wrong)
        print(("not " if wrong else "") + f"ok {self.number} - {what}")
        for line in wrong[:8]:
            print("# " + str(line).replace("\n", "; "))
        sys.stdout.flush()

    def reset(self, day=6):
        self.site.day = day
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base, self.work)

    def do(self, *arguments, now=None):
        """What is wrong with a command that must succeed."""
        status, out, err = self.command.archive(now or self.site.now(), *arguments)
        return [] if status == 0 else [f"{arguments}: {status} {out}{err}"]

    def check(self, **how):
        return checking.check(self.command, self.site, self.work, **how)

    def versions(self):
        """Bodies of all versions, and whether each has a raw page."""
        found = {}
        for url, number, path, raw in checking.rows(
                self.work, "SELECT a.url, v.number, v.path, v.raw_id IS NOT NULL FROM version v "
                "JOIN article a ON a.id = v.article"):
            with open(os.path.join(self.work, path), "rb") as f:
                found[url, number] = path, checking.body_of(f.read()), raw
        return found


# ---------------------------------------------------------------- two at once

def two_at_once(t):
    t.reset(9)
    t.site.delay_ms = 30
    both = [t.command.start(t.site.now(), *t.on(t.work)) for _ in range(2)]
    told = [(p.communicate(), p.returncode) for p in both]
    states = sorted(code for _, code in told)
    wrong = [] if states in ([0, 11], [0, 0]) else [told]
    t.ok(f"two runs at once: {states}", wrong + t.check())

    t.reset(9)
    run = t.command.start(t.site.now(), *t.on(t.work))
    while not os.path.exists(t.work + "/archive.db-wal") and run.poll() is None:
        pass
    second = t.command.archive(t.site.now(), "rebuild", t.work)
    said = run.communicate()
    t.site.delay_ms = 0
    wrong = [] if run.returncode == 0 and second[0] in (0, 11) else [said, second]
    t.ok(f"rebuild while a run is at work: {second[0]}", wrong + t.check())


# ---------------------------------------------------------------- the clock

def clock_set_back(t):
    t.reset(8)
    wrong = t.do(*t.on(t.work), now=t.site.now() - YEAR) + t.check()
    t.site.day = 9
    wrong += t.do(*t.on(t.work), now=t.site.now() - YEAR) + t.check()
    wrong += t.do(*t.on(t.work)) + t.check()
    t.ok("the clock is a year back for two runs, then right", wrong)


# ---------------------------------------------------------------- edited texts

def edited_texts(t):
    t.reset()
    before = t.versions()
    for path, _, _ in before.values():
        with open(os.path.join(t.work, path), "ab") as f:
            f.write(b"A note of the reader.\n")
    t.site.day = 9
    wrong = t.do(*t.on(t.work))
    after = t.versions()
    wrong += [f"{key}: the note is lost" for key in before
              if not after[key][1].endswith(b"A note of the reader.\n")]
    moved = sum(before[key][0] != after[key][0] for key in before)
    wrong += [] if moved else ["no article had a new version"]
    t.ok(f"texts that somebody edited stay so, {moved} with a new version before them", wrong)


# ---------------------------------------------------------------- flipped bytes of the database

def flip(path, rng):
    with open(path, "r+b") as f:
        at = rng.randrange(os.path.getsize(path))
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 1 << rng.randrange(8)]))
    return at


def flipped_database(t):
    rng = random.Random(SEED)
    told, wrong = 0, []
    for _ in range(FLIPS):
        t.reset()
        at = flip(t.work + "/archive.db", rng)
        t.site.day = 9
        status, out, err = t.command.archive(t.site.now(), "verify", t.work)
        if status == 0:
            wrong += [f"byte {at}: {w}" for w in t.do(*t.on(t.work, "--all")) + t.check()]
        elif status in (8, 9):
            told += 1
        else:
            wrong.append(f"byte {at}: {status} {out}{err}")
        again = t.do("rebuild", t.work) + t.do(*t.on(t.work)) + t.check()
        wrong += [f"byte {at}, rebuilt: {w}" for w in again]
    t.ok(f"{FLIPS} databases with a flipped bit, {told} told of: rebuild restores all", wrong)


# ---------------------------------------------------------------- lost files

def lose(t, what, rng):
    """Removes it; returns the versions that nothing is left of, and those without a raw page."""
    versions = t.versions()
    paths = sorted(path for path, _, _ in versions.values())
    gone = set(rng.sample(paths, len(paths) // 2)) if "files" in what else set()
    for path in gone:
        os.unlink(os.path.join(t.work, path))
    if "raw" in what:
        shutil.rmtree(t.work + "/raw")
    for name in ("archive.db", "feeds.opml"):
        if name in what:
            os.unlink(os.path.join(t.work, name))
    return versions, {key for key, (path, _, _) in versions.items()
                      if "raw" in what and path in gone}


def lost_files(t):
    rng = random.Random(SEED)
    parts = ("archive.db", "files", "raw", "feeds.opml")
    for n in range(1, 5):
        for what in itertools.combinations(parts, n):
            t.reset()
            before, hopeless = lose(t, what, rng)
            wrong = t.do("rebuild", t.work) + t.check(complete=False, raw="raw" not in what)
            after = t.versions() if not wrong else {}
            for key in sorted(set(before) - hopeless):
                if not wrong and (key not in after or after[key][1] != before[key][1]):
                    wrong.append(f"{key} is not what it was")
            asked = t.site.requests
            wrong += t.do(*t.on(t.work))
            feeds = len({row[0] for row in checking.rows(t.work, "SELECT feed FROM article")})
            if t.site.requests - asked < feeds:
                wrong.append("the feeds were not asked")
            if not wrong and not hopeless and t.versions().keys() != after.keys():
                wrong.append(f"stored again: {sorted(t.versions().keys() - after.keys())}")
            everything = "feeds.opml" not in what or not hopeless
            wrong += t.check(complete=everything, raw="raw" not in what)
            t.ok(f"rebuild without {', '.join(what)}", wrong)


# ---------------------------------------------------------------- damaged raw pages

def damaged_raw(t):
    rng = random.Random(SEED)
    path = os.path.join("raw", sorted(os.listdir(t.base + "/raw"))[0])
    size = os.path.getsize(os.path.join(t.base, path))
    for how in ("cut", "flipped", "zeros", "lost"):
        wrong, told = [], 0
        for _ in range(4 if how in ("cut", "flipped") else 1):
            t.reset()
            place = os.path.join(t.work, path)
            if how == "cut":
                os.truncate(place, rng.randrange(size))
            elif how == "flipped":
                flip(place, rng)
            elif how == "zeros":
                with open(place, "wb") as f:
                    f.write(bytes(size))
            else:
                os.unlink(place)
            status, out, _ = t.command.archive(t.site.now(), "verify", t.work)
            told += status == 9 and path in out
            before = t.versions()
            t.site.day = 9
            wrong += t.do(*t.on(t.work)) + t.check(raw=None)
            after = t.versions()
            wrong += [f"{key}: lost" for key in before if after[key][1] != before[key][1]]
            # What came since is whole.
            again = t.command.archive(t.site.now(), "verify", t.work)[1]
            if again.count("\n") > out.count("\n"):
                wrong.append(f"verify tells of more: {again}")
        if told == 0 or (told < 4 and how == "cut"):
            wrong.append(f"verify has told of {told}")
        t.ok(f"a WARC file is {how}: told {told} times, the run goes on", wrong)


# ---------------------------------------------------------------- rows of somebody else's

ROWS = ("INSERT INTO gone VALUES ('../victim')",
        "INSERT INTO gone VALUES ('staging/../../victim')",
        "INSERT INTO raw VALUES ('../victim', 3)",
        "UPDATE article SET path = '../victim' WHERE id = (SELECT min(id) FROM article)",
        "UPDATE version SET path = '../victim' WHERE id = (SELECT min(id) FROM version)",
        "UPDATE version SET raw_file = '../victim' WHERE id = (SELECT max(id) FROM version)",
        "UPDATE feed SET title = x'ff66', name = '../victim' WHERE id = (SELECT min(id) FROM feed)",
        "UPDATE entry SET title = x'ff', author = x'', content = x'ff00'")


def rows_of_others(t):
    victim = os.path.join(DIRECTORY, "victim")
    ends = 0
    for row in ROWS:
        t.reset()
        with open(victim, "w", encoding="ascii") as f:
            f.write("not the archive's\n")
        db = sqlite3.connect(os.path.join(t.work, "archive.db"))
        with db:
            db.execute(row)
        db.close()
        wrong = []
        out = os.path.join(DIRECTORY, "export")
        for arguments in (("verify", t.work), ("list", t.work), t.on(t.work),
                          ("export", t.work, "--atom", "-o", out), ("rebuild", t.work)):
            t.site.day = 9
            status, said, err = t.command.archive(t.site.now(), *arguments)
            ends += status == 0
            if status < 0 or status > 100:
                wrong.append(f"{arguments}: {status} {said}{err}")
        with open(victim, encoding="ascii") as f:
            if f.read() != "not the archive's\n":
                wrong.append("a file outside was changed")
        t.ok(f"{row.split(' WHERE')[0]}: no file outside is touched", wrong)
    t.ok("most of that ends well", [] if ends > len(ROWS) * 2 else [ends])


def main():
    t = Tests()
    two_at_once(t)
    clock_set_back(t)
    edited_texts(t)
    flipped_database(t)
    lost_files(t)
    damaged_raw(t)
    rows_of_others(t)
    print(f"1..{t.number}")
    t.site.stop()
    return 1 if t.failed else 0


sys.exit(main())
