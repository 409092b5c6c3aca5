"""TAP: learning what repeats on hosts, merging, and cleaning with it, from outside.

usage: site.py CLEANPAGE     in the directory that is current, which is empty
"""
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import hosts
from tap import ok, plan

COMMAND = sys.argv[1]


def run(*arguments, stdin=b""):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([COMMAND, *arguments], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)
    return done.returncode, done.stdout, done.stderr.decode()


def write_pages(path, pages):
    """pages: (url, bytes, ...)"""
    with open(path, "w", encoding="utf-8") as file:
        for url, html, *_ in pages:
            file.write(json.dumps({"url": url, "html": html.decode()}) + "\n")
    return path


def learn(db, *arguments):
    return run("batch", "--learn-site", db, *arguments)


def rows(db):
    with sqlite3.connect(db) as connection:
        return sorted(connection.execute("SELECT host, number, digest, keys, texts FROM page"))


def texts(output):
    return {line["url"]: line["text"].split("\n") for line in map(json.loads, output.splitlines())}


# ---------------------------------------------------------------- material

# Held by somebody else until the end: what comes of it is asked there.
with sqlite3.connect("held.db") as made:
    made.execute("PRAGMA application_id = 1668051059")
holder = sqlite3.connect("held.db", isolation_level=None)
holder.execute("BEGIN EXCLUSIVE")
held = []
waiting = threading.Thread(target=lambda: held.append(learn("held.db", os.devnull)))
waiting.start()

small = hosts.make_hosts(7, sizes=(20,))
all_pages = [page for pages in small.values() for page in pages]
write_pages("pages.jsonl", all_pages)
status, plain, _ = run("batch", "pages.jsonl")
assert status == 0

# ---------------------------------------------------------------- learning

status, out, err = learn("site.db", "-P2", "pages.jsonl", "--stats", "stats.json")
ok((status, out, err) == (0, b"", ""), "learning writes no text", status, out, err)
with open("stats.json", encoding="utf-8") as file:
    stats = json.load(file)
ok(stats["records"] == stats["ok"] == 100, "and counts records", stats)
learned = rows("site.db")
ok(len(learned) == 100 and {row[0] for row in learned} == set(small), "a row for each page",
   len(learned))

shuffled = list(all_pages)
random.Random(1).shuffle(shuffled)
write_pages("shuffled.jsonl", shuffled)
learn("other.db", "-P1", "shuffled.jsonl")
ok(rows("other.db") == learned, "the same rows in another order, with another number of workers")
learn("other.db", "-P3", "pages.jsonl")
ok(rows("other.db") == learned, "what is known already changes nothing")

for i in range(3):
    learn(f"shard{i}.db", "--shard", f"{i}/3", "pages.jsonl")
ok(sum(len(rows(f"shard{i}.db")) for i in range(3)) == 100, "shards learn a part each")
status, out, err = run("site", "merge", "merged.db", "shard0.db", "shard1.db", "shard2.db")
ok((status, out, err) == (0, b"", "") and rows("merged.db") == learned,
   "merged they are what learning all at once gives", status, err)
run("site", "merge", "back.db", "shard2.db", "site.db", "shard0.db", "shard1.db", "shard0.db")
ok(rows("back.db") == learned, "in any order, and more than once")

large = hosts.Host("large.example", "latin", 200, random.Random(3))
large = list(large.all_pages())
learn("large.db", write_pages("large.jsonl", large))
known = rows("large.db")
ok(len(known) == 64, "of a large host so many pages count", len(known))
for i in range(2):
    learn(f"half{i}.db", "--shard", f"{i}/2", "large.jsonl")
run("site", "merge", "halves.db", "half1.db", "half0.db")
ok(rows("halves.db") == known, "the same ones when it was learned in parts")

# The same address with another page: which one counts is not up to the order.
url, html = all_pages[0][:2]
again = [(url, html.replace(b"</h1>", b"</h1><p>Corrected on Monday.</p>"))]
write_pages("again.jsonl", all_pages + again)
write_pages("before.jsonl", again + all_pages)
learn("again.db", "again.jsonl")
learn("before.db", "before.jsonl")
ok(rows("again.db") == rows("before.db") and len(rows("again.db")) == 100,
   "a page that came twice counts once, whatever came first")
tracked = [(f"{url}?utm_source={i}", html) for i in range(5)]
learn("tracked.db", write_pages("tracked.jsonl", tracked))
ok(len(rows("tracked.db")) == 1, "an address with the parameters of a newsletter is no other one")

status, out, _ = run("site", "show", "site.db")
ok(out.decode().splitlines() == [f"20\t{host}" for host in sorted(small)], "show lists the hosts", out)
status, out, _ = run("site", "show", "site.db", "latin20.example")
lines = [line.split("\t") for line in out.decode().splitlines()]
call = small["latin20.example"][0][3][0]
ok(["16", "20", call[:60]] in lines and lines == sorted(lines, key=lambda l: -int(l[0])),
   "and the lines of one, the most frequent first", lines[:5])

# ---------------------------------------------------------------- cleaning

status, one, err = run("batch", "--site", "site.db", "-P1", "pages.jsonl")
ok(status == 0 and not err, "cleaning with it", status, err)
status, many, _ = run("batch", "--site", "site.db", "-P4", "pages.jsonl")
ok(one == many and one != plain, "the same bytes with any number of workers")
ok(rows("site.db") == learned and os.listdir(".").count("site.db-journal") == 0,
   "the database stays as it was")
before, after = texts(plain), texts(one)
kept = lost = were = 0
for url, _, article, furniture in all_pages:
    for line in furniture or ():
        were += line in before[url]
        kept += line in after[url]
    for line in article or before[url]:
        lost += line in before[url] and line not in after[url]
ok(were > 200 and kept * 3 < were, "what repeats is gone", were, kept)
ok(lost == 0, "and nothing of the articles, nor of pages that list them", lost)

status, out, _ = run("batch", "--site", "site.db", write_pages(
    "strange.jsonl", [(url.replace(".example", ".test"), html) for url, html, *_ in all_pages[:9]]))
ok(list(texts(out).values()) == [before[url] for url, *_ in all_pages[:9]],
   "pages of hosts that were not learned stay as they are")
few = write_pages("few.jsonl", all_pages[:3])
learn("few.db", few)
ok(run("batch", "--site", "few.db", few)[1] == run("batch", few)[1],
   "a host of too few pages changes nothing")
copies = write_pages("copies.jsonl", [
    (f"https://copies.example/{i}", html.replace(b"</h1>", b"</h1><p>Copy number %d of it.</p>" % i))
    for i in range(12)])
learn("copies.db", copies)
ok(run("batch", "--site", "copies.db", copies)[1] == run("batch", copies)[1],
   "an article that is there under many addresses is no furniture")
with open("guard.rules", "w") as file:
    file.write("set site-most 2\n")
ok(run("batch", "--site", "copies.db", "--rules", "guard.rules", copies)[1] !=
   run("batch", copies)[1], "which a number of the rules says")

with open("odd.rules", "w") as file:
    file.write("set site-pages 1e30\n")
ok(run("batch", "--site", "site.db", "--rules", "odd.rules", "pages.jsonl")[1] == plain,
   "no host has so many pages as rules may ask for")

url, html, article, furniture = all_pages[4]
with open("page.html", "wb") as file:
    file.write(html)
status, out, _ = run("--site", "site.db", "-u", url, "page.html")
out = out.decode().split("\n")
ok(status == 0 and all(p in out for p in article) and furniture[3] not in out,
   "a single page, too", status)
with open("own.html", "wb") as file:
    file.write(html.replace(b"<nav>", b'<link rel=canonical href="%s"><nav>' % url.encode()))
ok(furniture[3] not in run("--site", "site.db", "own.html")[1].decode(),
   "which may say itself where it is from")
ok(run("--site", "site.db", "page.html")[1] == run("page.html")[1],
   "and is cleaned as ever when nobody knows")
status, out, _ = run("--site", "site.db", "-u", url, "--explain", "page.html")
blocks = [json.loads(line) for line in out.splitlines()[1:]]
block = [b for b in blocks if b["text"][:150] == furniture[3][:150]]
ok(block and block[0]["reason"] == "site" and block[0]["steps"][-1]["stage"] == "site" and
   block[0]["confidence"] == 1, "the reason is told", block)

# ---------------------------------------------------------------- what is wrong

for command in (["batch", "--site", "none.db", "pages.jsonl"], ["--site", "none.db", "page.html"],
                ["site", "show", "none.db"], ["site", "merge", "new.db", "site.db", "none.db"]):
    status, out, err = run(*command)
    ok(status == 3 and not out and err.count("\n") == 1 and "none.db" in err and
       not os.path.exists("none.db") and not os.path.exists("new.db"),
       f"a database that is not there: {' '.join(command[:2])}", status, err)
with sqlite3.connect("foreign.db") as made:
    made.execute("CREATE TABLE page (host TEXT)")
with open("broken.db", "wb") as file:
    file.write(b"This is no database. " * 100)
with open("site.db", "rb") as file:
    torn = file.read()[:5000]
with open("torn.db", "wb") as file:
    file.write(torn)
for name, cause in (("foreign.db", "not a database that --learn-site"), ("broken.db", "not a database"),
                    ("torn.db", "malformed")):
    with open(name, "rb") as file:
        bytes_before = file.read()
    for command in (["batch", "--learn-site", name, "pages.jsonl"],
                    ["batch", "--site", name, "pages.jsonl"], ["site", "merge", name, "site.db"]):
        status, out, err = run(*command)
        with open(name, "rb") as file:
            same = file.read() == bytes_before
        ok(status in (2, 3, 8) and not out and same and cause in err and name in err,
           f"{name}: {' '.join(command[:2])}", status, err)
status, out, err = learn("new.db", "none.jsonl")
ok(status == 3 and not os.path.exists("new.db"), "no input, no database", status, err)
for options in (["--site", "site.db"], ["-o", "x"], ["--resume"], ["--to", "jsonl"]):
    status, out, err = learn("site.db", *options, "pages.jsonl")
    ok(status == 2 and err.count("\n") == 1, f"--learn-site and {options[0]} exclude each other", err)
status, out, err = run("site", "merge", "site.db")
ok(status == 2 and "usage" in err, "site merge wants something to merge", err)
waiting.join()
holder.close()
status, out, err = held[0]
ok(status == 8 and "locked" in err, "a database that somebody else writes", status, err)
plan()
