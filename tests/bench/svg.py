"""Two kinds of plots as SVG: curves over logarithmic axes, and bars.

Colours are classes, so that a reader's dark mode can have others.
"""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 74, 28, 44, 56
STYLE = """
text { font: 13px sans-serif; fill: #1f2328 } .title { font-weight: bold; font-size: 15px }
.back { fill: #ffffff } .grid { stroke: #d8dee4 } .axis { stroke: #59636e }
.line { fill: none; stroke-width: 2 } .dash { stroke-dasharray: 6 4 }
.s0 { stroke: #0969da } .s1 { stroke: #bc4c00 } .s2 { stroke: #59636e } .s3 { stroke: #1a7f37 }
.f0 { fill: #0969da } .f1 { fill: #bc4c00 } .f2 { fill: #8c959f } .f3 { fill: #1a7f37 }
.faint { fill-opacity: .35 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .back { fill: #0d1117 } .grid { stroke: #30363d } .axis { stroke: #9198a1 }
  .s0 { stroke: #58a6ff } .s1 { stroke: #f0883e } .s2 { stroke: #9198a1 } .s3 { stroke: #56d364 }
  .f0 { fill: #58a6ff } .f1 { fill: #f0883e } .f2 { fill: #9198a1 } .f3 { fill: #56d364 }
}"""
PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def short(x, unit=""):
    """1.5 MB; 20; 0.3."""
    for size, prefix in PREFIXES:
        if x >= size:
            return ("%g %s%s" % (round(x / size, 2), prefix, unit)).strip()
    return ("%g %s" % (x, unit)).strip()


def text(x, y, words, anchor="start", kind=""):
    kind = ' class="%s"' % kind if kind else ""
    return '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (x, y, anchor, kind, escape(words))


def whole(title, parts, height=HEIGHT):
    head = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">'
            % (WIDTH, height, WIDTH, height))
    return "\n".join([head, "<title>%s</title><style>%s</style>" % (escape(title), STYLE),
                      '<rect class="back" width="100%" height="100%"/>', text(LEFT, 24, title, kind="title"),
                      *parts, "</svg>", ""])


class Axis:
    """Places of values on a logarithmic axis from pixel `start` to pixel `end`."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = math.ceil(math.log10(max(values)))
        self.start, self.end = start, end

    def at(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def decades(self):
        return [10.0 ** n for n in range(self.low, self.high + 1)]


def grid(x, y, x_unit, y_unit):
    bottom = HEIGHT - BOTTOM
    for value in x.decades():
        yield '<path class="grid" d="M%.1f %d V%d"/>' % (x.at(value), TOP, bottom)
        yield text(x.at(value), bottom + 18, short(value, x_unit), "middle")
    for value in y.decades():
        yield '<path class="grid" d="M%d %.1f H%d"/>' % (LEFT, y.at(value), WIDTH - RIGHT)
        yield text(LEFT - 8, y.at(value) + 4, short(value, y_unit), "end")
    yield '<path class="axis" fill="none" d="M%d %d V%d H%d"/>' % (LEFT, TOP, bottom, WIDTH - RIGHT)


def drawn(number, series, x, y):
    """series: name, points, and how: "line", "dash" or "dots"."""
    _, points, how = series
    places = [(x.at(a), y.at(b)) for a, b in points]
    if how != "dots":
        path = "M" + " L".join("%.1f %.1f" % p for p in places)
        yield '<path class="line s%d%s" d="%s"/>' % (number, " dash" if how == "dash" else "", path)
    if how != "dash":
        faint = " faint" if how == "dots" else ""
        for a, b in places:
            yield '<circle class="f%d%s" cx="%.1f" cy="%.1f" r="%s"/>' % (number, faint, a, b, "2" if faint else "3.5")


def legend(all_series):
    for number, (name, _, how) in enumerate(all_series):
        y = TOP + 16 + 18 * number
        if how == "dots":
            yield '<circle class="f%d" cx="%d" cy="%d" r="3"/>' % (number, LEFT + 24, y - 4)
        else:
            dash = " dash" if how == "dash" else ""
            yield '<path class="line s%d%s" d="M%d %d h24"/>' % (number, dash, LEFT + 12, y - 4)
        yield text(LEFT + 42, y, name)


def curves(title, all_series, x_label, y_label, x_unit="", y_unit=""):
    """Log-log. all_series: at most four of (name, points, "line" | "dash" | "dots")."""
    x = Axis([a for s in all_series for a, _ in s[1]], LEFT, WIDTH - RIGHT)
    y = Axis([b for s in all_series for _, b in s[1]], HEIGHT - BOTTOM, TOP)
    parts = list(grid(x, y, x_unit, y_unit))
    for number, series in enumerate(all_series):
        parts += drawn(number, series, x, y)
    parts += legend(all_series)
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_label, "middle"))
    parts.append(text(WIDTH - RIGHT, 24, y_label, "end"))
    return whole(title, parts)


def bars(title, rows, label, limit=None, left=220):
    """rows: (name, value, number of the colour, what to write behind the bar). limit: (value, words)."""
    height = TOP + 30 * len(rows) + BOTTOM
    span = max([v for _, v, _, _ in rows] + [limit[0] if limit else 0]) or 1
    scale = (WIDTH - left - 130) / span
    parts = []
    for at, (name, value, colour, words) in enumerate(rows):
        y = TOP + 30 * at
        parts.append(text(left - 8, y + 19, name, "end"))
        parts.append('<rect class="f%d" x="%d" y="%d" width="%.1f" height="20"/>'
                     % (colour, left, y + 4, max(value * scale, 1)))
        parts.append(text(left + value * scale + 6, y + 19, words))
    bottom = TOP + 30 * len(rows)
    parts.append('<path class="axis" d="M%d %d V%d"/>' % (left, TOP, bottom))
    if limit:
        x = left + limit[0] * scale
        parts.append('<path class="line dash s1" d="M%.1f %d V%d"/>' % (x, TOP, bottom + 6))
        parts.append(text(x, bottom + 20, limit[1], "middle"))
    parts.append(text(WIDTH - RIGHT, height - 12, label, "end"))
    return whole(title, parts, height)
