#!/usr/bin/env python3
"""Make the dictionaries of the fuzz targets: words that a fuzzer would not hit upon by itself.

    dict.py TOP_SRCDIR WORK

Writes WORK/dict/TARGET.dict, in the syntax that libFuzzer and AFL++ share. Elements, attributes and
labels of encodings are those of the tables in src/, so that they need no care; the rest is here.
"""
import pathlib
import re
import sys

HTML = ("<!--", "-->", "--!>", "<!doctype html>", "<![CDATA[", "]]>", "<?", "</", "/>", "=\"", "='",
        "&amp;", "&lt;", "&#0;", "&#x41;", "&nbsp;", "&notit;", "\u200b", "\u202e", "\ufeff",
        "foreignObject", "annotation-xml", "application/ld+json", "{\"@type\":\"Article\",",
        "\"articleBody\":\"", "http-equiv", "og:title", "article:published_time", "display:none",
        "javascript:", "data:", "role=\"presentation\"")
SELECTORS = (".a", "#top", "[role=main]", "[class*=a]", "[rel~=author]", "[href$=\".pdf\"]",
             "[id^=ad]", ":first-child", ":last-child", ":not(", ":has(", ":has-heading(\"", " > ",
             " + ", " ~ ", ", ", ".share-*", "*")
RULES = ("strip ", "keep ", "unwrap ", "section ", "on example.org\n", "set ", "list ", "points ",
         "text-points ", "pair ", "kind ", "test \"", "gives\n", "end\n", " certain", " max-words 5",
         " html", " text", " tail", " head", " min-links 0.5", "(a|b)", "(|a)", "*", "#", ":")
HEADS = ("HTTP/1.1 200 OK\r\n", "HTTP/1.1 301 ", "HTTP/2 404", "HTTP/1.0 206", "Content-Type: ",
         "text/html", "application/xhtml+xml", "text/plain", "image/png", "; charset=\"utf-8\"",
         "Content-Encoding: gzip\r\n", "Location: /\r\n", "Retry-After: ", "Cache-Control: max-age=1",
         "Expires: ", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
         "Set-Cookie: a=b; Secure", "Refresh: 0;url=/", "\r\n\r\n", "\x1f\x8b\x08", "%PDF-")
ROBOTS = ("User-agent: *\n", "User-agent: cleanpage\n", "Disallow: ", "Allow: ", "Crawl-delay: 1",
          "Sitemap: ", "*", "$", "/", "%2F", "#")
URLS = ("http://", "https://", "//", "://", "@", ":80", ":443", "[::1]", "/../", "/./", "%2e", "%00",
        "?utm_source=", "#!", "mailto:", "javascript:", "xn--", "\u00fc", "\u6f22", "&", "\\", "..")
FEEDS = ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "xmlns=\"http://www.w3.org/2005/Atom\"",
         "<![CDATA[", "]]>", "isPermaLink=\"false\"", "type=\"html\"", "type=\"xhtml\"",
         "rel=\"alternate\"", "<opml version=\"2.0\">", "<outline xmlUrl=\"", "xml:base=\"", "&amp;lt;",
         "{\"version\":\"https://jsonfeed.org/version/1.1\",", "\"items\":[{", "\"content_html\":\"",
         "2026-11-21T08:30:00Z", "Sat, 21 Nov 2026 08:30:00 +0100", "<!DOCTYPE", "<!ENTITY")
WARC = ("WARC/1.0\r\n", "WARC/1.1\r\n", "WARC-Type: response\r\n", "warcinfo", "conversion",
        "WARC-Record-ID: <urn:uuid:", "WARC-Target-URI: http://a/\r\n", "WARC-Date: ",
        "Content-Length: ", "Content-Type: application/http;msgtype=response\r\n",
        "WARC-Block-Digest: sha1:", "\r\n\r\n", "\x1f\x8b\x08\x00", "Transfer-Encoding: chunked\r\n")
LINES = ("{\"id\":", "\"status\":\"ok\"", ",\"error\":null", ",\"signature\":\"", ",\"url\":", "\"html\":",
         "\"base64\":", "\"charset\":", "\\u0000", "\\ud800", "\n", "}\n")
MATTER = ("---\n", "feed: \"", "entry: \"", "fetched: ", "version: 1\n", "source: page\n", "raw: ",
          "fingerprint: 412-0f3a5c7e9b1d2468\n", "duplicate_of: ", "title: \"", "\\u0041", "\\\"")
TEXT = ("\n\n", "\n  ", " * ", "1. ", "- ", "[1]", "| ", "Share this", "Related articles", "Read more",
        "Cookie", "\u00a9 2026", "---", "===", "> ", "References\n", "https://example.org/", "\u4f60")


def names(top, path, macro, column=0):
    """The quoted strings of a table's rows."""
    rows = re.findall(r"^%s\((.*)\)" % macro, (top / "src" / path).read_text(), re.M)
    return [re.findall(r'"([^"]*)"', row)[column] for row in rows if '"' in row]


def quote(word):
    return '"%s"' % "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\' else "\\x%02x" % b
                            for b in word.encode("utf-8", "surrogateescape"))


def dictionaries(top):
    tags = names(top, "page/tags.def", "CP_TAG")
    attrs = names(top, "page/attrs.def", "CP_ATTR")
    html = (tuple("<%s>" % t for t in tags) + tuple("</%s>" % t for t in tags) +
            tuple(" %s=\"" % a for a in attrs) + HTML)
    elements = tuple("<%s>" % e for e in names(top, "feed/elements.def", "CP_FEED_ELEMENT"))
    return {
        "page": html, "tree": html, "pipeline": html + TEXT, "formats": html + TEXT,
        "select": SELECTORS + tuple("<%s" % t for t in tags) + HTML[:4],
        "rules": RULES + SELECTORS, "phrase": RULES[-4:] + ("1,234", "'", "\u4f60", "\n"),
        "decode": tuple(names(top, "decode/labels.def", "CP_LABEL")) + (
            "<meta charset=\"", "<?xml version=\"1.0\" encoding=\"", "\x1b$B", "\x1b(B"),
        "text": TEXT, "corpus": TEXT, "feed": FEEDS + elements, "warc": WARC + HEADS,
        "crawl": ROBOTS + HEADS, "robots": ROBOTS, "head": HEADS, "url": URLS, "matter": MATTER,
        "source": LINES + WARC + URLS, "frames": LINES, "resume": LINES,
        "sql": MATTER + ("../", "archive.db", "page", "feed", "\xff"),
        "sitebook": ("example.org", "www.", ":8080", "\n"),
        "json": ("{\"@type\":\"Article\"", "\"articleBody\":\"", "\"__typename\":", "\\u0041", "[[", "]]",
                 "\"text\":\"", "null", "\\\"", "/*", "undefined"),
    }


def main():
    top, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) / "dict"
    out.mkdir(parents=True, exist_ok=True)
    for target, words in dictionaries(top).items():
        (out / (target + ".dict")).write_text("".join(quote(w) + "\n" for w in dict.fromkeys(words) if w))


if __name__ == "__main__":
    main()
