"""Reads what `render` wrote and says, as TAP, what holds: check.py DIRECTORY.

Each row is one promise about one format, over all pages; the pages that break it are named below it.
Parsers are not ours: cmark-gfm, html5lib, expat and xmllint, json, PyYAML, jsonschema. A row whose
program or module is missing is skipped.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import readback

HERE = pathlib.Path(__file__).parent
TOP = HERE.parent.parent
CMARK = ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'footnotes']
HTML_TAGS = set('''html head meta title link body article section h1 h2 h3 h4 h5 h6 p a em strong code s sub sup q ruby rt
    rp ul ol li dl dt dd blockquote pre table caption tr th td figure figcaption img br span div'''.split())
HTML_ATTRS = set('''lang dir charset http-equiv content name rel href src alt class id role start reversed type value colspan
    rowspan'''.split())
SAFE_SCHEMES = ('http:', 'https:', 'ftp:', 'mailto:', 'tel:', '#note-')
# What no output may hold raw: control characters, and those that turn the direction of text.
FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]')


class Rows:
    """Counts and prints the rows of the test."""

    def __init__(self):
        self.n = self.failed = 0

    def skip(self, name, why):
        self.n += 1
        print(f'ok {self.n} - {name} # SKIP {why}')

    def row(self, name, broken, of):
        self.n += 1
        self.failed += bool(broken)
        print(f'{"not " if broken else ""}ok {self.n} - {name} ({of} pages)')
        for page, why in broken[:5]:
            print(f'#   {page}: {str(why)[:300]!a}')

    def check(self, name, pages, suffix, test):
        """test(text, page) returns or raises what is wrong."""
        broken = []
        for page in pages:
            path = page.with_name(f'{page.name}.{suffix}')
            try:
                why = test(path.read_bytes().decode(), page)
            except Exception as error:  # pylint: disable=broad-except
                why = f'{type(error).__name__}: {error}'
            if why:
                broken.append((page.name, why))
        self.row(name, broken, len(pages))


def read(page, suffix):
    return page.with_name(f'{page.name}.{suffix}').read_bytes().decode()


def first_difference(got, expected):
    if got == expected:
        return None
    i = len(os.path.commonprefix([got, expected]))
    return f'{got[max(0, i - 20):i + 40]} instead of {expected[max(0, i - 20):i + 40]}'


def words_of_html(page):
    return readback.squeeze(''.join(readback.of_html(read(page, 'plain.html')).words))


def clean(text, _page):
    found = FORBIDDEN.search(text)
    if found:
        return f'U+{ord(found.group()):04X} at {found.start()}'
    return None if text.endswith('\n') and not text.endswith('\n\n') else 'not one newline at the end'


def same_markdown(text, page):
    words = ''.join(readback.of_markdown(text, CMARK).words)
    return first_difference(readback.squeeze(words), words_of_html(page))


def same_tei(text, page):
    return first_difference(readback.squeeze(readback.of_tei(text)[0]), words_of_html(page))


def paragraphs_in_text(text, page):
    """Each paragraph of the HTML is in the text: that has markers and columns of its own besides."""
    whole = readback.squeeze(text).replace('>', '')
    for part in re.findall('<p>(.*?)</p>', read(page, 'plain.html'), re.S):
        part = readback.squeeze(''.join(readback.of_html(part).words)).replace('>', '')
        if part not in whole:
            return f'lost: {part}'
    return None


def html_parses(html5lib):
    def test(text, _page):
        parser = html5lib.HTMLParser()
        parser.parse(text)
        return parser.errors
    return test


def html_is_safe(text, _page):
    page = readback.of_html(text)
    if set(page.tags) - HTML_TAGS:
        return set(page.tags) - HTML_TAGS
    for tag, name, value in page.attrs:
        if name not in HTML_ATTRS:
            return f'{tag} {name}'
        if name in ('href', 'src') and not value.startswith(SAFE_SCHEMES) and tag != 'link':
            return f'{tag} {name}={value}'
    return None


def tei_is_valid(text, page):
    path = page.with_name(page.name + '.xml')
    done = subprocess.run(['xmllint', '--noout', '--nonet', '--relaxng', HERE / 'tei.rng', path],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode() if done.returncode else None


def json_is_valid(jsonschema):
    schema = json.loads((TOP / 'docs/cleanpage.schema.json').read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)

    def test(text, page):
        value = json.loads(text)
        why = [error.message for error in validator.iter_errors(value)]
        return why or first_difference(value['text'], read(page, 'untitled.txt').rstrip('\n'))
    return test


def jsonl_is_one_line(text, page):
    if text.count('\n') != 1:
        return f'{text.count(chr(10))} lines'
    one, other = json.loads(text), json.loads(read(page, 'json'))
    one.pop('stats'), other.pop('stats')
    return None if one == other else 'not what the JSON says'


def reasons_are_json(text, page):
    lines = [json.loads(line) for line in text.rstrip('\n').split('\n')]
    known = json.loads(read(page, 'json'))['stats']
    return None if len(lines) == known['blocks'] + 1 else f'{len(lines)} lines of {known["blocks"]} blocks'


def front_matter_is_yaml(yaml):
    def test(text, page):
        head, body = re.fullmatch('---\n(.*?)\n---\n\n?(.*)', text, re.S).groups()
        fields = yaml.safe_load(head)
        known = json.loads(read(page, 'json'))
        for name, value in fields.items():
            if str(value) != str(known[name]):
                return f'{name}: {value!r} instead of {known[name]!r}'
        return first_difference(body, read(page, 'md'))
    return test


def module(name):
    try:
        return __import__(name)
    except ImportError:
        return None


def main():
    rows = Rows()
    out = pathlib.Path(sys.argv[1])
    pages = sorted(p.with_name(p.name.split('.')[0]) for p in out.glob('*.plain.md') if p.stat().st_size)
    html5lib, jsonschema, yaml = module('html5lib'), module('jsonschema'), module('yaml')
    has_json = pages and pages[0].with_name(pages[0].name + '.json').exists()

    for suffix in ('txt', 'md', 'html', 'xml', 'yaml.md', 'references.md'):
        rows.check(f'{suffix}: no control characters, one newline at the end', pages, suffix, clean)
    rows.check('txt: has every paragraph', pages, 'plain.txt', paragraphs_in_text)
    if shutil.which('cmark-gfm'):
        rows.check('md: read back it is the same text', pages, 'plain.md', same_markdown)
        rows.check('md: with references, too', pages, 'references.md', same_markdown)
    else:
        rows.skip('md: read back it is the same text', 'no cmark-gfm')
    rows.check('html: elements, attributes and addresses are safe', pages, 'html', html_is_safe)
    if html5lib:
        rows.check('html: parses without an error', pages, 'html', html_parses(html5lib))
    else:
        rows.skip('html: parses without an error', 'no html5lib')
    rows.check('xml: read back it is the same text', pages, 'plain.xml', same_tei)
    if shutil.which('xmllint'):
        rows.check('xml: is valid TEI', pages, 'xml', tei_is_valid)
    else:
        rows.skip('xml: is valid TEI', 'no xmllint')
    if not has_json:
        rows.skip('json', 'this library has no JSON')
    else:
        if jsonschema:
            rows.check('json: is as the schema says, its text the text', pages, 'json', json_is_valid(jsonschema))
        else:
            rows.skip('json: is as the schema says', 'no jsonschema')
        rows.check('jsonl: one line, the same object', pages, 'jsonl', jsonl_is_one_line)
        rows.check('reasons: a line of JSON for the page and for each block', pages, 'explain', reasons_are_json)
        if html5lib:
            rows.check('report: parses without an error', pages[:60], 'report.html', html_parses(html5lib))
        if yaml:
            rows.check('front matter: is YAML, with the values of the JSON', pages, 'yaml.md',
                       front_matter_is_yaml(yaml))
        else:
            rows.skip('front matter: is YAML', 'no PyYAML')
    print(f'1..{rows.n}')
    return 1 if rows.failed else 0


if __name__ == '__main__':
    sys.exit(main())
