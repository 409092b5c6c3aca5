"""TAP: workers that are shut in. Works in the directory that is current, which is empty.

usage: sandbox.py CLEANPAGE SOURCE
"""
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import ok, plan

COMMAND = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])


def batch(mode, *args, stdin=b""):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([COMMAND, "batch", "-v", f"--sandbox={mode}", *args], input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def told(stderr):
    return re.search(r"^\* sandbox: (.*)$", stderr, re.M)[1]


# ---------------------------------------------------------------- what is in force

def has_filter():
    status, out, err = batch("auto", "-f", "page", stdin=b"<p>Nothing much.")
    ok(status == 0 and out.count(b"\n") == 1, "auto refuses nobody", status, err)
    return told(err).startswith("system calls")


def check_required(filtered):
    status, out, err = batch("require", "-f", "page", stdin=b"<p>Nothing much.")
    if filtered:
        ok(status == 0 and told(err).startswith("system calls"), "require, where there is one", err)
    else:
        ok(status == 5 and not out and "there is no sandbox: " in err,
           "require, where there is none: refused, and told why", status, err)
    status, out, err = batch("off", "-f", "page", stdin=b"<p>Nothing much.")
    ok(status == 0 and told(err) == "none (it is switched off)", "off", err)
    status, out, err = batch("on")
    ok(status == 2 and not out and "--sandbox" in err, "on is none of them", status, err)


# ---------------------------------------------------------------- the same bytes

def encodings():
    text = (SOURCE / "src/decode/encodings.def").read_text()
    return re.findall(r'^CP_ENCODING\(\w+, "([^"]+)"', text, re.M)


def page_of_bytes():
    """All upper bytes, alone and before others, as the text of an article."""
    rows = []
    for first in range(0x81, 0xFF):
        row = b"".join(bytes([first, second]) for second in range(0x41, 0xFF, 7))
        rows.append(b"<p>" + row + b"\x8f\xb0\xa1 and so on, and words behind it.</p>")
    return b"<title>Bytes</title><article>" + b"\n".join(rows) + b"</article>"


def check_encodings(mode):
    page = base64.b64encode(page_of_bytes()).decode()
    records = "".join(json.dumps({"id": e, "charset": e, "html_b64": page}) + "\n"
                      for e in encodings()).encode()
    inside = batch(mode, "-P", "2", "-f", "jsonl", stdin=records)
    outside = batch("off", "-P", "1", "-f", "jsonl", stdin=records)
    lines = [json.loads(line) for line in outside[1].splitlines()]
    failed = [line["id"] for line in lines if line["status"] != "ok"]
    texts = {line["text"] for line in lines if line["status"] == "ok"}
    ok(failed == ["replacement"] and len(texts) > 30,
       "pages in all encodings but the one that browsers refuse", failed, len(texts))
    ok(inside[:2] == outside[:2], "all encodings: the same bytes", inside[2], outside[2])


def check_pages(mode):
    pages = str(SOURCE / "fixtures/pages")
    inside, outside = batch(mode, pages), batch("off", pages)
    ok(len(inside[1]) > 100000 and inside[:2] == outside[:2], "the fixtures: the same bytes",
       inside[2], outside[2])
    # Files that records name are read by who hands them out.
    path = json.dumps({"id": 1, "path": str(next(SOURCE.glob("fixtures/pages/*/source.html")))})
    status, out, err = batch(mode, "-f", "jsonl", stdin=path.encode())
    ok(status == 0 and json.loads(out)["status"] != "error", "a file that a record names", out, err)


# ---------------------------------------------------------------- what a worker has

def descriptors(pid):
    return {int(fd.name): os.readlink(fd) for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir()}


def workers_of(pid):
    """What each has open. What the command's script runs before it, and what a worker has before it
    has closed it, is gone at a later look."""
    found = []
    for _ in range(200):
        time.sleep(0.05)
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found = [descriptors(child) for child in children]
        except FileNotFoundError:
            continue
        if len(found) == 3 and all(len(d) == 4 for d in found):
            break
    return found


def check_descriptors():
    """While the call waits for input: of what it has open its workers have nothing."""
    reading, writing = os.pipe()
    command = [COMMAND, "batch", "--sandbox=off", "-P", "3", "-o", "out.jsonl", "-f", "jsonl"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[reading])
    try:
        process.stdin.write(b'{"id":1,"html":"<p>One page."}\n')
        process.stdin.flush()
        workers = workers_of(process.pid)
    finally:
        process.stdin.close()
        process.wait(30)
        os.close(reading)
        os.close(writing)
    others = [[name for fd, name in d.items() if fd > 2] for d in workers]
    ok(len(workers) == 3 and all(len(o) == 1 and o[0].startswith("socket:") for o in others),
       "a worker has its own socket and nothing else", workers)
    ok(all(d.get(0) == d.get(1) == "/dev/null" for d in workers), "neither stdin nor stdout", workers)


filtered = has_filter()
check_required(filtered)
mode = "require" if filtered else "auto"
check_encodings(mode)
check_pages(mode)
if pathlib.Path("/proc/self/task").exists():
    check_descriptors()
plan()
