#!/usr/bin/env python3
"""quality.py - score a built command on the development pages and tell it in docs/quality.md

    quality.py --bench DIR --command CMD --docs docs            writes quality.md and quality.csv
    quality.py --bench DIR --command CMD --docs docs --cv FILE  and cross-validated results, too
    quality.py --bench DIR --command CMD --docs docs --gate     writes nothing; fails when it fell
    quality.py --docs docs --cv FILE --gate                     the same of cross-validated results

DIR holds score.py and the sets. DOCS/quality.md has two marker lines, between which the tables
go; the result of each page goes into DOCS/quality.csv, and what --cv brings (the file that
"train.py --check --csv FILE" writes) into DOCS/quality-cv.csv, from which its tables are told
until a later file replaces it. Differences are against these files as last committed, or as
they are where git does not know them.

Status 0: done, 1: it fell, or the command failed on a page, 2: nothing could be measured.
"""
import argparse
import concurrent.futures
import importlib.util
import os
import subprocess
import sys
import tempfile

import figures
import report
import results

SETS = ("wcxb-dev", "snippets-dev")
ANSWERS = (0, 1)        # exit statuses of the command: text, and no main content
TIMEOUT_S = 60
JOBS = 2


class Trouble(Exception):
    pass


# ------------------------------------------------------------------ the run

def load_scorer(bench):
    path = os.path.join(bench, "score.py")
    if not os.path.exists(path):
        raise Trouble("%s: no such file" % path)
    os.environ["BENCH"] = os.path.abspath(bench)
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain_environment():
    """Without the rules of whoever runs this."""
    env = {k: v for k, v in os.environ.items() if k != "CLEANPAGE_RULES"}
    env.update(HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent", LC_ALL="C")
    return env


def clean(command, page):
    """The page's text, what was told on stderr, and what went wrong or None."""
    argv = [command, "-v", "--no-title", "-u", page.url, "-"]
    try:
        done = subprocess.run(argv, input=page.html(), capture_output=True, timeout=TIMEOUT_S,
                              env=plain_environment())
    except subprocess.TimeoutExpired:
        return "", "", "no end after %d s" % TIMEOUT_S
    except OSError as e:
        raise Trouble("%s: %s" % (command, e.strerror)) from e
    wrong = None if done.returncode in ANSWERS else "exit status %d" % done.returncode
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), wrong


def run(score, command):
    """Rows of all pages, and how many the command failed on."""
    rows, failed = [], 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for name in SETS:
            pages = score.load_set(name)
            cleaned = pool.map(lambda page: clean(command, page), pages)
            for page, (text, told, wrong) in zip(pages, cleaned):
                if wrong:
                    failed += 1
                    print("quality: %s %s: %s" % (name, page.id, wrong), file=sys.stderr)
                rows.append(results.row_of(name, score.score_page(name, page, text),
                                           results.confidence_of(told)))
    return rows, failed


# ------------------------------------------------------------------ files

def read(path):
    """The file's text, "" if it is not there."""
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def parse(text, path):
    try:
        return results.from_text(text) if text else []
    except ValueError as e:
        raise Trouble("%s: %s" % (path, e)) from e


def committed(path):
    """The file's text as git has it; as it is where git has none."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        shown = subprocess.run(["git", "-C", folder, "show", "HEAD:./" + name],
                               capture_output=True)
    except OSError:
        return read(path)
    return shown.stdout.decode("utf-8") if shown.returncode == 0 else read(path)


def write_all(texts):
    """Each file is complete beside the old one before any takes its place."""
    fresh = []
    try:
        for path, text in texts.items():
            folder = os.path.dirname(os.path.abspath(path))
            fd, name = tempfile.mkstemp(dir=folder, prefix=".quality-")
            fresh.append((name, path))
            with os.fdopen(fd, "w", encoding="utf-8") as f:
                f.write(text)
                f.flush()
                os.fsync(f.fileno())
                os.fchmod(f.fileno(), 0o644)
        while fresh:
            os.replace(*fresh[0])
            fresh.pop(0)
    finally:
        for name, _ in fresh:
            os.unlink(name)


# ------------------------------------------------------------------ report and gate

def read_crossed(path):
    rows = parse(read(path), path)
    if not rows:
        raise Trouble("%s: no results in it" % path)
    return rows


def write_report(args, rows):
    markdown, table, crossed = (os.path.join(args.docs, name) for name in
                                ("quality.md", "quality.csv", "quality-cv.csv"))
    cv_text = results.to_text(read_crossed(args.cv)) if args.cv else read(crossed)
    told = [("as committed, fitted on these pages", rows, parse(committed(table), table))]
    if cv_text:
        told.insert(0, ("cross-validated", parse(cv_text, crossed),
                        parse(committed(crossed), crossed)))
    texts = {markdown: report.replace_between_markers(read(markdown), report.text_of(told)),
             table: results.to_text(rows)}
    if args.cv:
        texts[crossed] = cv_text
    write_all(texts)


def summary(rows, before):
    for name in SETS:
        part = [r for r in rows if r["set"] == name]
        d = figures.Difference(before, part)
        yield name, d, "%s: %d pages, mean page F1 %.4f, change %s, %d better, %d worse" % (
            name, len(part), figures.mean(r["f1"] for r in part) or 0, report.change(d), d.better,
            d.worse)


def gate(rows, before):
    """Whether the mean of each set held."""
    held = True
    for name, d, _ in summary(rows, before):
        if not d.n:
            raise Trouble("%s: no committed result to compare with" % name)
        if d.fell():
            held = False
            print("%s fell by %.4f, its standard error is %.4f. Fell the most:" % (
                name, -d.mean, d.error))
            for value, old, now in d.pages[:report.WORST]:
                if value < 0:
                    print("  %s  %-13s  %.3f to %.3f" % (now["id"], now["type"], old["f1"],
                                                         now["f1"]))
    return held


def gate_crossed(args):
    """The gate over results that are there already: the command is not run."""
    rows = read_crossed(args.cv)
    table = os.path.join(args.docs, "quality-cv.csv")
    before = parse(committed(table), table)
    for _, _, line in summary(rows, before):
        print(line)
    return 0 if gate(rows, before) else 1


def measure(args):
    if args.gate and args.cv:
        return gate_crossed(args)
    if not args.bench or not args.command:
        raise Trouble("--bench and --command say what is to be measured")
    score = load_scorer(args.bench)
    if not args.gate:       # a file that cannot take the tables is told before the long run
        report.replace_between_markers(read(os.path.join(args.docs, "quality.md")), "")
    rows, failed = run(score, args.command)
    table = os.path.join(args.docs, "quality.csv")
    before = parse(committed(table), table)
    for _, _, line in summary(rows, before):
        print(line)
    if args.gate:
        return 0 if gate(rows, before) and not failed else 1
    write_report(args, rows)
    return 1 if failed else 0


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bench", help="folder of the pages and score.py")
    ap.add_argument("--command", help="the built cleanpage")
    ap.add_argument("--docs", required=True, help="folder of quality.md and quality.csv")
    ap.add_argument("--cv", help="results of a cross-validated run, by train.py --check --csv")
    ap.add_argument("--gate", action="store_true",
                    help="write nothing; 1 if a mean fell by more than its standard error")
    args = ap.parse_args()
    try:
        return measure(args)
    except (Trouble, report.MarkerError, OSError) as e:
        print("quality: %s" % e, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
