"""What a batch costs and how it scales: python3 batch.py CLEANPAGE DIR [PAGES]

Makes a WARC file of PAGES pages from the fixtures (corpus.py) in DIR, cleans it with one worker,
with two and so on up to the cores, and prints for each the time on the clock, CPU time and pages a
second. The outputs must be the same bytes.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import time


def measure(command, corpus, workers):
    """Digest of the output, seconds on the clock, CPU seconds, and MiB of the largest process."""
    start = time.monotonic()
    process = subprocess.Popen([command, "batch", str(corpus), "-P", str(workers)],
                               stdout=subprocess.PIPE)
    digest, lines = hashlib.sha256(), 0
    while data := process.stdout.read(1 << 20):
        digest.update(data)
        lines += data.count(b"\n")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit status {process.returncode}")
    return (digest.hexdigest(), lines, time.monotonic() - start,
            usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main():
    command, directory = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    directory.mkdir(parents=True, exist_ok=True)
    corpus = directory / f"pages-{pages}.warc.gz"
    if not corpus.exists():
        made = subprocess.run([sys.executable, pathlib.Path(__file__).with_name("corpus.py"), corpus,
                               str(pages)], check=True, stdout=subprocess.PIPE, text=True)
        print(made.stdout, flush=True)
    print("| workers | clock | CPU | pages/s | memory of the dispatcher or a worker | output |\n|---|---|---|---|---|---|")
    first = None
    for workers in range(1, (os.cpu_count() or 1) + 1):
        digest, lines, clock, cpu, memory = measure(command, corpus, workers)
        first = first or digest
        print(f"| {workers} | {clock:.1f} s | {cpu:.1f} s | {lines / clock:.0f} | {memory:.0f} MiB | "
              f"{lines} lines, {'the same bytes' if digest == first else 'OTHER BYTES'} |", flush=True)
        if digest != first:
            sys.exit(1)


main()
