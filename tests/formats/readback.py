"""Reads Markdown, HTML and TEI back with parsers that are not ours, to plain words."""
import html.parser
import re
import subprocess
import xml.etree.ElementTree as ElementTree

TEI = '{http://www.tei-c.org/ns/1.0}'


def squeeze(text):
    """Characters without white space: what has to be the same in every format."""
    return re.sub(r'\s+', '', text)


class Words(html.parser.HTMLParser):
    """The text of a body, with each element's start tag counted."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.tags, self.attrs, self.skipping, self.quotes = [], {}, [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attrs += [(tag, name, value) for name, value in attrs]
        self.skipping += tag == 'head'
        self.quote(tag, '\u201c', '\u2018', 1)

    def handle_endtag(self, tag):
        self.skipping -= tag == 'head'
        self.quote(tag, '\u201d', '\u2019', -1)

    def quote(self, tag, outer, inner, step):
        """The marks that a browser sets around q."""
        if tag == 'q':
            self.quotes += min(step, 0)
            self.words.append(inner if self.quotes % 2 else outer)
            self.quotes += max(step, 0)

    def handle_data(self, data):
        if not self.skipping:
            self.words.append(data)


def of_html(text):
    words = Words()
    words.feed(text)
    words.close()
    return words


def of_markdown(text, command):
    """As the CommonMark program `command` reads it; raw HTML goes through."""
    done = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True)
    page = done.stdout.decode()
    # The program's own additions to footnotes: the list's numbers and arrows back.
    page = re.sub(r'<sup class="footnote-ref">.*?</sup>', lambda m: '[%s]' % re.sub(
        r'<.*?>', '', m.group()), page)
    page = re.sub(r'<a href="#fnref[^>]*>.*?</a>', '', page)
    return of_html(page)


def of_tei(text):
    root = ElementTree.fromstring(text)
    body = root.find(f'{TEI}text/{TEI}body')
    tags = {}
    for element in body.iter():
        name = element.tag.replace(TEI, '')
        tags[name] = tags.get(name, 0) + 1
    return ''.join(body.itertext()), tags
