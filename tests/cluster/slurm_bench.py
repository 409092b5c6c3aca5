"""Many pages through contrib/slurm, whose nodes die: slurm_bench.py CLEANPAGE DIR [PAGES [KILLS]]

Makes a WARC file of PAGES pages in DIR, or takes the one of tests/bench/batch.py, cuts it into 24 files and has
six tasks on a Slurm of three nodes clean them. KILLS times one of the nodes at work loses its power, and comes back
when Slurm has seen it. Prints a line for a table; the bytes must be those of one call of "cleanpage batch". Needs
root. Of a real cluster the waiting for a dead node differs: it is minutes there, and ten seconds here.
"""
import hashlib
import os
import pathlib
import random
import shutil
import sys
import time

from here import CONTRIB, Processes, make_corpus, size, split, wait_until
from slurm_here import Cluster

FILES, TASKS, NODES = 24, 6, 3
PATIENCE = 3600


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def output_size():
    return sum(size(entry.path) for entry in os.scandir("out")) if os.path.isdir("out") else 0


def disturb(cluster, array, kills, wanted):
    """Kills a node whenever another part of the output is there."""
    dice = random.Random(kills)
    for number in range(1, kills + 1):
        wait_until(lambda: output_size() > wanted * number / (kills + 1), PATIENCE, "more output")
        nodes = wait_until(lambda: cluster.node_of(array).split(), PATIENCE, "a task at work")
        node = dice.choice(nodes)
        seen = cluster.log().count(f"Nodes {node} not responding, setting DOWN")
        cluster.kill_node(node)
        wait_until(lambda: cluster.log().count(f"Nodes {node} not responding, setting DOWN") > seen, 120,
                   f"{node} is missed")
        cluster.start_node(node)


def clean(cluster, kills, wanted):
    """Seconds on the clock, and how many tasks were queued again."""
    start = time.monotonic()
    array = cluster.submit(f"--array=0-{TASKS - 1}", f"--cpus-per-task={cluster.cpus}", "--mem-per-cpu=1200M",
                           CONTRIB / "slurm" / "cleanpage.sbatch", "warcs.txt", "out")
    join = cluster.submit(f"--dependency=afterok:{array}", CONTRIB / "slurm" / "join.sbatch", "warcs.txt",
                          "out", "all.jsonl")
    disturb(cluster, array, kills, wanted)
    wait_until(lambda: cluster.is_over(array, join), PATIENCE, "the array over")
    taken = time.monotonic() - start
    return taken, sum(int(cluster.facts(f"{array}_{task}")["Restarts"]) for task in range(TASKS))


def prepare(command, directory, pages):
    """Goes into a new directory with the files; seconds that one call takes."""
    directory.mkdir(parents=True, exist_ok=True)
    corpus = directory / f"pages-{pages}.warc.gz"
    if not corpus.exists():
        make_corpus(corpus, pages, seed=1)
    work = directory / f"slurm-{pages}"
    shutil.rmtree(work, ignore_errors=True)
    (work / "bin").mkdir(parents=True)
    os.chdir(work)
    os.symlink(command, "bin/cleanpage")
    os.environ["PATH"] = f"{work}/bin:{os.environ['PATH']}:/usr/sbin:/sbin"
    each = pages // FILES
    paths = split(corpus, work, [each] * (FILES - 1) + [pages - each * (FILES - 1)])
    pathlib.Path("warcs.txt").write_text("".join(f"{path}\n" for path in paths))
    start = time.monotonic()
    status = os.spawnlp(os.P_WAIT, "cleanpage", "cleanpage", "batch", "-q", str(corpus), "-o", "want.jsonl")
    if status:
        sys.exit(f"cleanpage batch: status {status}")
    return time.monotonic() - start


def main():
    command, directory = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    kills = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    alone = prepare(command, directory, pages)
    with Processes() as processes:
        cluster = Cluster(processes, pathlib.Path.cwd(), NODES, cpus=1)
        try:
            cluster.start()
            clock, again = clean(cluster, kills, size("want.jsonl"))
        finally:
            cluster.clear()
    same = size("all.jsonl") > 0 and digest("all.jsonl") == digest("want.jsonl")
    print("| pages | one call | Slurm, three nodes | pages/s | nodes killed | tasks queued again | output |\n"
          "|---|---|---|---|---|---|---|")
    print(f"| {pages:,} | {alone:.1f} s | {clock:.1f} s | {pages / clock:,.0f} | {kills} | {again} | "
          f"{'the same bytes' if same else 'OTHER BYTES'} |")
    sys.exit(0 if same else 1)


main()
