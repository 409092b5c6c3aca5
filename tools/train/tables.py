"""Points tables as rule files: pruning, rounding, writing."""
import os
import re
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
# Positive points speak for content. A table "for" a kind of page adds its points on top,
# as far as the page is of that kind. "tools/train/train.py" fits the tables to pages whose
# content is known and writes this file; src/measure/features.def and the comments here tell
# what each feature is. %(pages)d pages, %(features)d features, %(bins)d bins, and
# %(kind_bins)d bins in tables of kinds.
"""

HEADER = re.compile(r"^(?:text-)?points (\S+)(?: for (\S+))?$")


def prune_feature(edges, points):
    """Merges bins that say nearly the same; one bin of no points if all do."""
    e, p = list(edges), [round(float(v), 2) for v in points]
    while len(p) > 1:
        gaps = [abs(a - b) for a, b in zip(p, p[1:])]
        k = int(np.argmin(gaps))
        if gaps[k] >= STEP_MIN:
            break
        p[k:k + 2] = [round((p[k] + p[k + 1]) / 2, 2)]
        e.pop(k)
    return (e, np.array(p)) if len(p) > 1 and max(p) - min(p) >= SPREAD_MIN else ([], np.zeros(1))


def prune(table):
    parts = [prune_feature(e, p) for e, p in zip(table.edges, table.points)]
    return fit.Table(table.names, [e for e, _ in parts], [p for _, p in parts],
                     round(table.base, 2), {k: prune(t) for k, t in table.kinds.items()})


def number(x):
    return ("%.4f" % x).rstrip("0").rstrip(".") if x == x else "0"


def lines_of(name, edges, points):
    yield "points %s" % name
    for edge, point in zip(edges, points):
        yield "  below %-8s %+.2f" % (number(edge), point)
    yield "  else           %+.2f" % points[-1]
    yield "end"


def tables_of(table, f):
    """(name as the rules have it, edges, points) of a feature's tables that say anything."""
    if len(table.points[f]) > 1:
        yield table.names[f], table.edges[f], table.points[f]
    for kind, t in sorted(table.kinds.items()):
        if len(t.points[f]) > 1:
            yield "%s for %s" % (table.names[f], kind), t.edges[f], t.points[f]


def count_bins(table):
    return sum(len(p) for p in table.points if len(p) > 1)


def named_in(path):
    """Names of the tables of a rule file, in order; none if there is no such file."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as f:
        found = [HEADER.match(line.strip()) for line in f]
    return [m[1] + (" for " + m[2] if m[2] else "") for m in found if m]


def text_of(table, helps, instead_of=None):
    """The tables, each feature with its meaning. instead_of: a file all of whose tables are
    overridden, by tables without points if need be."""
    out, written = ["\nset points-base %.2f\n" % table.base], set()
    for f, name in enumerate(table.names):
        parts = list(tables_of(table, f))
        if parts:
            out.append("\n" + textwrap.fill("%s: %s." % (name, helps[f]), 92,
                                            initial_indent="# ", subsequent_indent="# ") + "\n")
        for full_name, edges, points in parts:
            out.append("\n".join(lines_of(full_name, edges, points)) + "\n")
            written.add(full_name)
    for name in named_in(instead_of) if instead_of else []:
        if name not in written:
            out.append("\n".join(lines_of(name, [], np.zeros(1))) + "\n")
    return "".join(out)


def write(table, helps, path, pages, instead_of=None):
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD % {"pages": pages, "features": sum(len(p) > 1 for p in table.points),
                          "bins": count_bins(table),
                          "kind_bins": sum(map(count_bins, table.kinds.values()))})
        out.write(text_of(table, helps, instead_of))
