"""What memory a batch takes for inputs of any size: python3 memory.py CLEANPAGE CORPUS.warc.gz GIGABYTES...

The corpus (corpus.py) goes through standard input again and again, unpacked, until so many gigabytes
have, in whole passes. Prints for each size the records, the seconds, and the largest memory that the
dispatcher and any worker ever held (VmHWM), in MiB.
"""

import gzip
import pathlib
import subprocess
import sys
import threading
import time

CHUNK = 1 << 20


def feed(pipe, corpus, size, sent):
    """Whole passes over the corpus, so that no record is cut off. sent["bytes"] counts."""
    with pipe:
        while sent["bytes"] < size:
            with gzip.open(corpus) as packed:
                while data := packed.read(CHUNK):
                    pipe.write(data)
                    sent["bytes"] += len(data)


def family(pid):
    """The process and its children."""
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *map(int, children)]


def high_water(pid):
    """KiB; 0 of a process that is gone."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def watch(process, peaks):
    while process.poll() is None:
        for at, pid in enumerate(family(process.pid)):
            role = "dispatcher" if at == 0 else "worker"
            peaks[role] = max(peaks[role], high_water(pid) / 1024)
        time.sleep(0.05)


def count_lines(pipe):
    lines = 0
    while data := pipe.read(CHUNK):
        lines += data.count(b"\n")
    return lines


def measure(command, corpus, size):
    start = time.monotonic()
    process = subprocess.Popen([command, "batch", "--from", "warc", "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    peaks, sent = {"dispatcher": 0, "worker": 0}, {"bytes": 0}
    threads = [threading.Thread(target=feed, args=(process.stdin, corpus, size, sent)),
               threading.Thread(target=watch, args=(process, peaks))]
    for thread in threads:
        thread.start()
    lines = count_lines(process.stdout)
    for thread in threads:
        thread.join()
    if process.returncode:
        sys.exit(f"exit status {process.returncode}")
    return sent["bytes"], lines, time.monotonic() - start, peaks


def main():
    command, corpus = sys.argv[1:3]
    print("| input | records | clock | dispatcher | a worker |\n|---|---|---|---|---|")
    for gigabytes in map(float, sys.argv[3:] or ["1", "10"]):
        size, lines, seconds, peaks = measure(command, corpus, gigabytes * 1e9)
        print(f"| {size / 1e9:.1f} GB | {lines:,} | {seconds:.0f} s | {peaks['dispatcher']:.0f} MiB | "
              f"{peaks['worker']:.0f} MiB |", flush=True)


main()
