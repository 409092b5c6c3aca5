"""Points tables as rule files: pruning, rounding, writing."""
import textwrap

import numpy as np

import fit

SPREAD_MIN = 0.10    # a feature whose points differ by less says too little to stand in the file
STEP_MIN = 0.04      # neighbouring bins closer than this become one

HEAD = """\
# Points of the density heuristic: log odds that a block is content.
#
# Each table adds to a block the points of the first bin whose edge lies above the
# feature's value; the sum, with points-base, makes the probability 1 / (1 + e^-points).
# Positive points speak for content. "%(program)s" fits the tables to pages whose
# content is known and writes this file; src/measure/features.def and the comments here tell
# what each feature is. %(pages)d pages, %(features)d features, %(bins)d bins.
"""


def prune(table):
    """Merges bins that say nearly the same and empties features that say nearly nothing."""
    edges, points = [], []
    for name, e, p in zip(table.names, table.edges, table.points):
        e, p = list(e), [round(float(v), 2) for v in p]
        while len(p) > 1:
            gaps = [abs(a - b) for a, b in zip(p, p[1:])]
            k = int(np.argmin(gaps))
            if gaps[k] >= STEP_MIN:
                break
            p[k:k + 2] = [round((p[k] + p[k + 1]) / 2, 2)]
            e.pop(k)
        if max(p) - min(p) < SPREAD_MIN:
            e, p = [], [0.0]
        edges.append(e)
        points.append(np.array(p))
    return fit.Table(table.names, edges, points, round(table.base, 2))


def number(x):
    return ("%.4f" % x).rstrip("0").rstrip(".") if x == x else "0"


def lines_of(name, edges, points):
    yield "points %s" % name
    for edge, point in zip(edges, points):
        yield "  below %-8s %+.2f" % (number(edge), point)
    yield "  else           %+.2f" % points[-1]
    yield "end"


def write(table, helps, path, pages, all_features=False, program="tools/train/train.py"):
    """Writes the file. all_features: also the empty tables, to override those of another file."""
    used = [f for f, p in enumerate(table.points) if len(p) > 1]
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD % {"program": program, "pages": pages, "features": len(used),
                          "bins": sum(len(table.points[f]) for f in used)})
        out.write("\nset points-base %.2f\n" % table.base)
        for f, name in enumerate(table.names):
            if len(table.points[f]) > 1:
                out.write("\n" + textwrap.fill("%s: %s." % (name, helps[f]), 92,
                                               initial_indent="# ", subsequent_indent="# "))
            elif not all_features:
                continue
            out.write("\n" + "\n".join(lines_of(name, table.edges[f], table.points[f])) + "\n")
