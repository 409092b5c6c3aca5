"""The commands that are run with failing calls: see calls.py."""
import gzip
import json
import os
import shutil
import subprocess
import sys

from scenario import BUT_MEMORY, Batch, Directory, Merge, Resumed, Scenario, Shown, Wet, get, put

sys.path.insert(1, os.path.join(os.path.dirname(__file__), "..", "archive"))
import checking  # noqa: E402
import growing  # noqa: E402
from stores import Archive, Book, CachedFeed, Kept, Verified  # noqa: E402

PAGES = ("author-box", "charset-shift-jis-vendor-characters", "article-in-layout-tables")

RULES = (b'strip "share this"\ntest "share"\n'
         b"  <p>Share this</p><p>The mill stood by the river.</p>\n"
         b"gives\n  The mill stood by the river.\nend\n")
LINES = b'{"id":1,"status":"empty","error":null,"url":null}\n'
FEED = (b"<rss version='2.0'><channel><title>News</title><item><title>One</title>"
        b"<link>http://127.0.0.1:1/1</link><description>Text</description></item></channel></rss>")


def page(fixtures, name):
    directory = os.path.join(fixtures, "pages", name)
    return next(os.path.join(directory, f) for f in sorted(os.listdir(directory))
                if f.startswith("source."))


def made_page(number):
    """One of a host, with a box that all of them have."""
    words = " ".join(growing.WORDS[(number * i) % len(growing.WORDS)] for i in range(1, 60))
    return (f"<title>Page {number} - The Host</title><article><h1>Page {number}</h1><p>{words}."
            f"<p>{words[::-1]}.</article><div class=support-us><p>This host is kept up by those who "
            "read it, and a small sum each month keeps its lights on.</div>").encode()


def of_pages(first, second, third):
    yield Scenario("a file into a file", [first, "-o", "out"], output="out", keeps_mode=True)
    yield Scenario("stdin to stdout", ["-t", "md", "-"], stdin=get(second))
    yield Scenario("TEI", ["-t", "xml", third])
    yield Scenario("a report", ["--report", "out", first], output="out", keeps_mode=True)


def of_rules(first, directory):
    one, two = b'strip "share this"\n', b'strip "read more *"\n'
    pages = [(f"{i}.html", made_page(i)) for i in (5, 7)]
    yield Scenario("rules of one's own", ["--rules", "r.rules", first, "-o", "out"],
                   output="out", inputs=[("r.rules", one)], keeps_mode=True)
    yield Scenario("rules of files and directories", ["--explain", first],
                   inputs=[("1.rules", one), ("more/2.rules", two), ("more/3.rules", one),
                           ("config/cleanpage/rules.d/4.rules", b'strip "' + NAME + b'"\n')],
                   environment={"CLEANPAGE_RULES": "1.rules:more",
                                "XDG_CONFIG_HOME": os.path.join(directory, "work/config")})
    yield Scenario("tests of rules", ["rules", "check", "r.rules"], inputs=[("r.rules", RULES)])
    yield Scenario("rules suggested", ["rules", "suggest", "--base", "http://host.example/",
                                       "5.html", "7.html"], inputs=pages)


NAME = b"the company"   # in a box of the first page


def warc(pages):
    """Gzip members, as crawlers write them."""
    out = b""
    for i, data in enumerate(pages):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + data
        out += gzip.compress(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://host.example/%d\r\n"
            b"WARC-Date: 2026-11-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-"
            b"%012d>\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n"
            % (i, i, len(body)) + body + b"\r\n\r\n", mtime=0)
    return out


def of_batches(command, pages, directory):
    listed = [("list", "".join(name + "\n" for name in pages).encode())]
    batch = ["batch", "-P", "1", "-o", "out", "-i", "list"]
    crawl = [("crawl.warc.gz", warc(get(name) for name in pages))]
    yield Batch("a batch", ["batch", "-P", "2", "-o", "out", "-i", "list"], output="out",
                kinds=BUT_MEMORY, inputs=listed)
    yield Batch("a batch without its duplicates", batch + ["--dedup", "near"], output="out",
                kinds=BUT_MEMORY, inputs=listed)
    whole = subprocess.run([command, *batch[:3], "-i", "-"], input=listed[0][1],
                           capture_output=True, check=True).stdout
    begun = whole[:whole.index(b"\n") + 20]
    yield Resumed("a batch resumed", batch + ["--resume"], output="out", kinds=BUT_MEMORY,
                  inputs=listed + [("out.part", begun)])
    yield Directory("a batch into a directory", ["batch", "-P", "1", "--output-dir", "out", "-t",
                    "md", "--resume", "-i", "list"], output="out", kinds=BUT_MEMORY, inputs=listed)
    yield Batch("a batch of a WARC file", ["batch", "-P", "1", "-o", "out", "crawl.warc.gz"],
                output="out", kinds=BUT_MEMORY, inputs=crawl)
    yield Wet("a WARC file to WET", ["batch", "-P", "1", "--to", "wet", "-o", "out",
                                     "crawl.warc.gz"],
              output="out", kinds=BUT_MEMORY, inputs=crawl, environment={"SOURCE_DATE_EPOCH": "1"})
    yield Merge("shards put together", ["merge", "--concat", "-o", "out", "a", "b"],
                output="out", inputs=[("a", LINES), ("b", LINES)])


def of_hosts(command, directory):
    """Databases of what was learned."""
    lines = b"".join(json.dumps({"url": f"http://host.example/{i}",
                                 "html": made_page(i).decode()}).encode() + b"\n"
                     for i in range(2, 10))
    base = os.path.join(directory, "sites")
    os.mkdir(base)
    put(os.path.join(base, "pages.jsonl"), lines)
    learn = ["batch", "-P", "1", "-f", "jsonl", "--learn-site"]
    yield Shown("a host learned", learn + ["new.db", "pages.jsonl"], ["site", "show", "new.db",
                "host.example"], base=base, kinds=BUT_MEMORY)
    subprocess.run([command, *learn, "site.db", "pages.jsonl"], cwd=base, check=True)
    yield Scenario("a page by what was learned", ["--site", "site.db", "--base",
                   "http://host.example/3", "-"], stdin=made_page(3), base=base)
    yield Batch("a batch by what was learned", ["batch", "-P", "1", "-f", "jsonl", "--site",
                "site.db", "-o", "out", "pages.jsonl"], output="out", base=base, kinds=BUT_MEMORY)
    yield Shown("databases of hosts merged", ["site", "merge", "new.db", "site.db"],
                ["site", "show", "new.db", "host.example"], base=base)


def of_archives(command, site, directory):
    base = os.path.join(directory, "archives")
    os.mkdir(base)
    kept = os.path.join(base, "kept")
    run = checking.Command(command)
    followed = checking.make(run, site, kept)
    shutil.copytree(kept, os.path.join(base, "new"))
    site.day = 0
    stored = run.archive(site.now(), "run", kept, "--pause", "0")
    if (followed[0], stored[0]) != (0, 0) or not run.archive(site.now(), "list", kept)[1]:
        print(f"Bail out! no archive to begin with: {followed} {stored}")
        sys.exit(1)
    site.day = site.days - 1
    put(os.path.join(base, "r.rules"), b'strip "mark *"\n')
    more = {"base": base, "environment": {"CLEANPAGE_NOW": str(site.now())}}
    yield Kept("articles listed", ["archive", "list", "kept", "--json"], **more)
    yield Kept("an article shown", ["archive", "show", "kept", "1"], **more)
    yield Kept("articles searched", ["archive", "search", "kept", "number"], **more)
    yield Verified("an archive verified", ["archive", "verify", "kept"], **more)
    # What it was made from stays where a directory cannot be listed; and OpenSSL, behind libzip,
    # ends the process when it cannot start for want of memory.
    yield Book("an archive as a book", ["archive", "export", "kept", "--epub", "-o", "out"],
               output="out", kinds=tuple(kind for kind in BUT_MEMORY if kind != "list"), **more)
    yield Archive("an archive's run", "new", ["run", "new", "--all", "--pause", "0"], **more)
    yield Archive("an archive that is there again", "kept", ["run", "kept", "--all", "--pause",
                                                             "0"], **more)
    yield Archive("an archive rebuilt", "kept", ["rebuild", "kept"], **more)
    yield Archive("an archive cleaned again", "kept", ["reclean", "kept", "--rules", "r.rules"],
                  **more)
    yield Archive("an article removed", "kept", ["remove", "kept", "1"], **more)


def of_feeds(site, directory):
    yield Scenario("a feed", ["feed", "-t", "atom", "f.xml"], inputs=[("f.xml", FEED)])
    yield CachedFeed("a feed and its pages", site, directory)
    yield CachedFeed("a feed whose pages are known", site, directory, is_known=True)


def pages_of(fixtures):
    return [page(fixtures, name) for name in PAGES]


def scenarios(command, fixtures, directory):
    pages = pages_of(fixtures)
    yield from of_pages(*pages)
    yield from of_rules(pages[0], directory)
    yield from of_batches(command, pages, directory)
    yield from of_hosts(command, directory)
    site = growing.Site(1, feeds=1, articles=2, days=3)
    try:
        yield from of_feeds(site, directory)
        yield from of_archives(command, site, directory)
    finally:
        site.stop()
