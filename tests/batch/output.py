"""TAP: where the outputs of "cleanpage batch" go. Works in the directory that is current.

usage: output.py CLEANPAGE
"""
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import time
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from making import mutated, read, response, warc_record, write
from tap import ok, plan

COMMAND = sys.argv[1]
dice = random.Random(6)

# A task of somebody's array may run the tests.
SCHEDULERS = re.compile("SLURM_|PBS_|SGE_|LSB_|JOB_COMPLETION|OMPI_|PMI_|CLEANPAGE_SHARD")
CLEAN = {k: v for k, v in os.environ.items() if not SCHEDULERS.match(k)}


def batch(*args, stdin=b"", env=None, **more):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([COMMAND, "batch", *args], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, env={**CLEAN, **(env or {})}, **more)
    return done.returncode, done.stdout, done.stderr.decode()


def page(name, language=""):
    lang = f" lang={language}" if language else ""
    return (f"<!DOCTYPE html><html{lang}><head><meta charset=utf-8><title>About {name}</title>"
            "</head><body><nav><a href=/>Home of all</a></nav><article>"
            f"<h1>About {name}</h1><p>What is told of <b>{name}</b> here is long enough to be the"
            " text of a page, for it has commas, and words, and an end.</p><p>A second paragraph"
            " follows it, r\u00e4gn, and is as long, or nearly, as the one before it was.</p>"
            "</article></body></html>")


EMPTY = "<html><head><title>Nothing</title></head><body></body></html>"


def jsonl(records):
    return "".join(json.dumps(r) + "\n" for r in records).encode()


def stats_of(err):
    return json.loads(err.splitlines()[-1])


# ---------------------------------------------------------------- WET

class Record:
    def __init__(self, lines, block, raw):
        assert lines[0] == "WARC/1.1", lines[0]
        pairs = [line.split(": ", 1) for line in lines[1:]]
        self.fields = dict(pairs)
        assert len(self.fields) == len(pairs), "a field is there twice"
        self.block, self.raw = block, raw

    def __getattr__(self, name):
        return self.fields.get({"type": "WARC-Type", "id": "WARC-Record-ID", "date": "WARC-Date",
                                "target": "WARC-Target-URI", "refers": "WARC-Refers-To",
                                "language": "WARC-Identified-Content-Language",
                                "kind": "Content-Type", "digest": "WARC-Block-Digest",
                                "number": "Cleanpage-Number", "input": "Cleanpage-ID"}[name])


def parse(data):
    """Records of a plain WARC file, as ISO 28500 has them, and nothing else."""
    records = []
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        length = int(next(x for x in lines if x.startswith("Content-Length: "))[16:])
        assert rest[length:length + 4] == b"\r\n\r\n", "a record does not end where it says"
        n = len(head) + 8 + length
        records.append(Record(lines, rest[:length], data[:n]))
        data = data[n:]
    return records


def members(data):
    """What each member of gzip unpacks to."""
    found = []
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        found.append(unpacker.decompress(data))
        assert unpacker.eof
        data = unpacker.unused_data
    return found


def is_valid(record):
    return (re.fullmatch(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                         r"[0-9a-f]{12}>", record.id)
            and record.digest == "sha256:" + hashlib.sha256(record.block).hexdigest()
            and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", record.date))


SOURCE = [("https://example.org/%d" % i, page(f"number {i}", language))
          for i, language in enumerate(["en", "de-AT", "yue", "", "xx", "PT", "en"] + [""] * 20)]


def make_source():
    records = [warc_record("response", response(text.encode(), Content_Type="text/html"),
                           WARC_Target_URI=address, WARC_Record_ID=f"<urn:test:{i}>",
                           WARC_Date="2026-11-%02dT08:00:00.25Z" % (1 + i))
               for i, (address, text) in enumerate(SOURCE)]
    records.insert(3, warc_record("response", response(b"\x89PNG", Content_Type="image/png"),
                                  WARC_Target_URI="https://example.org/p"))
    write("source.warc.gz", b"".join(records))


def check_wet():
    make_source()
    status, out, err = batch("source.warc.gz", "--to", "wet")
    info, *texts = parse(out)
    ok((status, err, len(texts)) == (0, "", len(SOURCE)) and info.type == "warcinfo"
       and info.kind == "application/warc-fields" and b"software: cleanpage " in info.block,
       "WET: a warcinfo, and a record for each text", status, err, len(texts))
    ok(all(map(is_valid, [info, *texts])) and len({r.id for r in texts}) == len(texts),
       "ids are UUIDs, and all differ; digests are right; dates are dates")
    ok(all((r.type, r.target, r.refers, r.date, r.number, r.kind, r.input) ==
           ("conversion", SOURCE[i][0], f"<urn:test:{i}>", "2026-11-%02dT08:00:00.25Z" % (1 + i),
            str(i), "text/plain", None) for i, r in enumerate(texts)),
       "each has its source's address, id and date", texts[0].raw)
    ok([r.language for r in texts[:7]] == ["eng", "deu", "yue", texts[3].language, None, "por",
                                           "eng"],
       "languages have three letters", [r.language for r in texts[:7]])
    write("page.html", SOURCE[0][1].encode())
    for args, kind in ((), "plain"), (("--body", "markdown"), "markdown"), (("--no-title",),
                                                                            "plain"):
        _, out2, _ = batch("source.warc.gz", "-t", "wet", *args)
        one = parse(out2)[1]
        same = ["--to", "markdown"] if kind == "markdown" else ["--no-title"] if args else []
        want = subprocess.run([COMMAND, *same, "--base", SOURCE[0][0], "page.html"],
                              stdout=subprocess.PIPE, check=True).stdout
        ok(one.block == want and b"told of" in want and one.kind == "text/" + kind,
           f"the text is as cleanpage writes it: {' '.join(args) or kind}", one.block, want)
        ok(bool(args) == (one.id != texts[0].id), "another text has another id")
    for name in "a.warc.wet.gz", "b.wet.gz":
        status, nothing, err = batch("source.warc.gz", "-o", name, *(("-t", "wet") if name == "a"
                                                                     else ()), "-P", "5")
        ok((status, nothing, err) == (0, b"", "") and members(read(name)) ==
           [r.raw for r in parse(out)], f"{name}: a member of gzip for each, the same within", err)
    ok(subprocess.run(["gzip", "-t", "b.wet.gz"]).returncode == 0, "gzip has nothing against it")
    batch("source.warc.gz", "-o", "c.wet", "-P", "1")
    ok(read("c.wet") == out and read("a.warc.wet.gz") == read("b.wet.gz"),
       "the same bytes in a file, by one worker and by five")
    _, again, err = batch("a.warc.wet.gz")
    lines = [json.loads(x) for x in again.splitlines()]
    ok(err == "" and [x["url"] for x in lines] == [x[0] for x in SOURCE]
       and all(f"told of number {i} here" in x["text"] and "<" + x["id"] + ">" == texts[i].id
               for i, x in enumerate(lines)), "cleanpage batch reads it again", lines[:1], err)
    ok(parse(batch("a.warc.wet.gz", "-t", "wet")[1])[1].refers == texts[0].id,
       "and makes WET of it, which refers to it")


def check_wet_of_lines():
    records = [
        {"id": "a b\n", "html": page("first")}, {"html": EMPTY, "id": "nothing"},
        {"id": 7, "html": page("second"), "url": "https://me:secret@example.org/\u00e4 b\r\nX: y"},
        {"html": page("third")}, {"id": "broken", "html": 5},
        {"id": "x" * 100000, "html": page("fourth")},
        {"id": "y", "html": page("fifth"), "url": "https://example.org/" + "u" * 100000},
        {"id": "a b\n", "html": page("first")},
    ]
    write("lines.jsonl", jsonl(records))
    status, out, err = batch("lines.jsonl", "-t", "wet", "--stats", "stats")
    _, *texts = parse(out)
    stats = json.loads(read("stats"))
    ok(status == 10 and [r.number for r in texts] == ["0", "2", "3", "5", "6", "7"],
       "no record for what is empty or broken", status, [r.number for r in texts])
    ok(sorted(err.splitlines()) == ['cleanpage: lines.jsonl:5: column 18: "html" is not a string',
                                    "cleanpage: nothing: no main content"],
       "these are told on stderr", err)
    ok(batch("lines.jsonl", "-t", "wet", "-q")[2].count("\n") == 1, "-q: failures alone")
    ok((stats["records"], stats["ok"], stats["empty"], stats["errors"]) == (8, 6, 1, 1),
       "and counted", stats)
    ok([r.target[:60] for r in texts] ==
       ["cleanpage:a%20b%0A", "https://example.org/%C3%A4%20bX:%20y",
        "cleanpage:lines.jsonl:4", "cleanpage:5", "cleanpage:y", "cleanpage:a%20b%0A"],
       "what has no address has its name for one; no password; nothing breaks a line",
       [r.target[:60] for r in texts])
    ok([r.input for r in texts] == ['"a b\\n"', "7", "3", None, '"y"', '"a b\\n"'],
       "the id is there, unless it is too long", [r.input for r in texts])
    ok(len({r.id for r in texts}) == 6 and all(map(is_valid, texts)), "ids differ, even of twins")
    ok({r.date for r in texts} == {"1970-01-01T00:00:00Z"}, "no date is known")
    for epoch, date in (("1750000000", "2025-06-15T15:06:40Z"), ("x", "1970-01-01T00:00:00Z")):
        again = parse(batch("lines.jsonl", "-t", "wet", env={"SOURCE_DATE_EPOCH": epoch})[1])
        ok({r.date for r in again} == {date}, f"SOURCE_DATE_EPOCH={epoch}")
    ok([batch("lines.jsonl", *args)[0] for args in (("-t", "wet", "--output-dir", "q"),
                                                    ("-t", "wett"), ("-t", "html"))] == [2] * 3
       and not os.path.exists("q"), "what does not go together")
    ok(parse(batch(stdin=b"", *("-t", "wet"))[1])[0].type == "warcinfo", "of nothing, a warcinfo")


def resumed(name, part, *args):
    """What comes of a part, and how many records were passed over."""
    if os.path.exists(name):
        os.unlink(name)
    write(name + ".part", part)
    status, _, err = batch("source.warc.gz", "-t", "wet", "-o", name, "--resume", "--stats", "-",
                           *args)
    return read(name) if status == 0 else None, stats_of(err) if status == 0 else err


def check_wet_resume():
    for name in "r.wet", "r.wet.gz":
        batch("source.warc.gz", "-o", name)
        want = read(name)
        sizes = ([len(r.raw) for r in parse(want)] if name == "r.wet" else
                 [len(x) for x in pieces(want)])
        ends = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
        cuts = [e + d for e in (ends[1], ends[9], ends[-1]) for d in (-4, -2, -1, 0, 1)
                if e + d <= len(want)] + [0, 1, 40] + [dice.randrange(len(want)) for _ in range(5)]
        wrong = []
        for cut in cuts:
            got, stats = resumed(name, want[:cut])
            whole = max(0, sum(e <= cut for e in ends) - 2)
            if got != want or (stats["skipped"], stats["records"]) != (whole,
                                                                       len(SOURCE) - whole):
                wrong.append((cut, whole, stats))
        ok(not wrong, f"{name}: cut anywhere, it is gone on with behind the last whole record",
           *wrong[:3])
        torn = bytearray(want[:ends[8] + 30])
        torn[ends[6] - 30] ^= 1
        got, stats = resumed(name, torn)
        ok(got == want and stats["skipped"] == 4, f"{name}: and behind the last undamaged one",
           stats)
        if name.endswith(".gz"):  # of a plain record's head nothing but its form is known
            wrong = []
            for _ in range(10):
                got, stats = resumed(name, want[:ends[1]] + mutated(dice, want[ends[1]:ends[7]]))
                if got != want:
                    wrong.append(stats)
            ok(not wrong, f"{name}: mutations are taken off", *wrong[:2])
        for other in b"{}\n" * 1000, want[:300][::-1], want[:10] + b"x" + want[11:]:
            got, err = resumed(name, other)
            ok(got is None and err.count("cleanpage: ") == 1 and f"{name}.part: not begun by" in err
               and read(name + ".part") == other, f"{name}: what is not ours stays as it is", err)
        os.unlink(name + ".part")
        shard = batch("source.warc.gz", "-t", "wet", "--shard", "1/3")[1]
        got, stats = resumed("s.wet", shard[:len(shard) // 2], "--shard", "1/3")
        ok(got == shard and 0 < stats["skipped"] < 9 and b"shard: 1/3" in shard,
           "a shard, too", stats)
        ok(resumed("s.wet", want[:ends[4]], "--shard", "1/3")[0] is None, "but not another's")
        os.unlink("s.wet.part")


def pieces(data):
    """The members themselves."""
    found = []
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        unpacker.decompress(data)
        found.append(data[:len(data) - len(unpacker.unused_data)])
        data = unpacker.unused_data
    return found


def size_of(path):
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def check_wet_killed():
    write("many.jsonl", jsonl({"id": i, "html": page(f"number {i}") if i % 7 else EMPTY}
                              for i in range(1500)))
    for name in "killed.wet", "killed.wet.gz":
        batch("many.jsonl", "-q", "-o", "want" + name)
        want, gone_on = read("want" + name), 0
        for _ in range(12):
            before = size_of(name + ".part")
            run = subprocess.Popen([COMMAND, "batch", "many.jsonl", "-q", "-P", "1", "-o", name,
                                    "--resume"], env=CLEAN)
            while run.poll() is None and size_of(name + ".part") <= before:
                time.sleep(0.003)
            run.kill()
            run.wait()
            gone_on += 0 < size_of(name + ".part") < len(want)
            if os.path.exists(name) and gone_on:
                break
            if os.path.exists(name):
                os.unlink(name)  # it was too fast: again
        batch("many.jsonl", "-q", "-o", name, "--resume")
        ok(read(name) == want and gone_on > 0, f"{name}: killed many times, the same file",
           gone_on, len(want))


# ---------------------------------------------------------------- shards of schedulers

def slurm(i, least, most, step, number):
    return {"SLURM_ARRAY_TASK_ID": str(i), "SLURM_ARRAY_TASK_MIN": str(least),
            "SLURM_ARRAY_TASK_MAX": str(most), "SLURM_ARRAY_TASK_STEP": str(step),
            "SLURM_ARRAY_TASK_COUNT": str(number)}


SHARDS = [
    # what the environment says, which shard that is; or what is said of it
    (slurm(0, 0, 3, 1, 4), (0, 4)), (slurm(13, 10, 13, 1, 4), (3, 4)),
    (slurm(7, 1, 10, 3, 4), (2, 4)), (slurm(3, 3, 3, 1, 1), (0, 1)),
    (slurm(9, 1, 9, 1, 3), "gaps: 3 of 9"), (slurm(5, 1, 10, 3, 4), "SLURM_ARRAY_TASK_ID is 5"),
    ({"SLURM_ARRAY_TASK_ID": "2"}, "how many there are; set CLEANPAGE_SHARDS"),
    ({**slurm(3, 3, 3, 1, 1), "CLEANPAGE_SHARDS": "8"}, (3, 8)),
    ({**slurm(2, 0, 3, 1, 4), "SLURM_ARRAY_TASK_STEP": "0"}, 'SLURM_ARRAY_TASK_STEP is "0"'),
    ({"PBS_ARRAY_INDEX": "2", "CLEANPAGE_SHARDS": "5"}, (2, 5)),
    ({"PBS_ARRAY_INDEX": "5", "CLEANPAGE_SHARDS": "5"}, "PBS_ARRAY_INDEX is 5"),
    ({"PBS_ARRAY_INDEX": "5"}, "how many"), ({"PBS_ARRAYID": "1", "CLEANPAGE_SHARDS": "2"}, (1, 2)),
    ({"SGE_TASK_ID": "5", "SGE_TASK_FIRST": "1", "SGE_TASK_LAST": "9", "SGE_TASK_STEPSIZE": "2"},
     (2, 5)),
    ({"SGE_TASK_ID": "undefined"}, "no scheduler's variables"),
    ({"SGE_TASK_ID": "undefined", "PMI_RANK": "1", "PMI_SIZE": "2"}, (1, 2)),
    ({"LSB_JOBINDEX": "4", "LSB_JOBINDEX_END": "4", "LSB_JOBINDEX_STEP": "1"}, (3, 4)),
    ({"LSB_JOBINDEX": "0"}, "no scheduler's variables"),
    ({"JOB_COMPLETION_INDEX": "0", "CLEANPAGE_SHARDS": "3"}, (0, 3)),
    ({"JOB_COMPLETION_INDEX": "0", "CLEANPAGE_SHARDS": "many"}, 'CLEANPAGE_SHARDS is "many"'),
    ({"JOB_COMPLETION_INDEX": "0"}, "set CLEANPAGE_SHARDS"),
    ({"OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4"}, (3, 4)),
    ({"OMPI_COMM_WORLD_RANK": "4", "OMPI_COMM_WORLD_SIZE": "4"}, "OMPI_COMM_WORLD_RANK is 4"),
    ({"PMI_RANK": "-1", "PMI_SIZE": "4"}, 'PMI_RANK is "-1"'),
    ({"CLEANPAGE_SHARD": "1/6", **slurm(0, 0, 3, 1, 4)}, (1, 6)),
    ({"CLEANPAGE_SHARD": "6/6"}, "CLEANPAGE_SHARD is not I/N"),
    ({"CLEANPAGE_SHARD": ""}, "no scheduler's variables"), ({}, "nor CLEANPAGE_SHARD"),
]


def check_shards():
    text = jsonl({"id": i, "html": ""} for i in range(12))
    for env, want in SHARDS:
        status, out, err = batch("-f", "jsonl", "--shard", "auto", stdin=text, env=env)
        name = " ".join(f"{k}={v}" for k, v in env.items()) or "nothing"
        if isinstance(want, tuple):
            got = [json.loads(x)["id"] for x in out.splitlines()]
            ok(status == 0 and got == list(range(12))[want[0]::want[1]],
               f"--shard auto, {name}: {want[0]}/{want[1]}", status, got, err)
        else:
            ok((status, out) == (2, b"") and err.startswith("cleanpage: --shard: ")
               and want in err and err.count("\n") == 1, f"--shard auto, {name}: {want}", err)


# ---------------------------------------------------------------- one call at a time

def start(*args):
    return subprocess.Popen([COMMAND, "batch", "-f", "jsonl", *args], stdin=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=CLEAN)


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def check_locks():
    line = jsonl([{"id": "a", "html": page("a")}])
    for args, place in ((("-o", "busy"), "busy.part"),
                        (("--output-dir", "box"), "box/.cleanpage.lock")):
        run = start(*args)
        run.stdin.write(line)
        run.stdin.flush()
        first = "busy.part" if args[0] == "-o" else "box/a.txt"
        ok(wait_for(lambda: os.path.exists(first) and os.path.getsize(first)),
           f"{args[0]}: what is done is there while the input goes on")
        before = read(first)
        for more in (), ("--resume",):
            status, _, err = batch("-f", "jsonl", *args, *more, stdin=line)
            ok((status, err) == (11, f"cleanpage: {place}: in use by process {run.pid}\n")
               and read(first) == before, f"{args[0]}: a second call is told so", status, err)
        run.stdin.write(line)
        run.stdin.close()
        ok(run.wait(20) == 0 and run.stderr.read() == b"", "and the first comes to its end")
        run = start("--resume", *args) if args[0] == "--output-dir" else start(*args)
        wait_for(lambda: os.path.exists(place))
        run.kill()
        run.communicate()
        status, _, err = batch("-f", "jsonl", *args, "--resume", stdin=line * 2)
        ok((status, err) == (0, ""), f"{args[0]}: who was killed locks nobody out", status, err)
    ok(sorted(os.listdir("box")) == ["a-1.txt", "a.txt"] and read("busy").count(b"\n") == 2,
       "nothing else is left", os.listdir("box"))


# ---------------------------------------------------------------- what is wrong

def limited():
    """Files of 8 KiB at most, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


def check_full_disks():
    text = jsonl({"id": i, "html": page(f"number {i}")} for i in range(100))
    for name in "full.jsonl", "full.wet", "full.wet.gz":
        status, _, err = batch("-f", "jsonl", "-o", name, stdin=text, preexec_fn=limited)
        ok((status, err) == (8, f"cleanpage: {name}.part: File too large\n")
           and not os.path.exists(name), f"{name}: a disk that is full", status, err)
        status, _, err = batch("-f", "jsonl", "-o", name, "--resume", stdin=text)
        batch("-f", "jsonl", "-o", "want." + name, stdin=text)
        ok(status == 0 and read(name) == read("want." + name), "which has room again", err)
    long = jsonl([{"id": "short", "html": page("short")},
                  {"id": "long", "html": "<p>" + "Many words, and more of them. " * 1000}])
    status, _, err = batch("-f", "jsonl", "--output-dir", "full", "-P", "1", stdin=long, preexec_fn=limited)
    ok((status, err) == (8, "cleanpage: full/long.txt: File too large\n")
       and os.listdir("full") == ["short.txt"], "--output-dir: a disk that is full", err,
       os.listdir("full"))
    if os.path.exists("/dev/full"):
        status, _, err = batch("-f", "jsonl", "-t", "wet", "-o", "/dev/full", stdin=text)
        ok((status, err) == (8, "cleanpage: /dev/full: No space left on device\n"), "/dev/full",
           err)


# Arguments, exit status, what is said on stderr; of the errors in lines, what the last one says.
WRONG = [
    (["missing.html"], 3, "cleanpage: missing.html: No such file or directory\n", None),
    (["barren"], 0, "cleanpage: barren: no records in it\n", None),
    (["barren", "-q"], 0, "", None),
    (["empty.jsonl"], 0, "cleanpage: empty.jsonl: no records in it\n", None),
    (["cut.jsonl.gz"], 10, "", "the compressed data end too early"),
    (["hurt.jsonl.gz"], 10, "", "the compressed data are damaged"),
    (["head.warc"], 10, "", "byte 0: the head of a record does not say how long it is"),
    (["mid.warc"], 10, "", "no record begins here"),
    (["short.warc"], 10, "", "the record is not whole"),
    (["bad.jsonl"], 10, "", "column 12: the line ends too early"),
    (["base64.jsonl"], 10, "", '"html_b64" is not base64'),
    (["noise"], 10, "", "neither a page, a list, JSON Lines nor a WARC file"),
    (["page.html", "-f", "nonsense"], 2, None, None),
    (["page.html", "--output-dir", "page.html"], 8, "cleanpage: page.html: Not a directory\n",
     None),
    (["page.html", "--output-dir", "page.html/x"], 8,
     "cleanpage: page.html/x: Not a directory\n", None),
    (["page.html", "-o", "barren"], 8, "cleanpage: barren: Is a directory\n", None),
    (["page.html", "-o", "nowhere/x"], 8, "cleanpage: nowhere/x.part: No such file or directory\n",
     None),
    (["page.html", "--stats", "nowhere/x", "-o", "fine"], 8,
     "cleanpage: nowhere/x: No such file or directory\n", None),
    (["page.html", "-o", "fifo", "--resume"], 2, "cleanpage: fifo: only a file can be resumed\n",
     None),
    (["-i", "gone.list"], 3, "cleanpage: gone.list: No such file or directory\n", None),
    (["ftp://example.org/"], 2, None, None),
]


def check_wrong():
    good = jsonl([{"id": i, "html": page(str(i))} for i in range(50)])
    packed = gzip.compress(good, mtime=0)
    hurt = bytearray(packed)
    hurt[len(hurt) // 2] ^= 0xFF
    record = warc_record("response", response(page("w").encode()), packed=False)
    os.makedirs("barren/.hidden", exist_ok=True)
    write("barren/picture.png", b"\x89PNG")
    os.mkfifo("fifo")
    for name, data in (("empty.jsonl", b""), ("cut.jsonl.gz", packed[:-300]),
                       ("hurt.jsonl.gz", bytes(hurt)), ("page.html", page("x").encode()),
                       ("head.warc", b"WARC/1.0\r\nWARC-Type: response\r\n\r\nbody\r\n\r\n"),
                       ("mid.warc", record + b"nonsense\r\n\r\n"), ("short.warc", record[:-30]),
                       ("bad.jsonl", b'{"html":"a"'), ("base64.jsonl", b'{"html_b64":"***"}\n'),
                       ("noise", b"\x7fELF\0\0" + bytes(100)), ("old", b"old")):
        write(name, data)
    for args, want, said, cause in WRONG:
        status, out, err = batch(*args)
        errors = [x for x in map(json.loads, out.splitlines()) if x["status"] == "error"]
        ok(status == want and (err == said if said is not None else err.count("\n") == 1)
           and (not errors if cause is None else errors and cause in errors[-1]["error"]),
           f"{' '.join(args)}: {want}", status, err, errors[-1:])
    status, _, err = batch("cut.jsonl.gz", "missing.html", "-o", "old")
    ok(status == 3 and read("old") == b"old", "nothing is destroyed", err)
    status, _, err = batch("cut.jsonl.gz", "noise", "-t", "wet", "-o", "old.wet")
    ok(status == 10 and sorted(err.splitlines()) ==
       ["cleanpage: cut.jsonl.gz: the compressed data end too early",
        "cleanpage: noise: neither a page, a list, JSON Lines nor a WARC file"],
       "with WET these are told on stderr, with the input's name", err)


def check_stats():
    answers = [response(b"\x89PNG", Content_Type="image/png"), response(page("s").encode()),
               response(b"gone", status="404 Not Found")]
    wrong = {"WARC_Block_Digest": "sha256:" + "0" * 64}
    write("stats.warc.gz", b"".join(warc_record("response", a, **(wrong if i == 1 else {}))
                                    for i, a in enumerate(answers)))
    status, _, err = batch("stats.warc.gz", "-o", "/dev/null", "--stats", "-")
    stats = json.loads(err)
    ok(status == 0 and (stats["records"], stats["passed_over"], stats["wrong_digests"]) ==
       (1, 2, 1), "--stats: what was no page, and what is not what its digest says", stats)
    manual = (pathlib.Path(os.environ["top_srcdir"]) / "docs/cleanpage-batch.1").read_text()
    section = manual.partition(".SH STATISTICS")[2].partition("\n.SH")[0]
    told = re.findall(r"^\.TP\n\.B (\w+)$", section, re.M)
    ok(told == list(stats), "the manual tells each member, in order", told)


for check in (check_wet, check_wet_of_lines, check_wet_resume, check_wet_killed, check_shards,
              check_locks, check_full_disks, check_wrong, check_stats):
    started = time.monotonic()
    check()
    print(f"# {check.__name__}: {time.monotonic() - started:.1f} s", flush=True)
plan()
