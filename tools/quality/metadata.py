#!/usr/bin/env python3
"""metadata.py - score titles, authors and dates on the development pages

    metadata.py --bench DIR --dump CPDUMP                prints the tables
    metadata.py --bench DIR --dump CPDUMP --docs docs    and writes them into docs/quality.md
    metadata.py --bench DIR --dump CPDUMP --failures FIELD [--half 1|2]   prints what is wrong

DIR/wcxb-dev/truth.jsonl has title, author and publish_date of its pages. CPDUMP is the built
cpdump, which says them with "--stage=metadata". The pages are parted in two halves by their
names, so that what was learnt from the failures of one can be seen on the other.

Status 0: done, 2: nothing could be measured.
"""
import argparse
import collections
import gzip
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import tempfile

import report

SET = "wcxb-dev"
BEGIN = "<!-- metadata: from here on written by make metadata-quality -->"
END = "<!-- metadata: until here -->"
FIELDS = (("title", "title"), ("author", "author"), ("published", "publish_date"))
TARGETS = {"title": .85, "author": .80, "published": .90}
# Parts of a truth's author that are no names.
ROLE = re.compile(r"\b(editor|writer|staff|ceo|cto|founder|director|manager|reporter|head|"
                  r"president|team lead|contributor|author|edited|reviewed)\b", re.I)
DEGREE = re.compile(r"^[A-Z-]{2,6}®?$|^(?:[A-Z][A-Za-z]?\.?){1,4}[A-Z]?$|^(?:[A-Z]\.)+$|^(?:Jr|Sr|Ph\.?D)\.?$")


# ------------------------------------------------------------------ comparing

def fold(text):
    return " ".join(text.split()).casefold()


def person(text):
    """A name whichever way round: "Lee, Ann" is "Ann Lee"."""
    return " ".join(sorted(letters(word) for word in text.replace(",", " ").split()))


def letters(text):
    """Without signs and spaces: quotes and dashes are written in many ways."""
    return "".join(c for c in fold(text) if c.isalnum())


def names_of(text):
    """The names in a truth's author, roles and degrees left out unless nothing else is there."""
    text = re.sub(r"^\s*by\s+", "", re.sub(r"\(.*?\)", " ", text), flags=re.I)
    parts = [p.strip() for p in re.split(r"[,;&|\n]|\s+(?:and|with|und|et)\s+", text)]
    parts = [p for p in parts if p]
    kept = [p for i, p in enumerate(parts)
            if i == 0 or not (ROLE.search(p) or (len(p) <= 8 and DEGREE.match(p)))]
    return {person(p) for p in kept if letters(p)}


def judge_title(ours, truth, _):
    if not ours:
        return "missing"
    a, b = fold(ours[0]), fold(truth)
    if a == b:
        return "right"
    if letters(a) == letters(b):
        return "other signs"
    if letters(b) in letters(a):
        return "more than the truth"
    return "less than the truth" if letters(a) in letters(b) else "another"


def judge_author(ours, truth, page):
    if not ours:
        return "missing" if letters(truth) in page["letters"] else "missing, and not in the page"
    got, wanted = {person(re.sub(r"\(.*?\)", " ", a)) for a in ours}, names_of(truth)
    if got == wanted or letters("".join(ours)) == letters(truth):
        return "right"
    if got & wanted:
        return "some of them"
    if any(a in b or b in a for a in got for b in wanted if a and b):
        return "other form"
    return "another"


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")


def forms_of(date):
    """The ways in which an English page mostly writes a day, in small letters."""
    year, month, day = (date.split("-") + ["01", "01"])[:3]
    name = MONTHS[int(month) - 1].lower()
    d, m = str(int(day)), str(int(month))
    out = [date, date.replace("-", "/"), date.replace("-", ""), "%s/%s/%s" % (m, d, year),
           "%s/%s/%s" % (month, day, year), "%s/%s/%s" % (day, month, year),
           "%s.%s.%s" % (day, month, year)]
    for n in (name, name[:3], name[:4]):
        for t in (d, day):
            out += ["%s %s, %s" % (n, t, year), "%s. %s, %s" % (n, t, year),
                    "%s %s %s" % (t, n, year), "%s %s %s" % (n, t, year)]
            out += ["%s %s%s, %s" % (n, t, end, year) for end in ("st", "nd", "rd", "th")]
    return out


def judge_published(ours, truth, page):
    changed = any(value[:10] == truth for _, value in page.get("modified", ()))
    shown = any(form in page["text"] for form in forms_of(truth))
    if not ours:
        return ("the truth is our modified, published is missing" if changed else
                "missing" if shown else "missing, and not in the page")
    if ours[0][:10] == truth:
        return "right"
    if truth.startswith(ours[0][:10]) or ours[0].startswith(truth):
        return "other precision" if len(truth) > 7 else "right"
    if changed:
        return "the truth is our modified"
    return "another" if shown else "another, and the truth is not in the page"


JUDGES = {"title": judge_title, "author": judge_author, "published": judge_published}


# ------------------------------------------------------------------ the run

def read_truth(bench):
    with open(os.path.join(bench, SET, "truth.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_pages(bench, rows, directory):
    for row in rows:
        path = os.path.join(bench, SET, "html", row["id"] + ".html")
        with (gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")) as f:
            with open(os.path.join(directory, row["id"]), "wb") as out:
                out.write(f.read())


def add_text(rows, directory, pages):
    """What stands in the page at all, to tell what cannot be found from what was not."""
    for row in rows:
        with open(os.path.join(directory, row["id"]), encoding="utf-8", errors="replace") as f:
            text = html.unescape(f.read())
        page = pages.setdefault(row["id"], collections.defaultdict(list))
        page["text"] = " ".join(text.split()).lower()
        page["letters"] = letters(re.sub(r"<[^>]*>", " ", text))


def dump(command, rows, directory):
    """What the command says of each page: {id: {field: [(source, value)]}}."""
    listed = "".join("%s\t%s\n" % (os.path.join(directory, r["id"]), r["url"]) for r in rows)
    run = subprocess.run([command, "--stage=metadata"], input=listed.encode(), check=False,
                         stdout=subprocess.PIPE)
    pages, page = {}, None
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        cells = line.split("\t", 2)
        if cells[0] == "page":
            page = pages[os.path.basename(cells[1])] = collections.defaultdict(list)
        elif len(cells) == 3:
            page[cells[0]].append((cells[1], cells[2]))
    return pages


def half_of(name):
    return 1 + hashlib.md5(name.encode()).digest()[0] % 2


def score(rows, pages):
    """A line for each field of each page that has a truth."""
    out = []
    for row in rows:
        page = pages.get(row["id"], {})
        for field, key in FIELDS:
            if row.get(key):
                found = page.get(field, [])
                ours = [value for _, value in found]
                out.append({"id": row["id"], "url": row["url"], "type": row["page_type"],
                            "field": field, "half": half_of(row["id"]),
                            "source": found[0][0] if found else "none", "ours": ours,
                            "truth": row[key],
                            "class": JUDGES[field](ours, row[key], page)})
    return out


# ------------------------------------------------------------------ telling

def rate(lines):
    lines = list(lines)
    return sum(x["class"] == "right" for x in lines) / len(lines) if lines else None


def text_of(scored):
    out = []
    lines = []
    for field, _ in FIELDS:
        of = [x for x in scored if x["field"] == field]
        lines.append((field, len(of), report.number(rate(of)),
                      report.number(rate(x for x in of if x["half"] == 1)),
                      report.number(rate(x for x in of if x["half"] == 2)),
                      report.number(rate(x for x in of if x["type"] == "article")),
                      report.number(TARGETS[field], 2)))
    out += report.table(("field", "pages with a truth", "right", "first half", "second half",
                         "articles", "target"), lines)
    for field, _ in FIELDS:
        of = [x for x in scored if x["field"] == field]
        sources = collections.Counter(x["source"] for x in of)
        out += report.table(("%s: source" % field, "pages", "right"),
                            [(s, n, report.number(rate(x for x in of if x["source"] == s)))
                             for s, n in sources.most_common()])
        classes = collections.Counter(x["class"] for x in of if x["class"] != "right")
        out += report.table(("%s: what is wrong" % field, "pages", "share"),
                            [(c, n, report.number(n / len(of))) for c, n in
                             classes.most_common()])
    return "\n".join(out)


def write_docs(docs, part):
    path = os.path.join(docs, "quality.md")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    text = report.replace_between_markers(text, part, BEGIN, END)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--dump", required=True)
    parser.add_argument("--docs")
    parser.add_argument("--failures", choices=[f for f, _ in FIELDS])
    parser.add_argument("--half", type=int, choices=(1, 2))
    args = parser.parse_args()
    try:
        rows = read_truth(args.bench)
        with tempfile.TemporaryDirectory() as directory:
            write_pages(args.bench, rows, directory)
            pages = dump(args.dump, rows, directory)
            if pages:
                add_text(rows, directory, pages)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print("metadata.py: %s" % error, file=sys.stderr)
        return 2
    if not pages:
        print("metadata.py: %s says nothing" % args.dump, file=sys.stderr)
        return 2
    scored = score(rows, pages)
    if args.failures:
        for x in scored:
            if (x["field"] == args.failures and x["class"] != "right" and
                    args.half in (None, x["half"])):
                print(x["id"], x["type"], x["class"], x["source"], x["ours"], x["truth"],
                      x["url"], sep=" | ")
        return 0
    part = text_of(scored)
    print(part)
    if args.docs:
        write_docs(args.docs, part)
    return 0


if __name__ == "__main__":
    sys.exit(main())
