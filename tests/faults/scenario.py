"""A command that is run with one of its calls failing: what it may do then, and what it must leave."""
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys

ERRORS = {"read": ("EIO",), "write": ("EIO", "ENOSPC"), "open": ("EMFILE",), "sync": ("EIO",),
          "rename": ("EIO",), "close": ("EIO",), "stat": ("EIO",), "list": ("EIO",),
          "map": ("ENOMEM",),
          "poll": ("ENOMEM",), "fork": ("EAGAIN",), "pipe": ("EMFILE",), "malloc": ("ENOMEM",)}
BUT_MEMORY = tuple(kind for kind in ERRORS if kind != "malloc")
# cleanpage(1): reading, limits and memory, undecodable, rules, writing, some of several, a child.
FAILURES = (3, 5, 6, 7, 8, 10, 12)
SIGNALS = {"INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL}
# Of allocations: nomem.c tries each of the program's own ones.
MALLOC_STEP = 5
OLD = b"what was there before\n"


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def get(path):
    with open(path, "rb") as f:
        return f.read()


class Run:
    """What a run did, and what it left: the output, and the names of what else is there."""

    def __init__(self, done, written, left):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.written, self.left = written, left

    def is_as(self, other):
        return (self.status, self.out, self.written, self.left) == \
               (other.status, other.out, other.written, other.left)

    def __str__(self):
        return f"{self.status} {self.err[:200]} {sorted(self.left)}"


class Scenario:
    """A command, what it reads from stdin, the file that it writes, the files beside it, and a
    directory that these are copied from."""

    command = library = directory = None   # of all scenarios
    may_stay = frozenset()                 # after a failure, for the next run
    failures = FAILURES
    takes_old = True                       # an output that is there is replaced

    def __init__(self, name, arguments, stdin=b"", output=None, kinds=tuple(ERRORS), inputs=(),
                 base=None, environment=(), keeps_mode=False):
        self.name, self.arguments, self.stdin, self.kinds = name, arguments, stdin, kinds
        self.output, self.inputs, self.base = output, inputs, base
        self.keeps_mode = keeps_mode       # of an old output
        self.work = os.path.join(self.directory, "work")
        self.log = os.path.join(self.directory, "log")
        self.environment = dict(os.environ, **dict(environment))

    def call(self, arguments, later=(), **calls):
        """One call of the command; with its faults, if there are any."""
        preload = {"LD_PRELOAD": self.library} if calls else {}
        return subprocess.run([self.command, *arguments], input=self.stdin, cwd=self.work,
                              capture_output=True, timeout=120, check=False,
                              env=dict(self.environment, **preload, **calls, **dict(later)))

    def begin(self, old=None):
        """All as it is before the command."""
        shutil.rmtree(self.work, ignore_errors=True)
        if self.base:
            shutil.copytree(self.base, self.work)
        else:
            os.mkdir(self.work)
        for name, data in self.inputs:
            put(os.path.join(self.work, name), data)
        if self.output and old is not None:
            put(os.path.join(self.work, self.output), old)
            os.chmod(os.path.join(self.work, self.output), 0o600)
        self.there = set(os.listdir(self.work))

    def run(self, old=None, **calls):
        self.begin(old)
        return self.finish(self.call(self.arguments, **calls))

    def again(self):
        return self.finish(self.call(self.arguments))

    def finish(self, done):
        return Run(done, self.written(), set(os.listdir(self.work)) - {self.output} - self.there)

    def written(self):
        path = os.path.join(self.work, self.output or "")
        return get(path) if self.output and os.path.exists(path) else None

    def counts(self):
        """How many calls of each kind the run makes, the largest of its processes counting."""
        if os.path.exists(self.log):
            os.unlink(self.log)
        self.run(CALLS_LOG=self.log)
        most = {}
        if not os.path.exists(self.log):
            print("1..0 # SKIP the preloaded library is not heeded")
            sys.exit(0)
        with open(self.log, encoding="ascii") as f:
            for line in f:
                words = line.split()
                for kind, count in zip(words[::2], words[1::2]):
                    most[kind] = max(most.get(kind, 0), int(count))
        return most

    def is_told(self, run):
        return run.status in self.failures and run.err.startswith(b"cleanpage: ")

    def wrong_failure(self, kind, run, old, whole):
        """What is wrong with a run that did not succeed."""
        wrong = []
        # Libraries in C++ (ICU, behind libxml2) and the dynamic linker end the process when they
        # are loaded without memory.
        if kind == "malloc" and (b"std::bad_alloc" in run.err or
                                 (run.status, run.err) == (127, b"out of memory\n")):
            return wrong
        if not self.is_told(run):
            wrong.append(f"status {run.status}: {run.err[:200]}")
        return wrong + self.wrong_kept(run, old, whole)

    def wrong_out(self, run, whole):
        same = whole.out.startswith(run.out)
        return [] if same else ["stdout is no beginning of what it should be"]

    def wrong_mode(self):
        path = os.path.join(self.work, self.output)
        mode = os.stat(path).st_mode & 0o777
        return [] if mode == 0o600 else [f"its permissions are {mode:o} now"]

    def wrong_left(self, run, whole):
        left = run.left - whole.left - self.may_stay
        return [f"left behind: {left}"] if left else []

    def wrong_success(self, run, whole):
        same = (run.out, run.written) == (whole.out, whole.written)
        return [] if same else ["status 0, and another output"]

    def wrong_afterwards(self, whole):
        mended = self.again()
        return [] if mended.is_as(whole) else [f"the next run: {mended}"]

    def check_failure(self, whole, kind, error, at):
        """One call fails: all of the output and 0, or a message, a status and no half."""
        old = OLD if self.takes_old and at % 2 else None
        run = self.run(old=old, CALLS_KIND=kind, CALLS_HOW=error, CALLS_AT=str(at))
        if run.status == 0:
            wrong = self.wrong_success(run, whole)
        else:
            wrong = self.wrong_failure(kind, run, old, whole)
            wrong += self.wrong_out(run, whole)
        wrong += self.wrong_left(run, whole)
        if old and self.keeps_mode:
            wrong += self.wrong_mode()
        wrong += self.wrong_afterwards(whole)
        return [f"{self.name}: {kind} {at} {error}: {what}" for what in wrong]

    def dice(self, what):
        return random.Random(f"{os.environ.get('CP_SEED', '1')} {self.name} {what}")

    def chosen(self, tries):
        """Kinds of calls, errors and numbers; the same ones each time."""
        kinds = [(kind, error, most) for kind, most in self.counts().items() if most
                 and kind in self.kinds for error in ERRORS[kind]]
        if not tries:
            return [(kind, error, at) for kind, error, most in kinds
                    for at in range(1, most + 1, MALLOC_STEP if kind == "malloc" else 1)]
        dice = self.dice("failures")
        dice.shuffle(kinds)
        return sorted({(kind, error, dice.randint(1, most)) for kind, error, most in
                       itertools.islice(itertools.cycle(kinds), tries)})

    def check_failures(self, whole, tries):
        chosen = self.chosen(tries)
        return [line for place in chosen for line in self.check_failure(whole, *place)], len(chosen)

    def wrong_ended(self, run, signal, old, whole):
        """What is wrong with a run that got a signal: it may have been done, have ended by itself
        (batch, merge, export), or not."""
        if run.status == 0:
            return self.wrong_success(run, whole)
        wrong = []
        if run.status not in (10, -SIGNALS[signal]) or (signal == "KILL" and run.status == 10):
            wrong.append(f"status {run.status}: {run.err[:200]}")
        if run.err:
            wrong.append(f"said: {run.err[:200]}")
        return wrong + self.wrong_out(run, whole) + self.wrong_kept(run, old, whole)

    def wrong_kept(self, run, old, whole):
        if not self.output or run.written in (old, whole.written):
            return []
        return [f"the output is neither the old nor the new one: {str(run.written)[:100]}"]

    def check_signal(self, whole, signal, kind, at):
        """It comes before a call: nothing is half there, and the next run does all."""
        old = OLD if self.takes_old and at % 2 else None
        run = self.run(old=old, CALLS_KIND=kind, CALLS_HOW=signal, CALLS_AT=str(at))
        if signal == "KILL":
            self.there |= {name for name in run.left if name.startswith(".cleanpage.")}
            run.left -= self.there
        wrong = self.wrong_ended(run, signal, old, whole) + self.wrong_left(run, whole)
        wrong += self.wrong_afterwards(whole)
        return [f"{self.name}: SIG{signal} at {kind} {at}: {what}" for what in wrong]

    def check_signals(self, whole, tries):
        places = [(kind, at) for kind, most in self.counts().items() if kind != "malloc"
                  for at in range(1, most + 1)]
        chosen = list(zip(itertools.cycle(SIGNALS), places))
        if tries:
            chosen = self.dice("signals").sample(chosen, min(len(chosen), -(-tries // 8)))
        wrong = [line for signal, place in chosen for line in
                 self.check_signal(whole, signal, *place)]
        return wrong, len(chosen)

    def into(self, stdout):
        """Status and stderr of a call that writes there."""
        self.begin()
        done = subprocess.run([self.command, *self.arguments], input=self.stdin, cwd=self.work,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=120, check=False,
                              env=self.environment)
        return done.returncode, done.stderr

    def check_stdout(self):
        """Who does not read on knows, and is told nothing; a disk that is full is told."""
        ends = os.pipe()
        os.close(ends[0])
        pipe = self.into(ends[1])
        os.close(ends[1])
        wrong = [] if pipe == (8, b"") else [f"{self.name}: a pipe that is closed: {pipe}"]
        if os.path.exists("/dev/full"):
            with open("/dev/full", "wb") as device:
                full = self.into(device)
            if full != (8, b"cleanpage: stdout: No space left on device\n"):
                wrong.append(f"{self.name}: /dev/full: {full}")
        return wrong

    def check_same(self, whole, how):
        run = self.run(CALLS_HOW=how)
        return [] if run.is_as(whole) else [f"{self.name}: {how}: {run}"]


UNDONE = (".part", ".cleanpage.lock")   # of a directory


class Batch(Scenario):
    """Fails record by record, in lines of its own; what a run that broke off wrote is kept for
    --resume."""

    may_stay = frozenset("out.part" + end for end in
                         ("", ".seen", ".seen-wal", ".seen-shm", ".seen-journal"))

    def wrong_failure(self, kind, run, old, whole):
        wrong = super().wrong_failure(kind, run, old, whole)
        if not wrong or run.status != 10 or not run.written:
            return wrong
        there, wanted = run.written.splitlines(), whole.written.splitlines()
        # Of a list that cannot be read on, its error is the last record.
        if len(there) != len(wanted) and not says_error(there[-1]):
            return [f"{len(there)} lines for {len(wanted)} records"]
        return [f"record {i}: {line[:200]}" for i, line in enumerate(there)
                if not says_error(line) and
                (i >= len(wanted) or untimed(line) != untimed(wanted[i]))]


class Resumed(Batch):
    """Goes on with what there is of the output."""

    takes_old = False

    def finish(self, done):
        run = super().finish(done)
        run.left -= self.may_stay
        return run

    def wrong_afterwards(self, whole):
        """The line of what failed stays."""
        if self.written() not in (None, whole.written):
            return []
        return super().wrong_afterwards(whole)


class Directory(Batch):
    """Files, each of which is whole or not there."""

    takes_old = False

    def wrong_kept(self, run, old, whole):
        return [f"{name} is not as it should be" for name, data in run.written.items()
                if whole.written.get(name) != data and not name.endswith(UNDONE)]

    def written(self):
        path = os.path.join(self.work, self.output)
        return {os.path.join(below, name): get(os.path.join(below, name))
                for below, _, names in os.walk(path) for name in names}

    def wrong_failure(self, kind, run, old, whole):
        wrong = [] if self.is_told(run) else [f"status {run.status}: {run.err[:200]}"]
        return wrong + self.wrong_kept(run, old, whole)


class Wet(Batch):
    """Has no record for what failed."""

    def wrong_failure(self, kind, run, old, whole):
        wrong = Scenario.wrong_failure(self, kind, run, old, whole)
        if not wrong or run.status != 10 or not run.written:
            return wrong
        wanted = whole.written.split(b"WARC/1.1\r\n")
        return [f"no such record: {record[:200]}" for record in
                run.written.split(b"WARC/1.1\r\n") if record not in wanted]


class Merge(Scenario):
    """A file of which no more than its name was made is one that could not be looked at then."""

    def finish(self, done):
        run = super().finish(done)
        part = os.path.join(self.work, "out.part")
        if os.path.exists(part) and os.path.getsize(part) == 0:
            run.left.discard("out.part")
        return run


class Shown(Scenario):
    """A database, whose contents another command shows."""

    def __init__(self, name, arguments, shown, **more):
        super().__init__(name, arguments, **more)
        self.shown = shown

    def written(self):
        return self.call(self.shown).stdout

    def wrong_left(self, run, whole):
        return []   # what SQLite needs to go on

    def wrong_afterwards(self, whole):
        mended = self.again()
        same = (mended.status, mended.written) == (whole.status, whole.written)
        return [] if same else [f"the next run: {mended} {mended.written[:200]}"]


def untimed(line):
    read = json.loads(line)
    read.pop("stats", None)
    return read


def says_error(line):
    read = json.loads(line)
    return read["status"] == "error" and bool(read["error"])
