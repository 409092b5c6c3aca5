"""What an archive must have asked for and must hold, told from what the server saw of it.

The server's log says which feeds and pages were had on which day; the world says what stood in
them. From both follows what must be asked for next, when, and which texts must be there.
"""
import collections
import dataclasses

import world as worlds

HOUR_S = 3600
DAY_S = 24 * HOUR_S
# As docs/cleanpage-archive.1 tells.
RETRY_MAX_S = 18 * HOUR_S
RETRY_JITTER = 0.8, 1.2
REFETCH_S = 12 * HOUR_S
COMPLAIN_AFTER_S = 3 * DAY_S
TRIES_MAX, TRIES_MISSING = 8, 3


def backoff(failures):
    return min(HOUR_S << (failures - 1), RETRY_MAX_S)


@dataclasses.dataclass
class Feed:
    written: int = None        # day of the body that was transferred last
    failures: int = 0
    not_before: float = 0      # while it fails
    must_by: float = 0
    failing_since: int = None
    told: int = None
    is_retired: bool = False
    has_moved: bool = False


@dataclasses.dataclass
class Page:
    said: tuple = None         # by the feed, when it was seen last
    is_wanted: bool = False
    due: int = 0
    tries: int = 0
    versions: list = dataclasses.field(default_factory=list)   # (source, body, clock)
    pages: int = 0             # times that its bytes came


@dataclasses.dataclass
class Run:
    day: int
    clock: int
    kind: str                  # "daily", "again" right after it, "hourly"

    def __str__(self):
        return f"day {self.day}, {self.kind} run"


def said_of(article, day):
    """All that its feed tells of an article; only two formats have a date of changes."""
    site = article.site
    updated = article.updated(day) if site.format in ("atom", "json") else None
    return article.title, article.url(day), updated, worlds.body_of(article, day)


def feed_text(article, day):
    """What must be kept of the feed where the page cannot be had."""
    text = article.text_on(day) if article.site.has_full_text else [
        article.paragraphs[0][:200].strip()]
    return "\n\n".join([f"# {article.title}"] + text).encode() + b"\n"


class Ledger:
    def __init__(self, world, problem):
        """problem(run, text) is told what is wrong."""
        self.world, self.problem = world, problem
        self.feeds = {site: Feed() for site in world.sites}
        self.pages = collections.defaultdict(Page)
        self.sites = {site.host: site for site in world.sites}
        self.by_path = {(a.site.host, path): a for a in world.articles()
                        for path in (a.path, a.path_on(world.days))}

    # ------------------------------------------------------------ one run

    def look(self, run, rows, clean):
        """Takes the log of a run; clean(urls) gives what each page is, cleaned alone. Returns
        what must stand on stderr, as (address of a feed, word of the cause)."""
        feed_rows, page_rows = [], []
        for row in sorted(rows, key=lambda row: row["at"]):
            if row["path"].startswith("/feed"):
                feed_rows.append(row)
            elif row["path"] != "/robots.txt":
                page_rows.append(row)
        if run.kind == "again" and rows:
            self.problem(run, f"{len(rows)} requests although nothing is due: {rows[0]}")
        lines = self.look_at_feeds(run, feed_rows)
        self.look_at_pages(run, page_rows, clean)
        return lines + self.complaints(run)

    # ------------------------------------------------------------ feeds

    def look_at_feeds(self, run, rows):
        asked, lines = set(), []
        must = [site for site, feed in self.feeds.items()
                if not feed.is_retired and feed.must_by <= run.clock and run.kind != "again"]
        for row in rows:
            site = self.sites[row["host"]]
            feed = self.feeds[site]
            if site in asked:
                self.problem(run, f"the feed of {site.host} was asked twice")
            self.look_at_feed(run, row, site, feed)
            if row["status"] != 301:
                asked.add(site)
            if row["status"] == 410:
                feed.is_retired = True
                lines.append((site.url(site.feed_path()), "gone"))
        for site in must:
            if site not in asked:
                self.problem(run, f"the feed of {site.host} was not asked")
        return lines

    def look_at_feed(self, run, row, site, feed):
        is_old = row["path"] == site.feed_path() != site.feed_path(run.day)
        if feed.is_retired:
            self.problem(run, f"the feed of {site.host} is gone and was asked")
        if feed.has_moved and is_old:
            self.problem(run, f"the feed of {site.host} was asked where it is no more")
        if run.clock < feed.not_before:
            self.problem(run, f"the feed of {site.host} was asked "
                              f"{feed.not_before - run.clock:.0f} s too soon")
        if row["status"] == 301:
            feed.has_moved = True
        elif row["status"] in (200, 304):
            feed.failures = feed.not_before = feed.must_by = 0
            feed.failing_since = feed.told = None
            if row["status"] == 200:
                self.take_feed(run, site, feed)
        elif row["status"] != 410:
            feed.failures += 1
            feed.failing_since = feed.failing_since or run.clock
            feed.not_before, feed.must_by = (
                run.clock + share * backoff(feed.failures) for share in RETRY_JITTER)

    def take_feed(self, run, site, feed):
        if feed.written == site.feed_written:
            self.problem(run, f"the feed of {site.host} was transferred again as it was")
        feed.written = site.feed_written
        for article in site.in_feed(run.day):
            page, said = self.pages[article], said_of(article, run.day)
            if page.said == said:
                continue
            page.said, page.is_wanted, page.tries = said, True, 0
            page.due = page.versions[-1][2] + REFETCH_S if page.versions else 0
            if article.is_private:
                page.is_wanted = False
                page.versions.append(("feed", feed_text(article, run.day), run.clock))

    def complaints(self, run):
        lines, since = [], run.clock - COMPLAIN_AFTER_S
        for site, feed in self.feeds.items():
            if (not feed.is_retired and feed.failing_since and feed.failing_since <= since and
                    (feed.told is None or feed.told <= since)):
                feed.told = run.clock
                lines.append((site.url(site.feed_path(run.day)), "500"))
        return lines

    # ------------------------------------------------------------ pages

    def look_at_pages(self, run, rows, clean):
        asked, had = set(), []
        for row in rows:
            article = self.by_path.get((row["host"], row["path"].partition("?")[0]))
            if not article:
                self.problem(run, f"{row['host']}{row['path']} is no article")
                continue
            if row["status"] == 301:
                continue
            page = self.pages[article]
            self.look_at_page(run, row, page, article in asked)
            asked.add(article)
            if row["status"] == 200:
                had.append((page, article.site.url(row["path"])))
            elif row["status"] != 304:
                self.take_failure(run, row, page, article)
        self.take_pages(run, had, clean)
        for article, page in self.pages.items():
            if run.kind == "daily" and page.is_wanted and page.due <= run.clock and (
                    article not in asked):
                self.problem(run, f"{article.url(run.day)} was not asked for")

    def look_at_page(self, run, row, page, was_asked):
        name = f"{row['host']}{row['path']}"
        if was_asked:
            self.problem(run, f"{name} was asked for twice")
        elif not page.is_wanted:
            self.problem(run, f"{name} was asked for though its feed says nothing new")
        elif run.clock < page.due:
            self.problem(run, f"{name} was asked for {page.due - run.clock} s too soon")
        page.is_wanted = page.is_wanted and row["status"] not in (200, 304)

    def take_failure(self, run, row, page, article):
        page.tries += 1
        page.due = run.clock + backoff(page.tries)
        page.is_wanted = page.tries < (TRIES_MISSING if row["status"] == 404 else TRIES_MAX)
        if not page.versions:
            page.versions.append(("feed", feed_text(article, run.day), run.clock))

    @staticmethod
    def take_pages(run, had, clean):
        for (page, _), body in zip(had, clean([url for _, url in had])):
            page.pages += 1
            if not page.versions or page.versions[-1][1] != body:
                page.versions.append(("page", body, run.clock))

    # ------------------------------------------------------------ copies

    def groups(self):
        """Articles of several sites that say the same: sets of them."""
        groups = collections.defaultdict(set)
        for article in self.world.articles():
            groups[article.copy_of or article].add(article)
        return [group for group in groups.values() if len({a.site for a in group}) > 1]
