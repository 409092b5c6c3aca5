"""Crawls of tests/crawl/crawl against servers on 127.x.y.z, each address a host. Prints TAP.

usage: crawl.py DRIVER

The server writes down who asked for what and when; what the crawler said of it is one part of a
test, what the server saw the other. Each scenario has its own addresses, so that all run side by
side. Python's standard library alone.
"""
import asyncio
import collections
import email.utils
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

DRIVER = sys.argv[1]
LIFETIME_S = 60
PAGE = (b"<!DOCTYPE html><html><head><title>Lamp</title></head><body><article><p>The lamp was "
        b"lit for the first time in the autumn of 1871.</p></article></body></html>")
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>'


# ---------------------------------------------------------------- the server

Seen = collections.namedtuple("Seen", "host path headers begin end")


class Request:
    def __init__(self, host, path, headers, writer):
        self.host, self.path, self.headers, self.writer = host, path, headers, writer
        self.pending = b""
        self.hangs_up = False

    def raw(self, data):
        self.pending += data.encode() if isinstance(data, str) else data

    async def flush(self):
        self.writer.write(self.pending)
        self.pending = b""
        if self.hangs_up:
            self.writer.close()
        else:
            await self.writer.drain()

    def head(self, status, headers):
        lines = [f"HTTP/1.1 {status} Whatever"] + [f"{k}: {v}" for k, v in headers.items()]
        self.raw("\r\n".join(lines) + "\r\n\r\n")

    def send(self, body=PAGE, status=200, type="text/html", **headers):
        fields = {"Content-Type": type, "Content-Length": len(body)}
        fields.update({name.replace("_", "-"): value for name, value in headers.items()})
        self.head(status, fields)
        self.raw(body)

    def redirect(self, status, location, **headers):
        self.send(b"<p>Elsewhere.</p>", status, Location=location, **headers)

    def hang_up(self):
        self.hangs_up = True


class Server:
    def __init__(self):
        self.pages = {}           # (host, path): function of a request; path None: any other
        self.seen = []
        self.busy = collections.Counter()
        self.busiest = collections.Counter()
        self.port = None

    def at(self, host, path=None):
        """Decorates the function that answers."""
        def keep(function):
            self.pages[host, path] = function
            return function
        return keep

    def robots(self, host, text):
        self.pages[host, "/robots.txt"] = lambda r: r.send(text.encode(), type="text/plain")

    def asked(self, host, with_robots=False):
        return [s for s in self.seen if s.host == host
                and (with_robots or s.path != "/robots.txt")]

    async def one(self, reader, writer):
        first = await reader.readexactly(1)
        if first == b"\x16":                 # who wishes for TLS is answered in the open
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()
            return
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        host, path = writer.get_extra_info("sockname")[0], lines[0].split(" ")[1]
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        self.busy[host] += 1
        self.busiest[host] = max(self.busiest[host], self.busy[host])
        begin = time.monotonic()
        answer = self.pages.get((host, path))
        if not answer and path != "/robots.txt":
            answer = self.pages.get((host, None))
        request = Request(host, path, headers, writer)
        try:
            slow = answer(request) if answer else request.send(b"<p>No.</p>", 404)
            if slow is not None:
                await slow
        finally:
            # Before the client can know that it is over.
            self.busy[host] -= 1
            self.seen.append(Seen(host, path, headers, begin, time.monotonic()))
        await request.flush()

    async def serve(self, reader, writer):
        try:
            while not writer.is_closing():
                await self.one(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    def run(self, hosts, ready):
        async def main():
            first = await asyncio.start_server(self.serve, hosts[0], 0)
            self.port = first.sockets[0].getsockname()[1]
            await asyncio.start_server(self.serve, hosts[1:], self.port, backlog=32)
            ready.set()
            await asyncio.sleep(LIFETIME_S)
        try:
            asyncio.run(main())
        except OSError as error:
            print(f"Bail out! {error}", flush=True)
            os._exit(99)


SERVER = Server()


def url(host, path="/"):
    return f"http://{host}:{SERVER.port}{path}"


def crawl(requests, **options):
    """The answers, by URL in the order of coming, and the counts."""
    arguments = [f"{name}={value}" for name, value in {"pause": 1, **options}.items()]
    ran = subprocess.run([DRIVER] + arguments, input="\n".join(requests) + "\n", text=True,
                         capture_output=True, timeout=LIFETIME_S - 10)
    if ran.returncode:
        raise AssertionError(f"status {ran.returncode}: {ran.stderr[-2000:]}")
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    return rows[:-1], rows[-1]


def one(request, **options):
    rows, _ = crawl([request], **options)
    return rows[0]


# ---------------------------------------------------------------- scenarios

HOSTS = []
TESTS = []


def hosts(n):
    """Addresses that no other scenario has."""
    mine = [f"127.{10 + i // 200}.1.{1 + i % 200}" for i in range(len(HOSTS), len(HOSTS) + n)]
    HOSTS.extend(mine)
    return mine


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")


def true(fact, what):
    if not fact:
        raise AssertionError(what)


def with_hosts(n):
    """A scenario is given so many hosts. Up to its yield it tells what they answer; what stands
    behind it is run."""
    def decorate(function):
        steps = function(*hosts(n))
        next(steps)

        def run():
            for _ in steps:
                pass
        run.__name__ = function.__name__
        TESTS.append(run)
        return run
    return decorate


@with_hosts(1)
def a_page_with_its_head(h):
    SERVER.at(h)(lambda r: r.send(ETag='"a1"', Last_Modified="Sun, 06 Nov 1994 08:49:37 GMT",
                                  Cache_Control="max-age=60, public"))
    yield
    row = one(url(h, "/a#part"))
    equal(row["outcome"], "page")
    equal(row["message"], "")
    equal((row["etag"], row["last_modified"], row["max_age"], row["type"]),
          ('"a1"', "Sun, 06 Nov 1994 08:49:37 GMT", 60, "text/html"))
    equal([(x["status"], x["url"], x["bytes"]) for x in row["hops"]],
          [(200, url(h, "/a"), len(PAGE))])
    true(row["hops"][0]["head"].startswith("HTTP/1.1 200 Whatever\r\nContent-Type: text/html\r\n"),
         row["hops"][0]["head"])
    true(row["hops"][0]["head"].endswith("Cache-Control: max-age=60, public\r\n"), "end of head")
    asked = SERVER.asked(h)
    equal(len(asked), 1)
    true(asked[0].headers["user-agent"].startswith("cleanpage/"), "user agent")
    true("gzip" in asked[0].headers["accept-encoding"], "accept-encoding")
    true(asked[0].headers["accept"].startswith("text/html"), "accept")
    true("if-none-match" not in asked[0].headers, "no condition")


@with_hosts(1)
def one_request_at_a_time_with_pauses(h):
    async def slowly(r):
        await asyncio.sleep(0.05)
        r.send()
    SERVER.at(h)(slowly)
    yield
    rows, counts = crawl([url(h, f"/{i}") for i in range(6)], pause=300)
    equal([r["outcome"] for r in rows], ["page"] * 6)
    equal([r["url"] for r in rows], [url(h, f"/{i}") for i in range(6)], "order")
    equal(SERVER.busiest[h], 1, "at once")
    asked = sorted(SERVER.asked(h, True), key=lambda s: s.begin)
    equal(len(asked), 7)
    gaps = [b.begin - a.end for a, b in zip(asked, asked[1:])]
    true(min(gaps) >= 0.29, f"gaps {gaps}")
    true(max(gaps) < 1.5, f"gaps {gaps}")
    equal(counts["requests"], 7)
    equal(counts["bytes"], 6 * len(PAGE) + len(b"<p>No.</p>"))


@with_hosts(200)
def two_hundred_hosts(*many):
    async def slowly(r):
        await asyncio.sleep(0.02)
        r.send()
    for h in many:
        SERVER.at(h)(slowly)
    yield
    begin = time.monotonic()
    rows, counts = crawl([url(h, f"/{i}") for i in range(2) for h in many], hosts=16, pause=500)
    took = time.monotonic() - begin
    equal([r["outcome"] for r in rows], ["page"] * 400)
    equal(counts["requests"], 600)
    equal(max(SERVER.busiest[h] for h in many), 1, "at once to one host")
    seen = [s for s in SERVER.seen if s.host in set(many)]
    marks = sorted([(s.begin, 1) for s in seen] + [(s.end, -1) for s in seen])
    now = most = 0
    for _, step in marks:
        now += step
        most = max(most, now)
    true(4 < most <= 16, f"{most} hosts at once")
    # One after the other it would be 400 pauses.
    true(took < 15, f"took {took:.1f} s")


@with_hosts(1)
def robots_are_obeyed(h):
    SERVER.robots(h, "User-agent: *\nAllow: /\n\nUser-agent: CleanPage\nDisallow: /private\n"
                     "Allow: /private/open$\nCrawl-delay: 0.4\n")
    SERVER.at(h)(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, p) for p in ("/private/a", "/a", "/private/open", "/b",
                                         "/%70rivate?x")])
    equal({r["url"]: r["outcome"] for r in rows},
          {url(h, "/private/a"): "forbidden", url(h, "/a"): "page",
           url(h, "/private/open"): "page", url(h, "/b"): "page",
           url(h, "/%70rivate?x"): "forbidden"})
    asked = sorted(SERVER.asked(h, True), key=lambda s: s.begin)
    equal([s.path for s in asked], ["/robots.txt", "/a", "/private/open", "/b"])
    gaps = [b.begin - a.end for a, b in zip(asked, asked[1:])]
    true(min(gaps) >= 0.39, f"Crawl-delay is kept: {gaps}")


@with_hosts(1)
def a_delay_of_none(h):
    SERVER.robots(h, "User-agent: *\nCrawl-delay: 0\n")
    SERVER.at(h)(lambda r: r.send())
    yield
    begin = time.monotonic()
    crawl([url(h, f"/{i}") for i in range(5)], pause=3000)
    true(time.monotonic() - begin < 2, "Crawl-delay: 0 is no pause")


@with_hosts(1)
def a_delay_that_is_too_long(h):
    SERVER.robots(h, "User-agent: *\nCrawl-delay: 3600\n")
    SERVER.at(h)(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, f"/{i}") for i in range(2)], delay_max=300)
    equal([r["outcome"] for r in rows], ["page"] * 2)


@with_hosts(1)
def robots_can_be_ignored(h):
    SERVER.robots(h, "User-agent: *\nDisallow: /\n")
    SERVER.at(h)(lambda r: r.send())
    yield
    equal(one(url(h, "/a"), no_robots=1)["outcome"], "page")
    equal([s.path for s in SERVER.asked(h, True)], ["/a"])


@with_hosts(4)
def robots_that_cannot_be_had(broken, missing, forbidden, garbled):
    SERVER.at(broken, "/robots.txt")(lambda r: r.send(b"Oops", 500))
    SERVER.at(forbidden, "/robots.txt")(lambda r: r.send(b"Disallow: /", 403))
    SERVER.at(garbled, "/robots.txt")(lambda r: r.send(PAGE))
    for h in (broken, missing, forbidden, garbled):
        SERVER.at(h)(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, p) for h in (broken, missing, forbidden, garbled)
                     for p in ("/a", "/b")])
    outcomes = {r["url"]: r for r in rows}
    equal(outcomes[url(broken, "/a")]["outcome"], "put off")
    true(outcomes[url(broken, "/a")]["may_pass"], "may pass")
    true(0 < outcomes[url(broken, "/b")]["retry_at"] - time.time() <= 3600, "retry_at")
    for h in (missing, forbidden, garbled):
        equal([outcomes[url(h, p)]["outcome"] for p in ("/a", "/b")], ["page"] * 2, h)
    for h in (broken, missing, forbidden, garbled):
        equal([s.path for s in SERVER.asked(h, True)].count("/robots.txt"), 1, "asked for once")


@with_hosts(3)
def robots_elsewhere(h, other, looping):
    SERVER.at(h, "/robots.txt")(lambda r: r.redirect(301, url(other, "/rules")))
    SERVER.at(other, "/rules")(lambda r: r.send(b"User-agent: *\nDisallow: /no"))
    SERVER.robots(other, "User-agent: *\nDisallow: /rules\n")
    SERVER.at(looping, "/robots.txt")(lambda r: r.redirect(302, "/robots.txt"))
    for x in (h, looping):
        SERVER.at(x)(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, "/no"), url(h, "/yes"), url(looping, "/a")])
    equal({r["url"]: r["outcome"] for r in rows},
          {url(h, "/no"): "forbidden", url(h, "/yes"): "page", url(looping, "/a"): "page"})
    equal(len(SERVER.asked(looping, True)), 7, "the first and five redirects, then the page")


@with_hosts(1)
def robots_longer_than_is_read(h):
    text = "User-agent: *\nDisallow: /a\n" + "# nothing\n" * 120000 + "Disallow: /b\n"
    SERVER.robots(h, text)
    SERVER.at(h)(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, "/a"), url(h, "/b")])
    equal([r["outcome"] for r in rows], ["forbidden", "page"])


@with_hosts(3)
def hosts_are_remembered(h, broken, busy):
    SERVER.at(h, "/robots.txt")(lambda r: r.send(b"User-agent: *\nDisallow: /no\n",
                                                 type="text/plain", Cache_Control="max-age=7200"))
    SERVER.at(h)(lambda r: r.send())
    SERVER.robots(broken, "User-agent: *\nDisallow: /no\n")
    SERVER.at(broken)(lambda r: r.send())
    SERVER.at(busy)(lambda r: r.send(status=503, Retry_After="5000"))
    yield
    with tempfile.TemporaryDirectory(dir=os.environ.get("top_builddir")) as directory:
        keeps = {"memory": directory + "/hosts", "now": 1000000000}
        all_of_them = [url(h, "/no"), url(h, "/yes"), url(broken, "/no"), url(busy, "/")]
        crawl(all_of_them, **keeps)
        with open(keeps["memory"]) as file:
            known = {f[0]: f for f in (line.split("\t") for line in file)}
        true(abs(int(known[url(h, "")][1]) - 1000007200) < 60, "two hours")
        true(abs(int(known[url(broken, "")][1]) - 1000086400) < 60, "a day")
        true(abs(int(known[url(busy, "")][2]) - 1000005000) < 60, "Retry-After")

        keeps["now"] += 3600
        rows, _ = crawl(all_of_them, **keeps)
        rows = {r["url"]: r for r in rows}
        equal([rows[u]["outcome"] for u in all_of_them],
              ["forbidden", "page", "forbidden", "put off"])
        equal(rows[url(busy, "/")]["retry_at"], int(known[url(busy, "")][2]))
        for x, n in ((h, 1), (broken, 1)):
            equal([s.path for s in SERVER.asked(x, True)].count("/robots.txt"), n, "second run")
        equal(len(SERVER.asked(busy)), 1, "left alone")

        # After a day all are asked again; one that fails then is taken as it was.
        keeps["now"] += 86400
        SERVER.at(broken, "/robots.txt")(lambda r: r.send(b"", 500))
        rows, _ = crawl(all_of_them[:3], **keeps)
        equal([r["outcome"] for r in sorted(rows, key=lambda r: all_of_them.index(r["url"]))],
              ["forbidden", "page", "forbidden"])
        for x in (h, broken):
            equal([s.path for s in SERVER.asked(x, True)].count("/robots.txt"), 2, "third run")


@with_hosts(2)
def redirects_and_where_a_page_moved(h, other):
    SERVER.at(h, "/old")(lambda r: r.redirect(301, "/newer#part"))
    SERVER.at(h, "/newer")(lambda r: r.redirect(308, url(other, "/newest")))
    SERVER.at(other, "/newest")(lambda r: r.redirect(302, "today"))
    SERVER.at(other, "/today")(lambda r: r.redirect(301, "/end?x=1"))
    SERVER.at(other, "/end?x=1")(lambda r: r.send())
    SERVER.at(h, "/for-now")(lambda r: r.redirect(302, "/then"))
    SERVER.at(h, "/then")(lambda r: r.redirect(301, "/page"))
    SERVER.at(h, "/page")(lambda r: r.send())
    SERVER.at(h, "/lost")(lambda r: r.redirect(301, "/nothing"))
    SERVER.at(h, "/loop")(lambda r: r.redirect(302, "/loop"))
    SERVER.at(h, "/ftp")(lambda r: r.redirect(302, "ftp://127.0.0.1/x"))
    SERVER.at(h, "/nowhere")(lambda r: r.send(PAGE, 302))
    SERVER.at(h, "/barred")(lambda r: r.redirect(302, url(other, "/private")))
    SERVER.at(h, "/dead")(lambda r: r.redirect(302, "http://127.0.0.1:1/"))
    SERVER.robots(other, "User-agent: *\nDisallow: /private\n")
    yield
    names = ("/old", "/for-now", "/lost", "/loop", "/ftp", "/nowhere", "/barred", "/dead")
    rows, _ = crawl([url(h, p) for p in names], redirects=4)
    rows = {r["url"]: r for r in rows}

    def row(path):
        r = rows[url(h, path)]
        return r["outcome"], [x["status"] for x in r["hops"]], r["moved_to"]
    equal(row("/old"), ("page", [301, 308, 302, 301, 200], url(other, "/newest")))
    equal([x["url"] for x in rows[url(h, "/old")]["hops"]],
          [url(h, "/old"), url(h, "/newer"), url(other, "/newest"), url(other, "/today"),
           url(other, "/end?x=1")])
    equal(row("/for-now"), ("page", [302, 301, 200], None))
    equal(row("/lost"), ("status", [301, 404], url(h, "/nothing")))
    equal(row("/loop"), ("unwanted", [302] * 5, None))
    equal(rows[url(h, "/loop")]["message"],
          f"redirected to {url(h, '/loop')}: too many redirects")
    equal(row("/ftp"), ("unwanted", [302], None))
    equal(row("/nowhere"), ("status", [302], None))
    equal(row("/barred"), ("forbidden", [302], None))
    equal(row("/dead"), ("failed", [302], None))
    equal(rows[url(h, "/dead")]["message"],
          "redirected to http://127.0.0.1:1/: could not connect: Connection refused")
    true("/private" not in [s.path for s in SERVER.asked(other)], "rules of the other host")


@with_hosts(2)
def redirects_keep_the_pause_of_each_host(h, other):
    SERVER.at(h, "/a")(lambda r: r.redirect(302, "/b"))
    SERVER.at(h, "/b")(lambda r: r.redirect(302, url(other, "/c")))
    SERVER.at(other, "/c")(lambda r: r.send())
    yield
    equal(one(url(h, "/a"), pause=400)["outcome"], "page")
    for x in (h, other):
        asked = sorted(SERVER.asked(x, True), key=lambda s: s.begin)
        gaps = [b.begin - a.end for a, b in zip(asked, asked[1:])]
        true(gaps and min(gaps) >= 0.39, f"{x} {gaps}")


@with_hosts(2)
def cookies_hold_for_one_chain(h, other):
    def gate(r):
        if "consent=yes" in r.headers.get("cookie", ""):
            r.send()
        else:
            r.redirect(302, "/gate", Set_Cookie="consent=yes; Path=/")
    SERVER.at(h, "/gate")(gate)
    SERVER.at(h, "/after")(lambda r: r.send())
    SERVER.at(h, "/out")(lambda r: r.redirect(302, url(other, "/in"), Set_Cookie="a=b; Path=/"))
    SERVER.at(other, "/in")(lambda r: r.send())
    yield
    rows, _ = crawl([url(h, p) for p in ("/gate", "/after", "/out")])
    equal([r["outcome"] for r in rows], ["page"] * 3)
    cookies = {s.path: s.headers.get("cookie") for s in SERVER.asked(h) + SERVER.asked(other)}
    equal((cookies["/after"], cookies["/out"], cookies["/in"]), (None, None, None))


@with_hosts(2)
def secrets_stay_with_the_host_they_are_for(h, other):
    SERVER.at(h, "/a")(lambda r: r.redirect(302, "/b"))
    SERVER.at(h, "/b")(lambda r: r.redirect(302, url(other, "/c")))
    SERVER.at(other)(lambda r: r.send())
    yield
    row = one(url(h, "/a"), cookie="key=1", header="Authorization: Bearer x")
    equal(row["outcome"], "page")
    sent = {s.path: (s.headers.get("cookie"), s.headers.get("authorization"))
            for s in SERVER.asked(h) + SERVER.asked(other)}
    equal(sent, {"/a": ("key=1", "bearer x"), "/b": ("key=1", "bearer x"), "/c": (None, None)})
    for s in SERVER.asked(other, True) + SERVER.asked(h, True)[:1]:
        equal((s.headers.get("cookie"), s.headers.get("authorization")), (None, None), s.path)


@with_hosts(1)
def an_answer_ends_a_row_of_failures(h):
    SERVER.at(h)(lambda r: r.send())
    yield
    with tempfile.TemporaryDirectory(dir=os.environ.get("top_builddir")) as directory:
        name = directory + "/hosts"
        with open(name, "w") as file:
            file.write(f"{url(h, '')}\t0\t5\t2\t-\n")
        equal(one(url(h, "/a"), memory=name)["outcome"], "page")
        with open(name) as file:
            equal(file.read().split("\t")[2:4], ["0", "0"])


@with_hosts(1)
def conditions_are_told_and_304_is_understood(h):
    def changed(r):
        same = (r.headers.get("if-none-match") == '"v1"' or
                r.headers.get("if-modified-since") == "sun,06nov1994")
        if same:
            r.head(304, {"ETag": '"v1"', "Cache-Control": "max-age=5"})
        else:
            r.send(ETag='"v2"')
    SERVER.at(h)(changed)
    SERVER.at(h, "/lies")(lambda r: r.head(304, {}))
    yield
    rows, _ = crawl([url(h, "/a") + ' etag="v1"', url(h, "/b") + ' etag="old"', url(h, "/lies"),
                     url(h, "/c") + " since=Sun,06Nov1994"])
    equal([r["outcome"] for r in rows], ["unchanged", "page", "status", "unchanged"])
    equal((rows[0]["etag"], rows[0]["max_age"]), ('"v1"', 5))
    equal(rows[1]["etag"], '"v2"')


@with_hosts(1)
def retry_after_is_waited_for(h):
    first = {"/a": True, "/date": True}

    def once(r):
        if first.pop(r.path, None):
            r.send(b"Later.", 503 if r.path == "/a" else 429, Date="Sun, 06 Nov 1994 08:49:37 GMT",
                   Retry_After="1" if r.path == "/a" else "Sun, 06 Nov 1994 08:49:38 GMT")
        else:
            r.send()
    SERVER.at(h)(once)
    yield
    rows, _ = crawl([url(h, p) for p in ("/a", "/b", "/date")], wait_max=2)
    equal({r["url"]: r["outcome"] for r in rows},
          {url(h, p): "page" for p in ("/a", "/b", "/date")})
    equal([len(r["hops"]) for r in rows], [1] * 3)
    asked = sorted(SERVER.asked(h), key=lambda s: s.begin)
    equal([s.path for s in asked], ["/a", "/a", "/b", "/date", "/date"])
    for i in (0, 3):
        true(asked[i + 1].begin - asked[i].end >= 0.95, "a second")


@with_hosts(3)
def retry_after_that_is_too_long_puts_off(h, stubborn, done):
    SERVER.at(h, "/a")(lambda r: r.send(b"Later.", 429, Retry_After="600"))
    SERVER.at(h)(lambda r: r.send())
    SERVER.at(stubborn)(lambda r: r.send(b"Later.", 503, Retry_After="1"))
    SERVER.at(done)(lambda r: r.send(Retry_After="700"))
    yield
    rows, _ = crawl([url(h, p) for p in ("/a", "/b", "/c")] +
                    [url(stubborn, "/a"), url(stubborn, "/b"), url(done, "/a"), url(done, "/b")])
    rows = {r["url"]: r for r in rows}
    for p in ("/a", "/b", "/c"):
        equal(rows[url(h, p)]["outcome"], "put off")
        true(abs(rows[url(h, p)]["retry_at"] - time.time() - 600) < 20, "retry_at")
    equal(len(SERVER.asked(h)), 1)
    equal([rows[url(stubborn, p)]["outcome"] for p in ("/a", "/b")], ["put off"] * 2)
    equal(len(SERVER.asked(stubborn)), 2, "tried once more, and then no more")
    equal([rows[url(done, p)]["outcome"] for p in ("/a", "/b")], ["page", "put off"])


@with_hosts(1)
def statuses(h):
    for status in (204, 403, 404, 410, 418, 500, 502):
        SERVER.at(h, f"/{status}")(
            lambda r: r.send(b"" if r.path == "/204" else b"<p>No.</p>", int(r.path[1:])))
    yield
    rows, _ = crawl([url(h, f"/{s}") for s in (204, 403, 404, 410, 418, 500, 502)])
    equal([(r["outcome"], r["may_pass"]) for r in rows],
          [("page", 0), ("status", 0), ("status", 0), ("gone", 0), ("status", 0), ("status", 1),
           ("status", 1)])
    equal([r["message"] for r in rows[2:5]], ["HTTP 404 Not Found", "HTTP 410 Gone", "HTTP 418"])
    equal([r["hops"][-1]["bytes"] for r in rows], [0] + [len(b"<p>No.</p>")] * 6)


@with_hosts(1)
def bodies_that_are_cut_are_no_pages(h):
    packed = gzip.compress(PAGE)

    def short(r):
        r.head(200, {"Content-Type": "text/html", "Content-Length": len(PAGE) + 10})
        r.raw(PAGE)
        r.hang_up()

    def chunk(r):
        r.head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
        r.raw(b"%x\r\n%s\r\n" % (len(PAGE), PAGE))
        r.hang_up()
    SERVER.at(h, "/short")(short)
    SERVER.at(h, "/chunk")(chunk)
    SERVER.at(h, "/gzip")(lambda r: r.send(packed[:-6], Content_Encoding="gzip"))
    SERVER.at(h, "/silence")(lambda r: r.hang_up())
    SERVER.at(h, "/part")(lambda r: r.send(status=206))
    SERVER.at(h, "/whole")(lambda r: r.send(packed, Content_Encoding="gzip"))
    yield
    names = ("/short", "/chunk", "/gzip", "/silence", "/part", "/whole")
    rows, _ = crawl([url(h, p) for p in names])
    equal([(r["outcome"], r["may_pass"]) for r in rows],
          [("failed", 1)] * 4 + [("failed", 0), ("page", 0)])
    equal([len(r["hops"]) for r in rows], [0] * 5 + [1])
    equal(rows[5]["hops"][0]["bytes"], len(PAGE))
    true(all(r["message"] for r in rows[:5]), "messages")


@with_hosts(1)
def bodies_without_end(h):
    async def endless(r):
        r.head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
        piece = b"<p>There is always more.</p>\n" * 300
        for _ in range(2000):
            r.raw(b"%x\r\n%s\r\n" % (len(piece), piece))
            await r.flush()

    async def slow(r):
        r.head(200, {"Content-Type": "text/html", "Content-Length": len(PAGE)})
        for byte in PAGE:
            r.raw(bytes([byte]))
            await r.flush()
            await asyncio.sleep(0.2)

    async def endless_error(r):
        r.head(404, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
        piece = b"<p>There is always more.</p>\n" * 300
        for _ in range(2000):
            r.raw(b"%x\r\n%s\r\n" % (len(piece), piece))
            await r.flush()
    SERVER.at(h, "/endless")(endless)
    SERVER.at(h, "/slow")(slow)
    SERVER.at(h, "/error")(endless_error)
    SERVER.at(h, "/announced")(lambda r: (r.head(200, {"Content-Type": "text/html",
                                                       "Content-Length": 10 ** 10}), None)[1])
    SERVER.at(h, "/headers")(lambda r: r.head(200, {f"X-{i}": "a" * 1000 for i in range(400)}))
    yield
    names = ("/endless", "/announced", "/slow", "/error", "/headers")
    rows, _ = crawl([url(h, p) for p in names], max_bytes=100000, timeout=1000)
    equal([r["outcome"] for r in rows], ["unwanted", "unwanted", "failed", "status", "unwanted"])
    equal([r["may_pass"] for r in rows], [0, 0, 1, 0, 0])
    true(rows[0]["hops"][0]["bytes"] <= 100000, "bounded")
    true(rows[2]["message"].startswith("not complete within"), rows[2]["message"])
    true(0 < rows[3]["hops"][0]["bytes"] <= 256 << 10, "some of the error")


@with_hosts(1)
def types_and_sizes(h):
    SERVER.at(h, "/feed")(lambda r: r.send(FEED, type="application/rss+xml"))
    SERVER.at(h, "/octets")(lambda r: r.send(FEED, type="application/octet-stream"))
    SERVER.at(h, "/picture")(lambda r: r.send(b"\x89PNG", type="image/png"))
    SERVER.at(h, "/zip")(lambda r: r.send(b"PK", type="application/zip"))
    SERVER.at(h, "/binary")(lambda r: r.send(b"\x7fELF\x02\x01\x01\x00", type="text/plain"))
    SERVER.at(h, "/large")(lambda r: r.send(b"<rss>" * 1000, type="text/xml"))
    yield
    rows, _ = crawl([url(h, "/feed") + " any accept=application/rss+xml", url(h, "/octets any"),
                     url(h, "/picture any"), url(h, "/zip any"), url(h, "/feed"),
                     url(h, "/picture"), url(h, "/binary"), url(h, "/large any max=5000"),
                     url(h, "/large any max=4999")])
    equal([r["outcome"] for r in rows], ["page", "page"] + ["unwanted"] * 5 + ["page", "unwanted"])
    equal(SERVER.asked(h)[0].headers["accept"], "application/rss+xml")


def dead_hosts():
    """127.0.77.x: nobody listens there."""
    dead = [url("127.0.77.1", f"/{i}") for i in range(6)]
    with tempfile.TemporaryDirectory(dir=os.environ.get("top_builddir")) as directory:
        keeps = {"memory": directory + "/hosts", "seed": 7, "now": 1000000000}
        rows, counts = crawl(dead + [url(HOSTS[0], "/a")], **keeps)
        rows = [r for r in rows if r["url"] in dead]
        equal([r["outcome"] for r in rows], ["failed"] * 6)
        equal([r["may_pass"] for r in rows], [1] * 6)
        equal(rows[0]["message"], "could not connect: Connection refused")
        true(rows[3]["message"].startswith("the host is left alone"), rows[3]["message"])
        equal(counts["requests"], 3 + 2, "three tries, and the living host")
        until = rows[3]["retry_at"] - 1000000000
        true(2700 <= until <= 4500, f"about an hour: {until}")
        keeps["now"] += 60
        rows, counts = crawl(dead, **keeps)
        equal(([r["outcome"] for r in rows], counts["requests"]), (["put off"] * 6, 0))
        keeps["now"] += 5000
        rows, counts = crawl(dead[:2], **keeps)
        equal(counts["requests"], 1, "one try, for it failed thrice before")
        until = rows[1]["retry_at"] - keeps["now"]
        true(5400 <= until <= 9000, f"about two hours: {until}")


TESTS.append(dead_hosts)


@with_hosts(1)
def a_server_without_tls(h):
    SERVER.at(h)(lambda r: r.send())
    yield
    rows, counts = crawl([url(h, f"/{i}").replace("http:", "https:") for i in range(4)])
    equal([r["outcome"] for r in rows], ["failed"] * 4)
    true(rows[0]["message"].startswith("no TLS connection"), rows[0]["message"])
    true(rows[3]["message"].startswith("the host is left alone"), rows[3]["message"])
    equal(counts["requests"], 3)


@with_hosts(1)
def no_address(h):
    yield
    rows, counts = crawl(["nonsense", "ftp://127.0.0.1/", "http://", "file:///etc/passwd",
                          url(h, "/" + "a" * 9000)])
    equal([r["outcome"] for r in rows], ["unwanted"] * 5)
    equal([r["url"] for r in rows[:2]], ["nonsense", "ftp://127.0.0.1/"])
    equal(counts["requests"], 0)
    equal(one(url(h, "/a"), protocols="https")["outcome"], "unwanted")


@with_hosts(2)
def first_ones_first_and_a_stop(h, hanging):
    async def hang(r):
        await asyncio.sleep(20)
        r.send()
    SERVER.at(h)(lambda r: r.send())
    SERVER.at(hanging)(hang)
    yield
    rows, counts = crawl([url(h, p) for p in ("/a", "/b", "/c first")] + [url(hanging, "/x")],
                         stop_after=2, pause=200)
    rows = {r["url"]: r["outcome"] for r in rows}
    equal(rows, {url(h, "/c"): "page", url(h, "/a"): "page", url(h, "/b"): "put off",
                 url(hanging, "/x"): "put off"})


@with_hosts(1)
def connections_are_kept(h):
    peers = set()

    def note(r):
        peers.add(r.writer.get_extra_info("peername"))
        r.send()
    SERVER.at(h)(note)
    yield
    crawl([url(h, f"/{i}") for i in range(5)])
    equal(len(peers), 1)


# ---------------------------------------------------------------- all of them

def main():
    ready = threading.Event()
    threading.Thread(target=SERVER.run, args=(HOSTS, ready), daemon=True).start()
    ready.wait(10)
    problems = {}

    def run(function):
        try:
            function()
        except Exception as problem:
            problems[function] = f"{type(problem).__name__}: {problem}"
    threads = [threading.Thread(target=run, args=(t,), daemon=True) for t in TESTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n, function in enumerate(TESTS, 1):
        name = function.__name__.replace("_", " ")
        print(f"{'not ' if function in problems else ''}ok {n} - {name}")
        for line in problems.get(function, "").splitlines():
            print(f"# {line}")
    print(f"1..{len(TESTS)}", flush=True)
    os._exit(1 if problems else 0)


main()
