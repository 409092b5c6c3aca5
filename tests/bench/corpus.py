"""A corpus of pages made from the fixtures: python3 corpus.py FILE.warc.gz|FILE.jsonl PAGES [SEED]

Each page is one of fixtures/pages with paragraphs of its own put in, so that no two are the same; the same
seed gives the same bytes. A WARC file with one gzip member a record, as crawlers write them; or JSON Lines
with the bytes in base64.
"""

import base64
import hashlib
import json
import pathlib
import random
import sys
import zlib

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "pages"
WORDS = ("river morning harbour council bridge winter letter garden market station doctor school "
         "machine evening window silver distant carried promised repaired counted opened").split()


def sentence(rng):
    words = [rng.choice(WORDS) for _ in range(rng.randint(8, 24))]
    return " ".join(words).capitalize() + "."


def paragraphs(rng):
    return "".join("<p>" + " ".join(sentence(rng) for _ in range(rng.randint(2, 6))) + "</p>\n"
                   for _ in range(rng.randint(2, 8)))


def page(rng, sources):
    """A fixture with text behind its first paragraph."""
    source = rng.choice(sources)
    at = source.find(b"</p>")
    at = at + 4 if at >= 0 else len(source)
    return source[:at] + paragraphs(rng).encode() + source[at:]


def address(number):
    return f"https://site{number % 97}.example/{number}.html"


def line(number, body):
    return (json.dumps({"url": address(number), "html_b64": base64.b64encode(body).decode()}) + "\n").encode()


def record(number, body):
    head = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body))
    block = head + body
    uuid = hashlib.sha256(b"%d" % number).hexdigest()
    uuid = f"{uuid[:8]}-{uuid[8:12]}-4{uuid[13:16]}-8{uuid[17:20]}-{uuid[20:32]}"
    return (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid}>\r\n"
            f"WARC-Date: 2026-11-21T08:30:00Z\r\n"
            f"WARC-Target-URI: {address(number)}\r\n"
            "Content-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


def member(data):
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def main():
    path, count = sys.argv[1], int(sys.argv[2])
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    sources = [p.read_bytes() for p in sorted(FIXTURES.glob("*/source.html"))]
    total, as_lines = 0, path.endswith(".jsonl")
    with open(path, "wb") as out:
        for number in range(count):
            data = (line if as_lines else record)(number, page(rng, sources))
            total += len(data)
            out.write(data if as_lines else member(data))
    print(f"{count} pages, {total} bytes unpacked, {pathlib.Path(path).stat().st_size} packed")


main()
