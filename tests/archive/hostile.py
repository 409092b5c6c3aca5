"""An archive of a dozen feeds that mean no good, and one that does: memory and time stay bounded.

usage: hostile.py --work DIR --command CLEANPAGE [--seconds N]

Each feed has a host of its own on 127.41.0.x: one of 20,000 entries, one of 32 MiB in one entry,
bombs of gzip and of entities, redirects and bodies and heads without an end, trickles, tags
nested a million deep, names that lead out of the directory, a robots.txt of 200 MB; and pages of
that kind. Two runs are let loose on them, or more until the good one is stored. Tells what each
cost, and "not ok" for what must not be.
"""
import argparse
import gzip
import http.server
import io
import json
import os
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import keeping                   # noqa: E402
import nginx                     # noqa: E402

# The servers are on the loopback addresses.
os.environ["CLEANPAGE_NETWORK"] = "any"

MIB = 1 << 20
# What a run may need, in MiB: a feed of 32 MiB and what is read of it are the most of that.
PEAK_MIB = 400
BEGIN = 1767261600               # Unix time of the first run
# Seconds of one page or feed, and of all that goes on after the deadline.
PAGE_S, AFTER_S = 3, 20
# Two, but on a busy machine what is good may need more.
RUNS_MAX = 10
NAMES = ["good", "many", "large", "larger", "bomb", "endless", "trickle", "loop", "head",
         "entities", "deep", "names", "pages", "robots"]
WORDS = "The lamp keeper counted the ships of the quiet morning and wrote a letter to the council. "


def article(title, more=""):
    return (f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><article>"
            f"<h1>{title}</h1>" + f"<p>{WORDS * 5}</p>" * 4 + f"{more}</article></body></html>"
            ).encode()


def rss(items):
    return (b'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>'
            + b"".join(items) + b"</channel></rss>")


def item(link, title="An item", text="Some text of the feed.", guid=None):
    return (f"<item><title>{title}</title><link>{link}</link><guid>{guid or link}</guid>"
            f"<description>{text}</description></item>").encode()


def bomb():
    """A gigabyte of blanks in a megabyte."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as f:
        f.write(b"<html><body><p>")
        for _ in range(1024):
            f.write(b" " * MIB)
    return out.getvalue()


class Site:
    """What a host serves: of streams each is a function that gets the handler."""

    def __init__(self, url, packed):
        self.url, self.packed = url, packed
        self.streams = {"bomb": self.bomb, "endless": self.endless, "trickle": self.trickle,
                        "loop": self.loop, "head": self.head, "cut": self.cut}
        self.pages = {"deep": "<div>" * 2000000, "wide": "<table>" + "<tr><td>a<td>b" * 400000}

    def items(self, name):
        page = self.url + "/p/"
        return {
            "good": lambda: [item(page + str(i), f"Item {i}") for i in range(10)],
            "many": lambda: [item(page + str(i), guid=f"many-{i}") for i in range(30000)],
            "large": lambda: [item(page + "1", text="word " * (31 * MIB // 5))],
            "larger": lambda: [item(page + "1", text="word " * (40 * MIB // 5))],
            "names": lambda: [item(page + "1", "../" * 40 + "etc/passwd", guid="../../x"),
                              item(page + "2", "t" * MIB, guid="g" * 4 * MIB),
                              item(page + "3" + "x" * MIB), item("file:///etc/passwd"),
                              item("javascript:alert(1)"),
                              item(page + "4", "\u202e\u0007&#27;[2J")],
            "pages": lambda: [item(f"{self.url}/bad/{kind}", kind)
                              for kind in [*self.streams, *self.pages]],
            "robots": lambda: [item(page + "1")],
        }[name]()

    def feed(self, name):
        if name in self.streams:
            return self.streams[name]
        if name == "deep":
            return b"<rss><channel>" + b"<a>" * 1000000 + b"</a>" * 1000000
        if name == "entities":
            entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol" * 10}">'
                               for i in range(12))
            return (f"<?xml version='1.0'?><!DOCTYPE rss [{entities}]><rss><channel>"
                    f"<title>&e11;</title><item><title>&e11;</title><link>{self.url}/p/1</link>"
                    "</item></channel></rss>").encode()
        return rss(self.items(name))

    @staticmethod
    def bytes(handler, data, kind, **fields):
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def bomb(self, handler):
        self.bytes(handler, self.packed, "text/html", Content_Encoding="gzip")

    @staticmethod
    def start(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Connection", "close")
        handler.end_headers()

    def endless(self, handler):
        self.start(handler)
        while True:
            handler.wfile.write(b"<p>word " * 8192)

    def trickle(self, handler):
        self.start(handler)
        while True:
            handler.wfile.write(b"<")
            time.sleep(0.2)

    @staticmethod
    def loop(handler):
        path, _, n = handler.path.partition("?")
        handler.send_response(301)
        handler.send_header("Location", f"{path}?{int(n or 0) + 1}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @staticmethod
    def head(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X-More: " + b"y" * 8000 + b"\r\n")

    @staticmethod
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(article("Cut"))
        handler.close_connection = True

    def answer(self, handler, name, feed):
        path = handler.path.partition("?")[0]
        last = path.rpartition("/")[2]
        if path == "/robots.txt":
            data, line = b"User-agent: *\nCrawl-delay: 0\n", b"Disallow: /nowhere/\n"
            if name == "robots":
                data += line * (200 * MIB // len(line))
            self.bytes(handler, data, "text/plain")
        elif path == "/feed" and callable(feed):
            feed(handler)
        elif path == "/feed":
            self.bytes(handler, feed, "application/rss+xml")
        elif path.startswith("/bad/") and last in self.streams:
            self.streams[last](handler)
        else:
            page = article(f"Page {last[:100]}", self.pages.get(last, ""))
            self.bytes(handler, page, "text/html")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        try:
            self.server.site.answer(self, self.server.name, self.server.feed)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


def serve():
    """Starts a server for each feed; returns the feeds' addresses by name."""
    addresses, packed = {}, bomb()
    port = nginx.free_port()
    for number, name in enumerate(NAMES, 1):
        url = f"http://127.41.0.{number}:{port}"
        server = Server((f"127.41.0.{number}", port), Handler)
        site = Site(url, packed)
        server.site, server.name, server.feed = site, name, site.feed(name)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        addresses[name] = url + "/feed"
    return addresses


class Trial:
    def __init__(self, options):
        options.work.mkdir(parents=True, exist_ok=True)
        self.place, self.seconds = options.work / "archive", options.seconds
        self.command = keeping.Command(options.command, options.work)
        self.feeds, self.problems = serve(), []
        opml = options.work / "feeds.opml"
        opml.write_text("<opml version='2.0'><body>" + "".join(
            f"<outline type='rss' text='{name}' xmlUrl='{url}'/>"
            for name, url in self.feeds.items()) + "</body></opml>")
        self.command.run(BEGIN, "add", str(self.place), "--opml", str(opml))

    def run(self, clock):
        status, out, err, figures = self.command.run(
            clock, "run", str(self.place), "--pause", "0", "--max-time", str(PAGE_S),
            "--deadline", str(self.seconds), "--stats")
        figures.update((k, v) for k, v in json.loads(out or "{}").items() if v)
        print("#", json.dumps(figures), flush=True)
        if status or err:
            self.problems.append(f"run: exit status {status}, {err}")
        if figures["peak_kb"] > PEAK_MIB * 1024:
            self.problems.append(f"{figures['peak_kb']} KiB")
        if figures["run_s"] > self.seconds + AFTER_S:
            self.problems.append(f"{figures['run_s']} s")

    def listed(self):
        said = self.command.run(BEGIN, "list", str(self.place), "--json")[1]
        return [json.loads(line) for line in said.splitlines()]

    def good(self):
        return [row for row in self.listed() if row["url"].startswith(self.feeds["good"][:-5])]

    def look(self):
        """The good feed's articles are there, all files where they belong, everything sound."""
        if len(self.good()) != 10:
            self.problems.append(f"{len(self.good())} of the 10 good articles")
        for row in self.listed():
            if (self.place / row["path"]).resolve().parents[2] != self.place.resolve():
                self.problems.append(f"{row['path']} lies elsewhere")
        status, out, err, _ = self.command.run(BEGIN, "verify", str(self.place))
        if status or not out.endswith(", 0 troubles\n"):
            self.problems.append(f"verify: {out[-500:]}{err}")
        for line in self.command.run(BEGIN, "status", str(self.place))[1].splitlines():
            print("#", line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--command", required=True)
    parser.add_argument("--seconds", type=int, default=10)
    trial = Trial(parser.parse_args())
    for day in range(RUNS_MAX):
        trial.run(BEGIN + day * 86400)
        if day and len(trial.good()) == 10:
            break
    trial.look()
    for problem in trial.problems:
        print("#", problem.replace("\n", " "))
    print("not " * bool(trial.problems) + "ok 1 - hostile feeds cost no more than others may")
    return 1 if trial.problems else 0


if __name__ == "__main__":
    sys.exit(main())
