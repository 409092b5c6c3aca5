"""contrib/dask on a cluster of processes here, of which some are killed at work.

usage: run_dask.py COMMAND                      TAP, in the current directory, which is empty
       run_dask.py COMMAND --pages N --in DIR   a row of a table, with the files in DIR
"""
import argparse
import glob
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

import making

JOB = pathlib.Path(__file__).resolve().parents[2] / "contrib" / "dask" / "clean_warcs.py"
count = 0


def ok(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    for detail in () if good else details:
        print("# " + repr(detail)[:1000])


def wait_for(what, seconds=60):
    """What is true at last, or is not when that takes too long."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


class Cluster:
    """A scheduler and workers of one thread each, as their commands start them, and the jobs they
    are given. `command` is what workers have for cleanpage. All of it ends with a "with" block."""

    def __init__(self, command=None):
        self.env = {**os.environ, "DASK_CONFIG": os.path.abspath("config")}
        if command:
            self.env["CLEANPAGE_COMMAND"] = command
        self.processes, self.workers = [], []

    def __enter__(self):
        self.log = open("cluster.log", "wb")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        self.log.close()

    def start(self, workers):
        told = pathlib.Path("scheduler.json")
        told.unlink(missing_ok=True)
        self.start_part("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                        "--scheduler-file", "scheduler.json")
        if not wait_for(lambda: told.exists() and told.stat().st_size):
            print("Bail out! no scheduler")
            sys.exit(1)
        self.address = json.loads(told.read_text())["address"]
        for _ in range(workers):
            self.add_worker()

    def start_part(self, name, *args):
        process = subprocess.Popen([sys.executable, "-m", f"distributed.cli.dask_{name}", *args],
                                   env=self.env, stdout=self.log, stderr=self.log,
                                   stdin=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def add_worker(self):
        self.workers.append(self.start_part(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host",
            "127.0.0.1", "--local-directory", os.path.abspath("local")))

    def start_job(self, inputs, output, *args):
        words = [str(JOB), "--scheduler", self.address, "-o", output, *inputs, *args]
        job = subprocess.Popen([sys.executable, *words], stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, env=self.env)
        self.processes.append(job)
        return job

    def kill_one_at_work(self, parts, job):
        """SIGKILL for a worker that has written some of a part: the commands it ran; None if the
        job ends first. It is stopped before it is looked at, so that it is at work when it dies."""
        while job.poll() is None:
            for worker in self.workers:
                worker.send_signal(signal.SIGSTOP)
                mark = f"*.jsonl.{socket.gethostname()}-{worker.pid}-*"
                if any(map(os.path.getsize, glob.glob(os.path.join(parts, mark)))):
                    commands = children(worker.pid)
                    worker.kill()
                    self.workers.remove(worker)
                    return commands
                worker.send_signal(signal.SIGCONT)
                time.sleep(0.002)
        return None


def children(pid):
    """Where the kernel tells them."""
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        found += [int(word) for word in pathlib.Path(path).read_text().split()]
    return found


def is_gone(pid):
    """Whether a process has ended, if nobody has asked for its status either."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def on_one_machine(command, inputs, *options):
    return b"".join(subprocess.run([command, "batch", *options, path], stdout=subprocess.PIPE,
                                   check=False).stdout for path in inputs)


def whole_parts(directory):
    return glob.glob(os.path.join(directory, "*.jsonl"))


# ---------------------------------------------------------------- tests


def material():
    """JSON Lines with all that is odd, and WARC files, the second of which breaks off."""
    making.write_lines("odd.jsonl", 2500, seed=6)
    making.write_warc("one.warc.gz", 250, seed=1)
    making.write_warc("two.warc.gz", 250, seed=2)
    os.truncate("two.warc.gz", os.path.getsize("two.warc.gz") - 1000)
    return ["one.warc.gz", "odd.jsonl", "two.warc.gz"]


def flaky(command):
    """A command that fails when it is called first."""
    pathlib.Path("flaky").write_text(
        f'#!/bin/sh\nmkdir "{os.getcwd()}/once" 2>/dev/null && exit 5\nexec "{command}" "$@"\n')
    os.chmod("flaky", 0o755)
    return os.path.abspath("flaky")


def check_killed_job(cluster, inputs):
    """Returns how many parts were there when the job was killed."""
    job = cluster.start_job(inputs, "out.jsonl", "--part-bytes", "1000000")
    wait_for(lambda: len(whole_parts("out.jsonl.parts")) >= 2 or job.poll() is not None)
    job.kill()
    _, err = job.communicate()
    there = whole_parts("out.jsonl.parts")
    ok(job.returncode == -signal.SIGKILL and len(there) >= 2 and not os.path.exists("out.jsonl"),
       "a job that is killed leaves parts, and no output", job.returncode, there)
    ok(os.path.isdir("once") and "BatchError" not in err, "a task that fails is tried again", err)
    return len(there)


def check_killed_worker(cluster, inputs, want, done):
    job = cluster.start_job(inputs, "out.jsonl", "--part-bytes", "1000000")
    killed = cluster.kill_one_at_work("out.jsonl.parts", job)
    _, err = job.communicate(timeout=60)
    ok(killed is not None, "a worker was killed in the midst of a part", err)
    told = re.search(r"(\d+) parts, (\d+) done before", err)
    ok(told and int(told[1]) > int(told[2]) >= done, "what was there is not done again", err, done)
    got = pathlib.Path("out.jsonl").read_bytes() if job.returncode == 0 else b""
    ok(job.returncode == 0 and got == want, "the output is that of one machine, byte for byte",
       job.returncode, len(got), len(want), err)
    ok(not os.path.exists("out.jsonl.parts"), "no parts are left")
    ok(wait_for(lambda: all(map(is_gone, killed or [])), 10),
       "the command that the worker ran is gone as well", killed)


def check_small_parts(cluster, command):
    """A part for each line, but for those whose first bytes would be taken for something else."""
    odd = [line.encode() for line in [*making.ODD, " ", ""]] + [b"\x1f\x8b\x08 gzip", b'{"id": 1}']
    lines = [line for one in odd for line in (one, b'{"html": "<p>between"}')]
    pathlib.Path("small.jsonl").write_bytes(b"\n".join(lines))
    job = cluster.start_job(["small.jsonl"], "small.out", "--part-bytes", "1")
    _, err = job.communicate(timeout=60)
    ok(job.returncode == 0 and int(err.split()[1]) > len(odd)
       and pathlib.Path("small.out").read_bytes() == on_one_machine(command, ["small.jsonl"]),
       "parts as small as can be, between lines of all kinds", err)


def check_options(cluster, inputs, command):
    options = ["--body", "markdown", "--precision"]
    job = cluster.start_job(inputs[1:], "kept.jsonl", "--keep-parts", "--", *options)
    _, err = job.communicate(timeout=60)
    got = b"".join(pathlib.Path(p).read_bytes() for p in sorted(glob.glob("kept.jsonl.parts/*")))
    ok(job.returncode == 0 and got == on_one_machine(command, inputs[1:], *options)
       and not os.path.exists("kept.jsonl"), "options, and parts that stay", job.returncode, err)


def check_missing(cluster):
    job = cluster.start_job(["one.warc.gz", "nowhere.warc.gz"], "none.jsonl", "--retries", "1")
    _, err = job.communicate(timeout=60)
    ok(job.returncode == 1 and "nowhere.warc.gz: " in err and "No such file" in err
       and not os.path.exists("none.jsonl"), "an input that is not there is named", err)


def check_recipe(cluster, want):
    """The one of README.md that cleans in the worker itself."""
    text = (JOB.parent / "README.md").read_text()
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    pathlib.Path("recipe.py").write_text(program.replace("tcp://HOST:8786", cluster.address))
    making.write_lines("plain.jsonl", 60, seed=7, odd=False)
    done = subprocess.run([sys.executable, "recipe.py"], env=cluster.env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    titles = [json.loads(line)["title"] for line in want.splitlines()]
    ok(done.returncode == 0 and done.stdout.splitlines() == [str(t) for t in titles],
       "the short program of README.md finds the same titles", done)


def test(command):
    inputs = material()
    want = on_one_machine(command, inputs)
    ok(want.count(b"\n") > 3000 and b'"status":"error"' in want, "one machine", len(want))
    with Cluster(flaky(command)) as cluster:
        cluster.start(workers=3)
        done = check_killed_job(cluster, inputs)
        check_killed_worker(cluster, inputs, want, done)
        check_small_parts(cluster, command)
        check_options(cluster, inputs, command)
        check_missing(cluster)
        making.write_lines("plain.jsonl", 60, seed=7, odd=False)
        check_recipe(cluster, on_one_machine(command, ["plain.jsonl"]))
    print(f"1..{count}")


# ---------------------------------------------------------------- figures


def clocked(work):
    started = time.monotonic()
    return work(), time.monotonic() - started


def figures(command, pages, workers=3, shards=20):
    inputs = [f"shard-{pages}-{n:02}.warc.gz" for n in range(shards)]
    for n, path in enumerate(inputs):
        if not os.path.exists(path):
            making.write_warc(path, pages // shards, seed=n)
    with Cluster() as cluster:
        cluster.start(workers)
        job, started = cluster.start_job(inputs, "out.jsonl"), time.monotonic()
        killed = cluster.kill_one_at_work("out.jsonl.parts", job)
        cluster.add_worker()
        _, err = job.communicate()
        clock = time.monotonic() - started
    want, alone = clocked(lambda: on_one_machine(command, inputs, "-P", str(workers)))
    good = job.returncode == 0 and pathlib.Path("out.jsonl").read_bytes() == want
    print("| pages | files | workers | killed | clock | pages/s | one command, as many workers |"
          " output |\n|---|---|---|---|---|---|---|---|\n"
          f"| {pages} | {shards} | {workers} | {0 if killed is None else 1} | {clock:.1f} s | "
          f"{pages / clock:.0f} | {alone:.1f} s | {'the same bytes' if good else 'OTHER BYTES'} |")
    return 0 if good and killed is not None else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--pages", type=int)
    parser.add_argument("--in", dest="directory", default=".")
    chosen = parser.parse_args()
    command = os.path.abspath(chosen.command)
    # Who ends the tests must not leave a cluster behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.makedirs(chosen.directory, exist_ok=True)
    os.chdir(chosen.directory)
    return figures(command, chosen.pages) if chosen.pages else test(command)


sys.exit(main())
