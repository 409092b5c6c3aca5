#!/usr/bin/env python3
"""site.py - what knowing the other pages of a host is worth

    site.py --command CMD --bench DIR   real hosts: those of the development pages with 4 pages
                                        or more that have a truth
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
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

import figures_site as made
import quality

SAMPLES = 2000
LEAST = 4       # pages of a host, so that there are three others


def host_of(url):
    name = urllib.parse.urlsplit(url).netloc.lower()
    return name[4:] if name.startswith("www.") else name


def real_hosts(bench):
    """{host: [(url, bytes, gold)]}; gold None: a page that is learned and not scored."""
    score = quality.load_scorer(bench)
    hosts = collections.defaultdict(list)
    for name in quality.SETS:
        for page in score.load_set(name):
            if host_of(page.url):
                gold = page.gold if name.startswith("wcxb") else None
                hosts[host_of(page.url)].append((page.url, page.html(), gold))
    return {h: pages for h, pages in hosts.items()
            if len(pages) >= LEAST and any(p[2] is not None for p in pages)}


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
    hosts = real_hosts(options.bench)
    score = quality.load_scorer(options.bench)
    texts = clean_all(options, hosts)
    groups = collections.OrderedDict((("all", []), ("4 or 5 pages", []), ("6 and more", [])))
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
            groups["6 and more" if len(pages) > 5 else "4 or 5 pages"].append((host, row))
            if options.worst and parts[0][1] - parts[1][1] > .01:
                print(f"# recall {parts[1][1] - parts[0][1]:+.3f} {url}", file=sys.stderr)
    for title, rows in groups.items():
        show_rows(title, rows)


def score_made(options):
    truth, hosts = made.make_hosts(options.made)
    texts = clean_all(options, hosts)
    rows, by_size = [], collections.OrderedDict()
    for host, pages in hosts.items():
        for url, _ in pages:
            article, furniture = truth[url]
            row = {"lines kept": [], "words lost": []}
            for text in texts[url]:
                lines = set(text.split("\n"))
                row["lines kept"].append(sum(line in lines for line in furniture))
                have = collections.Counter(made.words_of(text))
                want = collections.Counter(made.words_of("\n".join(article)))
                row["words lost"].append(sum((want - have).values()))
            rows.append((host, row))
            by_size.setdefault(f"{len(pages)} pages", []).append((host, row))
    show_rows("all", rows)
    for size in sorted(by_size, key=lambda s: int(s.split()[0])):
        show_rows(size, by_size[size])
    shown = sum(len(truth[u][1]) for u in truth), sum(len(made.words_of("\n".join(truth[u][0])))
                                                      for u in truth)
    print(f"of {shown[0]} lines of boilerplate and {shown[1]} words of articles in all")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", required=True, metavar="CMD")
    parser.add_argument("--bench", metavar="DIR")
    parser.add_argument("--made", type=int, metavar="SEED")
    parser.add_argument("--rules", metavar="FILE")
    parser.add_argument("--worst", action="store_true", help="name pages that lost recall")
    options = parser.parse_args()
    if bool(options.bench) == (options.made is not None):
        parser.error("one of --bench and --made")
    (score_real if options.bench else score_made)(options)
    print(f"database: {options.bytes} bytes")


if __name__ == "__main__":
    main()
