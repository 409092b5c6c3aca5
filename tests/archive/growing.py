"""A site that grows by the day, for the tests of the archive. Python's standard library alone.

Feeds lie on hosts 127.0.0.1, .2, ...; every article begins on some day and changes on some later
ones. What a page says on a day follows from the seed alone, so a test knows what was ever served.
"""
import gzip
import hashlib
import http.server
import random
import threading
import time

DAY = 86400
FIRST_DAY = 1764547200  # 2025-12-01T00:00:00Z
WORDS = ("rain stone lamp harbour ferry winter letter garden copper bridge engine river "
         "orchard candle mountain paper window market barley anchor violin meadow signal "
         "kettle forest ribbon thunder saddle quarry lantern pepper island").split()


class Article:
    def __init__(self, feed, number, days, rng):
        self.feed, self.number = feed, number
        self.begins = rng.randrange(days) if number else 0
        self.changes = sorted(rng.sample(range(days), rng.randrange(max(4, days // 12))))
        self.changes = [d for d in self.changes if d > self.begins]

    def version(self, day):
        """Which of its texts it shows, from 0; -1: it is not there yet."""
        return -1 if day < self.begins else sum(1 for d in self.changes if d <= day)

    def path(self):
        return f"/a/{self.number}-{WORDS[self.number % len(WORDS)]}.html"

    def title(self, version):
        # Some change their title, too.
        return f"{WORDS[self.number % len(WORDS)].title()} number {self.number} of " \
               f"{self.feed.number}" + (" revised" if version and self.number % 3 == 0 else "")


class Feed:
    def __init__(self, site, number, articles, days, rng):
        self.site, self.number = site, number
        self.host = f"127.0.0.{number + 1}"
        self.articles = [Article(self, i, days, rng) for i in range(articles)]


class Site:
    def __init__(self, seed, feeds, articles, days, delay_ms=0):
        rng = random.Random(seed)
        self.seed, self.days, self.day, self.delay_ms = seed, days, 0, delay_ms
        self.feeds = [Feed(self, i, articles // feeds, days, rng) for i in range(feeds)]
        self.requests = 0
        self.servers = []
        self.port = 0
        for feed in self.feeds:
            server = Server((feed.host, self.port), Handler)
            server.site, server.feed = self, feed
            self.port = server.server_address[1]
            self.servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def now(self):
        return FIRST_DAY + self.day * DAY

    def url(self, feed, path):
        return f"http://{feed.host}:{self.port}{path}"

    def feed_url(self, feed):
        return self.url(feed, "/feed.xml")

    def feed_body(self, feed):
        out = ['<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">',
               f"<title>Feed {feed.number}</title><id>urn:feed:{feed.number}</id>"]
        for a in feed.articles:
            v = a.version(self.day)
            if v < 0:
                continue
            url = self.url(feed, a.path())
            out.append(f"<entry><id>{url}</id><title>{a.title(v)}</title>"
                       f'<link href="{url}"/><published>{stamp(a.begins)}</published>'
                       f"<updated>{stamp(([a.begins] + a.changes)[v])}</updated></entry>")
        return ("\n".join(out) + "</feed>").encode()

    def page_body(self, article, version):
        rng = random.Random(f"{self.seed} {article.feed.number} {article.number} {version}")
        paragraphs = "".join(
            "<p>" + " ".join(rng.choice(WORDS) for _ in range(40)).capitalize() + ".</p>"
            for _ in range(rng.randrange(3, 9)))
        return (f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>"
                f"<title>{article.title(version)}</title></head><body><nav><a href=/>Home</a></nav>"
                f"<article><h1>{article.title(version)}</h1>{paragraphs}<p>Mark {rng.random()} of "
                f"this text.</p></article></body></html>").encode()

    def articles(self):
        """All that are there today, with the number of versions so far."""
        return [(f, a, a.version(self.day)) for f in self.feeds for a in f.articles
                if a.version(self.day) >= 0]

    def stop(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()


def stamp(day):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(FIRST_DAY + day * DAY))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that was killed


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", kind="text/html", etag=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if etag:
            self.send_header("ETag", etag)
        if "gzip" in self.headers.get("Accept-Encoding", "") and body:
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 304 else b"")

    def find(self):
        site, feed = self.server.site, self.server.feed
        if self.path == "/feed.xml":
            return site.feed_body(feed), "application/atom+xml"
        for a in feed.articles:
            if self.path == a.path() and a.version(site.day) >= 0:
                return site.page_body(a, a.version(site.day)), "text/html"
        return None, None

    def do_GET(self):
        site = self.server.site
        site.requests += 1
        if site.delay_ms:
            time.sleep(random.random() * site.delay_ms / 1000)
        body, kind = self.find()
        if body is None:
            return self.answer(404, b"no")
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers.get("If-None-Match") == etag:
            return self.answer(304, etag=etag)
        return self.answer(200, body, kind, etag)
