"""Fitting the additive points table."""
import ctypes

import numpy as np

import data

BINS_MAX = 32          # as in fit.c
BINS = 16              # of a feature with an order
PAGES_MIN = 20         # a bin that fewer pages reach joins its neighbour
SWEEPS, RATE = 25, 0.3
RIDGE, FUSE = 100.0, 300.0
BLOCKS_MAX = 200       # of one page; larger pages are thinned

# Features whose numbers are names: each value has a bin of its own.
NAMES = {"ending", "opening", "own-tag", "parent-tag", "outer-tag", "property", "near-name",
         "article-kind", "page-type", "prev-tag", "next-tag", "prev-ending", "next-ending",
         "in-header", "in-footer", "in-tabs", "heading-end"}


def page_weights(page):
    """A block's share in the page's F1, long blocks a little less: words^0.7 / page size."""
    n = page.n.astype(float)
    gold = (page.y * n).sum()
    size = gold + 0.25 * max(0.0, n.sum() - gold) + 60
    return np.maximum(n, 1) ** 0.7 / size


def rows(pages, names):
    """Features, soft labels, weights and page numbers of the blocks to fit on."""
    title = names.index("title-place")
    xs, ys, ws, ps = [], [], [], []
    rng = np.random.RandomState(1)
    for k, page in enumerate(pages):
        if not len(page.n):
            continue
        w = page_weights(page)
        w[page.x[:, title] == 0] = 0       # the title is rendered on its own
        keep = w > 0
        if keep.sum() > BLOCKS_MAX:
            chance = np.sqrt(np.minimum(page.n, 100) + .5) * keep
            for _ in range(5):
                chance = np.minimum(1, chance * BLOCKS_MAX / chance.sum())
            keep = rng.rand(len(w)) < chance
            w = w / np.maximum(chance, 1e-9)
        xs.append(page.x[keep])
        ys.append(page.y[keep])
        ws.append(w[keep])
        ps.append(np.full(keep.sum(), k))
    w = np.concatenate(ws)
    return (np.concatenate(xs), np.concatenate(ys).astype(np.float32),
            (w / w.mean()).astype(np.float32), np.concatenate(ps))


def readable(x):
    """The number with three digits, or two decimals if it is small."""
    return float("%.3g" % x) if abs(x) >= 1 else round(float(x), 3)


def edges_of(x, w, pages, is_name):
    """Upper edges of all bins but the last: weighted quantiles, or the middles between names."""
    values = np.unique(x)
    if is_name or len(values) <= BINS:
        edges = [readable((a + b) / 2) for a, b in zip(values, values[1:])]
    else:
        order = np.argsort(x, kind="stable")
        total = np.cumsum(w[order])
        at = np.searchsorted(total, total[-1] * np.arange(1, BINS) / BINS)
        edges = sorted({readable(v) for v in x[order][at]} - {float(values[0])})
        # A pile at the lowest value is a case of its own ("none").
        edges = sorted(set(edges) | {readable((values[0] + values[1]) / 2)})
    edges = sorted(set(edges))[:BINS_MAX - 1]
    k = 0
    while k < len(edges):
        low = edges[k - 1] if k else -np.inf
        reach = len(np.unique(pages[(x >= low) & (x < edges[k])]))
        rest = len(np.unique(pages[x >= edges[k]]))
        if reach < PAGES_MIN or rest < PAGES_MIN:
            edges.pop(k)
        else:
            k += 1
    return edges


class Table:
    """Points per bin of each feature. edges[f] has one number less than points[f]."""

    def __init__(self, names, edges, points, base):
        self.names, self.edges, self.points, self.base = names, edges, points, base

    def score(self, x):
        s = np.full(len(x), self.base, np.float32)
        for f, edges in enumerate(self.edges):
            if len(edges):
                s += self.points[f][np.searchsorted(edges, x[:, f], "right")]
        return s


def fit(pages, names, work, keep=None, ridge=RIDGE, fuse=FUSE, sweeps=SWEEPS, rate=RATE):
    """A table fitted to the pages; keep: the features to use (all if None)."""
    x, y, w, owner = rows(pages, names)
    used = [f for f, n in enumerate(names) if keep is None or n in keep]
    edges = [edges_of(x[:, f], w, owner, n in NAMES) if f in set(used) else []
             for f, n in enumerate(names)]
    used = [f for f in used if edges[f]]
    bins = np.stack([np.searchsorted(edges[f], x[:, f], "right").astype(np.uint8) for f in used])
    n_bins = np.array([len(edges[f]) + 1 for f in used], np.int32)
    ordered = np.array([names[f] not in NAMES for f in used], np.int32)
    mean = float((y * w).sum() / w.sum())
    base = float(np.log(mean / (1 - mean)))
    score = np.full(len(y), base, np.float32)
    p = (1 / (1 + np.exp(-score))).astype(np.float32)
    points = np.zeros((len(used), BINS_MAX))
    lib = data.kernels(work)

    def at(a):
        return a.ctypes.data_as(ctypes.c_void_p)
    for _ in range(sweeps):
        lib.sweep(at(bins), len(y), len(used), at(n_bins), at(ordered), at(y), at(w), at(score),
                  at(p), at(points), ctypes.c_double(rate), ctypes.c_double(ridge),
                  ctypes.c_double(fuse))
    out = [np.zeros(1) for _ in names]
    for k, f in enumerate(used):
        out[f] = points[k, :n_bins[k]].copy()
        # Points are told against the feature's mean, so that 0 means "says nothing".
        middle = float(np.average(out[f][bins[k]], weights=w))
        out[f] -= middle
        base += middle
    return Table(names, edges, out, base)
