"""A small world of sites with feeds, as it is on each day of a month.

A world is a function of its seed: the same articles appear, change, move, fail and go on the same
days. World.write(day) makes the files of nginx be what the sites are on that day; files that do not
change keep their time, so that nginx's own ETag and Last-Modified say so.
"""
import datetime
import html
import json
import os
import pathlib
import random
import xml.sax.saxutils
from email.utils import formatdate

import words

DAY_S = 86400
BEGIN = 1767261600          # 2026-01-01 10:00 UTC
IN_FEED = 15                # entries that a feed shows
TRACKING = ["utm_source=rss&utm_medium=feed", "utm_campaign=daily", "fbclid=IwAR0x", "ref=rss"]
FORMATS = ["rss", "atom", "rdf", "json"]


def when(day):
    return BEGIN + day * DAY_S


def iso(day):
    return datetime.datetime.fromtimestamp(when(day), datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


class Article:
    def __init__(self, site, number, day, rng):
        self.site, self.number, self.day = site, number, day
        self.title = words.title(rng, site.language)
        self.paragraphs = [words.paragraph(rng, site.language) for _ in range(rng.randint(4, 9))]
        self.path = f"/{2026}/{day + 1:02d}/article-{number}.html"
        self.query = rng.choice(TRACKING) if site.tracks else ""
        self.changed_on = {}          # day: the paragraph that is new from then on
        self.deleted_on = None
        self.moved_on = None
        self.fails_on = {}            # day: "500" or "timeout"
        self.is_private = False
        self.copy_of = None           # the article of another site that it repeats

    def path_on(self, day):
        if self.moved_on is not None and day >= self.moved_on:
            return self.path.replace("/article-", "/moved/article-")
        return self.path

    def url(self, day):
        """As the feed names it."""
        return self.site.url(self.path_on(day)) + ("?" + self.query if self.query else "")

    def is_there(self, day):
        return self.day <= day and (self.deleted_on is None or day < self.deleted_on)

    def text_on(self, day):
        return self.paragraphs + [p for d, p in sorted(self.changed_on.items()) if d <= day]

    def updated(self, day):
        return max([self.day] + [d for d in self.changed_on if d <= day])


class Site:
    def __init__(self, number, host, port, language, rng):
        self.number, self.host, self.port, self.language = number, host, port, language
        encodings = words.ENCODINGS.get(language, [])
        self.encoding = rng.choice(encodings) if encodings and rng.random() < 0.7 else "utf-8"
        self.says_charset = rng.random() < 0.5      # in the header; else in the page alone
        self.format = FORMATS[number % len(FORMATS)]
        self.has_full_text = rng.random() < 0.4
        self.tracks = rng.random() < 0.4
        self.name = words.title(rng, language)
        self.menu = [words.phrase(rng, language, 1) for _ in range(7)]
        self.footer = words.sentence(rng, language)
        self.aside = [words.title(rng, language) for _ in range(5)]
        self.forbids = rng.random() < 0.1           # /private/, by robots.txt
        self.feed_gone_on = self.feed_moved_on = None
        self.feed_written = None                    # day of the newest change to it
        self.feed_fails_on = {}                     # day: "500" or "timeout"
        self.articles = []

    def url(self, path):
        return f"http://{self.host}:{self.port}{path}"

    def feed_path(self, day=-1):
        moved = self.feed_moved_on is not None and day >= self.feed_moved_on
        suffix = "json" if self.format == "json" else "xml"
        return f"/feeds/news.{suffix}" if moved else f"/feed.{suffix}"

    def in_feed(self, day):
        newest = [a for a in self.articles if a.is_there(day)]
        return sorted(newest, key=lambda a: (-a.day, -a.number))[:IN_FEED]


class World:
    def __init__(self, port, feeds=200, articles=5000, days=30, seed=1, timeouts=6):
        self.rng = random.Random(seed)
        self.days = days
        self.busy_day = None          # on which a feed begins to fail for long
        self.sites = []
        languages = list(words.LANGUAGES)
        for i in range(feeds):
            host = f"127.40.{1 + i // 200}.{1 + i % 200}"
            self.sites.append(Site(i, host, port, languages[i % len(languages)], self.rng))
        self.make_articles(articles)
        self.make_copies()
        self.make_events(timeouts)

    # ------------------------------------------------------------ what happens

    def make_articles(self, count):
        """Some sites write several times a day, most of them every few days; none more in a day
        than its feed shows."""
        shares = [min(self.rng.paretovariate(1.5), 6) for _ in self.sites]
        sites = self.rng.choices(self.sites, shares, k=count)
        days = sorted(self.rng.randrange(self.days) for _ in range(count))
        for number, (site, day) in enumerate(zip(sites, days)):
            article = Article(site, number, day, self.rng)
            if site.forbids and self.rng.random() < 0.2:
                article.is_private = True
                article.path = "/private" + article.path
            site.articles.append(article)

    def articles(self):
        return [a for site in self.sites for a in site.articles]

    def make_copies(self):
        """What an agency sells, with another title and one sentence more or less."""
        by_language = {}
        for article in self.articles():
            by_language.setdefault((article.site.language, article.day), []).append(article)
        for group in by_language.values():
            first = group[0]
            for article in group[1:]:
                if article.site is not first.site and self.rng.random() < 0.15:
                    article.copy_of = first
                    article.paragraphs = list(first.paragraphs)
                    article.paragraphs.insert(0, words.sentence(self.rng, article.site.language))

    def make_events(self, timeouts):
        for article in self.articles():
            later = article.day + self.rng.randint(1, 4)
            event = self.rng.random()
            if article.copy_of or article.is_private or later >= self.days:
                continue
            if event < 0.06:
                article.changed_on[later] = words.paragraph(self.rng, article.site.language)
            elif event < 0.09:
                article.deleted_on = later
            elif event < 0.12:
                article.moved_on = later
            elif event < 0.14:
                article.fails_on[article.day] = "500"
        for article in self.rng.sample(self.articles(), timeouts // 2):
            article.fails_on[article.day] = "timeout"
        chosen = self.rng.sample(self.sites, min(len(self.sites), 18))
        for site in chosen[:5]:
            begin = self.rng.randrange(1, max(2, self.days - 3))
            site.feed_fails_on = {begin + i: "500" for i in range(self.rng.randint(1, 3))}
        for site in chosen[5:9]:
            site.feed_gone_on = self.rng.randrange(self.days // 3, self.days)
        for site in chosen[9:13]:
            site.feed_moved_on = self.rng.randrange(1, self.days)
        for site in chosen[13:min(16, 13 + timeouts - timeouts // 2)]:
            site.feed_fails_on = {self.rng.randrange(1, self.days): "timeout"}
        for site in chosen[16:]:
            begin = self.rng.randrange(1, max(2, self.days - 8))
            site.feed_fails_on = {begin + i: "500" for i in range(self.rng.randint(5, 8))}
            self.busy_day = begin

    # ------------------------------------------------------------ files of a day

    def write(self, root, day):
        for site in self.sites:
            directory = pathlib.Path(root) / site.host
            if day == 0:
                put(directory / "robots.txt", robots(site).encode(), day)
            if site.feed_gone_on is None or day < site.feed_gone_on:
                path = directory / site.feed_path(day)[1:]
                if put(path, feed(site, day), day):
                    site.feed_written = day
            for article in site.articles:
                path = directory / article.path_on(day)[1:]
                if article.is_there(day):
                    put(path, page(article, day), day)
                elif path.exists():
                    path.unlink()

    def redirects(self, day):
        """(host, from, to) that hold on that day."""
        found = []
        for site in self.sites:
            if site.feed_moved_on is not None and day >= site.feed_moved_on:
                found.append((site.host, site.feed_path(), site.feed_path(day)))
            found += [(site.host, a.path, a.path_on(day)) for a in site.articles
                      if a.path_on(day) != a.path]
        return found

    def failures(self, day):
        """(host, path, how): "500", "timeout" or "410"."""
        found = []
        for site in self.sites:
            if site.feed_gone_on is not None and day >= site.feed_gone_on:
                found.append((site.host, site.feed_path(day), "410"))
            elif day in site.feed_fails_on:
                found.append((site.host, site.feed_path(day), site.feed_fails_on[day]))
            found += [(site.host, a.path_on(day), a.fails_on[day]) for a in site.articles
                      if day in a.fails_on]
        return found

    def opml(self):
        lines = [f'<outline type="rss" text={quote(s.name)} xmlUrl={quote(s.url(s.feed_path()))}/>'
                 for s in self.sites]
        return ('<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>World'
                "</title></head><body>\n" + "\n".join(lines) + "\n</body></opml>\n")

    def is_shown(self, article, day):
        """Whether who comes by on that day finds the article in its feed."""
        site = article.site
        return not (day in site.feed_fails_on or
                    (site.feed_gone_on is not None and day >= site.feed_gone_on)
                    ) and article in site.in_feed(day)

    def can_be_had(self, article, day):
        """Whether the page behind it can be fetched, too."""
        return not (article.is_private or day in article.fails_on) and self.is_shown(article, day)

    def expected(self):
        """All that there is to know of each article. Days are numbers from 0 on."""
        return [{"number": a.number, "url": a.site.url(a.path),
                 "moved_to": a.site.url(a.path_on(self.days)),
                 "feed": a.site.url(a.site.feed_path()), "language": a.site.language,
                 "encoding": a.site.encoding, "day": a.day, "title": a.title,
                 "paragraphs": a.paragraphs, "added_on": a.changed_on,
                 "deleted_on": a.deleted_on, "moved_on": a.moved_on, "fails_on": a.fails_on,
                 "is_private": a.is_private,
                 "copy_of": a.copy_of.number if a.copy_of else None,
                 "can_be_had_on": [d for d in range(a.day, self.days) if self.can_be_had(a, d)]}
                for a in self.articles()]


# ---------------------------------------------------------------- what is in the files

def put(path, data, day):
    """Leaves a file alone that is so already, else it is one of that day. Whether it is."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (when(day), when(day)))
    return True


def quote(text):
    return xml.sax.saxutils.quoteattr(text)


def escape(text):
    return xml.sax.saxutils.escape(text)


def robots(site):
    lines = ["User-agent: *", "Crawl-delay: 0"]
    if site.forbids:
        lines.append("Disallow: /private/")
    return "\n".join(lines) + "\n"


def page(article, day):
    site = article.site
    menu = "".join(f'<li><a href="/s{i}">{html.escape(m)}</a></li>'
                   for i, m in enumerate(site.menu))
    aside = "".join(f'<li><a href="/more/{i}">{html.escape(t)}</a></li>'
                    for i, t in enumerate(site.aside))
    text = "\n".join(f"<p>{html.escape(p)}</p>" for p in article.text_on(day))
    charset = "" if site.says_charset else f'<meta charset="{site.encoding}">'
    canonical = site.url(article.path_on(day))
    name, title = html.escape(site.name), html.escape(article.title)
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
<head>{charset}<title>{title} - {name}</title>
<link rel="canonical" href="{canonical}">
<meta property="article:published_time" content="{iso(article.day)}">
</head>
<body>
<header><a href="/">{name}</a><nav class="menu"><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1>
<p class="byline"><time datetime="{iso(article.day)}">{iso(article.day)[:10]}</time></p>
{text}
</article></main>
<aside class="sidebar"><ul class="related">{aside}</ul></aside>
<footer class="site-footer"><p>{html.escape(site.footer)}</p><ul>{menu}</ul></footer>
</body></html>
""".encode(site.encoding, "xmlcharrefreplace")


def body_of(article, day):
    """What the feed says of the text: all of it, or how it begins."""
    if article.site.has_full_text:
        return "".join(f"<p>{html.escape(p)}</p>" for p in article.text_on(day))
    return html.escape(article.paragraphs[0][:200])


def feed(site, day):
    entries = site.in_feed(day)
    if site.format == "json":
        return feed_json(site, entries, day)
    text = {"rss": feed_rss, "atom": feed_atom, "rdf": feed_rdf}[site.format](site, entries, day)
    head = f'<?xml version="1.0" encoding="{site.encoding}"?>\n'
    return (head + text).encode(site.encoding, "xmlcharrefreplace")


def feed_rss(site, entries, day):
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{escape(a.url(day))}</link>"
        f'<guid isPermaLink="false">{site.host}-{a.number}</guid>'
        f"<pubDate>{formatdate(when(a.day), usegmt=True)}</pubDate>"
        f"<description>{escape(body_of(a, day))}</description></item>\n" for a in entries)
    return (f'<rss version="2.0"><channel><title>{escape(site.name)}</title>'
            f"<link>{site.url('/')}</link><description>{escape(site.footer)}</description>"
            f"<language>{site.language}</language>\n{items}</channel></rss>\n")


def feed_atom(site, entries, day):
    newest = max([a.updated(day) for a in entries] + [0])
    items = "".join(
        f"<entry><id>tag:{site.host},2026:{a.number}</id><title>{escape(a.title)}</title>"
        f"<link href={quote(a.url(day))}/><published>{iso(a.day)}</published>"
        f"<updated>{iso(a.updated(day))}</updated>"
        f'<content type="html">{escape(body_of(a, day))}</content></entry>\n' for a in entries)
    return (f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">'
            f"<id>tag:{site.host},2026:feed</id><title>{escape(site.name)}</title>"
            f"<updated>{iso(newest)}</updated>\n{items}</feed>\n")


def feed_rdf(site, entries, day):
    order = "".join(f"<rdf:li rdf:resource={quote(a.url(day))}/>" for a in entries)
    items = "".join(
        f"<item rdf:about={quote(a.url(day))}><title>{escape(a.title)}</title>"
        f"<link>{escape(a.url(day))}</link><dc:date>{iso(a.day)}</dc:date>"
        f"<description>{escape(body_of(a, day))}</description></item>\n" for a in entries)
    return ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel rdf:about={quote(site.url('/'))}><title>{escape(site.name)}</title>"
            f"<link>{site.url('/')}</link><description>{escape(site.footer)}</description>"
            f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n")


def feed_json(site, entries, day):
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": site.name,
        "home_page_url": site.url("/"), "language": site.language,
        "items": [{"id": f"{site.host}-{a.number}", "url": a.url(day), "title": a.title,
                   "date_published": iso(a.day), "date_modified": iso(a.updated(day)),
                   "content_html": body_of(a, day)} for a in entries],
    }, ensure_ascii=False, indent=1).encode()
