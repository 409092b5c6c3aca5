"""TAP: contrib/slurm on a Slurm of three nodes, one of which dies at work.

usage: slurm.py CLEANPAGE PAGES

Works in the directory that is current, which is empty.
"""
import json
import os
import pathlib
import subprocess
import sys

from here import CONTRIB, Processes, make_corpus, ok, plan, read, size, split, wait_until
from slurm_here import Cluster

COMMAND, PAGES = sys.argv[1], int(sys.argv[2])
JOB, JOIN = CONTRIB / "slurm" / "cleanpage.sbatch", CONTRIB / "slurm" / "join.sbatch"
PATIENCE = 120
here = pathlib.Path.cwd()


def make_pages():
    """Seven files for three tasks. The first two are long, so that there is a middle of them."""
    make_corpus("crawl.warc.gz", PAGES)
    rest = PAGES // 12
    paths = split("crawl.warc.gz", here, [(PAGES - 5 * rest) // 2, PAGES - 5 * rest - (PAGES - 5 * rest) // 2]
                  + [rest] * 5)
    pathlib.Path("warcs.txt").write_text("".join(f"{path}\n" for path in paths))
    subprocess.run([COMMAND, "batch", "-q", "crawl.warc.gz", "-o", "want.jsonl"], check=True)


def check_array(cluster):
    array = cluster.submit("--array=0-2", f"--cpus-per-task={cluster.cpus}", "--mem-per-cpu=1200M", JOB,
                           "warcs.txt", "out", "--stats", "-")
    join = cluster.submit(f"--dependency=afterok:{array}", JOIN, "warcs.txt", "out", "all.jsonl")
    parts = ["out/000001.jsonl.part", "out/000002.jsonl.part"]
    node = wait_until(lambda: cluster.node_of(f"{array}_1"), PATIENCE, "the second task on a node")
    wait_until(lambda: all(size(part) > 0 for part in parts), PATIENCE, "two tasks at work")
    # The second task loses its node; the first one hears that its time is nearly over.
    cluster.kill_node(node)
    cluster.call("scancel", "--batch", "--signal=USR1", f"{array}_0")
    left = read(parts[1])
    whole = PAGES // 4
    ok(0 < left.count(b"\n") < whole, "a node dies in the middle of a file", left.count(b"\n"))
    wait_until(lambda: cluster.is_over(array, join), PATIENCE, "the array over")
    tasks = [cluster.facts(f"{array}_{task}") for task in range(3)]
    ok([task["JobState"] for task in tasks] == ["COMPLETED"] * 3, "all tasks come to their end", tasks)
    ok(int(tasks[1]["Restarts"]) == 1 and f"due to failure of node {node}" in cluster.log(),
       "Slurm sees that the node is down, and queues its task again", tasks[1], cluster.log())
    log = read(f"cleanpage-{array}_0.log").decode()
    ok(int(tasks[0]["Restarts"]) == 1 and "goes on from here" in log,
       "a task whose time is nearly over queues itself again", tasks[0], log)
    skipped = [sum(json.loads(line)["skipped"] for line in read(f"cleanpage-{array}_{task}.log").splitlines()
                   if line.startswith(b"{")) for task in range(3)]
    ok(skipped[0] > 0 and skipped[1] >= left.count(b"\n") and skipped[2] == 0,
       "the lines that were there are gone on from", skipped)
    ok(read("all.jsonl") == read("want.jsonl"), "joined: the bytes of one call on one machine",
       len(read("all.jsonl")), len(read("want.jsonl")), cluster.facts(join))
    check_nothing_left("out")
    cluster.start_node(node)


def check_nothing_left(directory):
    names = sorted(os.listdir(directory))
    ok(names == [f"{number:06}.jsonl" for number in range(1, 8)], "no more files than that", names)


def check_again(cluster):
    """The same array again, and the README's line for shards of one file beside it."""
    before = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir("out")}
    again = cluster.submit("--array=0-2", f"--cpus-per-task={cluster.cpus}", "--mem-per-cpu=1200M", JOB,
                           "warcs.txt", "out")
    shards = cluster.call("sh", "-c", readme_example("--shard")).split()[-1]
    wait_until(lambda: cluster.is_over(again, shards), PATIENCE, "the second arrays over")
    after = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir("out")}
    ok(cluster.facts(f"{again}_1")["JobState"] == "COMPLETED" and before == after,
       "the same array again finds all there")
    lines = [read(f"shards/{number}.jsonl").splitlines(True) for number in range(3)]
    joined = b"".join(lines[number % 3][number // 3] for number in range(sum(map(len, lines))))
    ok(joined == read("want.jsonl"), "the README's array of shards", [len(shard) for shard in lines])
    subprocess.run([COMMAND, "merge", *(f"shards/{number}.jsonl" for number in range(3)), "-o", "merged.jsonl"],
                   check=True)
    ok(read("merged.jsonl") == read("want.jsonl"), "and what cleanpage merge makes of it")


def readme_example(word):
    """The block of commands in the README that has this word."""
    text = (CONTRIB / "slurm" / "README.md").read_text()
    return next(block for block in text.split("\n\n") if block.startswith("    ") and word in block)


def check_cancelled(cluster):
    """What the user cancels leaves what it had, and is not queued again; the same array again ends it."""
    same = "--array=0", f"--cpus-per-task={cluster.cpus}", "--mem-per-cpu=1200M", JOB, "first.txt", "once"
    pathlib.Path("first.txt").write_text("part-0.warc.gz\n")
    job = cluster.submit(*same)
    wait_until(lambda: size("once/000001.jsonl.part"), PATIENCE, "the task at work")
    cluster.call("scancel", job)
    wait_until(lambda: cluster.is_over(job), PATIENCE, "the task gone")
    left, want = read("once/000001.jsonl.part"), read("out/000001.jsonl")
    ok(cluster.facts(f"{job}_0")["JobState"] == "CANCELLED" and 0 < len(left) < len(want)
       and want.startswith(left) and left.endswith(b"\n"), "a task that is cancelled leaves whole lines",
       cluster.facts(f"{job}_0"), left[-200:])
    job = cluster.submit(*same)
    wait_until(lambda: cluster.is_over(job), PATIENCE, "the task over")
    ok(read("once/000001.jsonl") == want, "and is gone on from when it is submitted again")


def check_refusals():
    """Without Slurm: what a task or a join must not do."""
    gaps = dict(os.environ, SLURM_ARRAY_TASK_ID="3", SLURM_ARRAY_TASK_MIN="3", SLURM_ARRAY_TASK_MAX="7",
                SLURM_ARRAY_TASK_COUNT="2")
    done = subprocess.run(["sh", JOB, "warcs.txt", "gaps"], env=gaps, stderr=subprocess.PIPE, check=False)
    ok(done.returncode == 2 and b"without gaps" in done.stderr and not os.path.exists("gaps"),
       "an array with gaps is refused", done)
    os.unlink("out/000003.jsonl")
    done = subprocess.run(["sh", JOIN, "warcs.txt", "out", "less.jsonl"], stderr=subprocess.PIPE, check=False)
    ok(done.returncode == 1 and b"out/000003.jsonl is missing" in done.stderr
       and not os.path.exists("less.jsonl"), "without one of the files nothing is joined", done)


def main():
    make_pages()
    with Processes() as processes:
        cluster = Cluster(processes, here)
        try:
            cluster.start()
            check_array(cluster)
            check_again(cluster)
            check_cancelled(cluster)
        except Exception:
            for log in cluster.home.glob("*.out"):
                print(f"# {log.name}: {log.read_text()[-1000:]!r}")
            raise
        finally:
            cluster.clear()
    check_refusals()
    plan()


main()
