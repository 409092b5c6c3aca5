#!/usr/bin/env python3
"""Fuzz the targets by turns and keep a ledger of the CPU time that each has had.

    run.py [--afl] --bin DIR --work DIR [--seconds N] [--slice N] [--jobs N] [TARGET...]
    run.py --minimise --bin DIR --work DIR [TARGET...]

DIR/fuzz_TARGET are the programs of a build with --enable-fuzzing (or, with --afl, of one made with
afl-clang-fast). The target with the least CPU time is always the next one, for a slice of it, until
each has had --seconds of CPU time; a program that is built anew meanwhile is used from its next
slice on. What is written goes into the work directory:

    seeds/TARGET     what seeds.py made of fixtures/, and dict/TARGET.dict by dict.py
    corpus/TARGET    what was found to reach something new
    findings/TARGET  crashes, leaks, inputs that take too long: the status is 1 if there is one
    log/             what the fuzzers said in the last slices: TARGET-ENGINE.log
    ledger.tsv       a line for each slice

Stop it with SIGTERM: the slices at hand end and are entered. --table shows the ledger and ends.
--minimise leaves in each corpus what reaches something new alone: a slice begins with all of it.
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ("when", "engine", "target", "cpu_s", "runs", "edges", "corpus", "findings")
# What one input may take: the promise is 256 MiB without a sanitizer, and no page takes a second.
MEMORY_MB = 2048
TIMEOUT_S = 10
LOG_MAX = 1 << 20
# Whole engines take a thousand times as long for an input as a pattern takes. Small inputs find as
# much, and comparisons that came nearer fill the corpus with inputs of which each slice reads all.
WIDE = ("formats", "page", "pipeline", "text", "tree")
WIDE_BYTES = 8192
# A target that dies at once so many times in a row rests until its program is built anew.
DEATHS_MAX = 3
DEATH_S = 5
LOOK_S = 1


def directory(*parts):
    path = os.path.join(*parts)
    os.makedirs(path, exist_ok=True)
    return path


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def cpu_of_family(root):
    """Seconds of CPU that a process and all that is below it have had, ended children too."""
    ticks, parents = {root: 0.0}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name) as f:
                fields = f.read().rpartition(")")[2].split()
        except OSError:
            continue   # it has ended
        parents[int(name)] = int(fields[1])
        ticks[int(name)] = sum(map(int, fields[11:15]))

    def is_below(pid):
        while pid in parents and pid != root:
            pid = parents[pid]
        return pid == root
    return sum(t for pid, t in ticks.items() if is_below(pid)) / os.sysconf("SC_CLK_TCK")


class Slice:
    """One run of one fuzzer; the two engines below say how it is started and what it did."""

    def __init__(self, args, target):
        self.args, self.target = args, target
        self.program = os.path.join(args.bin, "fuzz_" + target)
        self.corpus = directory(args.work, "corpus", target)
        self.findings = directory(args.work, "findings", target)
        self.log = os.path.join(directory(args.work, "log"), "%s-%s.log" % (target, self.engine))
        if os.path.exists(self.log) and os.path.getsize(self.log) > LOG_MAX:
            os.replace(self.log, self.log + ".old")
        self.log_begins = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        self.had = len(os.listdir(self.findings))
        self.cpu_s = 0.0

    def look(self):
        """What a fuzzer ends without waiting for is in no account of the system's."""
        self.cpu_s = max(self.cpu_s, cpu_of_family(self.process.pid))

    def seeds(self):
        kept = [os.path.join(HERE, kind, self.target) for kind in ("corpus", "crashes")]
        kept.append(os.path.join(self.args.work, "seeds", self.target))
        return [path for path in kept if os.path.isdir(path) and os.listdir(path)]

    def dictionary(self):
        path = os.path.join(self.args.work, "dict", self.target + ".dict")
        return path if os.path.exists(path) else None

    def start(self):
        environment = dict(os.environ, LC_ALL="C", **self.environment())
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["nice", "-n", "19"] + self.command(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd=directory(self.args.work, "run", self.target), env=environment,
                start_new_session=True)

    def stop(self):
        os.kill(self.process.pid, signal.SIGINT)   # send_signal may wait for it, which end() does

    def said(self):
        with open(self.log, "rb") as log:
            log.seek(self.log_begins)
            return log.read().decode("utf-8", "replace")

    def row(self, cpu_s):
        """The line of the ledger."""
        runs, edges = self.did()
        return (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), self.engine, self.target,
                round(cpu_s, 1), runs, edges, self.kept(),
                len(os.listdir(self.findings)) - self.had)


class LibFuzzer(Slice):
    engine = "libfuzzer"

    def environment(self):
        return {"ASAN_OPTIONS": "allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1"}

    def command(self):
        command = [self.program, "-max_total_time=%d" % self.args.slice, "-timeout=%d" % TIMEOUT_S,
                   "-rss_limit_mb=%d" % MEMORY_MB, "-print_final_stats=1",
                   "-artifact_prefix=" + self.findings + "/"]
        if self.target in WIDE:
            command.append("-max_len=%d" % WIDE_BYTES)
        else:
            command.append("-use_value_profile=1")
        if self.dictionary():
            command.append("-dict=" + self.dictionary())
        return command + [self.corpus] + self.seeds()

    def did(self):
        said = self.said()
        return (last_number(r"stat::number_of_executed_units: (\d+)", said),
                last_number(r"\bcov: (\d+)", said))

    def kept(self):
        return len(os.listdir(self.corpus))


class Afl(Slice):
    engine = "afl++"

    def __init__(self, args, target):
        super().__init__(args, target)
        self.out = directory(args.work, "afl", target)
        self.runs_before = self.did_in_all()[0]   # it goes on where it was, with its counts

    def environment(self):
        return {"AFL_SKIP_CPUFREQ": "1", "AFL_NO_AFFINITY": "1", "AFL_NO_UI": "1", "AFL_FAST_CAL": "1",
                "AFL_AUTORESUME": "1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
                "AFL_EXIT_ON_SEED_ISSUES": "0", "AFL_IGNORE_SEED_PROBLEMS": "1"}

    def command(self):
        """AFL++ reads one directory, and no links in it: all seeds are copied there."""
        together = directory(self.args.work, "afl-in", self.target)
        for source in self.seeds() + [self.corpus]:
            for name in os.listdir(source):
                copy = os.path.join(together, os.path.basename(source) + "-" + name)
                if not os.path.exists(copy):
                    shutil.copyfile(os.path.join(source, name), copy)
        command = ["afl-fuzz", "-V", str(self.args.slice), "-m", "none",
                   "-t", "%d+" % (TIMEOUT_S * 1000), "-i", together, "-o", self.out]
        if self.dictionary():
            command += ["-x", self.dictionary()]
        return command + ["--", self.program]

    def did(self):
        runs, edges = self.did_in_all()
        return runs - self.runs_before, edges

    def did_in_all(self):
        try:
            with open(os.path.join(self.out, "default", "fuzzer_stats")) as f:
                stats = dict(line.replace(" ", "").strip().split(":", 1) for line in f if ":" in line)
        except OSError:
            return 0, 0
        return int(stats.get("execs_done", 0)), int(stats.get("edges_found", 0))

    def kept(self):
        """Takes what AFL++ found into the shared directories, under names of their own."""
        for kind, to in (("queue", self.corpus), ("crashes", self.findings), ("hangs", self.findings)):
            source = os.path.join(self.out, "default", kind)
            for name in os.listdir(source) if os.path.isdir(source) else ():
                goal = os.path.join(to, "afl-%s-%s" % (kind, name.replace(":", "=").replace(",", "_")))
                if name.startswith("id:") and "orig:" not in name and not os.path.exists(goal):
                    with open(os.path.join(source, name), "rb") as f, open(goal, "wb") as out:
                        out.write(f.read())
        return len(os.listdir(self.corpus))


def read_ledger(work):
    """The rows of the ledger so far."""
    path = os.path.join(work, "ledger.tsv")
    if not os.path.exists(path):
        return []
    with open(path) as f:
        return [dict(zip(COLUMNS, line.rstrip("\n").split("\t"))) for line in f][1:]


def enter(work, row):
    path = os.path.join(work, "ledger.tsv")
    with open(path, "a") as f:
        if f.tell() == 0:
            f.write("\t".join(COLUMNS) + "\n")
        f.write("\t".join(map(str, row)) + "\n")


def print_table(work):
    """One line for each target and engine: what it had in all and where it stands."""
    totals = {}
    for row in read_ledger(work):
        total = totals.setdefault((row["target"], row["engine"]), [0.0, 0, 0, 0, 0])
        total[0] += float(row["cpu_s"])
        total[1] += int(row["runs"])
        total[2] = max(total[2], int(row["edges"]))
        total[3] = int(row["corpus"])
        total[4] += int(row["findings"])
    print("%-10s %-10s %9s %13s %8s %8s %9s" %
          ("target", "engine", "CPU hours", "executions", "edges", "corpus", "findings"))
    for (target, engine), t in sorted(totals.items()):
        print("%-10s %-10s %9.2f %13d %8d %8d %9d" % (target, engine, t[0] / 3600, *t[1:]))
    sys.stdout.flush()
    return sum(t[4] for t in totals.values())


class Turns:
    """Which target is next, and what is under way."""

    def __init__(self, args, engine):
        self.args, self.engine = args, engine
        self.spent = {target: 0.0 for target in args.targets}
        self.resting, self.deaths, self.running = {}, {}, {}
        for row in read_ledger(args.work):
            if row["engine"] == engine.engine and row["target"] in self.spent:
                self.spent[row["target"]] += float(row["cpu_s"])

    def built(self, target):
        path = os.path.join(self.args.bin, "fuzz_" + target)
        return os.path.getmtime(path) if os.path.exists(path) else 0

    def ready(self, target):
        return (self.built(target) and self.spent[target] < self.args.seconds and
                self.resting.get(target) != self.built(target) and
                target not in [s.target for s in self.running.values()])

    def start(self):
        """Starts the one with the least CPU time; returns whether there was one."""
        ready = [t for t in self.args.targets if self.ready(t)]
        if not ready:
            return False
        target = min(ready, key=self.spent.get)
        began = self.engine(self.args, target)
        began.mtime = self.built(target)
        began.start()
        self.running[began.process.pid] = began
        return True

    def end(self):
        """Waits for one slice and enters it."""
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        while not pid:
            for running in self.running.values():
                running.look()
            time.sleep(LOOK_S)
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        ended = self.running.pop(pid, None)
        if not ended:
            return
        ended.process.returncode = status
        cpu_s = max(ended.cpu_s, usage.ru_utime + usage.ru_stime)
        self.spent[ended.target] += cpu_s
        deaths = self.deaths.get(ended.target, 0) + 1 if status and cpu_s < DEATH_S else 0
        self.deaths[ended.target] = deaths
        if deaths >= DEATHS_MAX:
            self.resting[ended.target] = ended.mtime
        enter(self.args.work, ended.row(cpu_s))


def minimise(args, target):
    """The corpus is what it was until all that counts is in the new one."""
    of = LibFuzzer(args, target)
    least, old = of.corpus + ".least", of.corpus + ".old"
    shutil.rmtree(least, ignore_errors=True)
    os.mkdir(least)
    before = len(os.listdir(of.corpus))
    if subprocess.run(["nice", "-n", "19", of.program, "-merge=1", "-timeout=%d" % TIMEOUT_S,
                       "-rss_limit_mb=%d" % MEMORY_MB, "-artifact_prefix=" + of.findings + "/",
                       "-max_len=%d" % (WIDE_BYTES if target in WIDE else 1 << 20), least, of.corpus]
                      + of.seeds(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL).returncode:
        sys.exit("run.py: %s: its corpus could not be minimised" % target)
    os.rename(of.corpus, old)
    os.rename(least, of.corpus)
    shutil.rmtree(old)
    print("%-10s %6d inputs, %6d left" % (target, before, len(os.listdir(of.corpus))), flush=True)


def known_targets(bin_directory):
    return sorted(name[5:] for name in os.listdir(bin_directory)
                  if re.fullmatch(r"fuzz_[a-z]+", name))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default="tests/fuzz", help="where the programs are")
    parser.add_argument("--work", default="fuzz-work", help="corpora, findings, logs, ledger")
    parser.add_argument("--seconds", type=float, default=3600, help="CPU time of each target in all")
    parser.add_argument("--slice", type=int, default=900, help="seconds of one turn")
    parser.add_argument("--jobs", type=int, default=2, help="fuzzers side by side")
    parser.add_argument("--afl", action="store_true", help="AFL++ in place of libFuzzer")
    parser.add_argument("--minimise", action="store_true", help="make the corpora small and end")
    parser.add_argument("--table", action="store_true", help="print the ledger and end")
    parser.add_argument("targets", nargs="*")
    args = parser.parse_args()
    args.bin, args.work = os.path.abspath(args.bin), os.path.abspath(args.work)
    return args


def main():
    args = arguments()
    if args.table:
        return 1 if print_table(args.work) else 0
    args.targets = args.targets or known_targets(args.bin)
    if args.minimise:
        for target in args.targets:
            minimise(args, target)
        return 0
    turns = Turns(args, Afl if args.afl else LibFuzzer)
    stopping = []

    def stop(*_):
        stopping.append(True)
        for running in turns.running.values():
            running.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while True:
        while not stopping and len(turns.running) < args.jobs and turns.start():
            pass
        if not turns.running:
            break
        turns.end()
    return 1 if print_table(args.work) else 0


if __name__ == "__main__":
    sys.exit(main())
