"""The commands that are run with failing calls: see calls.py."""
import os

from scenario import BUT_MEMORY, Batch, Scenario, get

PAGES = ("author-box", "charset-shift-jis-vendor-characters", "article-in-layout-tables")

RULES = (b'strip "share this"\ntest "share"\n'
         b"  <p>Share this</p><p>The mill stood by the river.</p>\n"
         b"gives\n  The mill stood by the river.\nend\n")
LINES = b'{"id":1,"status":"empty","error":null,"url":null}\n'
FEED = (b"<rss version='2.0'><channel><title>News</title><item><title>One</title>"
        b"<link>http://example.org/1</link><description>Text</description></item></channel></rss>")


def page(fixtures, name):
    directory = os.path.join(fixtures, "pages", name)
    return next(os.path.join(directory, f) for f in sorted(os.listdir(directory))
                if f.startswith("source."))


def of_pages(first, second, third):
    yield Scenario("a file into a file", [first, "-o", "out"], output="out")
    yield Scenario("stdin to stdout", ["-t", "md", "-"], stdin=get(second))
    yield Scenario("TEI", ["-t", "xml", third])
    yield Scenario("rules of one's own", ["--rules", "r.rules", first, "-o", "out"],
                   output="out", inputs=[("r.rules", b'strip "share this"\n')])
    yield Scenario("tests of rules", ["rules", "check", "r.rules"], inputs=[("r.rules", RULES)])


def of_batches(pages):
    listed = [("list", "".join(name + "\n" for name in pages).encode())]
    yield Batch("a batch", ["batch", "-P", "2", "-o", "out", "-i", "list"], output="out",
                kinds=BUT_MEMORY, inputs=listed)
    yield Batch("a batch without its duplicates", ["batch", "--dedup", "near", "-P", "1", "-o",
                "out", "-i", "list"], output="out", kinds=BUT_MEMORY, inputs=listed)
    yield Scenario("shards put together", ["merge", "--concat", "-o", "out", "a", "b"],
                   output="out", inputs=[("a", LINES), ("b", LINES)])


def scenarios(command, fixtures, directory):
    pages = [page(fixtures, name) for name in PAGES]
    yield from of_pages(*pages)
    yield Scenario("a feed", ["feed", "-t", "atom", "f.xml"], inputs=[("f.xml", FEED)])
    yield from of_batches(pages)
