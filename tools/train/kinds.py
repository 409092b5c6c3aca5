#!/usr/bin/env python3
"""kinds.py - fit rules/kinds.rules to pages whose kind is known

    tools/train/kinds.py --bench DIR --build BUILDDIR            fits and writes the table
    tools/train/kinds.py --bench DIR --build BUILDDIR --check    cross-validates, writes nothing

DIR holds wcxb-dev/. The facts come from "cpdump --stage=kind"; the table is a multinomial
logistic regression on them, with a ridge, fitted by Newton's method. Python 3 with numpy; the
same input gives the same bytes.
"""
import argparse
import os
import subprocess
import sys
import textwrap

import numpy as np

import data

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SET = "wcxb-dev"
KINDS = ("article", "forum", "product", "collection", "listing", "documentation", "service")
RIDGE = 1.0          # on every weight but those of "base"
STEPS = 15           # of Newton's method, which needs about ten
POINTS_MIN = 0.15    # a kind for which a fact says less is left out of its line

# A file is often cleaned without its address, a fragment without its head.
ADDRESS = ("url-",)
HEAD_FACTS = ("og-", "type-", "mark-", "title-", "authored", "published")
POOR_WEIGHT = 0.2

HEAD = """\
# What kind of page it is: points that the facts of src/measure/facts.def add for each kind.
#
# A fact's value, 0 to 1, times its points; the kind with the largest sum is taken. Points are
# natural logarithms of odds, told against the mean of the kinds. "tools/train/kinds.py" fits
# them to pages whose kind is known and writes this file. %(pages)d pages, %(facts)d facts.
"""


def fact_list(cpdump):
    """Names and meanings, in the order of the numbers."""
    out = subprocess.run([cpdump, "--stage=kind", "--list"], check=True, capture_output=True)
    return [line.split("\t", 1) for line in out.stdout.decode().splitlines()]


def measure(pages, cpdump):
    """A row of facts for each page."""
    listing = "".join("%s\t%s\n" % (p.path, p.url) for p in pages).encode()
    out = subprocess.run([cpdump, "--stage=kind"], input=listing, check=True, capture_output=True)
    lines = [line.split("\t") for line in out.stdout.decode().splitlines()]
    rows = {path: [float(v) for v in facts.split()] for path, _, facts in lines}
    return np.array([rows[p.path] for p in pages])


def labels(pages):
    return np.array([KINDS.index(p.type) for p in pages])


def probabilities(x, weights):
    s = x @ weights
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def without(x, names, starts):
    """The pages as they would be if they said nothing by these facts."""
    out = x.copy()
    out[:, [f for f, name in enumerate(names) if name.startswith(starts)]] = 0
    return out


def with_poor_copies(x, y, names):
    """Every page once more without its address, and without address and head: rows, kinds and
    the weight of each row."""
    rows = [x, without(x, names, ADDRESS), without(x, names, ADDRESS + HEAD_FACTS)]
    weights = [np.ones(len(x)), np.full(len(x), POOR_WEIGHT), np.full(len(x), POOR_WEIGHT)]
    return np.concatenate(rows), np.concatenate([y] * len(rows)), np.concatenate(weights)


def fit(x, y, names, ridge=RIDGE):
    """Weights, facts by kinds. The loss is convex, so where it is least does not depend on us."""
    x, y, say = with_poor_copies(x, y, names)
    d, k = x.shape[1], len(KINDS)
    wanted = np.eye(k)[y]
    penalty = np.repeat([[0.01 if name == "base" else ridge] for name in names], k, axis=1)
    weights = np.zeros((d, k))
    for _ in range(STEPS):
        p = probabilities(x, weights)
        slope = x.T @ ((p - wanted) * say[:, None]) + penalty * weights
        curve = np.zeros((d, k, d, k))
        for a in range(k):
            for b in range(k):
                curve[:, a, :, b] = (x * (say * p[:, a] * ((a == b) - p[:, b]))[:, None]).T @ x
        curve = curve.reshape(d * k, d * k) + np.diag(penalty.ravel())
        weights -= np.linalg.solve(curve, slope.ravel()).reshape(d, k)
    return weights - weights.mean(axis=1, keepdims=True)


def prune(weights):
    points = np.round(weights, 2)
    points[np.abs(points) < POINTS_MIN] = 0
    return points


def line_of(name, points):
    said = " ".join("%s %+.2f" % (kind, v) for kind, v in zip(KINDS, points) if v)
    return "kind %s %s" % (name, said or "article 0")


def write(points, facts, path, pages, instead_of_all=False):
    """Writes the file. instead_of_all: facts without points are there, too, to override others."""
    used = [f for f in range(len(facts)) if np.any(points[f])]
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD % {"pages": pages, "facts": len(used)})
        for f, (name, text) in enumerate(facts):
            if f not in used and not instead_of_all:
                continue
            out.write("\n" + textwrap.fill("%s: %s." % (name, text), 92, initial_indent="# ",
                                           subsequent_indent="# "))
            out.write("\n" + line_of(name, points[f]) + "\n")


def tell(pages, cpdump, path=None):
    """Sets the kind of each page for tools/train/train.py: the one that is known, or else the one
    that a table fitted to the others finds. path: where to write that table, to be used instead
    of the built-in one."""
    sure, unsure = ([p for p in pages if (p.set == SET) == own] for own in (True, False))
    facts = fact_list(cpdump)
    points = prune(fit(measure(sure, cpdump), labels(sure), [name for name, _ in facts]))
    for page in sure:
        page.kind = page.type
    for page, k in zip(unsure, (measure(unsure, cpdump) @ points).argmax(axis=1)):
        page.kind = KINDS[k]
    if path:
        write(points, facts, path, len(sure), instead_of_all=True)


def check(pages, x, names, folds):
    y, found, poor = labels(pages), np.zeros(len(pages), int), np.zeros(len(pages), int)
    parts = np.array([data.fold_of(p, folds) for p in pages])
    for k in range(folds):
        points = prune(fit(x[parts != k], y[parts != k], names))
        found[parts == k] = (x[parts == k] @ points).argmax(axis=1)
        poor[parts == k] = (without(x, names, ADDRESS)[parts == k] @ points).argmax(axis=1)
    right = [np.mean(found[parts == k] == y[parts == k]) for k in range(folds)]
    print("cross-validated accuracy %.4f, folds %s, mean of the kinds' %.4f" % (
        np.mean(found == y), " ".join("%.3f" % r for r in right),
        np.mean([np.mean(found[y == k] == k) for k in range(len(KINDS))])))
    print("without the address %.4f" % np.mean(poor == y))
    print("  %-14s" % "is, taken for" + "".join("%7.6s" % kind for kind in KINDS))
    for k, kind in enumerate(KINDS):
        print("  %-14s" % kind + "".join("%7d" % np.sum((y == k) & (found == c))
                                         for c in range(len(KINDS))))


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bench", required=True, help="folder of the pages")
    ap.add_argument("--build", required=True, help="where cpdump was built")
    ap.add_argument("--work", default="train-work", help="scratch folder, kept as a cache")
    ap.add_argument("--out", default=os.path.join(ROOT, "rules", "kinds.rules"))
    ap.add_argument("--check", action="store_true", help="cross-validate, write no table")
    ap.add_argument("--folds", type=int, default=5)
    args = ap.parse_args()
    os.makedirs(args.work, exist_ok=True)
    pages = data.load(args.bench, (SET,), args.work)
    cpdump = os.path.join(args.build, "cpdump")
    facts = fact_list(cpdump)
    names = [name for name, _ in facts]
    x = measure(pages, cpdump)
    if args.check:
        check(pages, x, names, args.folds)
    else:
        write(prune(fit(x, labels(pages), names)), facts, args.out, len(pages))
        print("wrote", args.out)


if __name__ == "__main__":
    sys.exit(main())
