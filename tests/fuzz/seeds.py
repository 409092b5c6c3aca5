#!/usr/bin/env python3
"""Make first inputs for the fuzz targets of what the source tree has anyway.

    seeds.py TOP_SRCDIR WORK

Writes WORK/seeds/TARGET/: pages and feeds from fixtures/, texts as they were expected, rules as they
are shipped, selectors and phrases out of these, and a few lines for targets that take more than one
thing. What is small and reaches most is in tests/fuzz/corpus/ already.
"""
import os
import pathlib
import re
import sys

# A fuzzer changes small inputs most: what is longer costs it more than it finds.
PAGE_MAX = 20000
TREE_MAX = 6000


def write(directory, name, data):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / re.sub(r"[^A-Za-z0-9._-]", "_", name)).write_bytes(data)


def pages(top):
    for path in sorted((top / "fixtures/pages").glob("*/source.*")):
        data = path.read_bytes()
        if len(data) <= PAGE_MAX:
            yield path.parent.name, path.suffix == ".txt", data


def make_page_seeds(top, seeds):
    for name, is_text, data in pages(top):
        if is_text:
            write(seeds / "text", name, b"\0" + data)
        else:
            write(seeds / "page", name, data)
            if len(data) <= TREE_MAX:
                write(seeds / "tree", name, data)
        # The byte before says what it is taken for: see the targets.
        write(seeds / "pipeline", name, bytes([2 if is_text else 1]) + data)
        wishes = bytes([2 if is_text else 1]) + bytes(len(data) * k % 256 for k in range(3, 25, 2))
        write(seeds / "pipeline", name + "-wishes", data + wishes + b"\xf5")
        write(seeds / "formats", name, bytes([2 if is_text else 1, 0, 0, 0, 255, 0]) + data)
        write(seeds / "decode", name, b"\xff\0" + data)
    for path in sorted((top / "fixtures/pages").glob("*/expected.txt")):
        data = path.read_bytes()
        write(seeds / "text", path.parent.name + "-cleaned", b"\0" + data)
        write(seeds / "corpus", path.parent.name, b"\xff\x08" + data)


def make_feed_seeds(top, seeds):
    """The first byte says how a feed is read: the target has it in its corpus' files."""
    for path in sorted((top / "fixtures/feeds").rglob("*")):
        if path.is_file() and path.stat().st_size <= PAGE_MAX:
            write(seeds / "feed", path.parent.name + "-" + path.name, b"\0" + path.read_bytes())


def make_rule_seeds(top, seeds):
    selectors, phrases = set(), set()
    for path in sorted((top / "rules").glob("*.rules")):
        text = path.read_text()
        write(seeds / "rules", path.name, text[:PAGE_MAX].encode())
        for rest in re.findall(r"^\s*(?:strip|keep|unwrap)\s+(.+?)(?:\s+#.*)?$", text, re.M):
            (phrases if rest.startswith('"') else selectors).add(rest)
    page = "<div class='a share-bar' id=top><h2>Related</h2><p>x<ul><li><a href=/b.pdf rel=author>"
    for i, selector in enumerate(sorted(selectors)[::5]):
        write(seeds / "select", "rule%d" % i, (selector + "\n" + page).encode())
    for i, phrase in enumerate(sorted(phrases)[::10]):
        words = phrase.strip('"').split('"')[0]
        text = re.sub(r"\(([^|()]*)[^()]*\)|[*#]", r"\1", words)
        write(seeds / "phrase", "rule%d" % i, (words + "\n" + text + "\nother text").encode())


LINES = {
    "url": ("https://user:pw@Example.org:443/a/../b%7e?utm_source=x&q=1#top\n../c d?x",
            "http://b\xfccher.example/\u6f22\n//[::1]:80/?#!x", "http://1.2.3.4/\nhttp:c",
            "https://example.org\nmailto:a@b.example", "http://a@b@c:80\\d/\n?a=1&&b"),
    "robots": ("a*b$\na/b", "/*.\n/x", "***\n", "$\na"),
    "head": ("\0HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\n"
             "Set-Cookie: a=b; c\r\nContent-Encoding: gzip\r\n\r\n<p>x",
             "\x01HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nHTTP/1.1 404 No\r\n\r\n",
             "\x0aHTTP/2 206\r\nRetry-After: 120\r\n\r\nx", "\0HTTP/1.0 100 Continue\r\n\r\n"),
    "resume": ("\x02{\"id\":0}\n{\"id\":1}\n{1 0 9 00ff\n{\"id\":1}\n3 1 9 \n{\"id\":3}\n",
               "\0" "1 0 2 \n\n\n"),
    "matter": ("---\ntitle: \"a\"\nfeed: \"https://example.org/f\"\nentry: \"x\"\nversion: 1\n"
               "---\n\nText\n",),
    "frames": ("\0\0{\"id\":7,\"status\":\"ok\",\"error\":null,\"a\":[1],\"signature\":\"x\","
               "\"url\":null,\"text\":\"\"}\n",),
}


def make_other_seeds(seeds):
    for target, inputs in LINES.items():
        for i, text in enumerate(inputs):
            write(seeds / target, "line%d" % i, text.encode())


def main():
    top, seeds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) / "seeds"
    make_page_seeds(top, seeds)
    make_feed_seeds(top, seeds)
    make_rule_seeds(top, seeds)
    make_other_seeds(seeds)
    print("%d seeds in %s" % (sum(len(f) for _, _, f in os.walk(seeds)), seeds))


if __name__ == "__main__":
    main()
