"""Inputs for jobs that cut them up: records of every kind that "cleanpage batch" tells apart."""
import base64
import json
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures" / "pages"

# Lines that are errors, or whose bytes a program between would change if it read them as JSON.
ODD = [
    '{"n": 1E400, "big": 123456789012345678901234567890, "same": 1.50, "html": "<p>\\u00e9"}',
    '{"half": "\\ud800", "html": "<p>\\udc00 half of a character"}',
    '{"html": "<p>a", "title": "mine", "input_title": [ 1, {"a" : 2} ], "status": null}',
    '{"text": "label", "html": "<html><body></body></html>"}',
    '{"html_b64": "no base64!"}',
    '{"id": -0.0e-1, "path": "/nowhere/page.html"}',
    '{"id": {}, "html": "<p>a"}',
    '{"id": "\\u2028\u2028", "html": "\\u0000\\ufeff"}',
    '{"html": "<p>twice", "html": "<p>twice"}',
    '{"html": "<p>not ended',
    '["an array"]',
    "\ufeff{}",
    "rubbish",
    '{"url": "ftp://example.org/"}',
]


def record(chance, sources, number, has_id):
    """A line of JSON with a page."""
    page = chance.choice(sources)
    line = {"n": number, "url": f"https://site{number % 7}.example/{number}"}
    if has_id:
        line["id"] = f"page {number}"
    if chance.randrange(4):
        line["html"] = page.decode("utf-8", "replace").replace("</title>", f" {number}</title>", 1)
    else:
        line["html_b64"] = base64.b64encode(page).decode()
    return json.dumps(line, ensure_ascii=bool(chance.randrange(2)))


def write_lines(path, count, seed, odd=True, ids=False):
    """A file of JSON Lines; with `odd` those, empty ones, CRLF, and none at the end. With `ids`
    each page has one, else most."""
    chance = random.Random(seed)
    sources = [p.read_bytes() for p in sorted(FIXTURES.glob("*/source.html"))]
    with open(path, "wb") as file:
        if odd:
            file.write("\ufeff\n".encode())
        for number in range(count):
            has_id = ids or chance.randrange(4) > 0
            file.write(record(chance, sources, number, has_id).encode() + b"\n")
            if odd and chance.randrange(20) == 0:
                file.write(chance.choice([b"\n", b" \t\r\n\n", b""]))
                file.write(chance.choice(ODD).encode() + chance.choice([b"\n", b"\r\n"]))
        if odd:
            file.write(b'{"html": "<p>the last one"}')


def write_warc(path, count, seed):
    subprocess.run(
        [sys.executable, HERE.parent / "bench" / "corpus.py", path, str(count), str(seed)],
        check=True, stdout=subprocess.DEVNULL,
    )
