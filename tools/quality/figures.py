"""Figures over rows of results: means, paired differences with their intervals, ranks."""
import random
import statistics

RESAMPLES = 1000
LEVELS = (0.60, 0.75, 0.85, 0.92, 0.96)     # of confidence; the last one has no upper end


def mean(values):
    values = list(values)
    return statistics.fmean(values) if values else None


def standard_error(values):
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0


def rate(rows, hit, n):
    """Mean share of a page's snippets that its text holds, over pages that have any."""
    return mean(r[hit] / r[n] for r in rows if r[n])


def pooled(rows):
    """Precision, recall and F1 of all snippets taken together."""
    tp, fp = sum(r["with_hit"] for r in rows), sum(r["without_hit"] for r in rows)
    wanted = sum(r["with_n"] for r in rows)
    return (tp / (tp + fp) if tp + fp else 0.0, tp / wanted if wanted else 0.0,
            2 * tp / (tp + fp + wanted) if tp + fp + wanted else 0.0)


class Difference:
    """Page F1 now against before, over the pages that both have; None of them: n is 0."""

    def __init__(self, before, now):
        old = {(r["set"], r["id"]): r for r in before}
        pairs = [(old[key], r) for r in now for key in [(r["set"], r["id"])] if key in old]
        self.pages = sorted(((r["f1"] - o["f1"], o, r) for o, r in pairs),
                            key=lambda d: (d[0], d[2]["id"]))
        self.values = [d[0] for d in self.pages]
        self.n = len(self.values)
        self.mean = mean(self.values)
        self.error = standard_error(self.values)
        self.better = sum(v > 0 for v in self.values)
        self.worse = sum(v < 0 for v in self.values)

    def interval(self):
        """Bootstrap 95 % interval of the mean; the same pages give the same interval."""
        if not any(self.values):
            return 0.0, 0.0
        rng = random.Random(1)
        means = sorted(statistics.fmean(rng.choices(self.values, k=self.n))
                       for _ in range(RESAMPLES))
        return means[RESAMPLES * 25 // 1000], means[RESAMPLES * 975 // 1000 - 1]

    def fell(self):
        """Whether the mean fell by more than its standard error."""
        return self.n > 0 and self.mean < -self.error


def ranks(values):
    """Rank of each value; equal ones share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    out, i = [0.0] * len(values), 0
    while i < len(order):
        j = i
        while j < len(order) and values[order[j]] == values[order[i]]:
            j += 1
        for k in order[i:j]:
            out[k] = (i + j - 1) / 2
        i = j
    return out


def spearman(a, b):
    """Rank correlation; None where one side is all alike."""
    a, b = ranks(a), ranks(b)
    if len(set(a)) < 2 or len(set(b)) < 2:
        return None
    middle = (len(a) - 1) / 2
    top = sum((x - middle) * (y - middle) for x, y in zip(a, b))
    return top / (sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)) ** 0.5


def by_level(rows):
    """(lowest, highest, rows) of each level of confidence that has pages."""
    ends = (0.0,) + LEVELS + (float("inf"),)
    for low, high in zip(ends, ends[1:]):
        part = [r for r in rows if low <= r["confidence"] < high]
        if part:
            yield low, high, part
