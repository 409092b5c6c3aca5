"""TAP: contrib/spark and contrib/hadoop, and what they need of "cleanpage batch".

usage: run_streaming.py COMMAND, in the current directory, which is empty

The engines are stand-ins (engine.py), but for pyspark where it is installed.
"""
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import engine
import making

TOP = pathlib.Path(__file__).resolve().parents[2]
STANDIN = TOP / "tests" / "cluster" / "standin"
SPARK = [sys.executable, str(TOP / "contrib" / "spark" / "clean.py")]
COMMAND = sys.argv[1]
MAPPER = [COMMAND, "batch", "--from=jsonl", "--workers=1", "--exit-zero", "-"]
count = 0


def ok(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    for detail in () if good else details:
        print("# " + repr(detail)[:1000])


def read(path):
    return pathlib.Path(path).read_bytes()


def mapper(data, words=MAPPER):
    done = subprocess.run(words, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60)
    return done.returncode, done.stdout, done.stderr


def joined(directory):
    return b"".join(map(read, engine.files_of(directory)))


def without_numbers(lines):
    """What has no id has its number in its split for one."""
    return re.sub(rb'(?m)^\{"id":\d+,', b'{"id":N,', lines)


# ---------------------------------------------------------------- the command


def check_lines():
    plain = read("input/plain.jsonl")
    status, out, err = mapper(plain)
    ok((status, err) == (0, b"") and out.count(b"\n") == plain.count(b"\n"),
       "a line for each line, nothing on stderr, 0", status, err)
    status, again, _ = mapper(b"\n \n" + plain.replace(b"\n", b"\r\n\n"))
    ok((status, again) == (0, out), "empty lines have none, and CRLF is no other")
    odd = read("odd.jsonl")
    status, out, err = mapper(odd)
    ok((status, err) == (0, b"") and out.count(b'"status":"error"') > 5,
       "--exit-zero: records that failed are lines, and no failure of the task", status, err)
    ok(mapper(odd, [w for w in MAPPER if w != "--exit-zero"]) == (10, out, b""), "without it 10")
    tabs = json.dumps({"id": "a\tb", "html": "<pre>\t1\n\t\t2</pre><p>a\tb", "c": "\t"})
    status, out, _ = mapper(tabs.replace(", ", "\t,\t").encode())
    ok(status == 0 and b"\t" not in out and b"\\t" in out, "no TAB in a line, whatever comes in",
       out)
    keyed = b"".join(b"%d\t%s\n" % x for x in enumerate(plain.splitlines()[:3]))
    status, out, _ = mapper(keyed)
    ok(status == 0 and out.count(b'"error":"column 1: no object"') == 3,
       "keys before the lines are seen", out)


def check_reader_leaves():
    """Who takes some lines and then no more, as rdd.take() does; the input stays open."""
    run = subprocess.Popen(MAPPER, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    line = read("input/plain.jsonl").splitlines(True)[0]
    run.stdin.write(line)
    run.stdin.flush()
    first = run.stdout.readline()
    run.stdout.close()
    started = time.monotonic()
    run.stdin.write(line)
    run.stdin.flush()
    status = run.wait(timeout=60)
    ok(first and status == 8 and run.stderr.read() == b"" and time.monotonic() - started < 10,
       "it ends by itself and in silence", status)


# ---------------------------------------------------------------- jobs


def start(job, args, **more):
    env = {**os.environ, "CLEANPAGE_COMMAND": COMMAND, "ENGINE_LOG": os.path.abspath("engine.log")}
    return subprocess.run([*job, *args], env={**env, **more}, stderr=subprocess.PIPE, text=True,
                          timeout=300)


def spark(*args):
    return start(SPARK, args, PYTHONPATH=f"{STANDIN}{os.pathsep}{STANDIN.parent}")


def hadoop(*args):
    return start([str(TOP / "contrib/hadoop/clean.sh")], args, HADOOP_STREAMING="streaming.jar",
                 PATH=f"{STANDIN}{os.pathsep}{os.environ['PATH']}")


def attempts():
    log = [json.loads(line) for line in read("engine.log").splitlines()]
    os.unlink("engine.log")
    return log


def check_log(name, log):
    ended = {fate: {x["status"] for x in log if x["fate"] == fate} for fate in engine.FATES}
    ok(ended["killed"] == {-9} and ended["terminated"] == {10} and ended["reader lost"] == {8}
       and ended["input lost"] == ended["twins"] == ended[None] == {0},
       f"{name}: attempts were killed, lost their pipes or ran twice, and ended as they should",
       ended)
    ok(not any(x["stderr"] for x in log), f"{name}: none says anything on stderr")


def check_job(name, job):
    done = job("input", name, "--body", "markdown")
    want = b"".join(mapper(read(p), [*MAPPER[:-1], "--body", "markdown", "-"])[1]
                    for p in engine.files_of("input"))
    got = joined(name) if os.path.isdir(name) else b""
    ok(done.returncode == 0 and len(engine.files_of(name)) > 10 and got == want,
       f"{name}: the parts are what one call writes, byte for byte", done, len(got), len(want))
    check_log(name, attempts())
    done = job("odd.jsonl", name + "-odd")
    ok(done.returncode == 0
       and without_numbers(joined(name + "-odd")) == without_numbers(mapper(read("odd.jsonl"))[1]),
       f"{name}: so they are for lines of all kinds, but for ids that are numbers", done)
    attempts()
    done = job("input", name + "-wrong", "--no-such-option")
    ok(done.returncode != 0 and not joined(name + "-wrong"), f"{name}: a call that is wrong fails",
       done)
    attempts()


def check_real_spark():
    name = "real pyspark: the parts are what one call writes"
    if importlib.util.find_spec("pyspark") is None:
        ok(True, name + " # SKIP pyspark is not installed")
        return
    done = start(SPARK, ["input", "real"], SPARK_LOCAL_IP="127.0.0.1")
    want = b"".join(mapper(read(p))[1] for p in engine.files_of("input"))
    ok(done.returncode == 0 and joined("real") == want, name, done)


os.mkdir("input")
making.write_lines("input/plain.jsonl", 300, seed=6, odd=False, ids=True)
making.write_lines("input/second.jsonl", 60, seed=7, odd=False, ids=True)
making.write_lines("odd.jsonl", 400, seed=8)
check_lines()
check_reader_leaves()
check_job("spark", spark)
check_job("hadoop", hadoop)
check_real_spark()
print(f"1..{count}")
