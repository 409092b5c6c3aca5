"""Fitting the additive points table."""
import ctypes

import numpy as np

import data

BINS_MAX = 32          # as in fit.c
BINS = 16              # of a feature with an order
PAGES_MIN = 20         # a bin that fewer pages reach joins its neighbour
SWEEPS, RATE = 25, 0.3
RIDGE, FUSE = 100.0, 300.0
SNIPPET_WEIGHT = 0.03
BLOCKS_MAX = 200       # of one page; larger pages are thinned
PAIR_ROUNDS, PAIRS_PER_ROUND = 5, 5
PAIR_FEATURES = 60     # of largest spread of points, whose pairs are looked at
PAIR_CUTS = (0.2, 0.5, 0.8)   # shares of the weight below a condition's value
PAIR_RIDGE = 300.0
PAIR_STRIDE = 5        # every so many rows are looked at to find pairs
PAIR_MASS = 0.01       # least share of the loss's curvature where a pair holds

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


class Pair:
    """Points for two conditions at once. at_least[k]: the value or more, else less."""

    def __init__(self, features, at_least, values, points=0.0):
        self.features, self.at_least, self.values, self.points = features, at_least, values, points

    def holds(self, x):
        a, b = ((x[:, f] >= v) == up
                for f, up, v in zip(self.features, self.at_least, self.values))
        return a & b


class Table:
    """Points per bin of each feature. edges[f] has one number less than points[f]."""

    def __init__(self, names, edges, points, base, pairs=()):
        self.names, self.edges, self.points, self.base = names, edges, points, base
        self.pairs = list(pairs)

    def score(self, x):
        s = np.full(len(x), self.base, np.float32)
        for f, edges in enumerate(self.edges):
            if len(edges):
                s += self.points[f][np.searchsorted(edges, x[:, f], "right")]
        for pair in self.pairs:
            s += np.where(pair.holds(x), np.float32(pair.points), np.float32(0))
        return s


class Fitting:
    """The state of one fit: rows, bins of the features in use and of the pairs so far."""

    def __init__(self, pages, names, work, keep):
        self.x, self.y, self.w, self.owner = rows(pages, names)
        self.lib = data.kernels(work)
        edges = [edges_of(self.x[:, f], self.w, self.owner, n in NAMES)
                 if keep is None or n in keep else [] for f, n in enumerate(names)]
        self.used = [f for f in range(len(names)) if edges[f]]
        self.edges = edges
        self.bins = np.stack([np.searchsorted(edges[f], self.x[:, f], "right").astype(np.uint8)
                              for f in self.used])
        self.n_bins = np.array([len(edges[f]) + 1 for f in self.used], np.int32)
        self.ordered = np.array([names[f] not in NAMES for f in self.used], np.int32)
        mean = float((self.y * self.w).sum() / self.w.sum())
        self.base = float(np.log(mean / (1 - mean)))
        self.score = np.full(len(self.y), self.base, np.float32)
        self.p = (1 / (1 + np.exp(-self.score))).astype(np.float32)
        self.points = np.zeros((len(self.used), BINS_MAX))
        self.pairs = []

    def sweep(self, times, rate, ridge, fuse):
        def at(a):
            return a.ctypes.data_as(ctypes.c_void_p)
        for _ in range(times):
            self.lib.sweep(at(self.bins), len(self.y), len(self.bins), at(self.n_bins),
                           at(self.ordered), at(self.y), at(self.w), at(self.score), at(self.p),
                           at(self.points), ctypes.c_double(rate), ctypes.c_double(ridge),
                           ctypes.c_double(fuse))

    def conditions(self, names):
        """Candidate cuts (feature, value) of pairs: a few edges of each feature with an order."""
        spread = [float(np.std(self.points[k][self.bins[k]])) for k in range(len(self.used))]
        strong = set(np.argsort(spread, kind="stable")[-PAIR_FEATURES:])
        out = []
        for k, f in enumerate(self.used):
            if names[f] in NAMES or names[f].startswith("page-") or k not in strong:
                continue
            total = np.cumsum(np.bincount(self.bins[k], self.w, len(self.edges[f]) + 1))
            share = total[:-1] / total[-1]
            picks = {int(np.argmin(np.abs(share - q))) for q in PAIR_CUTS}
            out += [(f, self.edges[f][i]) for i in sorted(picks) if 0.03 < share[i] < 0.97]
        return out

    def add_pairs(self, cuts, count, ridge):
        """Takes the pairs of cuts that lower the loss most, each of other features."""
        some = np.arange(len(self.y))[::PAIR_STRIDE]
        held = np.ascontiguousarray(np.stack([self.x[some, f] >= v for f, v in cuts], 1)
                                    .astype(np.uint8))
        g = (self.w * (self.p - self.y))[some]
        h = (self.w * self.p * (1 - self.p))[some]
        both = [np.zeros((len(cuts), len(cuts)), np.float32) for _ in "gh"]
        self.lib.pair_sums(*(a.ctypes.data_as(ctypes.c_void_p) if isinstance(a, np.ndarray) else a
                             for a in (held, len(some), len(cuts), g, h, *both)))
        one = [np.diag(b) for b in both]
        all_ = [float(g.sum()), float(h.sum())]

        def quadrant(k, i_up, j_up):
            m, d, t = both[k], one[k], all_[k]
            if i_up and j_up:
                return m
            if i_up:
                return d[:, None] - m
            if j_up:
                return d[None, :] - m
            return t - d[:, None] - d[None, :] + m
        features = np.array([f for f, _ in cuts])
        allowed = np.triu(features[:, None] != features[None, :], 1)
        found = []
        for ups in ((True, True), (True, False), (False, True), (False, False)):
            gain = quadrant(0, *ups) ** 2 / (quadrant(1, *ups) + ridge / PAIR_STRIDE)
            gain = np.where(allowed & (quadrant(1, *ups) > PAIR_MASS * all_[1]), gain, 0)
            for at in np.argsort(-gain, axis=None, kind="stable")[:200]:
                i, j = np.unravel_index(at, gain.shape)
                found.append((float(gain[i, j]), int(i), int(j), ups))
        found.sort(key=lambda q: -q[0])
        taken = set()
        old = {(p.features, p.at_least, p.values) for p in self.pairs}
        for gain, i, j, ups in found:
            key = {cuts[i][0], cuts[j][0]}
            pair = Pair((cuts[i][0], cuts[j][0]), ups, (cuts[i][1], cuts[j][1]))
            if gain <= 0 or any(key & t for t in taken) or \
                    (pair.features, pair.at_least, pair.values) in old:
                continue
            taken.add(frozenset(key))
            self.pairs.append(pair)
            if len(taken) == count:
                break
        new = self.pairs[-len(taken):] if taken else []
        self.bins = np.concatenate([self.bins] + [q.holds(self.x)[None].astype(np.uint8) for q in new])
        self.n_bins = np.concatenate([self.n_bins, np.full(len(new), 2, np.int32)])
        self.ordered = np.concatenate([self.ordered, np.zeros(len(new), np.int32)])
        self.points = np.concatenate([self.points, np.zeros((len(new), BINS_MAX))])

    def table(self, names):
        """The points so far, told against each feature's mean: 0 means "says nothing"."""
        out, base = [np.zeros(1) for _ in names], self.base
        for k, f in enumerate(self.used):
            out[f] = self.points[k, :self.n_bins[k]].copy()
            middle = float(np.average(out[f][self.bins[k]], weights=self.w))
            out[f] -= middle
            base += middle
        for pair, points in zip(self.pairs, self.points[len(self.used):]):
            pair.points = float(points[1] - points[0])
            base += float(points[0])
        return Table(names, self.edges, out, base, self.pairs)


def fit(pages, names, work, keep=None, ridge=RIDGE, fuse=FUSE, sweeps=SWEEPS, rate=RATE,
        rounds=PAIR_ROUNDS, per_round=PAIRS_PER_ROUND, pair_ridge=PAIR_RIDGE):
    """A table fitted to the pages; keep: names of the features to use (all if None)."""
    f = Fitting(pages, names, work, keep)
    f.sweep(sweeps, rate, ridge, fuse)
    cuts = f.conditions(names)
    for _ in range(rounds):
        f.add_pairs(cuts, per_round, pair_ridge)
        f.sweep(3, rate, ridge, fuse)
    return f.table(names)
