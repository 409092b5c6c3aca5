"""What a batch costs and how it scales: python3 batch.py CLEANPAGE DIR [PAGES]

Makes a WARC file of PAGES pages from the fixtures (corpus.py) in DIR and cleans it with one worker,
with two and so on up to the cores; each time all that takes part, the process that hands out the
pages and those that clean them, has as many cores as there are workers. For each it prints the time
on the clock, the best of ROUNDS that take turns, CPU time, pages a second, and how many times as
fast that is as on one core. The outputs must be the same bytes.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import time

ROUNDS = 3


def measure(command, corpus, workers):
    """Seconds on the clock, CPU seconds, MiB of the largest process, digest of the output, lines."""
    output = corpus.with_suffix(".jsonl")
    own = cores()[:workers]
    start = time.monotonic()
    process = subprocess.Popen([command, "batch", str(corpus), "-q", "-P", str(workers), "-o", output],
                               preexec_fn=lambda: os.sched_setaffinity(0, own))
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit status {process.returncode}")
    text = output.read_bytes()
    output.unlink()
    return (clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
            hashlib.sha256(text).hexdigest(), text.count(b"\n"))


def cores():
    return sorted(os.sched_getaffinity(0))


def make_corpus(directory, pages):
    corpus = directory / f"pages-{pages}.warc.gz"
    if not corpus.exists():
        made = subprocess.run([sys.executable, pathlib.Path(__file__).with_name("corpus.py"), corpus,
                               str(pages)], check=True, stdout=subprocess.PIPE, text=True)
        print(made.stdout, flush=True)
    return corpus


def main():
    command, directory = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    directory.mkdir(parents=True, exist_ok=True)
    corpus = make_corpus(directory, pages)
    counts = range(1, len(cores()) + 1)
    rounds = [{n: measure(command, corpus, n) for n in counts} for _ in range(ROUNDS)]
    best = {n: min(r[n] for r in rounds) for n in counts}
    print("| workers and cores | clock | CPU | pages/s | as fast as one | memory of the largest process |\n"
          "|---|---|---|---|---|---|")
    for n, (clock, cpu, memory, _, lines) in best.items():
        print(f"| {n} | {clock:.2f} s | {cpu:.2f} s | {lines / clock:.0f} | {best[1][0] / clock:.2f} | "
              f"{memory:.0f} MiB |")
    outputs = {r[n][3:] for r in rounds for n in counts}
    print(f"{pages} pages, {best[1][4]} lines,", "the same bytes" if len(outputs) == 1 else "OTHER BYTES")
    sys.exit(len(outputs) != 1)


if __name__ == "__main__":
    main()
