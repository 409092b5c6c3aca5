"""System calls that fail, are interrupted, or do less than they were asked for; memory that is
not there: the command says so and leaves no half, or does the same as without. Prints TAP.

usage: calls.py COMMAND LIBRARY FIXTURES DIRECTORY TRIES
LIBRARY: tests/faults/calls.c. TRIES: so many calls of each kind are tried; 0: every one.
"""
import json
import os
import shutil
import subprocess
import sys

COMMAND, LIBRARY, FIXTURES, DIRECTORY = sys.argv[1:5]
TRIES = int(sys.argv[5])
PAGES = [os.path.join(FIXTURES, "pages", name) for name in
         ("author-box", "charset-shift-jis-vendor-characters", "article-in-layout-tables")]
ERRORS = {"read": ("EIO",), "write": ("EIO", "ENOSPC"), "open": ("EMFILE",),
          "sync": ("EIO",), "rename": ("EIO",), "malloc": ("ENOMEM",)}
# cleanpage(1): reading, limits and memory, undecodable, rules, writing, some of several, a child.
FAILURES = (3, 5, 6, 7, 8, 10, 12)
OLD = b"what was there before\n"


def page(name):
    return next(os.path.join(name, f) for f in sorted(os.listdir(name)) if f.startswith("source."))


class Scenario:
    """A command, what it reads from stdin, and the file that it writes."""

    may_stay = frozenset()   # after a failure, for the next run

    def __init__(self, name, arguments, stdin=b"", output=None, kinds=tuple(ERRORS), inputs=()):
        self.name, self.arguments, self.stdin, self.kinds = name, arguments, stdin, kinds
        self.output, self.inputs = output, inputs
        self.work = os.path.join(DIRECTORY, "work")
        self.log = os.path.join(DIRECTORY, "log")

    def run(self, old=None, **calls):
        """Status, stdout, stderr, contents of the output, and the names of what else is left."""
        shutil.rmtree(self.work, ignore_errors=True)
        os.mkdir(self.work)
        if os.path.exists(self.log):
            os.unlink(self.log)
        for name, data in self.inputs:
            put(os.path.join(self.work, name), data)
        if self.output and old is not None:
            put(os.path.join(self.work, self.output), old)
        return self.again(**calls)

    def again(self, **calls):
        environment = dict(os.environ, **({"LD_PRELOAD": LIBRARY} if calls else {}), **calls)
        done = subprocess.run([COMMAND, *self.arguments], input=self.stdin, cwd=self.work,
                              capture_output=True, env=environment, timeout=120, check=False)
        left = set(os.listdir(self.work)) - {self.output} - {name for name, _ in self.inputs}
        return done.returncode, done.stdout, done.stderr, self.written(), left

    def written(self):
        path = os.path.join(self.work, self.output or "")
        if not self.output or not os.path.exists(path):
            return None
        with open(path, "rb") as f:
            return f.read()

    def counts(self):
        """How many calls of each kind the run makes, the largest of its processes counting."""
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

    def is_good(self, kind, status, err, written, old, whole):
        """What a run that did not succeed may tell and leave."""
        wrong = []
        # Libraries in C++ (ICU, behind libxml2) end the process when they are loaded without memory.
        if b"std::bad_alloc" in err and kind == "malloc":
            return wrong
        if status not in FAILURES or not err.startswith(b"cleanpage: "):
            wrong.append(f"status {status}: {err[:200]}")
        if self.output and written not in (old, whole[3]):
            wrong.append(f"the output is neither the old nor the new one: {str(written)[:100]}")
        return wrong

    def check_failure(self, whole, kind, error, at):
        """One call fails: all of the output and 0, or a message, a status and no half."""
        old = OLD if at % 2 else None
        result = self.run(old=old, CALLS_KIND=kind, CALLS_HOW=error, CALLS_AT=str(at))
        status, out, err, written, left = result
        wrong = []
        if status == 0 and (out, written) != (whole[1], whole[3]):
            wrong.append("status 0, and another output")
        if status != 0:
            wrong += self.is_good(kind, status, err, written, old, whole)
        if status != 0 and not whole[1].startswith(out):
            wrong.append("stdout is no beginning of what it should be")
        if left - whole[4] - self.may_stay:
            wrong.append(f"left behind: {left - whole[4] - self.may_stay}")
        mended = self.again()
        if (mended[0], mended[1], mended[3]) != (whole[0], whole[1], whole[3]) or \
                mended[4] != whole[4]:
            wrong.append(f"the next run: {mended[0]} {mended[2][:200]} {mended[4]}")
        return [f"{self.name}: {kind} {at} {error}: {what}" for what in wrong]

    def check_failures(self, whole):
        wrong, tried = [], 0
        for kind, most in self.counts().items():
            if kind not in self.kinds:
                continue
            step = max(1, most // TRIES) if TRIES else 1
            for error in ERRORS[kind]:
                for at in range(1, most + 1, step):
                    wrong += self.check_failure(whole, kind, error, at)
                    tried += 1
        return wrong, tried

    def check_same(self, whole, how):
        status, out, err, written, left = self.run(CALLS_HOW=how)
        if (status, out, written, left) == (whole[0], whole[1], whole[3], whole[4]):
            return []
        return [f"{self.name}: {how}: status {status}, {err[:200]}"]


class Batch(Scenario):
    """Fails record by record, in lines of its own; what a run that broke off wrote is kept for
    --resume."""

    may_stay = frozenset(["out.part", "out.part.seen", "out.part.seen-wal",
                          "out.part.seen-shm"])

    def is_good(self, kind, status, err, written, old, whole):
        wrong = super().is_good(kind, status, err, written, old, whole)
        if not wrong or status != 10 or not written:
            return wrong
        there, wanted = written.splitlines(), whole[3].splitlines()
        # Of a list that cannot be read on, its error is the last record.
        if len(there) != len(wanted) and not says_error(there[-1]):
            return [f"{len(there)} lines for {len(wanted)} records"]
        return [f"record {i}: {line[:200]}" for i, line in enumerate(there)
                if not says_error(line) and
                (i >= len(wanted) or untimed(line) != untimed(wanted[i]))]


def untimed(line):
    read = json.loads(line)
    read.pop("stats", None)
    return read


def says_error(line):
    read = json.loads(line)
    return read["status"] == "error" and bool(read["error"])


def put(path, data):
    with open(path, "wb") as f:
        f.write(data)


def get(path):
    with open(path, "rb") as f:
        return f.read()


def result(number, wrong, name):
    print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
    for line in wrong[:12]:
        print("# " + line)
    sys.stdout.flush()


def real_devices():
    """What is full, closed or too small without a preloaded library."""
    first = page(PAGES[0])
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


def scenarios():
    first, second, third = (page(name) for name in PAGES)
    listed = "".join(name + "\n" for name in (first, second, third)).encode()
    yield Scenario("a file into a file", [first, "-o", "out"], output="out")
    yield Scenario("stdin to stdout", ["-t", "md", "-"], stdin=get(second))
    yield Scenario("TEI", ["-t", "xml", third])
    yield Scenario("rules of one's own", ["--rules", "r.rules", first, "-o", "out"],
                   output="out", inputs=[("r.rules", b'strip "share this"\n')])
    yield Scenario("tests of rules", ["rules", "check", "r.rules"],
                   inputs=[("r.rules", RULES)])
    yield Scenario("a feed", ["feed", "-t", "atom", "f.xml"], inputs=[("f.xml", FEED)])
    yield Batch("a batch", ["batch", "-P", "2", "-o", "out", "-i", "list"], output="out",
                   kinds=("read", "write", "open", "sync", "rename"), inputs=[("list", listed)])
    yield Batch("a batch without its duplicates", ["batch", "--dedup", "near", "-P", "1", "-o", "out",
                "-i", "list"], output="out", kinds=("read", "write", "open", "sync", "rename"),
                inputs=[("list", listed)])
    yield Scenario("shards put together", ["merge", "--concat", "-o", "out", "a", "b"],
                   output="out", inputs=[("a", LINES), ("b", LINES)])


RULES = (b'strip "share this"\ntest "share"\n'
         b"  <p>Share this</p><p>The mill stood by the river.</p>\n"
         b"gives\n  The mill stood by the river.\nend\n")
LINES = b'{"id":1,"status":"empty","error":null,"url":null}\n'
FEED = (b"<rss version='2.0'><channel><title>News</title><item><title>One</title>"
        b"<link>http://example.org/1</link><description>Text</description></item></channel></rss>")


def main():
    number = 0
    for scenario in scenarios():
        whole = scenario.run()
        if whole[0] != 0:
            print(f"Bail out! {scenario.name}: {whole}")
            sys.exit(1)
        wrong, tried = scenario.check_failures(whole)
        number += 1
        result(number, wrong, f"{scenario.name}: {tried} calls fail")
        wrong = scenario.check_same(whole, "short") + scenario.check_same(whole, "EINTR")
        number += 1
        result(number, wrong, f"{scenario.name}: short and interrupted calls change nothing")
    result(number + 1, real_devices(), "devices that are full, closed, too small")
    print(f"1..{number + 1}")


main()
