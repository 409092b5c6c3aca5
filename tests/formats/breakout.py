"""Whether pages can break out of a format: breakout.py RENDER DIRECTORY [whole], as TAP.

payloads.py makes the pages, RENDER writes them in all formats, strict.py reads these. What a page
means as text has to be there as text, and what is there has to be of our making: elements,
attributes, schemes, members, lines. The directory may be filled.
"""
import collections
import pathlib
import re
import subprocess
import sys

import check
import payloads
import readback
import strict

CMARKS = {
    'md, read with raw HTML': ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'footnotes'],
    'md, read without raw HTML': ['cmark-gfm', '-e', 'table', '-e', 'strikethrough', '-e', 'footnotes'],
    'md, read as CommonMark alone': ['cmark-gfm', '--unsafe'],
    'md, read with all extensions': ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'footnotes',
                                     '-e', 'autolink', '-e', 'tasklist', '--smart'],
}
# Elements that Markdown and HTML have to agree on, and what they are called there.
STRUCTURE = {t: t for t in 'h1 h2 h3 h4 h5 h6 blockquote pre ol li table tr th td a em s hr'.split()}
STRUCTURE['del'] = 's'


def converted(text, command):
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()


def markdown_is_safe(html5lib, command):
    def test(text, _page):
        return strict.unsafe_html(html5lib, converted(text, command), strict.OF_CMARK)
    return test


# ---------------------------------------------------------------- Markdown as others read it

# Elements and attributes that these make of their own; ids are of headings.
OF_OTHERS = strict.OF_CMARK | set('thead tbody tfoot col colgroup u mark input label section aside header dfn abbr cite'.split()) | {
    'aria-hidden', 'style', 'role', 'title', 'width', 'epub:type', 'data-cites', 'align', 'scope', 'class', 'checked', 'disabled', 'tabindex'}
# pandoc goes by the extension of an image's address, which may be that of a film or a document.
OF_PANDOC = OF_OTHERS | {'audio', 'video', 'embed', 'controls'}

KRAMDOWN = """require 'kramdown'
ARGV.each { |f| File.write(f + '.kramdown', Kramdown::Document.new(File.read(f, encoding: 'UTF-8'), input: 'GFM').to_html) }"""


def has_ruby(*libraries):
    return check.shutil.which('ruby') and not subprocess.run(
        ['ruby', *(f'-r{name}' for name in libraries), '-e', ''], stderr=subprocess.DEVNULL, check=False).returncode


def by_kramdown(paths):
    """What Jekyll makes of them."""
    for i in range(0, len(paths), 500):
        subprocess.run(['ruby', '-e', KRAMDOWN, *paths[i:i + 500]], check=True, stderr=subprocess.DEVNULL)
    return [pathlib.Path(f'{path}.kramdown').read_text() for path in paths]


def by_pandoc(paths):
    """Many at a time: to start takes longer than to read."""
    texts = []
    for i in range(0, len(paths), 100):
        text = '\n\n'.join(path.read_text() for path in paths[i:i + 100])
        texts += [converted(text, ['pandoc', '-f', 'markdown', '-t', 'html'])] * len(paths[i:i + 100])
    return texts


def by_python_markdown(paths):
    """What MkDocs makes of them, more or less."""
    markdown = check.module('markdown')
    return [markdown.markdown(path.read_text(), extensions=['extra']) for path in paths]


def check_others(rows, html5lib, pages):
    readers = {'kramdown': (by_kramdown, has_ruby('kramdown', 'kramdown-parser-gfm'), OF_OTHERS),
               'pandoc': (by_pandoc, check.shutil.which('pandoc'), OF_PANDOC),
               'Python-Markdown': (by_python_markdown, check.module('markdown'), OF_OTHERS)}
    for name, (convert, is_here, more) in readers.items():
        if not is_here:
            rows.skip(f'md, read by {name}: safe', f'no {name}')
            continue
        found = {}
        for page, text in zip(pages, convert([page.with_name(page.name + '.md') for page in pages])):
            if text not in found:
                found[text] = strict.unsafe_html(html5lib, text, more)
            page.with_name(f'{page.name}.{name}').write_text(found[text] or '')
        rows.check(f'md, read by {name}: safe', pages, name, lambda why, _: why)


# ---------------------------------------------------------------- rows


def structure_of(html5lib, text):
    """How often each element of STRUCTURE is there."""
    tree, _ = strict.tree_of_html(html5lib, text)
    tags = (e.tag.replace(strict.XHTML, '') for e in tree.iter() if isinstance(e.tag, str))
    return collections.Counter(STRUCTURE[t] for t in tags if t in STRUCTURE)


def same_structure(html5lib):
    """No text of the page is a heading, a list or a link in Markdown alone."""
    def test(text, page):
        ours = structure_of(html5lib, check.read(page, 'plain.html'))
        theirs = structure_of(html5lib, converted(text, CMARKS['md, read with raw HTML']))
        return ' '.join(f'{t}: {theirs[t]} for {ours[t]}' for t in STRUCTURE if theirs[t] != ours[t])
    return test


def html_is_strict(html5lib):
    def test(text, _page):
        _, errors = strict.tree_of_html(html5lib, text)
        return errors or strict.unsafe_html(html5lib, text)
    return test


TEI = 'http://www.tei-c.org/ns/1.0 '


def tei_is_strict(text, _page):
    wrong = []

    def on_element(name, attributes):
        if not name.startswith(TEI):
            wrong.append(name)
        for attribute in ('target', 'url', 'ref'):
            why = strict.unsafe_address(attributes.get(attribute, ''))
            wrong.extend([why] if why else [])

    strict.walk_xml(text, on_element)
    return wrong


def json_is_strict(text, _page):
    value = strict.strict_json(text)
    return strict.control_in(text) or strict.control_in_value(value)


def lines_are_json(text, _page):
    for line in text.rstrip('\n').split('\n'):
        value = strict.strict_json(line)
        if not isinstance(value, dict):
            return f'a line is {line!a:.100}'
        if strict.control_in(line) or strict.control_in_value(value):
            return strict.control_in(line) or strict.control_in_value(value)
    return None


def front_matter_is_exact(yaml):
    def test(text, page):
        head, body = re.match('---\n(.*?)\n---\n\n?(.*)', text, re.S).groups()
        fields, known = yaml.safe_load(head), strict.strict_json(check.read(page, 'json'))
        for name, value in fields.items():
            if value != known[name] or type(value) is not type(known[name]):
                return f'{name}: {value!a:.150} instead of {known[name]!a:.150}'
        return check.first_difference(body, check.read(page, 'md')) or strict.control_in_value(fields)
    return test


def report_is_ours(html5lib, template):
    """All of it but the data is the same for every page, and the data is JSON."""
    before, after = template.read_text().split('@DATA@')

    def test(text, _page):
        if not (text.startswith(before) and text.endswith(after)):
            return 'the page about it is another'
        data = text[len(before):len(text) - len(after)]
        if re.search('[<>&]', data):
            return 'a sign of HTML in the data'
        tree, errors = strict.tree_of_html(html5lib, text)
        scripts = [e.text for e in tree.iter(strict.XHTML + 'script')]
        if len(scripts) != 2 or scripts[0].strip() != data.strip():
            return f'{len(scripts)} scripts'
        return errors or strict.control_in_value(strict.strict_json(data))
    return test


PLAIN = re.compile('[\n\t -~]*')


def keeps_words(text, page):
    """What any format can hold is in the text, sign by sign."""
    payload = PAYLOADS[page.name]
    if payload is None or not PLAIN.fullmatch(payload):
        return None
    wanted = readback.squeeze(f'In words {payload} it says.')
    return None if wanted in readback.squeeze(text) else f'{payload!a} is lost'


PAYLOADS = {}    # by the name of a page: what has to be in its text


def write_pages(directory, whole):
    (directory / 'in').mkdir()
    (directory / 'out').mkdir()
    for name, payload, way, page in payloads.corpus(whole):
        (directory / 'in' / f'{name}.html').write_bytes(page)
        PAYLOADS[name] = None if way == 'raw' else payload


def rendered(render, directory):
    """The pages that have a text."""
    pages = sorted(map(str, (directory / 'in').iterdir()))
    silent = set()
    for i in range(0, len(pages), 1000):
        done = subprocess.run([render, directory / 'out', *pages[i:i + 1000]], stdout=subprocess.PIPE, check=True)
        silent |= set(done.stdout.decode().split())
    names = [pathlib.Path(p).stem for p in pages]
    return [directory / 'out' / n for n in names if n not in silent], silent


def check_all(rows, pages, html5lib, yaml, some):
    """some: of these all is read that takes its time."""
    for suffix in ('txt', 'md', 'html', 'xml', 'yaml.md', 'references.md'):
        rows.check(f'{suffix}: nothing raw', pages, suffix, lambda text, _: strict.control_in(text))
    rows.check('report: nothing raw', some, 'report.html', lambda text, _: strict.control_in(text))
    rows.check('txt: keeps words as they are', pages, 'txt', keeps_words)
    rows.check('xml: TEI alone, safe addresses', pages, 'xml', tei_is_strict)
    if not pages[0].with_name(pages[0].name + '.json').exists():
        rows.skip('json', 'this library has no JSON')
    else:
        for suffix in ('json', 'jsonl'):
            rows.check(f'{suffix}: strict', pages, suffix, json_is_strict)
        rows.check('explain: strict', some, 'explain', lines_are_json)
        if yaml:
            rows.check('front matter: the values of the JSON, and the same text', pages, 'yaml.md', front_matter_is_exact(yaml))
    if not html5lib:
        rows.skip('html, md', 'no html5lib')
        return
    rows.check('html: strict', pages, 'html', html_is_strict(html5lib))
    rows.check('report: ours', some, 'report.html', report_is_ours(html5lib, check.TOP / 'src/render/report.html'))
    if not check.shutil.which('cmark-gfm'):
        rows.skip('md', 'no cmark-gfm')
        return
    for name, command in CMARKS.items():
        rows.check(name + ': safe', pages if name == 'md, read with all extensions' else some, 'md', markdown_is_safe(html5lib, command))
        rows.check(name + ', with references: safe', some[::3], 'references.md', markdown_is_safe(html5lib, command))
    meant = [page for page in pages if PAYLOADS[page.name] is not None]
    rows.check('md: the structure of the HTML', meant, 'plain.md', same_structure(html5lib))


def main():
    rows = check.Rows()
    directory, whole = pathlib.Path(sys.argv[2]), sys.argv[3:] == ['whole']
    write_pages(directory, whole)
    pages, silent = rendered(sys.argv[1], directory)
    rows.row('pages have a text', sorted((n, 'has none') for n in silent if PAYLOADS[n] is not None), len(PAYLOADS))
    html5lib = check.module('html5lib')
    check_all(rows, pages, html5lib, check.module('yaml'), pages if whole else pages[::5])
    if whole and html5lib:
        check_others(rows, html5lib, pages)
    print(f'1..{rows.n}')
    return 1 if rows.failed else 0


if __name__ == '__main__':
    sys.exit(main())
