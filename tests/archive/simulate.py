"""A month of 200 sites with 5,000 articles, served by a real nginx, and what a crawler asks of it.

usage: simulate.py --work DIR (--command CLEANPAGE | --crawler TESTS/CRAWL/CRAWL | --serve DAY)
                   [--feeds N] [--articles N] [--days N] [--seed N] [--timeouts N] [--hourly N]

--command    keeps an archive in DIR/archive: "archive add" on the first day, "archive run" on
             each and once more ten minutes later, and on one day N (8) times an hour apart, with
             the time of day in CLEANPAGE_NOW; keeping.py tells what it must be
--crawler    asks for each feed and for what is new in it, with the driver of the crawl's tests
--serve DAY  serves one day until it is interrupted

For each day a line of figures goes to standard output and DIR/days.jsonl; what there is to know
of the articles is in DIR/expected.json. What no crawler may do ends as a line that begins with
"not ok", and the exit status 1: two requests at once to a host, one that robots.txt forbids,
robots.txt twice a day, a page or feed asked for again without a condition, a page missed.

Everything is below DIR and on 127.40.x.y. Needs nginx, and Python's standard library alone.
"""
import argparse
import collections
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

# The servers are on the loopback addresses.
os.environ["CLEANPAGE_NETWORK"] = "any"

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import keeping                   # noqa: E402
import nginx                     # noqa: E402
import world as worlds           # noqa: E402

# nginx tells times in milliseconds.
CLOCK_S = 0.002


# ---------------------------------------------------------------- what the server saw

class Watch:
    """Looks through the log of each day, and remembers what has been given out."""

    def __init__(self, world):
        self.forbidden = {s.host for s in world.sites if s.forbids}
        self.given = set()            # (host, path) that was answered by 200 with an ETag
        self.problems = []

    def problem(self, day, text):
        self.problems.append(text)
        when = f"day {day}" if isinstance(day, int) else day
        print(f"not ok - {when}: {text}", flush=True)

    def overlaps(self, rows):
        """Pairs of requests to one host that were under way at once."""
        by_host = collections.defaultdict(list)
        for row in rows:
            by_host[row["host"]].append((row["at"] - row["took"], row["at"], row["path"]))
        for host, spans in by_host.items():
            spans.sort()
            for before, after in zip(spans, spans[1:]):
                if after[0] < before[1] - CLOCK_S:
                    yield host, before[2], after[2]

    def look(self, day, rows):
        for host, one, other in self.overlaps(rows):
            self.problem(day, f"{host} was asked for {one} and {other} at once")
        robots = collections.Counter(r["host"] for r in rows if r["path"] == "/robots.txt")
        for host, times in robots.items():
            if times > 1:
                self.problem(day, f"{host} was asked {times} times for robots.txt")
        for row in rows:
            self.look_at_row(day, row)
        return self.figures(rows)

    def look_at_row(self, day, row):
        key = row["host"], row["path"]
        if row["host"] in self.forbidden and row["path"].startswith("/private/"):
            self.problem(day, f"{key} is forbidden and was asked for")
        is_conditional = row["if_none_match"] or row["if_modified_since"]
        if row["path"] == "/robots.txt":
            return
        if key in self.given and not is_conditional:
            self.problem(day, f"{key} was asked for again without a condition")
        if row["status"] == 200:
            self.given.add(key)

    @staticmethod
    def figures(rows):
        statuses = collections.Counter(str(r["status"]) for r in rows)
        return {"requests": len(rows), "connections": len({r["connection"] for r in rows}),
                "bytes": sum(r["bytes"] for r in rows),
                "robots": sum(r["path"] == "/robots.txt" for r in rows),
                "feeds": sum(r["path"].startswith("/feed") for r in rows),
                "statuses": dict(sorted(statuses.items()))}


# ---------------------------------------------------------------- who asks

class Crawler:
    """The driver of the crawl's tests: feeds, and what is in them and was not fetched yet."""

    def __init__(self, options, world, server, watch):
        self.driver, self.world, self.server, self.watch = (
            options.crawler, world, server, watch)
        self.memory = options.work / "hosts"
        self.etags, self.done, self.feeds = {}, {}, {}
        for site in world.sites:
            self.feeds[site] = site.url(site.feed_path())

    def crawl(self, day, lines):
        ran = subprocess.run(
            [self.driver, "pause=50", "hosts=32", "timeout=3000", "delay_max=50",
             f"memory={self.memory}", f"now={worlds.when(day) + 3600}"],
            input="".join(line + "\n" for line in lines), text=True, capture_output=True)
        if ran.returncode:
            raise RuntimeError(ran.stderr[-2000:])
        return [json.loads(line) for line in ran.stdout.splitlines()][:-1]

    def ask_feeds(self, day):
        by_url, lines = {url: site for site, url in self.feeds.items()}, []
        for url in by_url:
            etag = self.etags.get(url)
            lines.append(f"{url} any" + (f" etag={etag}" if etag else ""))
        for row in self.crawl(day, lines):
            site = by_url[row["url"]]
            if row["outcome"] == "gone":
                del self.feeds[site]
            if row["moved_to"]:
                self.feeds[site] = row["moved_to"]
            if row["outcome"] == "page" and row["etag"]:
                self.etags[self.feeds[site]] = row["etag"]
            yield site, row

    def day(self, day):
        outcomes, new = collections.Counter(), []
        for site, row in self.ask_feeds(day):
            outcomes["feed " + row["outcome"]] += 1
            if row["outcome"] in ("page", "unchanged"):
                new += [a for a in site.in_feed(day) if a not in self.done]
        by_url = {a.url(day): a for a in new}
        for row in self.crawl(day, by_url):
            outcomes[row["outcome"]] += 1
            if not row["may_pass"]:
                self.done[by_url[row["url"]]] = row["outcome"]
        self.server.settle()
        return {"outcomes": dict(sorted(outcomes.items()))}, self.server.rows()

    def check(self):
        """What could be had was had, and nothing else."""
        for article in self.world.articles():
            could = any(self.world.can_be_had(article, day)
                        for day in range(article.day, self.world.days))
            was = self.done.get(article) == "page"
            if could != was:
                self.watch.problem(article.day, f"{article.path} of {article.site.host}: "
                                           f"{self.done.get(article, 'never asked for')}")


# ---------------------------------------------------------------- the month

def simulate(options, world, server):
    watch = Watch(world)
    who = (keeping.Archive if options.command else Crawler)(options, world, server, watch)
    (options.work / "expected.json").write_text(json.dumps(world.expected(), ensure_ascii=False))
    with open(options.work / "days.jsonl", "w") as days:
        for day in range(options.days):
            world.write(server.root, day)
            server.start(day)
            begin = time.monotonic()
            said, rows = who.day(day)
            figures = {"day": day, "seconds": round(time.monotonic() - begin, 2), **said,
                       **watch.look(day, rows)}
            print(json.dumps(figures), flush=True)
            days.write(json.dumps(figures) + "\n")
    who.check()
    server.stop()
    return 1 if watch.problems else 0


def serve(options, world, server):
    for day in range(options.serve + 1):
        world.write(server.root, day)
    (options.work / "feeds.opml").write_text(world.opml())
    server.start(options.serve)
    print(f"day {options.serve} at {world.sites[0].url('/')}; feeds in {options.work}/feeds.opml",
          flush=True)
    try:
        server.process.wait()
    except KeyboardInterrupt:
        pass
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--command")
    parser.add_argument("--crawler")
    parser.add_argument("--serve", type=int)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeouts", type=int, default=6)
    parser.add_argument("--hourly", type=int, default=8)
    options = parser.parse_args()
    if sum(x is not None for x in (options.command, options.crawler, options.serve)) != 1:
        parser.error("one of --command, --crawler and --serve is wanted")
    if not nginx.Nginx.is_here():
        print("nginx is not here", file=sys.stderr)
        return 77
    # So that nginx ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    port = nginx.free_port()
    world = worlds.World(port, options.feeds, options.articles, options.days, options.seed,
                         options.timeouts)
    server = nginx.Nginx(options.work / "nginx", world, port)
    try:
        return serve(options, world, server) if options.serve is not None else simulate(
            options, world, server)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
