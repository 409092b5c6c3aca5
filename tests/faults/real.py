"""Failures that need no preloaded library: what is full, closed, slow or too small, and signals
that are ignored. Each function gives what is wrong, or a word why it cannot be tried here."""
import json
import os
import select
import shutil
import signal
import subprocess
import threading

from scenario import get, put

OLD = b"what was there before\n"


def shell(command, work, script, *arguments):
    return subprocess.run(["sh", "-c", script, command, *arguments], cwd=work,
                          capture_output=True, timeout=120, check=False)


def left_in(work):
    return [f"left: {name}" for name in os.listdir(work) if name.startswith(".cleanpage")]


# ---------------------------------------------------------------- what is closed or too small

def closed_or_limited(command, pages, work):
    wrong = []
    for name, script in (("stdout is closed", '"$0" "$1" >&-'),
                         ("a limit on files", 'ulimit -f 0; trap "" XFSZ; "$0" "$1" -o limited')):
        done = shell(command, work, script, pages[0])
        if done.returncode != 8 or not done.stderr.startswith(b"cleanpage: "):
            wrong.append(f"{name}: {done.returncode} {done.stderr[:200]}")
    if os.path.exists(os.path.join(work, "limited")):
        wrong.append("a limit on files: half a file is there")
    return wrong + left_in(work)


# ---------------------------------------------------------------- what is full

FULL = """
set -e
mount -t tmpfs -o size=256k none "$1"
cd "$1"
cp "$2" page.html
printf 'old\\n' >out
i=0
while [ $i -lt 100 ]; do echo page.html; i=$((i + 1)); done >list
# To its last byte.
cat /dev/zero >filling 2>/dev/null || :
set +e
"$0" page.html -o out 2>err1; echo $? >&3
"$0" batch -P 1 -i list -o lines 2>err2; echo $? >&3
"$0" batch -P 1 -i list --output-dir dir 2>err3; echo $? >&3
"$0" archive add kept http://127.0.0.1:1/ 2>err4; echo $? >&3
"$0" archive add kept http://127.0.0.1:1/ 2>&4
cat out >&3
find . -name '.cleanpage.?*' ! -name .cleanpage.lock >&3
rm filling
"$0" batch -P 1 -i list --resume -o lines 2>&4; echo $? >&3
wc -l <lines >&3
"""


def full_disk(command, pages, work):
    """A file system that is really full, in a name space of mounts where that is to be had."""
    disk = os.path.join(work, "disk")
    os.makedirs(disk, exist_ok=True)
    probe = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", disk],
                           capture_output=True, check=False) if shutil.which("unshare") else None
    if not probe or probe.returncode:
        return "no file system can be mounted here"
    script = "exec 3>facts 4>said; " + FULL
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script, command, disk, pages[0]],
                          cwd=work, capture_output=True, timeout=120, check=False)
    facts = get(os.path.join(work, "facts")).decode().split("\n")
    said = get(os.path.join(work, "said")).decode()
    expected = ["8", "8", "8", "8", "old", "0", "100", ""]
    if facts == expected and said.count("No space left on device") == 1:
        return []
    return [f"{facts} instead of {expected}, {said}, {done.stderr[:300]}"]


# ---------------------------------------------------------------- what does not wait

def slowly(source, target, size):
    """Copies from one descriptor to another, a bit at a time, when the target can take it."""
    while True:
        data = os.read(source, size)
        if not data:
            break
        while data:
            select.select([], [target], [], 1)
            data = data[os.write(target, data[:size]):]
    os.close(target)


def without_waiting(command, pages, work):
    """Pipes of a caller that made them so: EAGAIN is no failure."""
    text = b"<p>The old mill stood by the river for two hundred years.\n" * 20000
    whole = subprocess.run([command, "-"], input=text, capture_output=True, check=False).stdout
    put(os.path.join(work, "large.html"), text)
    from_us, to_us = os.pipe(), os.pipe()
    for end in (*from_us, *to_us):
        os.set_blocking(end, False)
    os.set_blocking(from_us[1], True)
    run = subprocess.Popen([command, "-"], stdin=from_us[0], stdout=to_us[1],
                           stderr=subprocess.PIPE)
    os.close(from_us[0])
    os.close(to_us[1])
    page = os.open(os.path.join(work, "large.html"), os.O_RDONLY)
    writer = threading.Thread(target=slowly, args=(page, from_us[1], 60000))
    writer.start()
    got = b""
    while True:
        select.select([to_us[0]], [], [], 10)
        try:
            more = os.read(to_us[0], 5000)
        except BlockingIOError:
            run.kill()
            break
        if not more:
            break
        got += more
    writer.join()
    status, err = run.wait(), run.stderr.read()
    run.stderr.close()
    for end in page, to_us[0]:
        os.close(end)
    if (status, err, got) == (0, b"", whole) and len(whole) > 200000:
        return []
    return [f"status {status}, {len(got)} bytes of {len(whole)}: {err[:200]}"]


# ---------------------------------------------------------------- signals that are ignored

def ignored_signals(command, pages, work):
    """A call under nohup(1) goes on after its terminal is gone."""
    put(os.path.join(work, "many"), (pages[0] + "\n").encode() * 300)
    # Unbuffered: communicate() does not see what readline() took beside its line.
    run = subprocess.Popen([command, "batch", "-P", "1", "-i", "many"], cwd=work, bufsize=0,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    first = run.stdout.readline()
    run.send_signal(signal.SIGHUP)
    out, err = run.communicate(timeout=120)
    if (run.returncode, err, (first + out).count(b"\n")) == (0, b"", 300):
        return []
    return [f"status {run.returncode}, {(first + out).count(10)} lines of 300: {err[:200]}"]


# ---------------------------------------------------------------- workers without memory

def hungry_workers(command, pages, work):
    """The page that needs too much has its line, and all others have theirs."""
    small = get(pages[0]).decode()
    large = "<p>" + "<i>a</i> b " * 400000
    lines = [{"id": i, "html": large if i in (3, 4, 11) else small} for i in range(16)]
    put(os.path.join(work, "lines"), b"".join(json.dumps(l).encode() + b"\n" for l in lines))
    wrong = []
    for limit in ("--doc-memory", "ulimit"):
        script = 'exec "$0" batch -f jsonl -P 2 --doc-memory 48M lines' if limit != "ulimit" else \
            'ulimit -v 60000 && exec "$0" batch -f jsonl -P 2 lines'
        done = shell(command, work, script)
        got = [json.loads(line) for line in done.stdout.splitlines()]
        failed = [line["id"] for line in got if line["status"] == "error"]
        texts = {line["text"] for line in got if line["status"] == "ok"}
        if [line["id"] for line in got] != list(range(16)) or done.returncode != 10 or \
                failed != [3, 4, 11] or len(texts) != 1 or done.stderr:
            wrong.append(f"{limit}: {done.returncode}, {len(got)} lines, {failed} failed: "
                         f"{done.stderr[:200]}")
    return wrong


ALL = ((closed_or_limited, "a stdout that is closed, a limit on files"),
       (full_disk, "a disk that is full"), (without_waiting, "pipes that do not wait"),
       (ignored_signals, "a signal that is ignored"),
       (hungry_workers, "workers without memory for a page"))
