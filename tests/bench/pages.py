"""The pages that are measured: the fixtures, pages of any size made from them, and real ones.

A directory of real pages is laid out like the development pages: SET/html/*.html.gz.
"""
import gzip
import itertools
import pathlib

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "pages"

# Ordinary pages of several kinds, whose bodies close what they open: from them the pages of a size are made.
SOURCES = ("seed-one-wordpress", "forum-xenforo", "collection-magento", "seed-one-drupal",
           "forum-stack-exchange", "seed-one-siblings", "forum-phpbb")
SIZES = (1000, 3000, 10000, 30000, 100000, 300000, 1000000, 3000000, 10000000)
HEAD = (b"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A page of a size</title>"
        b"<meta name=author content=\"A. Author\"></head><body>\n")


def fixtures():
    return sorted(FIXTURES.glob("*/source.html"))


def real(bench, sets, work):
    """Unpacked into `work`, once."""
    paths = []
    for name in sets:
        for packed in sorted(pathlib.Path(bench, name, "html").glob("*.html.gz")):
            path = work / (name + "-" + packed.name[:-3])
            if not path.exists():
                part = path.with_suffix(".part")
                part.write_bytes(gzip.decompress(packed.read_bytes()))
                part.rename(path)
            paths.append(path)
    return paths


def body(page):
    """What lies between <body ...> and </body>."""
    at = page.index(b"<body")
    return page[page.index(b">", at) + 1:page.index(b"</body")]


def script(length):
    if length < 20:
        return b" " * length
    lines = ('function f%d(a, b) { if (a < b && b != %d) { return "<i class=\\"c\\">" + a[b] + "<\\/i>"; } }\n'
             % (n, n % 7) for n in range(length // 60 + 1))
    return b"<script>" + "".join(lines).encode()[:length - 17] + b"</script>"


def of_size(size):
    """Bodies of fixtures one behind the other, the last one cut, each with scripts of twice its length behind.

    Real pages are to two thirds scripts, styles and the like; and fixtures alone, which have none, would have
    more tags in 10 MB than any page may (limits.h).
    """
    bodies = [body((FIXTURES / name / "source.html").read_bytes()) for name in SOURCES]
    parts, room = [HEAD], size - len(HEAD)
    for whole in itertools.cycle(bodies):
        text = whole[:room // 3]
        text = text[:text.rfind(b">") + 1]    # not amid a tag, which would swallow the script
        parts += [text, script(2 * len(text) if len(text) > len(whole) - 9 else room - len(text))]
        room -= len(text) + len(parts[-1])
        if room <= 0:
            return b"".join(parts)


def sized(sizes, work):
    paths = []
    for size in sizes:
        path = work / ("size-%08d.html" % size)
        path.write_bytes(of_size(size))
        paths.append(path)
    return paths


def total(paths):
    return sum(p.stat().st_size for p in paths)
