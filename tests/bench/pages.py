"""The pages that are measured: the fixtures, pages of any size made from them, and real ones.

A directory of real pages is laid out like the development pages: SET/html/*.html.gz.
"""
import gzip
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


def of_size(size):
    """Bodies of fixtures one behind the other, cut behind the last paragraph that fits."""
    bodies = [body((FIXTURES / name / "source.html").read_bytes()) for name in SOURCES]
    parts, length, turn = [HEAD], len(HEAD), 0
    while length < size:
        parts.append(bodies[turn % len(bodies)])
        length += len(parts[-1])
        turn += 1
    whole = b"".join(parts)[:size]
    end = whole.rfind(b"</p>")
    return whole[:end + 4] if end > 0 else whole


def sized(sizes, work):
    paths = []
    for size in sizes:
        path = work / ("size-%08d.html" % size)
        path.write_bytes(of_size(size))
        paths.append(path)
    return paths


def total(paths):
    return sum(p.stat().st_size for p in paths)
