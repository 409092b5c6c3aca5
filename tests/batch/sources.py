"""Makes inputs of every kind and checks the records that "sources" tells of them, as TAP.

usage: sources.py SOURCES DIRECTORY
"""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from making import bare_deflate, chunked, mutated, read, response, warc_record, write
from tap import ok, plan

PROGRAM = os.path.abspath(sys.argv[1])
os.chdir(sys.argv[2])
HTML = b"<!DOCTYPE html><title>Rain</title><p>It rained all night, r\xc3\xa4gn.</p>\n"


def run(*arguments, stdin=b"", memory=None):
    """The records, and the line at the end. Stdin is a pipe."""
    limit = memory and (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)))
    done = subprocess.run([PROGRAM, *arguments], input=stdin, stdout=subprocess.PIPE,
                          preexec_fn=limit, timeout=300)
    lines = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if done.returncode not in (0, 1) or not lines:
        raise SystemExit(f"Bail out! {arguments}: exit {done.returncode}")
    return lines[:-1], lines[-1]


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def is_page(record, data):
    return record["state"] == "page" and record["sha256"] == sha(data)


def is_broken(record, cause):
    return record["state"] == "broken" and cause in record["error"]


# ------------------------------------------------------------------ lists


def check_lists():
    write("dir page.html", HTML)
    write("page.gz", gzip.compress(HTML))
    write("large.html", b"x" * 5001)
    write("just.html", b"x" * 5000)
    os.mkfifo("fifo")
    os.makedirs("a.dir", exist_ok=True)
    lines = [b"\xef\xbb\xbf# a comment", b"", b"https://user:secret@example.org/a?b#c\r",
             b"  dir page.html  ", b"  # another", b"page.gz", b"no/such", b"fifo", b"a.dir",
             b"ftp://example.org/", b"x" * 9000, b"\r", b"large.html", b"just.html",
             b"HTTP://EXAMPLE.ORG/", b"a\0b"]
    text = b"\n".join(lines)
    got, end = run("--max=5000", "--kind=list", write("list", text))
    ok([r["number"] for r in got] == list(range(len(got))) and len(got) == 12,
       "list: empty lines and comments are no records", got)
    url, page, packed, missing, fifo, directory, foreign, long, large, just, upper, nul = got
    ok(url["state"] == "fetch" and url["url"] == "https://user:secret@example.org/a?b#c",
       "list: an address is to be fetched", url)
    ok(url["name"] == "https://example.org/a?b#c", "list: no password in a name", url)
    ok(is_page(page, HTML) and page["id"] == "dir page.html", "list: a path is read", page)
    ok(is_page(packed, HTML), "list: a packed page", packed)
    ok(is_broken(missing, "No such file") and missing["id"] == "no/such", "list: no such file")
    ok(is_broken(fifo, "regular"), "list: a pipe does not block", fifo)
    ok(is_broken(directory, "directory"), "list: a directory is no page", directory)
    ok(is_broken(foreign, "http"), "list: another scheme", foreign)
    ok(is_broken(long, "8192") and long["name"] == "list:11", "list: a long line", long)
    ok(is_broken(large, "5000 bytes") and is_page(just, b"x" * 5000), "list: a large page")
    ok(upper["state"] == "fetch", "list: a scheme in capitals", upper)
    ok(is_broken(nul, "NUL"), "list: NUL in a path", nul)
    ok(end["read"] == end["total"] == len(text), "list: progress", end)
    entries = b"# no comment\0\0a\nb\0https://e.org/\0dir page.html"
    write("a\nb", b"two lines")
    got, _ = run("--nul", "-", stdin=entries)
    ok(len(got) == 4 and is_broken(got[0], "No such") and is_page(got[1], b"two lines") and
       got[2]["state"] == "fetch" and is_page(got[3], HTML), "list with NUL", got)
    ok(run("-", stdin=b"")[0] == [], "an empty list")


# ------------------------------------------------------------------ JSON Lines

def check_jsonl():
    write("page.html", HTML)
    emoji = "<p>\U0001f327 r\u00e4gn \u2028 \" \\ / \b\f\n\r\t\0</p>"
    b64 = base64.b64encode(HTML).decode()
    table = [
        # line, what must be of the record
        (json.dumps({"id": "a", "html": emoji}),
         lambda r: is_page(r, emoji.encode()) and r["charset"] == "utf-8" and r["id"] == "a"),
        (json.dumps({"id": 12, "html": emoji, "charset": "koi8-r"}, ensure_ascii=False),
         lambda r: is_page(r, emoji.encode()) and r["charset"] == "utf-8" and r["id"] == 12),
        (r'{"html":"\ud83d\ud83c\udf27\udf27"}',
         lambda r: is_page(r, "\ufffd\U0001f327\ufffd".encode()) and r["id"] == r["number"]),
        (json.dumps({"html_b64": b64, "charset": "latin1", "url": "https://e.org/"}),
         lambda r: is_page(r, HTML) and r["charset"] == "latin1" and
         r["url"] == "https://e.org/"),
        (json.dumps({"html_b64": base64.encodebytes(HTML).decode().rstrip("=\n")}),
         lambda r: is_page(r, HTML)),
        (json.dumps({"path": "page.html"}),
         lambda r: is_page(r, HTML) and r["name"] == "page.html"),
        (json.dumps({"path": "no/such", "id": "x"}),
         lambda r: is_broken(r, "no/such: No such")),
        (json.dumps({"path": "page.html\0"}), lambda r: is_broken(r, "NUL")),
        (json.dumps({"url": " https://e.org/ \t", "html": None}),
         lambda r: r["state"] == "fetch" and r["url"] == "https://e.org/"),
        (json.dumps({"url": "mailto:x"}), lambda r: is_broken(r, "http")),
        (json.dumps({"id": "only"}), lambda r: is_broken(r, "neither") and r["id"] == "only"),
        ("{}", lambda r: is_broken(r, "neither")),
        (json.dumps({"html": "", "x": 1}),
         lambda r: is_page(r, b"") and r["carried"] == {"x": 1}),
        (json.dumps({"html": "a", "path": "page.html"}),
         lambda r: is_broken(r, 'both "html" and "path"')),
        (json.dumps({"html": 1}), lambda r: is_broken(r, '"html" is not a string')),
        (json.dumps({"id": [1], "html": "a"}), lambda r: is_broken(r, 'column 2: "id"')),
        ('{"html":"a","html":"b"}', lambda r: is_broken(r, 'column 13: a second "html"')),
        (r'{"\u0068tml":"a"}', lambda r: is_page(r, b"a") and r["carried"] == {}),
        ('{"html_b64":"PHA"}', lambda r: is_page(r, b"<p")),
        ('{"html_b64":"PHA=="}', lambda r: is_broken(r, "base64")),
        ('{"html_b64":"P=HA"}', lambda r: is_broken(r, "base64")),
        ('{"html_b64":"PHA-"}', lambda r: is_broken(r, "base64")),
        ('{"html_b64":"PHAAA"}', lambda r: is_broken(r, "base64")),
        ('{"html":"a",}', lambda r: is_broken(r, "column 13: no name")),
        ('{"html":"a"', lambda r: is_broken(r, "column 12: the line ends")),
        ('{"html":"a"} x', lambda r: is_broken(r, "column 14: something behind")),
        ('["html"]', lambda r: is_broken(r, "column 1: no object")),
        ('{"html":"a","n":01}', lambda r: is_broken(r, "column 18")),
        ('{"html":"a","n":NaN}', lambda r: is_broken(r, "column 17")),
        ('{"html":"a\tb"}', lambda r: is_broken(r, "column 11: a control")),
        ('{"x":' + "[" * 201 + "]" * 201 + "}", lambda r: is_broken(r, "deep")),
        ('{"html":"a","x":' + "[" * 200 + "]" * 200 + "}", lambda r: is_page(r, b"a")),
        ('{"html":"a","n":' + "9" * 500 + ',"r":1.10}',
         lambda r: is_page(r, b"a") and r["carried"]["n"] == 10 ** 500 - 1),
        (json.dumps({"html": "x" * 5001}), lambda r: is_broken(r, "longer than 5000")),
        (json.dumps({"html": "x" * 5000}), lambda r: is_page(r, b"x" * 5000)),
        (json.dumps({"html": "x" * (1 << 21)}), lambda r: is_broken(r, "longer than")),
        (json.dumps({"id": "last", "html": "z"}),
         lambda r: is_page(r, b"z") and r["id"] == "last"),
    ]
    text = "\ufeff" + "\r\n\r\n \t\n".join(line for line, _ in table)
    path = write("lines", text.encode())
    got, end = run("--max=5000", path)
    ok(len(got) == len(table), "JSON Lines: a record for each line that is not empty", len(got))
    for record, (line, check) in zip(got, table):
        ok(check(record), "JSON Lines: " + line[:60].replace("#", "\\#"), record)
    ok(end["read"] == end["total"] == os.path.getsize(path), "JSON Lines: progress", end)
    got, _ = run("--kind=jsonl", "-", stdin=b'{"html":"\xff"}\n{"html":"b"}')
    ok(is_broken(got[0], "column 10: no UTF-8") and is_page(got[1], b"b"), "bad UTF-8", got)
    raw = run_raw(b'{"html":"a", "r" : 1.10, "e":1E+2 ,"s":"a\\u0041 \\/","o":{"k": [ 1 ] }}')
    ok(b'"carried":{"r":1.10,"e":1E+2,"s":"a\\u0041 \\/","o":{"k":[1]}}' in raw,
       "what is carried stays as it was written", raw)


def run_raw(stdin):
    return subprocess.run([PROGRAM, "--kind=jsonl", "-"], input=stdin, stdout=subprocess.PIPE,
                          check=True).stdout


def random_value(random, depth=0):
    kind = random.randrange(8 if depth < 5 else 5)
    if kind == 0:
        return random.choice([True, False, None])
    if kind == 1:
        return random.randrange(-10 ** 20, 10 ** 20)
    if kind == 2:
        return random.uniform(-1e9, 1e9)
    if kind < 5:
        return "".join(random.choice('ab"\\/\n\t\0\x1f\x7f\u00e4\u2028\U0001f327 {}[]:,')
                       for _ in range(random.randrange(12)))
    if kind < 6:
        return [random_value(random, depth + 1) for _ in range(random.randrange(4))]
    return {"k%d" % i: random_value(random, depth + 1) for i in range(random.randrange(4))}


def no_constant(name):
    raise ValueError(name)


def is_json_object(line):
    try:
        return isinstance(json.loads(line.decode(), parse_constant=no_constant), dict)
    except (ValueError, RecursionError):
        return False


PIECES = [b",", b'"', b"\\", b"}", b"{", b"]", b"[", b"0", b"-", b"\xc3", b"e", b".", b":",
          b" ", b"null", b"\x01"]


def check_json_against_python():
    chance = random.Random(20261128)
    objects = [{"html": "x", **{"m%d" % i: random_value(chance) for i in range(5)}}
               for _ in range(1500)]
    lines = [json.dumps(o, ensure_ascii=chance.random() < .5,
                        separators=chance.choice([(",", ":"), (" , ", " :\t")])).encode()
             for o in objects]
    got, _ = run("--kind=jsonl", "-", stdin=b"\n".join(lines))
    wrong = [(o, r) for o, r in zip(objects, got)
             if r["carried"] != {k: v for k, v in o.items() if k != "html"} or
             list(r["carried"]) != list(o)[1:]]
    ok(len(got) == len(objects) and not wrong, "1,500 objects are carried as Python wrote them",
       wrong[:1])
    broken = []
    for line in lines * 2:
        line = bytearray(line)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(line))
            what = chance.randrange(3)
            if what == 0:
                del line[at:at + chance.randrange(1, 4)]
            elif what == 1:
                line[at:at] = chance.choice(PIECES)
            else:
                line[at] = chance.randrange(256)
        broken.append(bytes(line).replace(b"\n", b" ").replace(b"html", b"x"))
    broken = [line for line in broken if line.strip(b" \t\r\n\f")]
    got, _ = run("--kind=jsonl", "-", stdin=b"\n".join(broken))
    wrong = [(line, r["error"]) for line, r in zip(broken, got)
             if is_json_object(line) == r["error"].startswith("column")]
    accepted = sum(map(is_json_object, broken))
    ok(len(got) == len(broken) and not wrong and 100 < accepted < len(broken) - 100,
       "of 3,000 broken lines those are refused that Python refuses", wrong[:3], accepted)


# ------------------------------------------------------------------ WARC

TARGET = {"WARC_Target_URI": "https://user:secret@e.org/a"}


def warc_parts(packed=True):
    """Bytes of a record, and what must be of it: None if it is no record, "passed" if it is
    counted besides."""
    def record(kind, block, content_type=None, **fields):
        if content_type:
            fields["Content_Type"] = content_type
        return warc_record(kind, block, packed, **fields)

    def answer(body, status="200 OK", **headers):
        return record("response", response(body, status, **headers))

    def page(r):
        return is_page(r, HTML)

    def page_with_all(r):
        return (page(r) and r["charset"] == "koi8-r" and r["date"] == "2026-11-28T00:00:00Z" and
                r["url"] == TARGET["WARC_Target_URI"] and r["name"] == "https://e.org/a" and
                r["id"].startswith("urn:uuid:"))

    gz, fields = gzip.compress, "application/warc-fields"
    noise = random.Random(1).randbytes(900)
    return [
        (record("warcinfo", b"software: x\r\n", fields), None),
        (record("request", b"GET / HTTP/1.1\r\n\r\n", **TARGET), None),
        (record("response", response(HTML, Content_Type="text/html; charset=koi8-r"), **TARGET),
         page_with_all),
        (answer(chunked(HTML), Transfer_Encoding="chunked"), page),
        (answer(gz(HTML), Content_Encoding="gzip"), page),
        (answer(chunked(gz(HTML)), Content_Encoding="x-gzip", Transfer_Encoding="chunked"),
         page),
        (answer(zlib.compress(HTML), Content_Encoding="deflate"), page),
        (answer(bare_deflate(HTML), Content_Encoding="deflate"), page),
        (answer(HTML, Content_Encoding="gzip"), page),
        (answer(b"", "301 Moved", Location="/b"), "passed"),
        (answer(HTML, "404 Not Found"), "passed"),
        (answer(b"\x89PNG", Content_Type="image/png"), "passed"),
        (answer(HTML, Content_Type="application/json"), "passed"),
        (answer(HTML, Content_Type=None), page),
        (answer(b"text", Content_Type="text/plain"), lambda r: is_page(r, b"text")),
        (record("response", b"dns", "text/dns"), "passed"),
        (record("resource", HTML, "text/html;charset=utf-8", WARC_Date="<yesterday>"),
         lambda r: page(r) and r["charset"] == "utf-8" and r["date"] == ""),
        (record("conversion", b"A text.", "text/plain"), lambda r: is_page(r, b"A text.")),
        (record("resource", b"%PDF", "application/pdf"), "passed"),
        (record("metadata", b"a: b\r\n", fields), None),
        (record("revisit", response(b"")), None),
        (answer(b"x" * 5000), lambda r: is_page(r, b"x" * 5000)),
        (answer(b"x" * 5001), lambda r: is_broken(r, "5000 bytes")),
        (answer(gz(b"y" * 10 ** 6), Content_Encoding="gzip"),
         lambda r: is_broken(r, "5000 bytes")),
        (answer(gz(noise)[:400], Content_Encoding="gzip"), lambda r: is_broken(r, "damaged")),
        (record("response", response(HTML), WARC_Record_ID=None),
         lambda r: page(r) and r["id"] == r["number"]),
        (record("response", response(HTML), WARC_Payload_Digest="sha256:" + "0" * 64), page),
        (record("response", response(HTML), length="x"), lambda r: is_broken(r, "how long")),
        (answer(HTML), page),
    ]


def check_warc():
    for packed in True, False:
        parts = warc_parts(packed)
        name = "WARC, packed" if packed else "WARC, plain"
        data = b"".join(part for part, _ in parts)
        path = write("records.warc.gz" if packed else "records", data)
        checks = [check for _, check in parts if callable(check)]
        got, end = run("--max=5000", path)
        ok(len(got) == len(checks), name + ": pages are records", len(got), len(checks), got)
        for i, (record, check) in enumerate(zip(got, checks)):
            ok(check(record), f"{name}: record {i}", record)
        ok(end["passed_over"] == sum(check == "passed" for _, check in parts) and
           end["wrong_digests"] == 1 and end["read"] == end["total"] == len(data),
           name + ": counts and progress", end)
        ok(run("--max=5000", "-", stdin=data)[0] ==
           [{**r, "name": r["name"].replace(path, "stdin")} for r in got],
           name + ": through a pipe")
    check_ranges()
    check_damage()


def check_ranges():
    parts = warc_parts()
    data = b"".join(part for part, _ in parts)
    path = write("range.bin", b"junk!" + data)
    at, wrong = 5, []
    for part, check in parts:
        got, _ = run("--max=5000", f"--range={at},{len(part)}", path)
        if len(got) != (1 if callable(check) else 0):
            wrong.append(got)
        if got and check.__name__ == "page" and not check(got[0]):
            wrong.append(got)
        at += len(part)
    ok(not wrong, "WARC: each record by its range", wrong[:1])
    start, sizes = 5, [len(part) for part, _ in parts]
    got, end = run("--max=5000", f"--range={start},{sum(sizes[:6])}", path)
    ok(len(got) == 4 and end["read"] == end["total"] == sum(sizes[:6]),
       "WARC: a longer range", end)
    got, _ = run("--max=5000", f"--range={start},{sum(sizes[:6]) - 5}", path)
    ok(len(got) == 4 and is_broken(got[3], "not whole"),
       "WARC: a range that cuts a record", got)
    got, end = run(f"--range={start},{len(data) + 1}", path)
    ok(end.get("status") == 2, "WARC: a range behind the end of the file", end)


def check_damage():
    one, two, three = (warc_record("response", response(HTML + b"%d" % i)) for i in range(3))
    bad = bytearray(two)
    bad[len(bad) // 2] ^= 0x55
    got, _ = run(write("damage.warc.gz", one + bytes(bad) + three))
    ok(len(got) == 3 and is_page(got[2], HTML + b"2") and
       is_broken(got[1], f"byte {len(one)}: ") and got[1]["name"] == "damage.warc.gz",
       "WARC: damage is one broken record, and the next follows", got)
    got, _ = run(write("cut.warc.gz", one + two[:-20]))
    ok(len(got) == 2 and is_broken(got[1], "not whole"), "WARC: a file that was cut", got)
    got, _ = run(write("none.warc.gz", b"this is none"))
    ok(len(got) == 1 and is_broken(got[0], "byte 0"), "WARC: a file that is none", got)


# ------------------------------------------------------------------ directories and others

def check_directories():
    names = ["tree/a/y.md", "tree/a/z.HTM", "tree/a.xhtml", "tree/b.html", "tree/c.txt"]
    for name in reversed(names):
        write(name, HTML)
    for name in "tree/x.png", "tree/.hidden.html", "tree/.git/a.html", "tree/html":
        write(name, HTML)
    write("outside/out.html", HTML)
    write("tree/d.jsonl", b'{"html":"j"}\n{"html":"k"}\n')
    write("tree/e.warc.gz", warc_record("response", response(HTML)))
    os.symlink("../outside", "tree/link")
    os.symlink("../outside/out.html", "tree/link.html")
    os.symlink("../tree", "tree/loop")
    deep = "tree/" + "d/" * 70
    os.makedirs(deep)
    write(deep + "deep.html", HTML)
    got, _ = run("tree/")
    told = [r["name"] for r in got]
    broken = [r for r in got if r["state"] == "broken"]
    ok([n for n in told if n in names] == names, "directory: in the order of names", told)
    ok(not any("link" in n or "loop" in n or "hidden" in n or ".git" in n for n in told),
       "directory: no links, nothing hidden", told)
    ok(len(broken) == 1 and is_broken(broken[0], "too many directories"),
       "directory: depth", broken)
    ok(len(got) == len(names) + 1 + 3, "directory: JSON Lines and WARC files in it", told)
    ok(len(run("--kind=warc", "tree")[0]) == 2, "directory: of one kind")
    if os.geteuid():
        os.chmod("tree/a", 0)
        got, _ = run("tree")
        os.chmod("tree/a", 0o755)
        ok(any(r["name"] == "tree/a" and is_broken(r, "ermission") for r in got),
           "directory: one that may not be read", got)


def check_others():
    write("page.html", HTML)
    got, end = run("page.html", "https://e.org/", "list", "lines")
    ok([r["number"] for r in got] == list(range(len(got))) and is_page(got[0], HTML) and
       got[1]["state"] == "fetch", "inputs behind each other are numbered on")
    for arguments, status in [(["no/such"], 10), (["ftp://e.org/"], 2), (["-", "-"], 2),
                              (["--shard=2/2", "-"], 2), (["--range=1,2", "-"], 2),
                              (["--range=1,2", "list", "list"], 2),
                              (["--range=0,1", "tree"], 2)]:
        ok(run(*arguments)[1].get("status") == status, "refused: " + " ".join(arguments))
    ok(is_page(run("-", stdin=HTML)[0][0], HTML), "stdin: a page")
    ok(is_page(run("-", stdin=gzip.compress(HTML))[0][0], HTML), "stdin: a packed page")
    lines = b'{"html":"j"}\n{"html":"k"}\n'
    ok(len(run("-", stdin=gzip.compress(lines[:13]) + gzip.compress(lines[13:]))[0]) == 2,
       "stdin: packed JSON Lines in two members")
    got, _ = run("-", stdin=gzip.compress(lines)[:-9])
    ok(is_broken(got[-1], "too early"), "stdin: packed data that were cut", got)
    got, _ = run("-", stdin=b"\x7fELF\0\0" + bytes(100))
    ok(len(got) == 1 and is_broken(got[0], "neither"), "stdin: something else", got)


def check_shards():
    inputs = ["list", "lines", "records.warc.gz", "records", "damage.warc.gz", "cut.warc.gz",
              "tree"]
    whole, _ = run("--max=5000", *inputs)
    for shards in 1, 2, 3, 7:
        wrong = [shard for shard in range(shards)
                 if run("--max=5000", f"--shard={shard}/{shards}", *inputs)[0] !=
                 whole[shard::shards]]
        ok(not wrong and len(whole) > 60,
           f"{shards} shards have the same records together", wrong)
    wrong = [first for first in (0, 1, 30, len(whole) - 1, len(whole), 10 ** 6)
             if run("--max=5000", f"--first={first}", *inputs)[0] != whole[first:] or
             run("--max=5000", f"--first={first}", "--shard=1/3", *inputs)[0] !=
             [r for r in whole[1::3] if r["number"] >= first]]
    ok(not wrong, "from a record on: the same as the whole has from there, in a shard too", wrong)
    many = b'{"html":"x","broken"\n' * 20000 + b'{"html":"last"}\n'
    got, end = run("--first=20000", "--kind=jsonl", "-", stdin=many)
    ok([r["number"] for r in got] == [20000] and is_page(got[0], b"last") and
       end["read"] == len(many), "20,000 records passed over, unlooked at", got, end)


# ------------------------------------------------------------------ harm

def check_mutations():
    chance = random.Random(6)
    seeds = [read(name) for name in ("list", "lines", "records.warc.gz", "records")]
    seeds += [gzip.compress(seeds[1])]
    wrong = []
    for batch in range(20):
        paths = []
        for i in range(50):
            data = mutated(chance, chance.choice(seeds))
            paths.append(write("mutated%d" % i, data))
        arguments = ["--max=5000", *(["--nul"] if batch % 5 == 4 else []), *paths]
        whole, end = run(*arguments)
        half = run("--shard=1/2", *arguments)[0]
        if [r["number"] for r in whole] != list(range(len(whole))) or half != whole[1::2]:
            wrong.append(batch)
        if "status" in end or any((r["state"] == "broken") != bool(r["error"]) for r in whole):
            wrong.append(batch)
    ok(not wrong, "1,000 mutations: numbers without gaps, the same for each shard", wrong)


def smallest_memory():
    """Address space in which the program runs at all; None where a sanitizer takes all."""
    for megabytes in range(8, 400, 4):
        done = subprocess.run([PROGRAM, "-"], input=b"", stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(
                                  resource.RLIMIT_AS, (megabytes << 20, megabytes << 20)))
        if done.returncode == 0:
            return megabytes << 20
    return None


def check_memory():
    base = smallest_memory()
    if base is None:
        print("# memory is not bounded here: no test of it")
        return

    def check(name, stdin, count, *arguments):
        """With a line of 5 MB at most, and as much carried, in buffers that double."""
        got, end = run("--max=1000000", *(arguments or ["-"]), stdin=stdin,
                       memory=base + (20 << 20))
        ok(len(got) == count and "status" not in end, "memory: " + name, end, len(got))

    size = 64 << 20
    line = b'{"html":"' + b"x" * 900000 + b'"}\n'
    check("many lines of JSON", line * 70, 70)
    check("a large line", b'{"html":"' + b"x" * size, 1, "--kind=jsonl", "-")
    check("a line of brackets", b'{"x":[' + b"[]," * 1500000 + b"1]}", 1)
    check("a list without line ends", b"x" * size, 1)
    check("a large page", b"<" + b"x" * size, 1)
    check("a large packed page", gzip.compress(b"<" + bytes(size), 1), 1)
    large = warc_record("response", response(bytes(size)))
    check("a large WARC record", large + warc_record("response", response(HTML)), 2)
    packed = gzip.compress(bytes(size))
    bomb = warc_record("response", response(packed, Content_Encoding="gzip"))
    check("bodies that unpack to much", bomb * 3, 3)


check_lists()
check_jsonl()
check_json_against_python()
check_warc()
check_directories()
check_others()
check_shards()
check_mutations()
check_memory()
plan()
