#!/usr/bin/env python3
"""train.py - fit rules/points.rules to pages whose content is known

    tools/train/train.py --bench DIR --build BUILDDIR            fits and writes the table
    tools/train/train.py --bench DIR --build BUILDDIR --check    cross-validates, writes nothing
    tools/train/train.py ... --check --share 50                  the same with half of the sites

DIR holds wcxb-dev/, snippets-dev/ and score.py. The features come from BUILDDIR/cpdump and the scores from
BUILDDIR/cleanpage with the fold's own points and kinds in place of the built-in ones, so that
what is measured is the program as it runs. Python 3 with numpy, a C compiler; the same input gives
the same bytes.
"""
import argparse
import collections
import concurrent.futures
import importlib.util
import os
import statistics
import sys

import data
import fit
import kinds
import tables

SETS = ("wcxb-dev", "snippets-dev")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "quality"))
import results  # noqa: E402 - stands beside the tool that reports what --check measures


def load(args):
    pages = data.load(args.bench, SETS, args.work)
    features = data.feature_list(os.path.join(args.build, "cpdump"))
    data.measure(pages, os.path.join(args.build, "cpdump"))
    data.label(pages, args.work)
    return pages, [name for name, _ in features], [text for _, text in features]


def scorer(bench):
    spec = importlib.util.spec_from_file_location("score", os.path.join(bench, "score.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kinds_of_fold(args, k):
    return os.path.join(args.work, "kinds%d.rules" % k)


def fold_table(job):
    """Fits without fold k and writes its two rule files; returns the path of the points."""
    k, pages, names, helps, args = job
    rest = [p for p in pages
            if data.fold_of(p, args.folds) != k and data.is_in_share(p, args.share)]
    kinds.tell(rest, os.path.join(args.build, "cpdump"), kinds_of_fold(args, k))
    table = tables.prune(fit.fit(rest, names, args.work))
    path = os.path.join(args.work, "fold%d.rules" % k)
    tables.write(table, helps, path, len(rest), instead_of=args.out)
    return path


def run_fold(score, pages, args, path, kinds_path):
    command = "%s --rules %s --rules %s %s -v --no-title -u {url} -" % (
        os.path.join(args.build, "cleanpage"), path, kinds_path, args.options)
    wanted, rows = {p.id for p in pages}, {}
    for name in SETS:
        bench_pages = [p for p in score.load_set(name) if p.id in wanted]
        texts, notes = score.run_cmd(bench_pages, command, 2, 60, False, quiet=True)
        rows[name] = [score.score_page(name, p, texts.get(p.id)) for p in bench_pages]
        for row in rows[name]:
            row["confidence"] = results.confidence_of(notes[row["id"]]["err"])
    return rows


def check(pages, names, helps, args):
    """Cross-validation by domain: each page is cleaned with a table that never saw its site."""
    os.environ["BENCH"] = os.path.abspath(args.bench)
    score = scorer(args.bench)
    data.kernels(args.work)
    jobs = [(k, pages, names, helps, args) for k in range(args.folds)]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        paths = list(pool.map(fold_table, jobs))
    rows, means = {name: [] for name in SETS}, []
    for k, path in enumerate(paths):
        part = run_fold(score, [p for p in pages if data.fold_of(p, args.folds) == k], args, path,
                        kinds_of_fold(args, k))
        means.append(statistics.fmean(r["f1"] for r in part["wcxb-dev"]))
        for name in SETS:
            rows[name] += part[name]
    report(rows["wcxb-dev"], means)
    score.print_summary("snippets-dev", score.summarise("snippets-dev", rows["snippets-dev"]))
    if args.csv:
        with open(args.csv, "w", encoding="utf-8") as out:
            out.write(results.to_text([results.row_of(name, row, row["confidence"])
                                       for name in SETS for row in rows[name]]))


def report(rows, means):
    types = collections.defaultdict(list)
    for r in rows:
        types[r["type"]].append(r["f1"])
    f1 = [r["f1"] for r in rows]
    print("cross-validated word F1 %.4f, standard error %.4f, folds %s, spread %.4f" % (
        statistics.fmean(f1), statistics.stdev(f1) / len(f1) ** .5,
        " ".join("%.3f" % m for m in means), statistics.stdev(means)))
    print("  P %.4f  R %.4f" % tuple(statistics.fmean(r[k] for r in rows) for k in "pr"))
    for name, values in sorted(types.items()):
        print("  %-14s %5d  %.4f" % (name, len(values), statistics.fmean(values)))


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bench", required=True, help="folder of the pages and score.py")
    ap.add_argument("--build", required=True, help="where cleanpage and cpdump were built")
    ap.add_argument("--work", default="train-work", help="scratch folder, kept as a cache")
    ap.add_argument("--out", default=os.path.join(ROOT, "rules", "points.rules"))
    ap.add_argument("--check", action="store_true", help="cross-validate, write no table")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--share", type=int, default=100, metavar="PERCENT",
                    help="with --check: fit to so many of the other folds' domains (learning curve)")
    ap.add_argument("--options", default="",
                    help="with --check: further options of the command, as in --options=--recall")
    ap.add_argument("--csv", help="with --check: per-page results, for tools/quality/quality.py --cv")
    args = ap.parse_args()
    os.makedirs(args.work, exist_ok=True)
    pages, names, helps = load(args)
    if args.check:
        return check(pages, names, helps, args)
    kinds.tell(pages, os.path.join(args.build, "cpdump"))
    table = tables.prune(fit.fit(pages, names, args.work))
    tables.write(table, helps, args.out, len(pages))
    print("wrote", args.out)


if __name__ == "__main__":
    sys.exit(main())
