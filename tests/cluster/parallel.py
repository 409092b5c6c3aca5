"""TAP: contrib/parallel with the real GNU parallel, on this machine and on two behind ssh.

usage: parallel.py CLEANPAGE PAGES [SSHD]

Works in the directory that is current, which is empty. Without SSHD there are no other machines.
"""
import contextlib
import functools
import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from here import CONTRIB, Processes, make_corpus, ok, pages_of, plan, read, size, split, wait_until
from ssh_here import Machines

COMMAND, PAGES = sys.argv[1], int(sys.argv[2])
CLEAN, JOIN = CONTRIB / "parallel" / "clean-files.sh", CONTRIB / "slurm" / "join.sbatch"
LINES = PAGES // 4
PATIENCE = 120
here = pathlib.Path.cwd()


def make_pages():
    """Pages in WARC files, the third a long one; some of them as lines that have an id or none."""
    make_corpus("crawl.warc.gz", PAGES)
    paths = split("crawl.warc.gz", here, [PAGES // 8, PAGES // 8, PAGES // 2, PAGES // 8, PAGES // 8])
    pathlib.Path("warcs.txt").write_text("".join(f"{path.relative_to(here)}\n" for path in paths))
    subprocess.run([COMMAND, "batch", "-q", "crawl.warc.gz", "-o", "want.jsonl"], check=True)
    with open("pages.jsonl", "w") as named, open("bare.jsonl", "w") as bare:
        for url, html in itertools.islice(pages_of("crawl.warc.gz"), LINES):
            line = {"url": url, "html": html}
            bare.write(json.dumps(line) + "\n")
            named.write(json.dumps({"id": url, **line}) + "\n")


# ---------------------------------------------------------------- one stream

def piped(lines, *options, command=COMMAND):
    with open(lines) as file:
        done = subprocess.run(["parallel", "--pipe", "--keep-order", "--block", "400k", *options,
                               f"{command} batch -q --exit-zero -P 1 -f jsonl"], stdin=file, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
    return done.stdout, (done.returncode, done.stderr)


@functools.cache
def one_call(lines):
    return subprocess.run([COMMAND, "batch", "-q", "-f", "jsonl", lines], stdout=subprocess.PIPE,
                          check=False).stdout


def without_ids(text):
    """Lines without their number, and whether it was the number of a line in its block alone."""
    lines = [json.loads(line) for line in text.splitlines()]
    numbers = [line.pop("id") for line in lines]
    return lines, numbers


def check_pipe():
    want = one_call("pages.jsonl")
    got, said = piped("pages.jsonl")
    ok(got == want and said == (0, b""), "--pipe: lines with an id give the bytes of one call", said)
    got, said = piped("bare.jsonl")
    (lines, numbers), (all_lines, all_numbers) = without_ids(got), without_ids(one_call("bare.jsonl"))
    ok(lines == all_lines and all_numbers == list(range(LINES)) and numbers.count(0) > 1,
       "without an id, numbers begin anew in each block, as the README tells; all else is the same", said)
    if not shutil.which("jq"):
        ok(True, "an id from jq # SKIP no jq")
        return
    example = next(line for line in (CONTRIB / "parallel" / "README.md").read_text().splitlines()
                   if "foreach inputs" in line)
    with open("numbered.jsonl", "wb") as file:
        subprocess.run(["sh", "-c", example.partition("|")[0].replace("pages.jsonl", "bare.jsonl")],
                       stdout=file, check=True)
    ok(piped("numbered.jsonl")[0] == one_call("bare.jsonl"),
       "with the README's numbers for an id: the bytes of one call without an id")


# ---------------------------------------------------------------- files

def clean_files(out, *options, files="warcs.txt"):
    return ["sh", CLEAN, files, out, *map(str, options)]


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode()


def joined(out):
    """What the files of a directory come to, put together."""
    said = run(["sh", JOIN, "warcs.txt", out, f"{out}.jsonl"])
    return read(f"{out}.jsonl") if said[0] == 0 else said


def kill_session(leader):
    """All that the leader of a session has started: parallel gives each job a group of its own."""
    found = True
    while found:
        found = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                 if session_of(pid) == leader.pid]
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        leader.poll()


def session_of(pid):
    """None of the dead, who may not have been waited for."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[3])


def check_killed():
    """All is killed in the middle, and the same line given once more."""
    first = subprocess.Popen(clean_files("out", "-j2"), stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until(lambda: os.path.exists("out/000002.jsonl") and size("out/000003.jsonl.part"), PATIENCE,
                   "a file done, and one begun")
    finally:
        kill_session(first)
    first.wait()
    before = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir("out")}
    part = read("out/000003.jsonl.part")
    said = run(clean_files("out", "-j2"))
    same = [entry.name for entry in os.scandir("out") if entry.stat().st_mtime_ns == before.get(entry.name)]
    ok(said == (0, "") and joined("out") == read("want.jsonl"),
       "killed in the middle and called again: joined, the bytes of one call", said)
    ok(0 < part.count(b"\n") < PAGES // 2 and "000002.jsonl" in same,
       "it was in the middle, and what was whole is not made again", part.count(b"\n"), same)


def check_missing():
    """A file that is not there, and then it is."""
    pathlib.Path("later.txt").write_text("part-0.warc.gz\nnowhere.warc.gz\npart-1.warc.gz\n")
    status, text = run(clean_files("less", "-j2", files="later.txt"))
    ok(status == 1 and "nowhere.warc.gz" in text and sorted(os.listdir("less")) ==
       ["000001.jsonl", "000003.jsonl", "joblog"], "a missing file is told, and costs no other", status, text)
    os.rename("part-2.warc.gz", "nowhere.warc.gz")
    said = run(clean_files("less", "-j2", files="later.txt"))
    os.rename("nowhere.warc.gz", "part-2.warc.gz")
    ok(said == (0, "") and os.path.exists("less/000002.jsonl"), "called again, what failed is done", said)


# ---------------------------------------------------------------- other machines

def check_machines(machines):
    got, said = piped("pages.jsonl", *machines.options(), command='"$CLEANPAGE"')
    used = [name for name in machines.names if machines.logins(name) > 1]
    ok(got == one_call("pages.jsonl") and used == machines.names, "--pipe over ssh: the bytes of one call",
       said, used)
    first = subprocess.Popen(clean_files("sent", *machines.options(), "--workdir", machines.remote,
                                         "--transferfile", "{}", "--return", "{o}", "--cleanup"),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        lost = machines.names[1]
        wait_until(lambda: list(machines.disk(lost).glob("sent/*.part")), PATIENCE, "a file begun there")
        machines.kill(lost)
        text = first.communicate(timeout=PATIENCE)[0].decode()
    finally:
        first.kill()
    ok(first.returncode == 0 and joined("sent") == read("want.jsonl"),
       "a machine dies at work: the other does it, and joined, these are the bytes of one call", text)
    ok(list(machines.disk(lost).glob("sent/*.part")), "it was in the middle of a file")
    left = list(machines.disk(machines.names[0]).rglob("*"))
    ok(not left, "nothing is left on the machine that lives", left)


def main():
    make_pages()
    check_pipe()
    check_killed()
    check_missing()
    if len(sys.argv) > 3:
        with Processes() as processes:
            machines = Machines(processes, here / "ssh", ["h1", "h2"], sys.argv[3], COMMAND)
            machines.start()
            check_machines(machines)
    else:
        ok(True, "other machines # SKIP no sshd, rsync or namespaces, or not root")
    plan()


main()
