#!/usr/bin/env python3
"""site.py - what knowing the other pages of a host is worth

    site.py --command CMD --bench DIR   real hosts: those of the development pages with several
                                        pages
    site.py --command CMD --made SEED   made ones: 20 to 200 pages from templates, with articles and
                                        lines of boilerplate that are known
    --rules FILE                        numbers other than those of rules/site.rules

Learns all pages of each host with "CMD batch --learn-site" and cleans them with --site and without.
A page that was learned itself is judged by the others alone: its own lines count once less. So
these are figures of pages left out one at a time. Means are over pages; the 95 % interval of a
difference is that of 2,000 bootstrap samples of hosts.
"""
import argparse
import base64
import collections
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

import quality

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests", "batch"))
import hosts as made  # noqa: E402

SAMPLES = 2000


def host_of(url):
    name = urllib.parse.urlsplit(url).netloc.lower()
    return name[4:] if name.startswith("www.") else name


def real_hosts(bench, least):
    """{host: [(url, bytes, gold)]}; gold None: a page that is learned and not scored."""
    score = quality.load_scorer(bench)
    hosts = collections.defaultdict(list)
    for name in quality.SETS:
        for page in score.load_set(name):
            if host_of(page.url):
                gold = page.gold if name.startswith("wcxb") else None
                hosts[host_of(page.url)].append((page.url, page.html(), gold))
    return {h: pages for h, pages in hosts.items()
            if len(pages) >= least and any(p[2] is not None for p in pages)}


# ------------------------------------------------------------------ the command

def batch(options, *arguments):
    command = [*options.command.split(), "batch", "--quiet", *arguments]
    if options.rules:
        command += ["--rules", options.rules]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=quality.plain_environment())
    if done.returncode not in (0, 10):
        sys.exit(f"{command[0]}: exit status {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def clean_all(options, hosts):
    """{url: (text without, text with)}"""
    with tempfile.TemporaryDirectory() as place:
        pages, db = os.path.join(place, "pages.jsonl"), os.path.join(place, "site.db")
        with open(pages, "w", encoding="utf-8") as file:
            for host in sorted(hosts):
                for url, html, *_ in hosts[host]:
                    record = {"url": url, "html_b64": base64.b64encode(html).decode()}
                    file.write(json.dumps(record) + "\n")
        batch(options, "--learn-site", db, pages)
        results = [batch(options, pages), batch(options, "--site", db, pages)]
        options.bytes = os.path.getsize(db)
    return {a["url"]: (a.get("text") or "", b.get("text") or "") for a, b in zip(*results)}


# ------------------------------------------------------------------ figures

def interval(values, draw):
    """Mean of (host, value) pairs, and its interval when hosts are drawn."""
    by_host = collections.defaultdict(list)
    for host, value in values:
        by_host[host].append(value)
    names, means = sorted(by_host), []
    for _ in range(SAMPLES):
        drawn = [v for _ in names for v in by_host[draw.choice(names)]]
        means.append(statistics.fmean(drawn))
    means.sort()
    return (statistics.fmean(v for _, v in values), means[int(SAMPLES * .025)],
            means[int(SAMPLES * .975)])


def show_rows(title, rows):
    """rows: [(host, {name: (without, with)})]"""
    draw = random.Random(1)
    print(f"{title}: {len(rows)} pages of {len({h for h, _ in rows})} hosts")
    for name in rows[0][1]:
        before = statistics.fmean(r[name][0] for _, r in rows)
        after = statistics.fmean(r[name][1] for _, r in rows)
        mean, low, high = interval([(h, r[name][1] - r[name][0]) for h, r in rows], draw)
        print(f"  {name:22} {before:8.4f} {after:8.4f}  {mean:+.4f} [{low:+.4f}, {high:+.4f}]")


def score_real(options):
    hosts = real_hosts(options.bench, options.least)
    score = quality.load_scorer(options.bench)
    texts = clean_all(options, hosts)
    groups = collections.OrderedDict((("all", []), ("up to 5 pages", []), ("6 and more", [])))
    for host, pages in sorted(hosts.items()):
        for url, _, gold in pages:
            if gold is None:
                continue
            row = {}
            words = [score.WORD.findall(t.lower()) for t in texts[url]]
            parts = [score.bag_prf(w, score.WORD.findall(gold.lower())) for w in words]
            for i, name in enumerate(("precision", "recall", "F1")):
                row[name] = (parts[0][i], parts[1][i])
            row["words"] = tuple(len(w) for w in words)
            groups["all"].append((host, row))
            groups["6 and more" if len(pages) > 5 else "up to 5 pages"].append((host, row))
            if options.worst and parts[0][1] - parts[1][1] > .01:
                print(f"# recall {parts[1][1] - parts[0][1]:+.3f} {url}", file=sys.stderr)
    for title, rows in groups.items():
        show_rows(title, rows)


def words_lost(article, text):
    """Of the article; of scripts without spaces, characters."""
    have, want = (collections.Counter(re.findall(r"[\u4e00-\u9fff]|\w+", t)) for t in (text, article))
    return sum((want - have).values())


def score_made(options):
    hosts = made.make_hosts(options.made)
    texts = clean_all(options, hosts)
    groups = collections.OrderedDict({"all": []})
    for host, pages in hosts.items():
        for url, _, article, furniture in pages:
            if article is None:
                continue
            lines = [set(text.split("\n")) for text in texts[url]]
            row = {"boilerplate lines": tuple(sum(f in l for f in furniture) for l in lines),
                   "article words lost": tuple(words_lost(" ".join(article), t)
                                               for t in texts[url])}
            for group in ("all", f"{len(pages)} pages"):
                groups.setdefault(group, []).append((host, row))
    for title, rows in groups.items():
        show_rows(title, rows)
    pages = [p for all_pages in hosts.values() for p in all_pages if p[2] is not None]
    print("a page has %.2f lines of boilerplate and %.0f words of its article"
          % (statistics.fmean(len(p[3]) for p in pages),
             statistics.fmean(words_lost(" ".join(p[2]), "") for p in pages)))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", required=True, metavar="CMD")
    parser.add_argument("--bench", metavar="DIR")
    parser.add_argument("--made", type=int, metavar="SEED")
    parser.add_argument("--rules", metavar="FILE")
    parser.add_argument("--least", type=int, default=4, metavar="PAGES",
                        help="pages that a host has at least (4: three others)")
    parser.add_argument("--worst", action="store_true", help="name pages that lost recall")
    options = parser.parse_args()
    if bool(options.bench) == (options.made is not None):
        parser.error("one of --bench and --made")
    (score_real if options.bench else score_made)(options)
    print(f"database: {options.bytes} bytes")


if __name__ == "__main__":
    main()
