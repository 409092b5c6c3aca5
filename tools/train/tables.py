"""Points tables as rule files: pruning, rounding, writing."""
import os
import textwrap

import numpy as np

import fit

SPREAD_MIN = 0.10    # a feature whose points differ by less says too little to stand in the file
STEP_MIN = 0.04      # neighbouring bins closer than this become one
PAIR_MIN = 0.08      # a pair with fewer points goes

HEAD = """\
# Points of the density heuristic: log odds that a block is content.
#
# Each table adds to a block the points of the first bin whose edge lies above the
# feature's value; the sum, with points-base, makes the probability 1 / (1 + e^-points).
# Positive points speak for content. "%(program)s" fits the tables to pages whose
# content is known and writes this file; src/measure/features.def and the comments here tell
# what each feature is. %(pages)d pages, %(features)d features, %(bins)d bins,
# %(pairs)d pairs.
"""

PAIRS = """
# Pairs: points for a block for which two conditions hold at once, on top of what the tables
# say of each. Found greedily by the loss they save; the name says the conditions.
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
    base, pairs = table.base, []
    for pair in table.pairs:
        if abs(pair.points) >= PAIR_MIN:
            pair.points = round(pair.points, 2)
            pairs.append(pair)
    return fit.Table(table.names, edges, points, round(base, 2), pairs)


def number(x):
    return ("%.4f" % x).rstrip("0").rstrip(".") if x == x else "0"


def lines_of(name, edges, points):
    yield "points %s" % name
    for edge, point in zip(edges, points):
        yield "  below %-8s %+.2f" % (number(edge), point)
    yield "  else           %+.2f" % points[-1]
    yield "end"


def pair_name(table, pair):
    parts = ("%s %s %s" % (table.names[f], ">=" if up else "<", number(v))
             for f, up, v in zip(pair.features, pair.at_least, pair.values))
    return "%s, %s" % tuple(parts)


def line_of(table, pair):
    name = pair_name(table, pair)
    return 'pair "%s" %s %+.2f' % (name, name.replace(",", ""), pair.points)


def pairs_off(path, kept):
    """Lines that take the points of another file's pairs away, but for the names kept."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith("pair ") and line.split('"')[1] not in kept:
                    yield line[:line.rindex(" ")] + " 0"


def write(table, helps, path, pages, instead_of=None, program="tools/train/train.py"):
    """Writes the file. instead_of: another points file all of whose tables this one overrides."""
    used = [f for f, p in enumerate(table.points) if len(p) > 1]
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD % {"program": program, "pages": pages, "features": len(used),
                          "bins": sum(len(table.points[f]) for f in used),
                          "pairs": len(table.pairs)})
        out.write("\nset points-base %.2f\n" % table.base)
        for f, name in enumerate(table.names):
            if len(table.points[f]) > 1:
                out.write("\n" + textwrap.fill("%s: %s." % (name, helps[f]), 92,
                                               initial_indent="# ", subsequent_indent="# "))
            elif not instead_of:
                continue
            out.write("\n" + "\n".join(lines_of(name, table.edges[f], table.points[f])) + "\n")
        if table.pairs:
            out.write(PAIRS)
        pairs = [line_of(table, pair) for pair in table.pairs]
        if instead_of:
            pairs += pairs_off(instead_of, {pair_name(table, pair) for pair in table.pairs})
        out.writelines(line + "\n" for line in pairs)
