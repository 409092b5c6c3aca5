"""TAP: "cleanpage batch" from outside. Works in the directory that is current, which is empty.

usage: batch.py CLEANPAGE [sanitized]

With a second argument what counts memory is left out: a sanitizer takes much more.
"""
import base64
import gzip
import http.server
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import ok, plan

COMMAND = sys.argv[1]
SANITIZED = len(sys.argv) > 2
dice = random.Random(6)


def batch(*args, stdin=b"", **more):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([COMMAND, "batch", *args], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, **more)
    return done.returncode, done.stdout, done.stderr.decode()


def unique(pairs):
    """An object whose names are all different."""
    assert len({k for k, _ in pairs}) == len(pairs), "a name is there twice"
    return dict(pairs)


def objects(text):
    assert text == b"" or text.endswith(b"\n"), "the last line is not whole"
    return [json.loads(line, object_pairs_hook=unique) for line in text.splitlines()]


def ids(text):
    return [line["id"] for line in objects(text)]


# ---------------------------------------------------------------- material

def page(name, paragraphs=1):
    """A page whose text has its name, and nothing of its frame."""
    body = "".join(f"<p>What is told of {name} here, for the time number {i}, is long enough to be"
                   " the text of a page, for it has commas, and words, and an end.</p>"
                   for i in range(paragraphs))
    return (f"<!DOCTYPE html><html><head><meta charset=utf-8><title>About {name}</title></head>"
            "<body><nav><a href=/>Home of all</a></nav>"
            f"<article><h1>About {name}</h1>{body}</article></body></html>")


EMPTY = "<html><head><title>Nothing</title></head><body></body></html>"


def put(name, text):
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def jsonl(records):
    return "".join(json.dumps(r) + "\n" for r in records).encode()


def warc(records):
    """[(address, page or None for a picture)] as members of gzip, and where each begins."""
    members = []
    for i, (address, text) in enumerate(records):
        kind = "image/png" if text is None else "text/html; charset=utf-8"
        body = b"\x89PNG" if text is None else text.encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), body)
        head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:test:{i}>\r\n"
                f"WARC-Date: 2026-11-21T08:00:00Z\r\nWARC-Target-URI: {address}\r\n"
                "Content-Type: application/http;msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n")
        members.append(head.encode() + answer + b"\r\n\r\n")
    return members


class Site(http.server.BaseHTTPRequestHandler):
    asked = []

    def log_message(self, *_):
        pass

    def do_GET(self):
        Site.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/page/there")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        name = self.path.rpartition("/")[2]
        body = page(name).encode() if self.path.startswith("/page/") else b"no"
        self.send_response(200 if self.path.startswith("/page/") else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=server.serve_forever, daemon=True).start()
SITE = f"http://127.0.0.1:{server.server_port}"
FETCHING = ("--pause", "0", "--ignore-robots")


def tells(line, name):
    """Whether a line is of a page that was cleaned."""
    return (line["status"], line["error"]) == ("ok", None) and f"told of {name} here" in \
        line["text"] and "Home of all" not in line["text"]


# ---------------------------------------------------------------- inputs

def check_pages():
    put("one.html", page("one"))
    put("two.html", page("two"))
    put("empty.html", EMPTY)
    status, out, err = batch("one.html", "two.html", "empty.html")
    lines = objects(out)
    ok((status, err) == (0, "") and [x["id"] for x in lines] == ["one.html", "two.html",
                                                                 "empty.html"],
       "pages: a line each, in order, whose id is the path", status, err, out)
    ok(tells(lines[0], "one") and tells(lines[1], "two") and lines[2]["status"] == "empty"
       and lines[2]["text"] == "", "the line has the text; one without is empty", lines)
    ok(all(list(x)[:3] == ["id", "status", "error"] for x in lines),
       "id, status and error come first")
    ok(all(x["stats"]["ms"] is None for x in lines), "no times in a line")
    status, out, err = batch(stdin=page("one").encode())
    ok(status == 0 and tells(objects(out)[0], "one"), "a page by stdin", out, err)
    status, out, _ = batch("one.html", "missing.html")
    ok(status == 3 and out == b"", "an input that is not there: 3, and nothing begins", status)
    status, _, err = batch("one.html", "--body", "text", "--nonsense")
    ok(status == 2 and err.count("\n") == 1 and '"cleanpage batch --help"' in err,
       "usage: 2 and one line", status, err)


def check_directories():
    for name in ("b.html", "a.html", "sub/c.htm", "sub/picture.png", ".hidden.html"):
        put("tree/" + name, page(name.partition(".")[0]))
    put("tree/d.jsonl", jsonl([{"id": "of d", "html": page("d")}]))
    status, out, _ = batch("tree")
    ok(status == 0 and ids(out) == ["tree/a.html", "tree/b.html", "of d", "tree/sub/c.htm"],
       "a directory: its pages and JSON Lines, by name", status, ids(out))


def check_lists():
    put("list", "# a comment\n\none.html\n  two.html\nmissing.html\nftp://example.org/\n")
    want = ["one.html", "two.html", "missing.html", "ftp://example.org/"]
    status, out, err = batch("-i", "list")
    lines = objects(out)
    ok(status == 10 and ids(out) == want and err == "", "a list: -i", status, ids(out), err)
    ok([x["status"] for x in lines] == ["ok", "ok", "error", "error"]
       and "No such file" in lines[2]["error"] and lines[2]["url"] is None,
       "what is not there has a line with the cause", lines)
    for args in (("-i", "-"), (), ("-f", "list", "-")):
        ok(batch(*args, stdin=pathlib.Path("list").read_bytes())[1] == out,
           f"the same by stdin: {' '.join(args)}")
    status, out, err = batch("-i", "tree")
    ok((status, out) == (2, b"") and "tree: a directory" in err, "a directory is no list", err)
    put("with\nnewline.html", page("newline"))
    status, out, _ = batch("-0", stdin=b"one.html\0with\nnewline.html\0# none\0")
    ok(status == 10 and ids(out) == ["one.html", "with\nnewline.html", "# none"],
       "-0: names with line feeds, no comments", status, ids(out))


def check_jsonl():
    records = [
        {"id": 7, "html": page("seven"), "url": "https://example.org/7", "topic": {"a": [1, "}"]}},
        {"html_b64": base64.b64encode(page("b64").encode()).decode(), "id": "b"},
        {"path": "one.html"},
        {"url": SITE + "/page/fetched", "id": "f"},
        {"url": SITE + "/moved"},
        {"id": "mine", "html": page("mine"), "text": "label", "title": 3, "error": None, "n": 1},
        {"url": SITE + "/nothing", "title": "kept"},
    ]
    text = jsonl(records)
    put("all.jsonl", text)
    status, out, err = batch("all.jsonl", *FETCHING)
    x = objects(out)
    ok((status, err, len(x)) == (10, "", 7), "JSON Lines: a line each", status, err, out)
    ok([y["id"] for y in x] == [7, "b", 2, "f", 4, "mine", 6],
       "ids: a number stays one; without, the record's number", ids(out))
    ok(tells(x[0], "seven") and x[0]["url"] == "https://example.org/7"
       and x[0]["topic"] == {"a": [1, "}"]}, "html, with its address; members are carried", x[0])
    ok(tells(x[1], "b64") and tells(x[2], "one"), "html_b64 and path")
    ok(tells(x[3], "fetched") and tells(x[4], "there") and x[4]["url"] == SITE + "/page/there",
       "url is fetched, and is where redirects led", x[4])
    ok((x[5]["input_text"], x[5]["input_title"], x[5]["input_error"], x[5]["n"])
       == ("label", 3, None, 1) and tells(x[5], "mine"), "colliding names get input_", x[5])
    again = objects(batch("-f", "jsonl", stdin=b'{"html":"","title":1,"input_title":2}')[1])[0]
    ok((again["input_title"], again["input_input_title"]) == (1, 2), "and another, if need be")
    ok(x[6]["status"] == "error" and "404" in x[6]["error"] and x[6]["input_title"] == "kept"
       and x[6]["url"] == SITE + "/nothing", "a page that is not there", x[6])
    ok(batch("-f", "jsonl", *FETCHING, stdin=text)[1] == out
       and batch(*FETCHING, stdin=gzip.compress(text))[1] == out,
       "the same by stdin, gzipped too")


BROKEN = [
    b"{", b"[1]", b'{"id":1}', b'{"id":{},"html":""}', b'{"html":1}', b'{"id":2,"html":"x"',
    b'{"html":"x","path":"y"}', b'{"html_b64":"***"}', b'{"path":"/nonexistent"}',
    b'{"path":"."}', b'{"path":"a\\u0000b"}', b'{"url":"gopher://x/"}', b"\xff\xfe\xfd",
    b'{"html":"\xff"}', b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", b'"string"', b"nonsense",
    b'{"id":3,"html_b64":"' + base64.b64encode(b"\x89PNG\r\n\x1a\n and so on") + b'"}',
    b'{"id":4,"html":"' + b"x" * 11000000 + b'"}', b'{"id":"\\ud800","html":"\\udc00"}',
    b'{"html":"","charset":"nonsense"}',
]


def check_broken():
    good = jsonl([{"id": "good", "html": page("good")}])
    text = b"".join(line + b"\n" + good for line in BROKEN)
    status, out, err = batch("-f", "jsonl", stdin=text)
    lines = objects(out)
    ok((status, err, len(lines)) == (10, "", 2 * len(BROKEN)),
       "broken records of every kind: a line each", status, err, len(lines))
    ok(all(x["id"] == "good" and tells(x, "good") for x in lines[1::2]),
       "those between are as ever")
    wrong = [(BROKEN[i][:40], x) for i, x in enumerate(lines[0::2])
             if x["status"] == "ok" or (x["status"] == "error") != bool(x["error"])]
    ok(not wrong, "none of them is ok, all errors have a cause", *wrong)
    for workers in "1", "5":
        ok(batch("-f", "jsonl", "-P", workers, stdin=text)[1] == out, f"the same by {workers}")


def check_warc():
    records = [("https://example.org/1", page("first")), ("https://example.org/p.png", None),
               ("https://example.org/2", page("second"))]
    members = warc(records)
    put("plain.warc", b"".join(members))
    zipped = [gzip.compress(m) for m in members]
    put("zipped.warc.gz", b"".join(zipped))
    status, out, err = batch("plain.warc")
    x = objects(out)
    ok((status, err, len(x)) == (0, "", 2) and tells(x[0], "first") and tells(x[1], "second")
       and x[1]["url"] == "https://example.org/2" and "urn:test:2" in x[1]["id"],
       "WARC: pages alone", status, err, out)
    for name in "plain.warc", "zipped.warc.gz":
        data = pathlib.Path(name).read_bytes()
        ok(batch(name)[1] == out and batch(stdin=data)[1] == out, f"the same of {name}, by stdin too")
    place = f"{len(zipped[0]) + len(zipped[1])},{len(zipped[2])}"
    status, part, err = batch("--range", place, "zipped.warc.gz")
    ok((status, len(objects(part))) == (0, 1) and tells(objects(part)[0], "second"),
       "--range: one member", status, err, part)
    status, part, err = batch("--range", f"0,{10 ** 9}", "zipped.warc.gz")
    ok((status, part) == (2, b"") and "range" in err, "--range behind the end", status, err)
    cut = put("cut.warc.gz", pathlib.Path("zipped.warc.gz").read_bytes()[:-40])
    status, part, err = batch(cut, "one.html")
    x = objects(part)
    ok((status, err) == (10, "") and [y["status"] for y in x] == ["ok", "error", "ok"],
       "one that breaks off: a line that says so, and the next input", status, err, part)


# ---------------------------------------------------------------- order, workers, shards

def many(n, size=1, **more):
    return jsonl({"id": i, "html": page(f"number {i}", 1 + (i * 7 % 5) * size), **more}
                 for i in range(n))


def check_order():
    put("many.jsonl", many(120, 20) + b"{broken\n")
    status, out, _ = batch("many.jsonl", "-P", "1")
    ok(status == 10 and ids(out)[:-1] == list(range(120)), "120 records, in order", status)
    for workers in "2", "5":
        ok(batch("many.jsonl", "-P", workers)[1] == out, f"-P {workers}: the same bytes")
    lines = batch("many.jsonl", "-P", "5", "--unordered")[1]
    ok(sorted(lines.splitlines()) == sorted(out.splitlines()), "--unordered: the same lines")
    shards = [batch("many.jsonl", "--shard", f"{i}/3")[1].splitlines() for i in range(3)]
    ok([x for i in range(121) for x in shards[i % 3][i // 3:i // 3 + 1]] == out.splitlines()
       and sum(map(len, shards)) == 121, "--shard: three are the whole, dealt in turn")
    ok([batch("many.jsonl", "--shard", s)[0] for s in ("3/3", "x", "1", "-1/2", "0/0", "/")]
       == [2] * 6, "--shard: what is none")
    _, _, err = batch("many.jsonl", "--stats", "stats.json")
    stats = json.loads(pathlib.Path("stats.json").read_text())
    ok(err == "" and (stats["records"], stats["ok"], stats["errors"], stats["skipped"],
                      stats["crashed"]) == (121, 120, 1, 0, 0)
       and stats["bytes"] == os.path.getsize("many.jsonl") and stats["seconds"] > 0,
       "--stats", err, stats)
    _, piped, err = batch("many.jsonl", "--stats", "-")
    ok(piped == out and json.loads(err)["records"] == 121, "--stats - goes to stderr", err)


def check_pipes():
    """Who writes the next record when the line of the last has come."""
    run = subprocess.Popen([COMMAND, "batch", "-f", "jsonl"], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait = threading.Timer(15, run.kill)
    wait.start()
    got = []
    for i in range(5):
        run.stdin.write(jsonl([{"id": i, "html": page(f"number {i}")}]))
        run.stdin.flush()
        line = run.stdout.readline()
        got.append(json.loads(line)["id"] if line else None)
    ok(got == list(range(5)), "a line comes before the next record is written", got)
    started = time.monotonic()
    run.send_signal(signal.SIGTERM)
    status = run.wait()
    wait.cancel()
    ok(status == 10 and run.stderr.read() == b"" and time.monotonic() - started < 5,
       "SIGTERM ends a call that waits for its input", status)
    run.stdin.close()


def check_callers():
    """What other programs need that cut the input and look at the exit status."""
    records = [{"html": page(f"number {i}")} if i % 3 else {"n": i} for i in range(9)]
    whole = batch("-f", "jsonl", stdin=jsonl(records))[1].splitlines(True)
    for args, want in ((), whole), (("--shard", "1/2"), whole[1::2]):
        parts = [batch("-f", "jsonl", "--exit-zero", "--first-number", str(n), *args,
                       stdin=jsonl(records[n:n + 5])) for n in (0, 5)]
        ok([(status, err) for status, _, err in parts] == [(0, "")] * 2
           and b"".join(out for _, out, _ in parts) == b"".join(want),
           f"parts by --first-number make up the whole, --exit-zero ends with 0 {args}", parts)
    run = subprocess.Popen([COMMAND, "batch", "-f", "jsonl", "--exit-zero"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    run.stdin.write(jsonl(records[:2]))
    run.stdin.flush()
    run.stdout.readline()
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=30)
    ok(run.returncode == 10, "but not if a signal ended it", run.returncode)
    ok([batch("-f", "jsonl", "--first-number", n)[0] for n in ("-1", "x", "9" * 30)] == [2] * 3,
       "--first-number: what is no number")


# ---------------------------------------------------------------- files and resuming

def check_output():
    whole = batch("many.jsonl")[1]
    status, out, err = batch("many.jsonl", "-o", "whole.out")
    ok((status, out, err) == (10, b"", "") and pathlib.Path("whole.out").read_bytes() == whole
       and not os.path.exists("whole.out.part"), "-o FILE", status, out, err)
    pathlib.Path("whole.out").write_text("old")
    status, _, err = batch("many.jsonl", "-o", "missing/whole.out")
    ok(status == 8 and "missing/whole.out" in err, "-o into a directory that is not there", err)
    status, _, err = batch("missing.jsonl", "-o", "whole.out")
    ok(status == 3 and pathlib.Path("whole.out").read_text() == "old"
       and not os.path.exists("whole.out.part"), "no input: the old file stays, none is begun")
    status, _, err = batch("many.jsonl", "-o", "/dev/null")
    ok((status, err) == (10, "") and not os.path.isfile("/dev/null")
       and not os.path.exists("/dev/null.part"), "-o /dev/null leaves it the device it is")
    if os.path.exists("/dev/full"):
        status, _, err = batch("many.jsonl", "-o", "/dev/full")
        ok(status == 8 and err == "cleanpage: /dev/full: No space left on device\n",
           "a disk that is full", status, err)
    run = subprocess.Popen([COMMAND, "batch", "many.jsonl"], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    run.stdout.read(1)
    run.stdout.close()
    err = run.stderr.read()
    ok((run.wait(20), err) == (8, b""), "a pipe that is closed: 8, and not a word", err)


def start(*args, **more):
    return subprocess.Popen([COMMAND, "batch", *args], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)


def end(run, number, to_all=False):
    try:
        (os.killpg if to_all else os.kill)(run.pid, number)
    except ProcessLookupError:
        pass
    err = run.communicate(timeout=20)[1]
    return run.returncode, err.decode()


def check_workers_first(want):
    """What kills all processes of a job, as schedulers do at last, kills one after the other."""
    parts = []
    for _ in range(5):
        run = start("long.jsonl", "-o", "resumed", "-P", "2")
        time.sleep(dice.uniform(0.05, 0.1))
        for pid in children(run.pid):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
        end(run, signal.SIGKILL)
        parts.append(pathlib.Path("resumed.part").read_bytes() if os.path.exists("resumed.part") else b"")
    ok(all(want.startswith(part) for part in parts), "SIGKILL to the workers, and then to the call: no page"
       " is blamed", [part.count(b'"error":"') for part in parts])
    for path in "resumed", "resumed.part":
        if os.path.exists(path):
            os.unlink(path)


TORN = b'{"id":"torn'


def check_resume():
    put("long.jsonl", many(400, 30))
    started = time.monotonic()
    batch("long.jsonl", "-o", "undisturbed")
    taken = time.monotonic() - started
    want = pathlib.Path("undisturbed").read_bytes()
    for number, to_all in (signal.SIGKILL, False), (signal.SIGTERM, False), (signal.SIGTERM, True):
        name = "to all" if to_all else "to it"
        gone_on, said, calls, longest = 0, [], 0, taken / 2
        for path in "resumed", "resumed.part":
            if os.path.exists(path):
                os.unlink(path)
        while calls < 7 or (gone_on < 2 and calls < 30):
            calls += 1
            run = start("long.jsonl", "-o", "resumed", "--resume", start_new_session=True)
            time.sleep(dice.uniform(0.02, max(0.03, longest)))
            status, err = end(run, number, to_all)
            if number == signal.SIGTERM and status not in (0, 10, -signal.SIGTERM) or err:
                said.append((status, err))
            if os.path.exists("resumed"):
                # It came to its end: once more, and less patiently.
                if pathlib.Path("resumed").read_bytes() != want:
                    said.append("another file")
                os.unlink("resumed")
                longest /= 2
            if os.path.exists("resumed.part"):
                part = pathlib.Path("resumed.part").read_bytes()
                # Calls may have ended before they took off what was torn here.
                while part.endswith(TORN):
                    part = part.removesuffix(TORN)
                if not want.startswith(part):
                    said.append("what is there is no beginning")
                gone_on += 0 < len(part) < len(want)
                if dice.random() < 0.5:
                    with open("resumed.part", "ab") as file:
                        file.write(TORN)
        status, _, err = batch("long.jsonl", "-o", "resumed", "--resume")
        ok(status == 0 and pathlib.Path("resumed").read_bytes() == want
           and not os.path.exists("resumed.part") and not said and gone_on,
           f"--resume after many a {number.name} {name}: the same file", status, err, gone_on, said)
    if os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        os.rename("resumed", "whole")
        check_workers_first(want)
        os.rename("whole", "resumed")
    os.utime("resumed", (1, 1))
    batch("long.jsonl", "-o", "resumed", "--resume")
    ok(os.path.getmtime("resumed") == 1, "--resume of what is whole does nothing")
    put("part.part", want[:len(want) // 2])
    _, _, err = batch("long.jsonl", "-o", "part", "--resume", "--stats", "-")
    stats = json.loads(err)
    ok(stats["skipped"] == want[:len(want) // 2].count(b"\n")
       and stats["records"] == 400 - stats["skipped"], "what is there is not cleaned again", stats)
    ok([batch("long.jsonl", *args)[0] for args in (("--resume",), ("--resume", "--unordered", "-o",
                                                                   "x"))] == [2, 2],
       "--resume needs a file, and its order")


NAMES = ["a", "A", "a/b", "a/b/c", "../up", "/abs/olute", "a.txt/in", "..", ".", "", "a//b", "x/",
         ".dot", "a/../../../../out", "b\\..\\c", "ü", "a", "n" * 5000, "n" * 5000, "a-8", "con:1",
         "\n", "a\x01b", "http://example.org/p?q=1", "-rf"]


def files_in(directory):
    return {str(p.relative_to(directory)): p.read_bytes()
            for p in pathlib.Path(directory).rglob("*") if p.is_file()}


def check_directory():
    before = set(os.listdir("."))
    text = jsonl({"id": name, "html": page(f"number {i}")} for i, name in enumerate(NAMES))
    put("names.jsonl", text)
    args = ("names.jsonl", "--output-dir", "box/out")
    status, out, err = batch(*args)
    files = files_in("box/out")
    ok((status, out, err) == (0, b"", "") and len(files) == len(NAMES),
       "--output-dir: a file each", status, out, err, len(files), sorted(files))
    numbers = sorted(int(re.search(rb"told of number (\d+) here", x).group(1))
                     for x in files.values())
    ok(numbers == list(range(len(NAMES))), "each with its own text", numbers)
    ok(set(os.listdir(".")) - before == {"box", "names.jsonl"} and os.listdir("box") == ["out"]
       and not os.path.exists("/abs") and not os.path.islink("box/out"),
       "nothing lies elsewhere", os.listdir("."), os.listdir("box"))
    ok({"a.txt", "a/b.txt", "a/b/c.txt", "up.txt"} <= set(files)
       and all(re.fullmatch(r"[A-Za-z0-9_./-]+\.txt", x) and "/." not in "/" + x for x in files)
       and len({x.lower() for x in files}) == len(files),
       "names are plain, different without case, and keep their directories", sorted(files))
    for workers in "1", "5":
        batch("names.jsonl", "--output-dir", "again" + workers, "-P", workers, "--unordered")
        ok(files_in("again" + workers) == files, f"the same by {workers} workers")
    status, _, err = batch(*args)
    ok(status == 2 and "--resume" in err, "a directory with files: 2", status, err)
    some = sorted(files)[::3]
    for name in some:
        os.unlink("box/out/" + name)
    kept = next(x for x in sorted(files) if x not in some)
    put("box/out/" + kept, "mine now")
    status, _, err = batch(*args, "--resume", "--stats", "-")
    stats = json.loads(err)
    now = files_in("box/out")
    ok(status == 0 and now.pop(kept) == b"mine now" and now.items() <= files.items()
       and len(now) == len(files) - 1
       and (stats["records"], stats["skipped"]) == (len(some), len(files) - len(some)),
       "--resume: what is there stays and is not cleaned again", stats)
    status, _, err = batch("list", "one.html", "-f", "list", "--output-dir", "md", "--to", "markdown")
    ok(status == 10 and "cleanpage: missing.html: No such file" in err
       and "md/two.html.md" in ["md/" + x for x in files_in("md")],
       "failures are told on stderr, files end as their format does", status, err)
    ok([batch("one.html", *a)[0] for a in (("--to", "text"), ("--output-dir", "q", "-o", "q"),
                                           ("--output-dir", "q", "--to", "explain"))] == [2, 2, 2]
       and not os.path.exists("q"), "what does not go together")
    calls = 0
    while calls < 5 or (calls < 30 and not os.path.exists("killed/119.txt")
                        and not os.path.exists("killed/5.txt")):
        calls += 1
        run = start("many.jsonl", "--output-dir", "killed", "--resume", start_new_session=True)
        time.sleep(dice.uniform(0.05, 0.2))
        end(run, signal.SIGKILL, True)
    half = files_in("killed")
    status, _, err = batch("many.jsonl", "--output-dir", "killed", "--resume")
    after = files_in("killed")
    ok(status == 10 and 0 < len(half) and len(after) >= 120
       and all(re.search(rb"told of number %d here" % i, after[f"{i}.txt"]) for i in range(120)),
       "killed and resumed: all files are there and whole", status, len(half), len(after))


# ---------------------------------------------------------------- pages that cost their own line

def children(pid):
    try:
        return [int(x) for x in
                pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def check_costs():
    big = page("big", 12000)
    text = b"".join(jsonl([{"id": i, "html": big if i % 4 == 1 else page(f"number {i}"), "n": i}])
                    for i in range(16))
    usual = batch("-f", "jsonl", stdin=text)[1].splitlines()
    for name, args, cause in (("time", ("--doc-timeout", "0.01"), "took longer than 10 ms"),
                              ("memory", ("--doc-memory", "1"), "needed more memory")):
        if name == "memory" and SANITIZED:
            continue
        status, out, err = batch("-f", "jsonl", *args, "--stats", "stats.json", stdin=text)
        lines = objects(out)
        stats = json.loads(pathlib.Path("stats.json").read_text())
        failed = [x for x in lines if x["status"] == "error"]
        ok((status, err, ids(out)) == (10, "", list(range(16))) and len(failed) >= 4
           and all(cause in x["error"] and x["n"] == x["id"] for x in failed)
           and {1, 5, 9, 13} <= {x["id"] for x in failed},
           f"pages that need too much {name}: an error each", status, err, len(failed))
        ok(stats["late" if name == "time" else "hungry"] == len(failed) == stats["errors"]
           and all(raw == usual[i] for i, raw in enumerate(out.splitlines())
                   if lines[i]["status"] == "ok"), "the others are as ever, and all are counted",
           stats)
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return
    put("heavy.jsonl", jsonl({"id": i, "html": page(f"number {i}", 1500)} for i in range(60)))
    usual = batch("heavy.jsonl")[1].splitlines()
    with open("crashed.out", "wb") as out:
        run = subprocess.Popen([COMMAND, "batch", "heavy.jsonl", "-P", "3", "--stats",
                                "stats.json"], stdout=out, stderr=subprocess.PIPE)
        kills = 0
        while run.poll() is None and kills < 8:
            time.sleep(dice.uniform(0.02, 0.05))
            for pid in children(run.pid)[:1]:
                os.kill(pid, signal.SIGKILL)
                kills += 1
        err = run.communicate(timeout=30)[1]
    raw = pathlib.Path("crashed.out").read_bytes()
    crashed = [x for x in objects(raw) if x["status"] == "error"]
    stats = json.loads(pathlib.Path("stats.json").read_text())
    ok(ids(raw) == list(range(60)) and err == b"" and 0 < len(crashed) <= kills
       and all("crashed" in x["error"] for x in crashed) and stats["crashed"] == len(crashed)
       and run.returncode == 10,
       "workers that are killed: each costs the page it had", kills, len(crashed), err, stats)
    ok(all(a == b for a, b in zip(raw.splitlines(), usual) if b'"error":null' in a),
       "and no other byte")


def check_memory():
    """The dispatcher's and the workers' peak, by the kernel's word on those who ended."""
    line = jsonl([{"id": "x", "html": page("memory", 30), "carried": "y" * 300000}])

    def peak(megabytes):
        count = megabytes * 1000000 // len(line)
        run = subprocess.Popen([COMMAND, "batch", "-P", "2", "-f", "jsonl", "-o", "/dev/null"],
                               stdin=subprocess.PIPE)
        for _ in range(count):
            run.stdin.write(line)
        run.stdin.close()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = status
        return status, usage.ru_maxrss

    small, large = peak(10), peak(200)
    ok(small[0] == large[0] == 0 and large[1] < 1.2 * small[1],
       "memory does not grow with the input: 10 MB and 200 MB", small, large)


for check in (check_pages, check_directories, check_lists, check_jsonl, check_broken, check_warc,
              check_order, check_pipes, check_callers, check_output, check_resume, check_directory,
              check_costs, check_memory):
    if SANITIZED and check is check_memory:
        continue
    started = time.monotonic()
    check()
    print(f"# {check.__name__}: {time.monotonic() - started:.1f} s", flush=True)
plan()
