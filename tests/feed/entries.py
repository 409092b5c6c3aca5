"""Entries of a feed as the readers' own parsers see them, for tests/feed/command.tap.

usage: entries.py FORMAT <FEED      FORMAT: rss, atom, jsonfeed, jsonl or sfeed
       entries.py newsboat CACHE    of a cache.db that newsboat wrote

Writes a line for each: id, address, title and content, with tabs between; white space is folded.
Fails if the feed is not well-formed, of another kind, or has twice what an entry has once.
"""
import json
import sqlite3
import sys
import xml.etree.ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def text(parent, name):
    found = parent.findall(name)
    assert len(found) < 2, name
    return (found[0].text or "") if found else ""


def rss(data):
    root = ET.fromstring(data)
    assert root.tag == "rss" and root.get("version") == "2.0", root.tag
    for item in root.findall("channel/item"):
        yield (text(item, "guid"), text(item, "link"), text(item, "title"),
               text(item, CONTENT) or text(item, "description"))


def atom(data):
    root = ET.fromstring(data)
    assert root.tag == ATOM + "feed", root.tag
    for entry in root.findall(ATOM + "entry"):
        links = [link.get("href") for link in entry.findall(ATOM + "link")
                 if link.get("rel") == "alternate"]
        yield (text(entry, ATOM + "id"), links[0] if links else "", text(entry, ATOM + "title"),
               text(entry, ATOM + "content") or text(entry, ATOM + "summary"))


def jsonfeed(data):
    feed = json.loads(data.decode())
    assert feed["version"] == "https://jsonfeed.org/version/1.1", feed["version"]
    for item in feed["items"]:
        yield (item["id"], item.get("url", ""), item.get("title", ""),
               item.get("content_html", item.get("content_text", "")))


def jsonl(data):
    for line in data.decode().split("\n")[:-1]:
        item = json.loads(line)
        yield (item["id"], item.get("url", ""), item.get("title", ""),
               item.get("content") or item.get("summary", ""))


def sfeed(data):
    for line in data.decode().split("\n")[:-1]:
        _, title, url, content, kind, id, *_ = line.split("\t")
        assert kind == "html", kind
        yield id, url, title, content.replace("\\n", " ").replace("\\t", " ")


def newsboat(path):
    with sqlite3.connect(path) as db:
        yield from db.execute("SELECT guid, url, title, content FROM rss_item ORDER BY url")


def main():
    kind, *path = sys.argv[1:]
    for entry in globals()[kind](path[0] if path else sys.stdin.buffer.read()):
        print(*(" ".join(value.split()) for value in entry), sep="\t")


main()
