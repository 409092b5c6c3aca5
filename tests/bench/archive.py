"""What an archive of many articles costs: python3 archive.py CLEANPAGE DIR [ARTICLES]

Makes an archive in DIR from text files of its own (200 feeds, made-up words, a tenth in Chinese
characters), rebuilds its database, serves its feeds on loopback, and prints for each command the
CPU time, the time on the clock and the largest memory. DIR must not be there; it stays.
"""

import bisect
import http.server
import itertools
import os
import random
import subprocess
import sys
import threading
import time

# The servers are on the loopback addresses.
os.environ["CLEANPAGE_NETWORK"] = "any"

FEEDS = 200
WORDS_OF_TEXT = 300


class Words:
    """Made-up words, each as often as its rank says (Zipf)."""

    def __init__(self, rng, count):
        syllables = [a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "io")]
        self.words = ["".join(rng.choice(syllables) for _ in range(rng.randint(1, 4)))
                      for _ in range(count)]
        self.weights = list(itertools.accumulate(1 / (i + 3) for i in range(count)))
        self.rng = rng

    def word(self):
        at = self.rng.random() * self.weights[-1]
        return self.words[bisect.bisect(self.weights, at)]

    def text(self, n):
        return " ".join(self.word() for _ in range(n))


def chinese(rng, n):
    return "".join(chr(0x4E00 + int(rng.paretovariate(0.6) * 20) % 3000) for _ in range(n))


def feed_url(port, feed):
    return f"http://127.0.0.1:{port}/feed{feed}.xml"


def write_article(root, port, rng, words, i):
    feed = i % FEEDS
    day = f"{2020 + i // 20000}-{i // 1600 % 12 + 1:02d}-{i // 60 % 28 + 1:02d}"
    is_chinese = i % 10 == 0
    title = chinese(rng, 12) if is_chinese else words.text(6)
    paragraphs = [chinese(rng, 110) if is_chinese else words.text(WORDS_OF_TEXT // 5)
                  for _ in range(5)]
    path = os.path.join(root, f"site{feed}", day[:4])
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, f"{day}-article-{i}.md"), "w", encoding="utf-8") as out:
        out.write(f'---\ntitle: "{title}"\nurl: "http://127.0.0.1:{port}/{feed}/{i}.html"\n'
                  f'published: "{day}"\narchive_feed: "{feed_url(port, feed)}"\n'
                  f'archive_entry: "{i}"\narchive_fetched: "{day}T08:00:00Z"\n'
                  'archive_version: "1"\narchive_source: "page"\n---\n\n'
                  f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n")


def write_archive(root, port, count):
    rng = random.Random(5)
    words = Words(rng, 40000)
    os.makedirs(root)
    with open(os.path.join(root, "feeds.opml"), "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?><opml version="2.0"><head/><body>')
        for feed in range(FEEDS):
            out.write(f'<outline type="rss" text="Site {feed}" xmlUrl="{feed_url(port, feed)}" '
                      f'cleanpageName="site{feed}"/>')
        out.write("</body></opml>")
    for i in range(count):
        write_article(root, port, rng, words, i)
    return words


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0

    def do_GET(self):
        if not self.path.startswith("/feed"):
            self.send_error(404)
            return
        if self.headers.get("If-None-Match") == '"1"':
            self.send_response(304)
            self.send_header("ETag", '"1"')
            self.end_headers()
            return
        feed = int(self.path[5:-4])
        newest = [i for i in range(feed, self.count, FEEDS)][-20:]
        body = "".join(
            f"<item><title>Article {i}</title><guid>{i}</guid>"
            f"<link>http://127.0.0.1:{self.server.server_port}/{feed}/{i}.html</link></item>"
            for i in newest)
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{body}</channel></rss>'.encode()
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def measure(command, name, *args):
    start = time.monotonic()
    process = subprocess.Popen([command, "archive", *args], stdout=subprocess.PIPE)
    lines = process.stdout.read().count(b"\n")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    print(f"| {name} | {cpu:.3f} s | {time.monotonic() - start:.3f} s | {usage.ru_maxrss / 1024:.0f} MiB | "
          f"{lines} lines, exit {process.returncode} |", flush=True)


def main():
    command, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    Handler.count = count
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    words = write_archive(root, server.server_port, count)
    print(f"{count} articles, {FEEDS} feeds\n")
    print("| command | CPU | clock | memory | |\n|---|---|---|---|---|")
    measure(command, "rebuild", "rebuild", root, "--no-raw")
    measure(command, "run, each feed whole for once", "run", root, "--all", "--pause", "0")
    measure(command, "run, nothing new", "run", root, "--all", "--pause", "0")
    measure(command, "run, nothing due", "run", root)
    measure(command, "search, a rare word", "search", root, words.words[30000])
    measure(command, "search, two words", "search", root, words.words[200] + " " + words.words[900])
    measure(command, "search, the most frequent word", "search", root, words.words[0])
    measure(command, "search, a phrase", "search", root, f'"{words.words[1]} {words.words[2]}"')
    measure(command, "search, two Chinese characters", "search", root, chr(0x4E00 + 25) + chr(0x4E00 + 31))
    measure(command, "status", "status", root)
    measure(command, "list --limit 20", "list", root, "--limit", "20")
    measure(command, "list", "list", root)
    measure(command, "verify", "verify", root)


main()
