"""A thousand feeds, sound and broken, and what must be found in each.

    make_feeds.py make DIR            writes the feeds, their names to DIR/files and what they
                                      hold to DIR/expected
    make_feeds.py check DIR OUTPUT N [FORMAT]
                                      compares with what read_feeds printed of them; TAP, of which
                                      N tests are told already. FORMAT: they were written in it
                                      and read again

Entries are made first, with a seed, and written by code that has nothing in common with the
reader. Each file has one kind of breakage, or none. What a feed can lose by it is not expected:
of a truncated one only the entries before the cut, of one with flipped bits only an answer.
"""
import json
import os
import random
import sys
from datetime import datetime, timedelta, timezone
from html import escape as html_escape

FILES = 1000
URL = "https://feeds.example/dir/feed"

WORDS = {
    "latin": "rain bridge café naïve garçon über Straße señor año fjord smörgås".split(),
    "ascii": "rain bridge harbour letter market winter garden window river stone".split(),
    "east": "zażółć gęślą jaźń město kůň žlutý vůz őszi fű".split(),
    "cyrillic": "дождь мост гавань письмо рынок зима сад окно река камень".split(),
    "japanese": "雨 橋 港 手紙 市場 冬 庭 窓 川 石".split(),
    "chinese": "雨水 桥梁 港口 信件 市场 冬天 花园".split(),
    "traditional": "雨水 橋樑 港口 信件 市場 冬天 花園".split(),
    "korean": "비 다리 항구 편지 시장 겨울 정원 창문 강 돌".split(),
}
# Encoding of Python, label, words it can write.
ENCODINGS = [
    ("utf-8", "UTF-8", "latin"), ("utf-8", "utf-8", "japanese"), ("utf-8-sig", "utf-8", "east"),
    ("utf-16", "UTF-16", "cyrillic"), ("latin-1", "ISO-8859-1", "latin"),
    ("cp1252", "windows-1252", "latin"), ("iso8859-2", "ISO-8859-2", "east"),
    ("cp1251", "windows-1251", "cyrillic"), ("koi8-r", "KOI8-R", "cyrillic"),
    ("shift_jis", "Shift_JIS", "japanese"), ("euc_jp", "EUC-JP", "japanese"),
    ("gb18030", "GB18030", "chinese"), ("big5", "Big5", "traditional"),
    ("euc_kr", "EUC-KR", "korean"), ("ascii", "us-ascii", "ascii"),
]
FORMATS = ["rss2", "rss091", "rss1", "atom1", "atom03", "json1", "json11"]
# Kinds of breakage that cost no entry.
REPAIRABLE = ["sound", "junk", "controls", "ampersands", "references", "undeclared", "mislabelled",
              "dtd", "namespaces", "no_end", "unclosed", "two", "comments", "attributes", "case",
              "tail", "commas", "loop", "stray"]
DAMAGED = ["truncated", "flipped"]
JSON_KINDS = ["sound", "controls", "commas", "tail", "truncated", "flipped", "undeclared"]
UTF8_KINDS = ["undeclared", "mislabelled"]


# ---------------------------------------------------------------- entries

def text_of(rng, script, low, high):
    words = [rng.choice(WORDS[script]) for _ in range(rng.randint(low, high))]
    for mark in ("&", "<", "AT&T", '"so"', "1 < 2", "R&D;", "&c"):
        if rng.random() < 0.12:
            words.insert(rng.randrange(len(words) + 1), mark)
    return " ".join(words)


def html_of(rng, script, low, high):
    parts = []
    for _ in range(rng.randint(low, high)):
        parts.append("<p>%s <a href=\"/p?a=1&amp;b=2\">%s</a></p>"
                     % (html_escape(text_of(rng, script, 3, 9), quote=False),
                        rng.choice(WORDS[script])))
    return "".join(parts)


def make_entry(rng, script, number):
    time = datetime(2019, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=rng.randrange(200000000))
    e = {
        "id": "tag:feeds.example,2026:%d" % number,
        "url": "https://site.example/posts/%d?a=1&b=2" % number,
        "title": text_of(rng, script, 2, 7),
        "published": time,
        "content": html_of(rng, script, 2, 5),
    }
    if rng.random() < 0.5:
        e["summary"] = html_of(rng, script, 1, 1)
    if rng.random() < 0.5:
        e["author"] = " ".join(rng.choice(WORDS[script]) for _ in range(2))
    if rng.random() < 0.5:
        e["categories"] = sorted(set(rng.choice(WORDS[script]) for _ in range(3)))
    if rng.random() < 0.3:
        e["enclosure"] = "https://site.example/%d.mp3" % number
        e["enclosure_type"] = "audio/mpeg"
    return e


def iso(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def expected_of(e, fmt):
    """What the reader must give of an entry in a format, which may not hold all of it."""
    out = {k: e[k] for k in ("id", "url", "title", "content") if k in e}
    out["published"] = iso(e["published"])
    if "summary" in e and fmt != "rss091":
        out["summary"] = e["summary"]
        if len(e["summary"].encode()) >= len(e["content"].encode()):
            out["content"] = e["summary"]    # the longest text is the entry's own
    if fmt == "rss091":
        out["summary"] = e["content"]
    if "author" in e:
        out["author"] = e["author"]
    if "categories" in e and fmt != "atom03":
        out["categories"] = e["categories"]
    if "enclosure" in e and fmt in ("rss2", "atom1", "json1", "json11"):
        out["enclosure"] = e["enclosure"]
        out["enclosure_type"] = e["enclosure_type"]
    return out


# ---------------------------------------------------------------- writers of XML

def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attr(text):
    return xml(text).replace('"', "&quot;")


def rfc822(rng, time):
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    name, minutes = rng.choice([("GMT", 0), ("+0000", 0), ("EST", -300), ("PDT", -420),
                                ("CET", 60), ("+0530", 330), ("-0800", -480), ("Z", 0)])
    local = time + timedelta(minutes=minutes)
    day = rng.choice([days[local.weekday()] + ", ", "", days[rng.randrange(7)] + ", "])
    return "%s%02d %s %d %s %s" % (day, local.day, months[local.month - 1], local.year,
                                   local.strftime("%H:%M:%S"), name)


def w3c(rng, time):
    minutes = rng.choice([0, 60, -300, 330])
    local = time + timedelta(minutes=minutes)
    zone = "Z" if not minutes else "%s%02d:%02d" % ("-" if minutes < 0 else "+",
                                                    abs(minutes) // 60, abs(minutes) % 60)
    return local.strftime("%Y-%m-%dT%H:%M:%S") + rng.choice(["", ".000"]) + zone


def data(rng, html):
    if rng.random() < 0.5:
        return "<![CDATA[%s]]>" % html
    return xml(html)


def rss_entry(rng, e, fmt):
    out = ["<item%s>\n" % (' rdf:about="%s"' % attr(e["id"]) if fmt == "rss1" else "")]
    out.append("<title>%s</title>\n" % data(rng, html_escape(e["title"], quote=False)))
    out.append("<link>%s</link>\n" % xml(e["url"]))
    if fmt != "rss1":
        out.append('<guid isPermaLink="false">%s</guid>\n' % xml(e["id"]))
        out.append("<pubDate>%s</pubDate>\n" % rfc822(rng, e["published"]))
    else:
        out.append("<dc:date>%s</dc:date>\n" % w3c(rng, e["published"]))
    if fmt == "rss091":
        out.append("<description>%s</description>\n" % data(rng, e["content"]))
    else:
        if "summary" in e:
            out.append("<description>%s</description>\n" % data(rng, e["summary"]))
        out.append("<content:encoded>%s</content:encoded>\n" % data(rng, e["content"]))
    if "author" in e:
        out.append("<dc:creator>%s</dc:creator>\n" % xml(e["author"]))
    name = "dc:subject" if fmt == "rss1" else "category"
    out += ["<%s>%s</%s>\n" % (name, xml(c), name) for c in e.get("categories", [])]
    if "enclosure" in e and fmt == "rss2":
        out.append('<enclosure url="%s" length="1" type="%s"/>\n'
                   % (attr(e["enclosure"]), e["enclosure_type"]))
    out.append("</item>\n")
    return "".join(out)


def atom_entry(rng, e, fmt):
    new = fmt == "atom1"
    out = ["<entry>\n<id>%s</id>\n" % xml(e["id"])]
    if rng.random() < 0.5:
        out.append('<title type="%s">%s</title>\n'
                   % ("text" if new else "text/plain", xml(e["title"])))
    else:
        out.append('<title type="%s"%s>%s</title>\n'
                   % ("html" if new else "text/html", "" if new else ' mode="escaped"',
                      data(rng, html_escape(e["title"], quote=False))))
    out.append('<link rel="alternate" type="text/html" href="%s"/>\n' % attr(e["url"]))
    out.append("<%s>%s</%s>\n" % (("published", w3c(rng, e["published"]), "published") if new else
                                  ("issued", w3c(rng, e["published"]), "issued")))
    if "summary" in e:
        out.append('<summary type="%s">%s</summary>\n'
                   % ("html" if new else "text/html", data(rng, e["summary"])))
    if new and rng.random() < 0.5:
        out.append('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">%s</div>'
                   "</content>\n" % e["content"])
    else:
        out.append('<content type="%s"%s>%s</content>\n'
                   % ("html" if new else "text/html", "" if new else ' mode="escaped"',
                      data(rng, e["content"])))
    if "author" in e:
        out.append("<author><name>%s</name></author>\n" % xml(e["author"]))
    if new:
        out += ['<category term="%s"/>\n' % attr(c) for c in e.get("categories", [])]
        if "enclosure" in e:
            out.append('<link rel="enclosure" type="%s" href="%s"/>\n'
                       % (e["enclosure_type"], attr(e["enclosure"])))
    out.append("</entry>\n")
    return "".join(out)


NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def xml_feed(rng, entries, fmt, label, kind):
    declared = "".join(' xmlns:%s="%s"' % item for item in sorted(NAMESPACES.items()))
    if kind == "namespaces":
        declared = ""
    prolog = "" if kind == "undeclared" else '<?xml version="1.0" encoding="%s"?>\n' % label
    if kind == "dtd":
        prolog += ('<!DOCTYPE rss [\n<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b "&a;&a;&a;&a;&a;&a;">\n'
                   '<!ENTITY c "&b;&b;&b;&b;&b;&b;">\n<!ENTITY x SYSTEM "file:///etc/passwd">\n]>\n')
    if fmt.startswith("atom"):
        uri = "http://www.w3.org/2005/Atom" if fmt == "atom1" else "http://purl.org/atom/ns#"
        head = '<feed xmlns="%s"%s>\n<title>F</title>\n<link href="https://site.example/"/>\n' % (
            uri, "" if fmt == "atom1" else ' version="0.3"')
        return prolog + head, [atom_entry(rng, e, fmt) for e in entries], "</feed>\n"
    channel = "<title>F</title>\n<link>https://site.example/</link>\n"
    items = [rss_entry(rng, e, fmt) for e in entries]
    if fmt == "rss1":
        return (prolog + '<rdf:RDF xmlns="http://purl.org/rss/1.0/"%s>\n<channel>%s</channel>\n'
                % (declared, channel), items, "</rdf:RDF>\n")
    return (prolog + '<rss version="%s"%s>\n<channel>\n%s'
            % ("2.0" if fmt == "rss2" else "0.91", declared, channel),
            items, "</channel>\n</rss>\n")


# ---------------------------------------------------------------- writers of JSON

def json_item(rng, e, fmt):
    item = {"id": e["id"], "url": e["url"], "title": e["title"], "content_html": e["content"],
            "date_published": w3c(rng, e["published"])}
    if "summary" in e:
        item["_cleanpage"] = {"summary_html": e["summary"]}
    if "author" in e:
        author = {"name": e["author"]}
        item.update({"authors": [author]} if fmt == "json11" else {"author": author})
    if "categories" in e:
        item["tags"] = e["categories"]
    if "enclosure" in e:
        item["attachments"] = [{"url": e["enclosure"], "mime_type": e["enclosure_type"]}]
    return json.dumps(item, ensure_ascii=rng.random() < 0.5)


def json_feed(rng, entries, fmt, kind):
    version = "https://jsonfeed.org/version/1" + (".1" if fmt == "json11" else "")
    head = '{"version": "%s", "title": "F", "items": [\n' % version
    items = [json_item(rng, e, fmt) + ("," if i + 1 < len(entries) or kind == "commas" else "")
             + "\n" for i, e in enumerate(entries)]
    if kind == "controls":
        items = [i.replace('"title": "', '"title": "\t').replace("</p>", "</p>\x01", 1)
                 for i in items]
    return head, items, "]}\n"


# ---------------------------------------------------------------- breakage

def damage_entry(rng, text, kind):
    if kind == "controls":
        return text.replace("<title", "\x0b<title", 1).replace("</p>", "\x01</p>")
    if kind == "ampersands":
        return "".join(line.replace("&amp;b", "&b") if line.startswith("<link") else line
                       for line in text.splitlines(True))
    if kind == "references":
        return "".join(line if "CDATA" in line else
                       line.replace("&amp;", "&#38;", 2).replace("&lt;", "&LT;", 1)
                       for line in text.splitlines(True))
    if kind == "unclosed":
        return text.replace("</guid>", "", 1).replace("</category>", "", 1) \
                   .replace("</id>", "", 1).replace("</item>\n", "")
    if kind == "comments":
        return text.replace("\n", "<!-- <item> & -->\n<?php echo ?>", 2)
    if kind == "attributes":
        return text.replace('rel="alternate"', "rel=alternate").replace(
            'isPermaLink="false"', "isPermaLink='false' isPermaLink='true' x")
    if kind == "case":
        return text.replace("<item", "<ITEM").replace("<title", "<Title").replace(
            "</title", "</TITLE").replace("pubDate", "pubdate")
    if kind == "stray":
        return text.replace("</title>", "</title></b></p>", 1)
    return text


JUNK = ["\n\n  ", "<br />\n<b>Warning</b>:  x() in <b>/a.php</b> on line <b>3</b><br />\n",
        "HTTP/1.0 200 OK\n\n", "<!-- cached -->\n"]


def assemble(rng, head, items, tail, kind):
    """The text, and the place behind each entry in it."""
    items = [damage_entry(rng, i, kind) for i in items] if not head.startswith("{") else items
    if kind == "junk":
        head = rng.choice(JUNK) + head
    if kind == "loop":
        items = [i.replace("<title", "<x:y><x:z><title>no</title></x:z></x:y><title", 1)
                 for i in items]
    if kind == "two":
        half = len(items) // 2
        items = items[:half] + [tail + head + items[half]] + items[half + 1:]
    if kind == "tail":
        tail += rng.choice(["<!-- 0.2 s -->", "<script>x()</script>", "\n\n", "Fatal error"])
    if kind == "no_end":
        tail = ""
    text, ends = head, []
    for item in items:
        text += item
        ends.append(len(text))
    return text + tail, ends


def pick(rng, number):
    kinds = REPAIRABLE + DAMAGED
    fmt, kind = FORMATS[number % len(FORMATS)], kinds[number // len(FORMATS) % len(kinds)]
    codec, label, script = ENCODINGS[number // 3 % len(ENCODINGS)]
    if fmt.startswith("json"):
        kind = kind if kind in JSON_KINDS else rng.choice(JSON_KINDS)
        codec, label = ("utf-8", "utf-8")
    elif kind == "commas":
        kind = "sound"
    if kind in UTF8_KINDS and codec != "utf-8":
        codec, label, script = ENCODINGS[rng.randrange(2)]
    if kind == "mislabelled":
        label = rng.choice(["ISO-8859-1", "windows-1251", "us-ascii", "UTF-16", "x-unknown"])
    if kind == "two" and codec in ("utf-16", "utf-8-sig"):
        codec, label = "utf-8", "utf-8"
    return fmt, kind, codec, label, script


def make_file(number):
    rng = random.Random(number)
    fmt, kind, codec, label, script = pick(rng, number)
    entries = [make_entry(rng, script, i) for i in range(rng.randint(3, 9))]
    if fmt.startswith("json"):
        parts = json_feed(rng, entries, fmt, kind)
    else:
        parts = xml_feed(rng, entries, fmt, label, kind)
    text, ends = assemble(rng, *parts, kind)
    bom = 1 if codec in ("utf-16", "utf-8-sig") else 0
    sure = len(entries)
    raw = text.encode(codec)
    if kind == "truncated":
        cut = rng.randrange(len(parts[0]), len(text))
        sure = sum(1 for end in ends if end <= cut)
        raw = text[:cut].encode(codec)
    if kind == "flipped":
        flipped = bytearray(raw)
        for _ in range(rng.randint(1, 30)):
            flipped[rng.randrange(bom, len(flipped))] ^= 1 << rng.randrange(8)
        raw, sure = bytes(flipped), 0
    return raw, {"file": "%04d-%s-%s-%s" % (number, kind, fmt, codec), "kind": kind,
                 "exact": kind not in DAMAGED, "sure": sure,
                 "entries": [expected_of(e, fmt) for e in entries]}


def make(directory):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "expected"), "w") as expected, \
            open(os.path.join(directory, "files"), "w") as files:
        for number in range(FILES):
            raw, about = make_file(number)
            with open(os.path.join(directory, about["file"]), "wb") as f:
                f.write(raw)
            files.write(os.path.join(directory, about["file"]) + "\n")
            expected.write(json.dumps(about) + "\n")


# ---------------------------------------------------------------- comparing

def groups(output):
    """What was printed of each file: its first line, then its entries."""
    found = []
    for line in output.split(b"\n"):
        if not line:
            continue
        value = json.loads(line.decode("utf-8"))
        if "error" in value or "version" in value:
            found.append((value, []))
        else:
            found[-1][1].append(value)
    return found


def difference(key, got, wanted):
    if not isinstance(got, str) or not isinstance(wanted, str):
        return "%s is %r instead of %r" % (key, got, wanted)
    at = max(0, len(os.path.commonprefix([got, wanted])) - 10)
    return "%s has %r instead of %r" % (key, got[at:at + 40], wanted[at:at + 40])


def complaint(about, feed, entries, through):
    if "error" in feed:
        if about["exact"] or about["sure"]:
            return "refused: " + feed["error"]
        return None if len(feed["error"]) > 10 else "no clear error"
    if about["exact"] and len(entries) != len(about["entries"]):
        return "%d entries instead of %d" % (len(entries), len(about["entries"]))
    if len(entries) < about["sure"]:
        return "%d entries, fewer than %d" % (len(entries), about["sure"])
    if about["kind"] == "truncated" and not feed["cut"] and not through:
        return "is not said to be cut"
    if about["kind"] in ("sound", "junk", "dtd", "ampersands", "references") and feed["cut"]:
        return "is said to be cut"
    for wanted, got in zip(about["entries"][:about["sure"]], entries):
        for key, value in wanted.items():
            if got.get(key) != value:
                return difference(key, got.get(key), value)
        # Atom wants the time of the last change, which is that of publishing if there is no other.
        if through == "atom" and got.get("updated") == got["published"]:
            del got["updated"]
        more = set(got) - set(wanted) - {"base"}
        if more:
            return "has more: %s" % sorted(more)
    return None


def check(directory, output, told, through):
    with open(os.path.join(directory, "expected")) as f:
        expected = [json.loads(line) for line in f]
    with open(output, "rb") as f:
        found = groups(f.read())
    kinds = sorted(set(about["kind"] for about in expected))
    name = "written in %s and read again, " % through if through else ""
    print("%s %d - %san answer for each of %d feeds"
          % ("ok" if len(found) == len(expected) else "not ok", told + 1, name, len(expected)))
    for number, kind in enumerate(kinds, told + 2):
        bad = []
        files = [i for i, about in enumerate(expected) if about["kind"] == kind]
        for i in files:
            why = complaint(expected[i], *found[i], through) if i < len(found) else "no answer"
            if why:
                bad.append("%s: %s" % (expected[i]["file"], why))
        for line in bad[:5]:
            print("# " + line.encode("ascii", "backslashreplace").decode())
        print("%s %d - %s%s: %d feeds"
              % ("not ok" if bad else "ok", number, name, kind, len(files)))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        check(sys.argv[2], sys.argv[3], int(sys.argv[4]), "".join(sys.argv[5:]))
