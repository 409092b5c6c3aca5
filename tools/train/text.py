#!/usr/bin/env python3
"""text.py - fit rules/points-text.rules to renderings of pages whose content is known

    tools/train/text.py --bench DIR --build BUILDDIR            fits and writes the table
    tools/train/text.py --bench DIR --build BUILDDIR --check    cross-validates, writes nothing

The pages of DIR/wcxb-dev are rendered as a person would dump them (--renderers w3m,lynx,...), the
features come from "BUILDDIR/cpdump --text" and the scores from "BUILDDIR/cleanpage --text" with
the fold's own table. Labels, folds and fitting are those of train.py.
"""
import argparse
import concurrent.futures
import gzip
import os
import re
import statistics
import subprocess
import sys

import data
import fit
import tables
import train

SET = "wcxb-dev"
# The page's UTF-8 comes on standard input, the text goes to standard output.
RENDERERS = {
    "w3m": "w3m -dump -T text/html -I UTF-8 -O UTF-8 -cols 100",
    "w3m-80": "w3m -dump -T text/html -I UTF-8 -O UTF-8 -cols 80",
    "lynx": "lynx -dump -stdin -force_html -assume_charset=utf-8 -display_charset=utf-8 -width=80",
    "lynx-unwrapped": "lynx -dump -nolist -stdin -force_html -assume_charset=utf-8"
                      " -display_charset=utf-8 -width=1000",
    "links": "links -dump -codepage utf-8 -html-assume-codepage utf-8 -html-hard-assume 1"
             " -width 80 {file}",
    "elinks": "elinks -no-home -dump -dump-width 80 -dump-charset utf-8"
              " -eval set\\ document.codepage.assume=utf-8 {file}",
    "html2text": "html2text -utf8 -width 80",
}
RENDERERS_DEFAULT = "w3m,lynx/3,elinks/3,html2text/3"
TIMEOUT = 60           # seconds of one rendering
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
CHARSET_BYTES = 4096   # in which a page declares its charset

HEAD = """\
# Points of the density heuristic for scraped text: log odds that a line is content.
#
# What points.rules is for pages, this is for what another program dumped from one: the same
# features, as far as lines of text have them. "tools/train/text.py" fits it to pages that were
# rendered by %(renderers)s and writes this file. %(pages)d renderings, %(features)d features,
# %(bins)d bins.
"""


def to_utf8(raw):
    """The page in UTF-8, saying so: renderers guess differently."""
    declared = CHARSET.search(raw[:CHARSET_BYTES])
    for charset in ("utf-8", declared and declared.group(1).decode(), "cp1252", "latin-1"):
        try:
            text = raw.decode(charset) if charset else None
        except (LookupError, UnicodeDecodeError):
            continue
        if text is not None:
            break
    return CHARSET.sub(b"charset=utf-8", text.encode("utf-8", "replace"))


def render(name, html_path, path):
    """Renders a page into the file, once."""
    if os.path.exists(path):
        return
    with gzip.open(html_path) as f:
        html = to_utf8(f.read())
    source = path + ".html"
    with open(source, "wb") as f:
        f.write(html)
    argv = [a.replace("\\", "").replace("{file}", source)
            for a in re.split(r"(?<!\\) ", RENDERERS[name])]
    env = dict(os.environ, HOME=os.path.dirname(path), TERM="dumb", LC_ALL="C.UTF-8")
    with open(source, "rb") as f:
        try:
            text = subprocess.run(argv, stdin=f, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  timeout=TIMEOUT, env=env).stdout
        except subprocess.TimeoutExpired:
            text = b""
    os.unlink(source)
    with open(path, "wb") as f:
        f.write(text)


def load(args, name, every=1):
    """The pages as this renderer shows them; every: one page of so many."""
    folder = os.path.join(args.work, "rendered", name)
    os.makedirs(folder, exist_ok=True)
    pages = data.load(args.bench, [SET], args.work)[::every]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = []
        for page in pages:
            html = os.path.join(args.bench, SET, "html", page.id + ".html.gz")
            page.path, page.renderer = os.path.join(folder, page.id + ".txt"), name
            page.url = ""          # a dump does not say where it comes from
            jobs.append(pool.submit(render, name, html, page.path))
        for job in jobs:
            job.result()
    return pages


def measure(pages, args):
    listing = os.path.join(args.work, "text-cpdump")
    with open(listing, "w", encoding="utf-8") as f:
        f.write('#!/bin/sh\nexec "%s" --text "$@"\n'
                % os.path.abspath(os.path.join(args.build, "cpdump")))
    os.chmod(listing, 0o755)
    data.measure(pages, listing)
    data.label(pages, args.work)


def write(table, helps, path, pages, renderers, instead_of=None):
    text = tables.text_of(table, helps, instead_of)
    text = re.sub(r"^points ", "text-points ", text, flags=re.M)
    text = text.replace("set points-base", "set text-points-base")
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD % {"renderers": renderers, "pages": pages,
                          "features": sum(len(p) > 1 for p in table.points),
                          "bins": tables.count_bins(table)})
        out.write(text)


def fold_table(job):
    """Fits without fold k and writes its rule file; returns the path."""
    k, pages, names, helps, args = job
    rest = [p for p in pages if data.fold_of(p, args.folds) != k]
    table = tables.prune(fit.fit(rest, names, args.work))
    path = os.path.join(args.work, "text-fold%d.rules" % k)
    write(table, helps, path, len(rest), args.renderers, instead_of=args.out)
    return path


def clean(args, rules, text):
    argv = [os.path.join(args.build, "cleanpage"), "--rules", rules, "--no-title", "--text", "-"]
    return subprocess.run(argv, input=text, stdout=subprocess.PIPE, check=False).stdout


def score_page(score, args, rules, page, truth):
    """The page's score row, and whether cleaning once more changes anything."""
    with open(page.path, "rb") as f:
        text = clean(args, rules, f.read())
    row = score.score_page(SET, truth, text.decode("utf-8", "replace"))
    return row, bool(text) and clean(args, rules, text) != text


def check(pages, names, helps, args):
    """Cross-validation by domain, of each renderer."""
    os.environ["BENCH"] = os.path.abspath(args.bench)
    score = train.scorer(args.bench)
    truth = {p.id: p for p in score.load_set(SET)}
    data.kernels(args.work)
    jobs = [(k, pages, names, helps, args) for k in range(args.folds)]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        paths = list(pool.map(fold_table, jobs))
    tried = pages + [p for name in args.also.split(",") if name for p in load(args, name, 3)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(
            lambda p: score_page(score, args, paths[data.fold_of(p, args.folds)], p, truth[p.id]),
            tried))
    for name in sorted({p.renderer for p in tried}):
        part = [(p, *r) for p, r in zip(tried, results) if p.renderer == name]
        print("%s: %d not the same when cleaned again" % (name, sum(r[2] for r in part)))
        means = [statistics.fmean(r[1]["f1"] for r in part if data.fold_of(r[0], args.folds) == k)
                 for k in range(args.folds)]
        train.report([r[1] for r in part], means)


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bench", required=True, help="folder of the pages and score.py")
    ap.add_argument("--build", required=True, help="where cleanpage and cpdump were built")
    ap.add_argument("--work", default="train-work", help="scratch folder, kept as a cache")
    ap.add_argument("--out", default=os.path.join(train.ROOT, "rules", "points-text.rules"))
    ap.add_argument("--renderers", default=RENDERERS_DEFAULT,
                    help="to fit to, of %s, comma separated; NAME/N takes one page of N"
                    % ", ".join(RENDERERS))
    ap.add_argument("--also", default="", help="with --check: renderers to try only")
    ap.add_argument("--check", action="store_true", help="cross-validate, write no table")
    ap.add_argument("--folds", type=int, default=5)
    args = ap.parse_args()
    os.makedirs(args.work, exist_ok=True)
    pages = []
    for spec in args.renderers.split(","):
        name, _, every = spec.partition("/")
        pages += load(args, name, int(every or 1))
    features = data.feature_list(os.path.join(args.build, "cpdump"))
    measure(pages, args)
    names, helps = [name for name, _ in features], [text for _, text in features]
    if args.check:
        return check(pages, names, helps, args)
    table = tables.prune(fit.fit(pages, names, args.work))
    write(table, helps, args.out, len(pages), args.renderers)
    print("wrote", args.out)
    return None


if __name__ == "__main__":
    sys.exit(main())
