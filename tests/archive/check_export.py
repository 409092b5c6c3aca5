"""Exports as others read them: prints TAP. Runs in a directory that it may fill.

    check_export.py EXPORT PAGES

EXPORT is the program of tests/archive/export.c, PAGES the directory of fixtures.
"""
import email.policy
import glob
import html.parser
import json
import mailbox
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import browser

export, pages = sys.argv[1:]
count = 0
ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def ok(good, what, *details):
    global count
    count += 1
    print("%sok %d - %s" % ("" if good else "not ", count, what))
    if not good:
        for detail in details:
            print("# %r" % (detail,))
    sys.stdout.flush()


def run(form, out, *what):
    done = subprocess.run([export, form, out, *what], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr.decode()


def made(form, out, *what):
    code, _, err = run(form, out, *what)
    ok(code == 0 and not err, "%s: %s" % (form, what[0]), err)
    return out


def read(path):
    with open(path, "rb") as f:
        return f.read()


# ---------------------------------------------------------------------- lines of JSON

def check_jsonl():
    path = made("jsonl", "a.jsonl", "nasty")
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    ok([row["id"] for row in rows] == list(range(1, 8)), "jsonl: an object for each", rows)
    ok(rows[1]["title"].startswith("</script><b>Bold</b> & \"quoted\" \\ title ]]>"),
       "jsonl: a title as it was", rows[1])
    ok(rows[1]["text"] == "Control \x01 characters \x1f and <tags> & \"quotes\" \u2028 here.",
       "jsonl: a text as it was", rows[1])
    ok(rows[4] == {"id": 5, "text": "An article of which nothing is known."},
       "jsonl: what is not known is not there", rows[4])
    code, out, _ = run("jsonl", "-", "nasty")
    ok(code == 0 and out == read(path), "jsonl: the same on stdout")
    return rows


# ---------------------------------------------------------------------- mail

def check_mbox(rows):
    path = made("mbox", "a.mbox", "nasty")
    raw = read(path)
    box = mailbox.mbox(path, factory=lambda f: email.message_from_binary_file(
        f, policy=email.policy.default))
    mails = list(box)
    ok(len(mails) == len(rows), "mbox: a mail for each", len(mails))
    starts = re.findall(rb"(?m)^>*From ", raw)
    ok(len(starts) == len(rows), "mbox: no line of a text begins like a mail", starts)
    ok(max(map(len, raw.split(b"\n"))) <= 78, "mbox: lines are short")
    ok(all(b < 0x80 for b in raw), "mbox: ASCII alone")
    for mail, row in zip(mails, rows):
        text = mail.get_content().replace("\r\n", "\n")
        ok(text.rstrip("\n") == row["text"].rstrip("\n"), "mbox: text %d" % row["id"], text)
        title = re.sub(r"\s", " ", row.get("title") or "Untitled")
        ok(mail["Subject"] == title, "mbox: subject %d" % row["id"], mail["Subject"])
        ok(not mail.defects, "mbox: mail %d is whole" % row["id"], mail.defects)
    ok(len({m["Message-ID"] for m in mails}) == len(mails), "mbox: ids differ")
    ok(mails[0]["From"].addresses[0].display_name == 'Ada "A." Obi', "mbox: an author's name",
       mails[0]["From"])
    ok(mails[2]["From"].addresses[0].display_name == "王小明", "mbox: a Chinese one",
       mails[2]["From"])
    ok(str(mails[0]["Date"].datetime) == "2026-11-21 08:00:00+00:00", "mbox: a date")


# ---------------------------------------------------------------------- Atom

def check_atom(rows):
    path = made("atom", "a.atom", "nasty")
    feed = ElementTree.parse(path).getroot()
    entries = feed.findall(ATOM + "entry")
    ok(feed.tag == ATOM + "feed" and len(entries) == len(rows), "atom: an entry for each")
    for parent in [feed, *entries]:
        names = [child.tag for child in parent]
        ok(all(names.count(ATOM + n) == 1 for n in ("id", "title", "updated")),
           "atom: id, title and date once", names)
        stamp = parent.findtext(ATOM + "updated")
        ok(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp), "atom: its form", stamp)
    ok(all(e.findtext(ATOM + "author/" + ATOM + "name") for e in entries), "atom: authors")
    ids = [e.findtext(ATOM + "id") for e in entries]
    ok(len(set(ids)) == len(ids), "atom: ids differ", ids)
    ok(entries[1].findtext(ATOM + "title") == rows[1]["title"], "atom: a title as it was")
    ok(entries[0].find(ATOM + "link").get("href")
       == "https://example.org/2026/rain?a=1&b=%3C2%3E", "atom: an address")
    content = entries[6].find(ATOM + "content")
    ok(content.get("type") == "html" and "<br/>two <a href=\"#fn1\">1</a>" in content.text
       and "alert" not in content.text and "style" not in content.text, "atom: clean HTML",
       content.text)
    ElementTree.fromstring("<div>" + content.text + "</div>")
    ok(entries[0].findtext(ATOM + "content").count("<p>") == 3, "atom: paragraphs of plain text")


# ---------------------------------------------------------------------- a book

def find_epubcheck():
    path = shutil.which("epubcheck")
    if not path:
        return None
    path = os.path.realpath(path)
    is_jar = read(path)[:2] == b"PK"
    return ["java", "-jar", path] if is_jar else [path]


def check_books(checker, *books):
    started = [subprocess.Popen([*checker, path], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT) for path in books]
    for path, process in zip(books, started):
        out = process.communicate()[0]
        ok(process.returncode == 0, "epub: epubcheck finds nothing in " + path, out[-2000:])


def check_epub(rows):
    path = made("epub", "a.epub", "nasty")
    book = zipfile.ZipFile(path)
    first = book.infolist()[0]
    ok(first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
       and not first.extra and read(path)[30:58] == b"mimetypeapplication/epub+zip",
       "epub: the type comes first, as it is", first)
    ok(book.testzip() is None, "epub: whole")
    chapters = sorted(n for n in book.namelist() if n.startswith("c0"))
    ok(len(chapters) == len(rows), "epub: a chapter for each", chapters)
    heads = [ElementTree.fromstring(book.read(n)).findtext(".//" + XHTML + "h1") for n in chapters]
    ok(heads == [r.get("title") or r.get("url") or "Untitled" for r in rows], "epub: headings",
       heads)
    again = made("epub", "b.epub", "nasty")
    ok(read(path) == read(again), "epub: the same bytes once more")
    checker = find_epubcheck()
    made("epub", "pages.epub", "pages", *sorted(glob.glob(pages + "/formats-*/source.html")))
    made("epub", "none.epub", "many", "0")
    if checker:
        check_books(checker, path, "pages.epub", "none.epub")
    else:
        ok(True, "epub: # SKIP epubcheck is not here")


# ---------------------------------------------------------------------- a directory of pages

class Links(html.parser.HTMLParser):
    """Addresses a page asks for by itself, and those it links to; ids it has."""

    def __init__(self):
        super().__init__()
        self.fetched, self.linked, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            if name in attrs:
                (self.linked if tag == "a" else self.fetched).append(attrs[name])


def check_pages(root, rows):
    broken, outside, files = [], [], []
    for dir_name, _, names in os.walk(root):
        files += [os.path.join(dir_name, n) for n in names]
    for path in [p for p in files if p.endswith(".html")]:
        links = Links()
        links.feed(read(path).decode())
        outside += [u for u in links.fetched if ":" in u]
        for u in links.fetched + links.linked:
            if u.startswith("#"):
                broken += [] if u[1:] in links.ids else [(path, u)]
            elif ":" not in u:
                there = os.path.join(os.path.dirname(path), u)
                broken += [] if os.path.exists(there) else [(path, u)]
    ok(not outside, "html: nothing is fetched from elsewhere", outside)
    ok(not broken, "html: links lead to something", broken)
    articles = [p for p in files if re.search(r"/(\d{4}-\d\d|undated)/[^/]*\.html$", p)]
    ok(len(articles) == len(rows), "html: a page for each", articles)
    ok(all(re.fullmatch(r"[a-z0-9./-]+", os.path.relpath(p, root)) for p in files),
       "html: plain names", files)


SEARCH = """new Promise(done => {
    const input = document.querySelector("#search input"), told = document.getElementById("told");
    told.textContent = "waiting";
    input.value = %s;
    input.dispatchEvent(new Event("input"));
    const wait = setInterval(() => {
        if (told.textContent === "waiting") return;
        clearInterval(wait);
        done([...document.querySelectorAll("#found a")].map(a => a.textContent));
    }, 5);
})"""


def check_search(root, rows):
    program = browser.find()
    if not program:
        ok(True, "html: # SKIP chromium is not here")
        return
    window = browser.Browser(program)
    titles = {r["id"]: r.get("title") or r.get("url") or "Untitled" for r in rows}
    try:
        window.open(os.path.join(root, "index.html"))
        for query, ids in (("rain", [1]), ("RAINED night", [1]), ("night boats", []), ("ra", [1]),
                           ("nigh", [1]), ("nigh rained", []), ("北京", [3]), ("大雨", [3]),
                           ("雨", [3]), ("京雨", []), ("昨天北京", [3]), ("גשם", [4]),
                           ("οδος", [6]), ("izmir", [6]), ("コーヒー", [6]), ("straße", [6]),
                           ("РЕКА", [6]), ("__proto__", [6]), ("constructor", [6]),
                           ("toString", []), ("bridge", [7]), ("quotes", [2]), ("", []),
                           ("of", [1, 2, 5]), ("...", [])):
            found = window.run(SEARCH % json.dumps(query))
            ok(sorted(found) == sorted(titles[i] for i in ids), "html: search for \"%s\"" % query,
               found)
        ok(not window.complaints(), "html: the index asks for nothing", window.complaints())
        for dark in (False, True):
            window.open(os.path.join(root, "index.html"), dark=dark)
            colours = window.run("[getComputedStyle(document.body).backgroundColor, "
                                 "getComputedStyle(document.body).color]")
            light = [sum(map(int, re.findall(r"\d+", c)[:3])) for c in colours]
            ok((light[0] < light[1]) == dark, "html: dark is %s" % dark, colours)
        for path in sorted(glob.glob(root + "/*/*.html")):
            window.open(path, width=320)
            wide = window.run("document.documentElement.scrollWidth")
            ok(not window.complaints() and wide <= 320,
               "html: %s shows on a phone" % os.path.basename(path), window.complaints(), wide)
    finally:
        window.close()


def check_html(rows):
    root = made("html", "site", "nasty")
    check_pages(root, rows)
    check_search(root, rows)
    before = sorted(os.listdir(root))
    made("html", "site", "nasty")
    ok(sorted(os.listdir(root)) == before, "html: an older one is replaced")
    modes = {os.stat(p).st_mode & 0o777 for p in [root, root + "/lists", root + "/index.html"]}
    mask = os.umask(0)
    os.umask(mask)
    ok(modes == {0o777 & ~mask, 0o666 & ~mask}, "html: others may read it", modes)
    os.mkdir("mine")
    with open("mine/letter.txt", "w") as f:
        f.write("dear")
    code, _, err = run("html", "mine", "nasty")
    ok(code and "stays as it is" in err and os.listdir("mine") == ["letter.txt"],
       "html: a directory of others stays", err)
    os.symlink("../mine", "site/lists/link")
    os.symlink("../mine", "site/link")
    os.symlink("site", "link")
    code, _, err = run("html", "link", "nasty")
    ok(code and "stays as it is" in err, "html: a link is not followed", err)
    made("html", "site", "nasty")
    ok(os.listdir("mine") == ["letter.txt"] and not os.path.lexists("site/link"),
       "html: nor are links in an older export")
    os.mkdir("empty")
    made("html", "empty/", "nasty")
    made("html", "large", "many", "1200")
    lists = sorted(os.path.basename(p) for p in glob.glob("large/lists/f*.html"))
    ok(lists == ["f1-1.html", "f1-2.html", "f1-3.html"], "html: long lists have pages", lists)
    ok(len(glob.glob("large/search/d-*.js")) == 5, "html: titles in blocks")
    check_pages("large", range(1200))


# ---------------------------------------------------------------------- all

def check_failures():
    for form in ("atom", "epub", "html", "jsonl", "mbox"):
        out = "stop." + form
        before = sorted(os.listdir("."))
        code, _, err = run(form, out, "stopped", "50")
        ok(code == 0 and sorted(os.listdir(".")) == before, form + ": stopped leaves nothing", err)
        code, _, err = run(form, "no/such/" + out, "nasty")
        ok(code == 1 and "status 7: no/such/" in err, form + ": the place is not there", err)
    with open("kept.jsonl", "w") as f:
        f.write("old")
    run("jsonl", "kept.jsonl", "stopped", "5000")
    ok(read("kept.jsonl") == b"old", "what was there stays until the new one is whole")

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    for form in ("atom", "epub", "html", "jsonl", "mbox"):
        before = sorted(os.listdir("."))
        done = subprocess.run([export, form, "full." + form, "many", "100"],
                              preexec_fn=small_files, stderr=subprocess.PIPE,
                              env={**os.environ, "LC_ALL": "C"}, restore_signals=False)
        ok(done.returncode == 1 and b"status 7: " in done.stderr
           and sorted(os.listdir(".")) == before, form + ": a full disk leaves nothing",
           done.returncode, done.stderr)


def memory_of(form, n):
    """Peak of a run, in kilobytes."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    out = subprocess.run([sys.executable, "-c", script, export, form, "memory." + form, "many",
                          str(n)], stdout=subprocess.PIPE, check=True).stdout
    return int(out)


def check_memory():
    if b"__asan_init" in read(export):
        ok(True, "memory: # SKIP a sanitizer keeps what was freed")
        return
    for form in ("atom", "epub", "html", "jsonl", "mbox"):
        few, many = memory_of(form, 200), memory_of(form, 2000)
        ok(many < few + 6000, "%s: memory does not grow with the articles" % form, few, many)


def main():
    rows = check_jsonl()
    check_mbox(rows)
    check_atom(rows)
    check_epub(rows)
    check_html(rows)
    check_failures()
    check_memory()
    ok(not [n for n in os.listdir(".") if n.startswith(".cleanpage")], "no pieces are left")
    print("1..%d" % count)


main()
