"""The tables of docs/quality.md that a program writes, and their place in that file."""
import collections

import figures

BEGIN = "<!-- quality: from here on written by make quality -->"
END = "<!-- quality: until here -->"
WORST, MOVED = 10, 5
TYPES = ("article", "documentation", "service", "forum", "collection", "listing", "product")


class MarkerError(Exception):
    pass


def replace_between_markers(text, part, begin=BEGIN, end=END):
    """The file's text with `part` between the markers and all else as it was."""
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise MarkerError("the lines \"%s\" and \"%s\" must both stand there, once" % (begin, end))
    return text[:text.index(begin) + len(begin)] + "\n\n" + part + "\n" + text[text.index(end):]


def number(x, digits=3):
    """.875; a dash if there is none."""
    return "–" if x is None else ("%.*f" % (digits, x)).replace("0.", ".", 1)


def change(difference):
    if not difference.n:
        return "–"
    low, high = difference.interval()
    return "%+.4f [%+.4f, %+.4f]" % (difference.mean, low, high)


def table(head, lines):
    yield "| %s |" % " | ".join(head)
    yield "|%s" % ("---|" * len(head))
    for line in lines:
        yield "| %s |" % " | ".join(str(cell) for cell in line)
    yield ""


def by_type(rows):
    parts = collections.defaultdict(list)
    for row in rows:
        parts[row["type"]].append(row)
    known = [t for t in TYPES if t in parts]
    return [("all", rows)] + [(t, parts[t]) for t in known + sorted(parts.keys() - set(known))]


def score_lines(rows, before):
    head = ("", "pages", "F1", "P", "R", "must be there", "must not", "F1, change [95 %]",
            "better", "worse")
    lines = []
    for name, part in by_type(rows):
        d = figures.Difference(before, part)
        lines.append((name, len(part)) +
                     tuple(number(figures.mean(r[k] for r in part)) for k in ("f1", "p", "r")) +
                     (number(figures.rate(part, "with_hit", "with_n")),
                      number(figures.rate(part, "without_hit", "without_n")),
                      change(d), d.better, d.worse))
    return table(head, lines if len(lines) > 2 else lines[:1])


def moved_lines(rows, before):
    pages = figures.Difference(before, rows).pages
    fell = [d for d in pages[:MOVED] if d[0] < 0]
    rose = [d for d in pages[::-1][:MOVED] if d[0] > 0]
    for what, some in (("Fell", fell), ("Rose", rose)):
        if some:
            yield "%s the most: %s." % (what, ", ".join(
                "%s (%s) %s to %s" % (now["id"], now["type"], number(old["f1"]), number(now["f1"]))
                for _, old, now in some))
            yield ""


def worst_lines(rows):
    worst = sorted(rows, key=lambda r: (r["f1"], r["id"]))[:WORST]
    lines = [(r["id"], r["type"], number(r["p"]), number(r["r"]), r["words"],
              "–" if r["gold_words"] is None else r["gold_words"]) for r in worst]
    return table(("worst pages", "type", "P", "R", "words kept", "words of the truth"), lines)


def level_name(low, high):
    if low == 0:
        return "below %s" % number(high, 2)
    if high > 1:
        return "%s and more" % number(low, 2)
    return "%s to %s" % (number(low, 2), number(high, 2))


def confidence_lines(rows):
    rows = [r for r in rows if r["confidence"] is not None]
    if not rows:
        return
    rho = figures.spearman([r["confidence"] for r in rows], [r["f1"] for r in rows])
    yield "Confidence and page F1: Spearman's rank correlation %s over %d pages." % (
        number(rho), len(rows))
    yield ""
    yield from table(("confidence", "pages", "mean confidence", "mean F1"),
                     [(level_name(low, high), len(part),
                       number(figures.mean(r["confidence"] for r in part)),
                       number(figures.mean(r["f1"] for r in part)))
                      for low, high, part in figures.by_level(rows)])


def set_lines(title, name, rows, before):
    has_truth = any(r["gold_words"] is not None for r in rows)
    yield "### %s: %s" % (name, title)
    yield ""
    if has_truth:
        yield "Standard error of the mean F1 over pages: %.4f." % figures.standard_error(
            [r["f1"] for r in rows])
    else:
        p, r, f1 = map(number, figures.pooled(rows))
        yield "All snippets pooled: F1 %s, P %s, R %s. Means over pages:" % (f1, p, r)
    yield ""
    yield from score_lines(rows, before)
    yield from moved_lines(rows, before)
    yield from worst_lines(rows)
    if has_truth:
        yield from confidence_lines(rows)


def result_lines(title, rows, before):
    for name in sorted({r["set"] for r in rows}, reverse=True):
        yield from set_lines(title, name, [r for r in rows if r["set"] == name], before)


def text_of(results):
    """results: (title, rows, rows before) of each run. The text between the markers."""
    out = ["\"P\" precision, \"R\" recall, \"must be there\" and \"must not\" the share of such",
           "snippets that are in the text. The change is the paired difference to the last",
           "committed result with its bootstrap 95 % interval.", ""]
    for title, rows, before in results:
        out += result_lines(title, rows, before)
    return "\n".join(out)
