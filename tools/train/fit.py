"""Fitting the additive points table: one for all pages, and one on top of it for each kind."""
import ctypes

import numpy as np

import data

BINS_MAX = 32          # as in fit.c
BINS = 16              # of a feature with an order
PAGES_MIN = 20         # a bin that fewer pages reach joins its neighbour
BLOCKS_MAX = 200       # of one page; larger pages are thinned
SNIPPET_WEIGHT = 0.03

# Boosting: rounds, step, ridge and least curvature on either side of a split. The tables of the
# kinds see fewer pages and only say what is different there.
GENERAL = (600, 0.2, 4.0, 6.0)
KINDS = (150, 0.1, 20.0, 20.0)
ROW_SHARE, FEATURE_SHARE = 0.7, 0.3
SEED = 0x9E3779B97F4A7C15

# Features whose numbers are names: each value has a bin of its own.
NAMES = {"ending", "opening", "own-tag", "parent-tag", "outer-tag", "property", "near-name",
         "article-kind", "page-type", "prev-tag", "next-tag", "prev-ending", "next-ending",
         "in-header", "in-footer", "in-tabs", "heading-end"}


def page_weights(page):
    """A block's share in the page's F1, long blocks a little less: words^0.7 / page size.

    Of a page of which only snippets are known, each block that holds one has the same weight.
    """
    if page.known is not None:
        return SNIPPET_WEIGHT * page.known
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
    """Points per bin of each feature. edges[f] has one number less than points[f].

    kinds: by the name of a kind, the points on top, a Table without a base of its own.
    """

    def __init__(self, names, edges, points, base=0.0, kinds=None):
        self.names, self.edges, self.points, self.base = names, edges, points, base
        self.kinds = kinds or {}


class Boosting(ctypes.Structure):
    """struct boosting of fit.c."""
    _fields_ = ([("bins", ctypes.c_void_p), ("n_rows", ctypes.c_int64), ("n_features", ctypes.c_int)]
                + [(name, ctypes.c_void_p)
                   for name in ("n_bins", "ordered", "y", "w", "score", "points")]
                + [(name, ctypes.c_double)
                   for name in ("rate", "ridge", "curvature_min", "row_share", "feature_share")]
                + [("random", ctypes.c_uint64)])


class Fitting:
    """Rows of the pages, the bins of their features and the score so far."""

    def __init__(self, pages, names, work):
        x, self.y, self.w, self.owner = rows(pages, names)
        self.lib, self.names = data.kernels(work), names
        self.edges = [edges_of(x[:, f], self.w, self.owner, n in NAMES)
                      for f, n in enumerate(names)]
        self.bins = np.stack([np.searchsorted(e, x[:, f], "right").astype(np.uint8)
                              for f, e in enumerate(self.edges)])
        self.n_bins = np.array([len(e) + 1 for e in self.edges], np.int32)
        self.ordered = np.array([n not in NAMES for n in names], np.int32)
        mean = float((self.y * self.w).sum() / self.w.sum())
        self.base = float(np.log(mean / (1 - mean)))
        self.score = np.full(len(self.y), self.base, np.float32)

    def boost(self, at, rounds, rate, ridge, curvature_min):
        """The points of so many rounds on these rows, on top of their score, which moves along."""
        bins = np.ascontiguousarray(self.bins[:, at])
        y, w, score = self.y[at], self.w[at] / self.w[at].mean(), self.score[at]
        points = np.zeros((len(self.names), BINS_MAX))
        arrays = (self.n_bins, self.ordered, y, w, score, points)
        state = Boosting(bins.ctypes.data, len(y), len(self.names),
                         *(a.ctypes.data for a in arrays), rate, ridge, curvature_min,
                         ROW_SHARE, FEATURE_SHARE, SEED)
        if self.lib.boost(ctypes.byref(state), rounds):
            raise MemoryError
        self.score[at] = score
        return [points[f, :n].copy() for f, n in enumerate(self.n_bins)]

    def centred(self, points):
        """The points told against each feature's mean, and what the base gets for it."""
        means = [float(np.average(p[self.bins[f]], weights=self.w)) for f, p in enumerate(points)]
        return [p - m for p, m in zip(points, means)], self.base + sum(means)


def fit(pages, names, work):
    """A table fitted to the pages; those with a kind get points of their kind on top."""
    f = Fitting(pages, names, work)
    points, base = f.centred(f.boost(np.arange(len(f.y)), *GENERAL))
    kinds = {}
    of_page = np.array([page.kind or "" for page in pages])
    for kind in sorted(set(of_page) - {""}):
        at = np.nonzero((of_page == kind)[f.owner])[0]
        kinds[kind] = Table(names, f.edges, f.boost(at, *KINDS))
    return Table(names, f.edges, points, base, kinds)
