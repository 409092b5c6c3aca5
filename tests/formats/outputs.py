"""Whether pages, feeds and addresses can break out of what the command writes: outputs.py COMMAND [whole], as TAP.

Works in the directory that is current, which is empty. A server on the loopback address has feeds
full of the texts of payloads.py, with pages full of them: these are kept in an archive, exported,
written as feeds and cleaned in batches, and all of that is read by strict.py and by programs of others.
"""
import email.policy
import glob
import html
import http.server
import json
import mailbox
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import zipfile

import check
import payloads
import strict

COMMAND, WHOLE = sys.argv[1], sys.argv[2:] == ['whole']
TEXTS = payloads.TEXTS + payloads.URLS
# Pages, and entries of one feed.
SOME = TEXTS if WHOLE else TEXTS[::6]
IN_A_FEED = 10
ATOM, XHTML = '{http://www.w3.org/2005/Atom}', 'http://www.w3.org/1999/xhtml '

count = failed = 0


def ok(wrong, name, *details):
    """wrong: what is, as text or a list; nothing is good."""
    global count, failed
    count += 1
    failed += bool(wrong)
    print(f'{"not " if wrong else ""}ok {count} - {name}', flush=True)
    for detail in (*(wrong if isinstance(wrong, list) else [wrong]), *details)[:6] if wrong else ():
        print(f'#   {detail!a:.400}')


def run(*arguments, data=b''):
    done = subprocess.run([COMMAND, *arguments], input=data, capture_output=True, check=False, timeout=600)
    return done.returncode, done.stdout, done.stderr.decode()


def made(name, expects, *arguments, data=b''):
    """The stdout of a run; a row about its status and about what it tells people."""
    status, out, err = run(*arguments, data=data)
    wrong = [] if status in expects else [f'status {status}']
    ok(wrong + list(filter(None, [strict.control_in(err)])), name, err[-300:])
    return out


def troubles(things, test):
    """test(thing) returns or raises what is wrong with it."""
    found = []
    for thing in things:
        try:
            why = test(thing)
        except Exception as error:  # pylint: disable=broad-except
            why = f'{type(error).__name__}: {error}'
        if why:
            found.append(f'{str(thing)[-60:]!a}: {why}')
    return found


# ---------------------------------------------------------------- what the server has

def prose_of(n):
    """Words that no other page has, so that none is taken for a copy of another."""
    words = payloads.PROSE.replace(',', '').replace('.', '').split()
    chosen = random.Random(n)
    return ''.join(f'<p>It was {" ".join(chosen.choices(words, k=60))}, and so on.</p>' for _ in range(20))


def page_of(n):
    way = list(payloads.WAYS)[n % 3]
    page = payloads.page(SOME[n], way, None if n % 2 else 'http://example.org/' + SOME[n])
    return page.replace(b'<h2>', prose_of(n).encode() + b'<h2>', 1)


def xml_text(text):
    """As XML can say it, and what it cannot left out."""
    return ''.join(f'&#{ord(c)};' if c in '\t\n\r\x7f\x85' or '\x80' <= c < '\xa0' else html.escape(c) for c in text
                   if c in '\t\n\r' or (' ' <= c and not '\ud800' <= c <= '\udfff' and c not in '\ufffe\uffff'))


def rss(base, first):
    """A feed that is named after its first payload."""
    items = []
    for n in range(first, min(first + IN_A_FEED, len(SOME))):
        t = xml_text(SOME[n])
        items.append(f'<item><title>Entry {n} {t}</title><link>{base}/page/{n}/{t}</link><guid isPermaLink="false">{t}{n}</guid><author>{t}</author>'
                     f'<category>{t}</category><pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate><comments>{t}</comments><description>{t}</description></item>')
    t = xml_text(SOME[first])
    return (f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed {t}</title><link>{base}/{t}</link><language>en{t}</language>'
            f'<description>{t}</description>{"".join(items)}</channel></rss>').encode()


def json_feed(base, first):
    items = [{'id': f'{SOME[n]}{n}', 'title': f'Entry {n} {SOME[n]}', 'url': f'{base}/page/{n}/{SOME[n]}', 'authors': [{'name': SOME[n]}], 'tags': [SOME[n]],
              'date_published': '2020-01-01T00:00:00Z' + SOME[n], 'language': SOME[n], 'image': SOME[n]} for n in range(first, min(first + IN_A_FEED, len(SOME)))]
    return json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': f'Feed {SOME[first]}', 'home_page_url': f'{base}/{SOME[first]}',
                       'description': SOME[first], 'items': items}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    """/feed/N and /page/N, whatever follows."""
    def do_GET(self):  # pylint: disable=invalid-name
        base = f'http://127.0.0.1:{self.server.server_port}'
        kind, number = (self.path.split('/') + ['', ''])[1:3]
        head, line, body = b'Content-Type: text/html\r\n', b'200 OK', b''
        if kind == 'page' and number.isdigit():
            body = page_of(int(number))
            # What a header of the server's may hold: its value goes into the archive, too.
            said = SOME[int(number)].encode('utf-8', 'surrogatepass').replace(b'\r', b'').replace(b'\n', b'').replace(b'\0', b'')
            head += b'X-Said: ' + said + b'\r\nSet-Cookie: a=' + said + b'\r\nETag: "' + said + b'"\r\n'
        elif kind == 'feed' and number.isdigit():
            first = int(number)
            is_json = first // IN_A_FEED % 2
            head = b'Content-Type: application/' + (b'feed+json' if is_json else b'rss+xml') + b'\r\n'
            body = (json_feed if is_json else rss)(base, first)
        else:
            line = b'404 Not Found'
        self.wfile.write(b'HTTP/1.0 ' + line + b'\r\n' + head + b'Content-Length: %d\r\n\r\n' % len(body) + body)

    def log_message(self, *_):
        pass


# ---------------------------------------------------------------- checks of many

def files_below(directory):
    return [os.path.relpath(os.path.join(d, n), directory) for d, _, names in os.walk(directory) for n in names]


def names_are_safe(name, directory, before):
    """before: what was in the current directory, beside which is only this one."""
    found = troubles(files_below(directory), strict.unsafe_name)
    found += [f'beside it: {n!a}' for n in os.listdir('.') if n not in before and n != directory]
    ok(found, name)


def ours(value):
    """Without what is the input's own and stays as it was, by escapes: names, addresses, further members."""
    return {k: v for k, v in value.items() if k not in ('id', 'EVIL', 'site', 'url', 'external_url') and not k.endswith('!')}


def lines_are(name, data, n):
    """JSON Lines, so many of them."""
    lines = data.decode().split('\n')
    wrong = troubles(lines[:-1], lambda line: strict.control_in(line) or strict.control_in_value(ours(strict.strict_json(line))))
    ok(wrong + ([] if len(lines) == n + 1 and not lines[-1] else [f'{len(lines) - 1} lines for {n}']), name)


def matter_is_yaml(yaml):
    def test(path):
        head = re.match('---\n(.*?)\n---\n\n?(.*)', pathlib.Path(path).read_bytes().decode(), re.S).group(1)
        fields = yaml.safe_load(head)
        others = set(fields) - KNOWN_KEYS
        kinds = [k for k, v in fields.items() if not isinstance(v, str) and not (isinstance(v, list) and all(isinstance(s, str) for s in v))]
        return f'{others or kinds}' if others or kinds else strict.control_in(head)
    return test


KNOWN_KEYS = set('''title author published modified site_name language description image tags license url canonical_url
    archive_feed archive_entry archive_fetched archive_version archive_source archive_text archive_fingerprint archive_raw
    archive_duplicate_of'''.split())


def html_is_safe(html5lib, more=()):
    return lambda path: strict.unsafe_html(html5lib, pathlib.Path(path).read_text(), more)


def markdown_is_safe(html5lib):
    def test(path):
        body = pathlib.Path(path).read_text().split('\n---\n', 1)[1]
        text = subprocess.run(['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'footnotes', '-e', 'autolink'],
                              input=body.encode(), capture_output=True, check=True).stdout.decode()
        return strict.unsafe_html(html5lib, text, strict.OF_CMARK)
    return test


# ---------------------------------------------------------------- an archive

def check_raw():
    """The pages as they came, byte for byte, and heads of our making around them."""
    pages = {}
    wrong = []
    for path in glob.glob('kept/**/*.warc.gz', recursive=True):
        for member in strict.gzip_members(pathlib.Path(path).read_bytes()):
            try:
                fields, block, rest = strict.warc_record(member)
                if rest:
                    wrong.append(f'something behind a record: {rest[:80]!a}')
                if fields['WARC-Type'] != 'response':
                    continue
                _, _, payload = strict.http_answer(block)
                pages[re.search('/page/([0-9]+)', fields['WARC-Target-URI']).group(1)] = payload
            except Exception as error:  # pylint: disable=broad-except
                wrong.append(f'{type(error).__name__}: {error}')
    wrong += [f'page {n} is another' for n, payload in pages.items() if payload != page_of(int(n))]
    ok(wrong or (not pages and 'no page'), f'raw pages: {len(pages)} records by the book, each page as it was')


def check_kept(yaml, html5lib, before):
    names_are_safe('archive: names of files', 'kept', before)
    files = [p for p in glob.glob('kept/**/*.md', recursive=True)]
    ok(len(files) < len(SOME) * 2 // 3 and f'{len(files)} articles of {len(SOME)}', 'archive: articles are there')
    ok(troubles(files, lambda p: strict.control_in(pathlib.Path(p).read_bytes().decode())), 'archive: nothing raw')
    if yaml:
        ok(troubles(files, matter_is_yaml(yaml)), 'archive: front matter has its keys, and strings')
    if html5lib and shutil.which('cmark-gfm'):
        ok(troubles(files, markdown_is_safe(html5lib)), 'archive: Markdown is safe')
    return len(files)


def check_lists(n):
    for arguments, lines in ((['list', 'kept'], n), (['status', 'kept'], None), (['search', 'kept', 'river', '--limit', '9999'], None)):
        text = made('archive ' + arguments[0], (0,), 'archive', *arguments).decode()
        ok(strict.control_in(text) or (lines is not None and text.count('\n') != lines and f'{text.count(chr(10))} lines of {lines}'),
           f'archive {arguments[0]}: nothing raw, a line each')
    for arguments in (['list', 'kept'], ['status', 'kept'], ['search', 'kept', 'river', '--limit', '9999']):
        data = made(f'archive {arguments[0]} --json', (0,), 'archive', *arguments, '--json')
        lines_are(f'archive {arguments[0]} --json: lines', data, n if arguments[0] == 'list' else data.count(b'\n'))


def check_atom(html5lib, n):
    text = made('export --atom', (0,), 'archive', 'export', 'kept', '--atom', '--limit', '9999')
    wrong = troubles(['atom'], lambda _: strict.walk_xml(text, lambda *_: None))
    feed = check.readback.ElementTree.fromstring(text)
    entries = feed.findall(ATOM + 'entry')
    wrong += [] if len(entries) == n else [f'{len(entries)} entries of {n}']
    names = {child.tag.replace(ATOM, '') for e in entries for child in e}
    wrong += [names] if names - set('id title updated published author link summary content category source rights'.split()) else []
    for link in feed.iter(ATOM + 'link'):
        wrong += filter(None, [strict.unsafe_address(link.get('href'))])
    if html5lib:
        wrong += troubles([c.text for c in feed.iter(ATOM + 'content') if c.text],
                          lambda t: strict.unsafe_html(html5lib, t, {'rp', 'ruby'} | IN_EXPORTS))
    ok(wrong, 'export --atom: entries of ours, safe content')


# What the exports keep of pages beside what we write.
IN_EXPORTS = {'title', 'xml:lang', 'hr', 'aside', 'nav', 'header', 'footer', 'main', 'time', 'datetime', 'dfn', 'data-label'}


def check_mbox(n):
    text = made('export --mbox', (0,), 'archive', 'export', 'kept', '--mbox')
    pathlib.Path('a.mbox').write_bytes(text)
    mails = list(mailbox.mbox('a.mbox', factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default)))
    wrong = [] if len(mails) == n else [f'{len(mails)} mails of {n}']
    known = set('from subject date message-id x-feed mime-version content-type content-transfer-encoding archived-at'.split())

    def test(mail):
        names = [name.lower() for name in mail.keys()]
        if set(names) - known or len(set(names)) != len(names):
            return f'headers: {names}'
        if mail.defects or len(mail['From'].addresses) != 1 or not mail['From'].addresses[0].domain.endswith('.invalid'):
            return f'{mail.defects} {mail["From"]!a}'
        return strict.control_in(mail['Subject'] + str(mail['From']) + mail.get_content())

    wrong += troubles(mails, test)
    wrong += [] if len(re.findall(rb'(?m)^>*From ', text)) == n else ['lines that begin like a mail']
    wrong += ['a long line, or no ASCII'] if max(map(len, text.split(b'\n'))) > 998 or re.search(rb'[^\n\t -~]', text) else []
    ok(wrong, 'export --mbox: mails of ours')


def check_epub(n):
    made('export --epub', (0,), 'archive', 'export', 'kept', '--epub', '-o', 'a.epub')
    book = zipfile.ZipFile('a.epub')
    names = book.namelist()
    wrong = troubles([name for name in names if name != 'mimetype'], strict.unsafe_name)
    allowed = strict.TAGS | IN_EXPORTS | {'section', 'nav'}

    def test(name):
        bad = []

        def on_element(element, attributes):
            if element.startswith(XHTML) and element[len(XHTML):] not in allowed:
                bad.append(element)
            bad.extend(a for a in attributes if a.lower().startswith('on') or a == 'style')
            bad.extend(filter(None, (strict.unsafe_address(attributes.get(a, '')) for a in ('href', 'src'))))

        # A package file of ours has a type, and the style sheet is no XML.
        strict.walk_xml(book.read(name), on_element)
        return bad or strict.control_in(book.read(name).decode())

    wrong += troubles([name for name in names if name.endswith('.xhtml')], test)
    wrong += troubles([name for name in names if name.endswith(('.opf', '.ncx', '.xml'))],
                      lambda name: strict.control_in(book.read(name).decode()) or check.readback.ElementTree.fromstring(book.read(name)) is None)
    wrong += [] if len([name for name in names if re.fullmatch(r'.*c0\d+\.xhtml', name)]) == n else [f'chapters: {len(names)} files for {n}']
    ok(wrong, 'export --epub: names, chapters of ours')


def check_html(html5lib, before):
    made('export --html', (0,), 'archive', 'export', 'kept', '--html', 'site')
    names_are_safe('export --html: names of files', 'site', [*before, 'kept', 'a.mbox', 'a.epub'])
    pages = glob.glob('site/**/*.html', recursive=True)
    if not html5lib:
        return

    def test(path):
        tree, errors = strict.tree_of_html(html5lib, pathlib.Path(path).read_text())
        for element in tree.iter():
            tag = element.tag.replace(strict.XHTML, '') if isinstance(element.tag, str) else '!'
            if tag == 'script' and (element.text or not re.fullmatch(r'[a-z/.-]*\.js', element.get('src', ''))):
                return f'a script: {element.attrib} {element.text!a:.100}'
            if any(name.lower().startswith('on') or name == 'style' for name in element.attrib):
                return f'{tag} has {element.attrib}'
            if tag in ('iframe', 'object', 'embed', 'base', 'svg', 'math', 'template', 'style', '!'):
                return f'an element {tag}'
            for name in ('href', 'src'):
                why = strict.unsafe_address(element.get(name, ''))
                if why:
                    return why
        return errors

    ok(troubles(pages, test), f'export --html: {len(pages)} pages are safe')


def check_exports(html5lib, n, before):
    lines_are('export --jsonl: a line for each', made('export --jsonl', (0,), 'archive', 'export', 'kept', '--jsonl'), n)
    text = made('export --opml', (0,), 'archive', 'export', 'kept', '--opml')
    outlines, wrong = [], []
    strict.walk_xml(text, lambda name, attributes: outlines.append((name, attributes)))
    wrong += [name for name, _ in outlines if name not in ('opml', 'head', 'title', 'dateCreated', 'dateModified', 'body', 'outline', 'docs')]
    for _, attributes in outlines:
        wrong += filter(None, (strict.unsafe_address(attributes.get(a, '')) for a in ('xmlUrl', 'htmlUrl')))
    ok(wrong, 'export --opml: outlines of ours')
    check_atom(html5lib, n)
    check_mbox(n)
    check_epub(n)
    check_html(html5lib, before)


def check_archive(base, yaml, html5lib):
    feeds = [f'{base}/feed/{n}' for n in range(0, len(SOME), IN_A_FEED)]
    before = os.listdir('.')
    made('archive add', (0, 10), 'archive', 'add', 'kept', '--pause', '0', *feeds)
    made('archive run', (0, 10), 'archive', 'run', 'kept', '--pause', '0', '--hosts', '16', '-v')
    n = check_kept(yaml, html5lib, before)
    check_raw()
    check_lists(n)
    # Of copies the first one is exported.
    check_exports(html5lib, n - run('archive', 'list', 'kept')[1].count(b'\tcopy of '), before)
    made('archive verify', (0,), 'archive', 'verify', 'kept')
    made('archive rebuild', (0,), 'archive', 'rebuild', 'kept')
    made('archive verify, once more', (0,), 'archive', 'verify', 'kept')
    ok(run('archive', 'list', 'kept')[1].count(b'\n') != n and 'another number', 'archive rebuild: from the files all are there')


# ---------------------------------------------------------------- feeds

def check_feeds(base):
    for form in ('atom', 'rss', 'jsonfeed', 'jsonl', 'sfeed'):
        wrong = []
        for first in range(0, len(SOME), IN_A_FEED * (1 if WHOLE else 4)):
            for number in (first, first + IN_A_FEED):
                if number < len(SOME):
                    _, out, err = run('feed', '--no-cache', '--pause', '0', '--to', form, f'{base}/feed/{number}')
                    wrong += [f'{number}: {t}' for t in troubles([out.decode()], lambda t: feed_is_strict(form, t))]
                    wrong += filter(None, [strict.control_in(err)])
        ok(wrong, f'feed --to {form}: of ours')


def feed_is_strict(form, text):
    if form in ('atom', 'rss'):
        names = []
        strict.walk_xml(text, lambda name, _: names.append(name.rpartition(' ')[2]))
        n = names.count('entry' if form == 'atom' else 'item')
    elif form == 'sfeed':
        n = text.count('\n')
        if any(line.count('\t') != 8 for line in text.split('\n')[:-1]):
            return 'a line has not nine fields'
    else:
        values = [strict.strict_json(line) for line in text.split('\n') if line] if form == 'jsonl' else strict.strict_json(text)
        n = len(values) if form == 'jsonl' else len(values['items'])
        # Addresses and HTML are as the feed has them, by escapes.
        why = next(filter(None, (strict.control_in_value([v.get(k) for k in ('title', 'author', 'authors', 'language', 'tags', 'categories')])
                                 for v in (values if form == 'jsonl' else values['items']))), None)
        if why:
            return why
    return strict.control_in(text) or (not 1 <= n <= IN_A_FEED and f'{n} entries')


# ---------------------------------------------------------------- batches

def as_json_lines():
    """Records of a batch, with payloads as ids, addresses and members."""
    return ''.join(json.dumps({'id': text, 'url': 'http://example.org/' + text, 'EVIL': text, text + '!': 1,
                               'html': page_of(n).decode('utf-8', 'surrogatepass')}) + '\n' for n, text in enumerate(SOME)).encode()


def as_warc():
    """The same as WARC, as crawlers write it: addresses with whatever a line can hold."""
    records = []
    for n, text in enumerate(SOME):
        line = re.sub('[\r\n]', '', text).encode('utf-8', 'surrogatepass')
        block = b'HTTP/1.1 200 ' + line + b'\r\nContent-Type: text/html; charset=utf-8\r\nX-Said: ' + line + b'\r\n\r\n' + page_of(n)
        records.append(b'WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%d' % n + line + b'>\r\nWARC-Date: 2020-01-01T00:00:00Z' + line
                       + b'\r\nWARC-Target-URI: http://example.org/' + line
                       + b'\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n' % len(block) + block + b'\r\n\r\n')
    return b''.join(records)


def wet_is_strict(data):
    """Text that readers of WET look for again, each on lines of its own."""
    for fields, block in strict.warc_records(data):
        if fields['WARC-Type'] not in ('warcinfo', 'conversion'):
            return fields['WARC-Type']
        why = strict.control_in(block.decode().replace('\r\n', '\n')) or strict.control_in(' '.join(f'{k}{v}' for k, v in fields.items()))
        if why:
            return why
    return None


def check_batches():
    pathlib.Path('in.jsonl').write_bytes(as_json_lines())
    pathlib.Path('in.warc').write_bytes(as_warc())
    for source in ('in.jsonl', 'in.warc'):
        data = made(f'batch of {source}', (0, 10), 'batch', '-P', '2', source)
        lines_are(f'batch of {source}: a line for each', data, len(SOME))
        data = made(f'batch of {source} to WET', (0, 10), 'batch', '-P', '2', '--to', 'wet', source)
        ok(troubles([data], wet_is_strict), f'batch of {source} to WET: records by the book')
        before = os.listdir('.')
        directory = 'out-' + source[3:]
        made(f'batch of {source} to files', (0, 10), 'batch', '-P', '2', '--to', 'md', '--output-dir', directory, source)
        names_are_safe(f'batch of {source} to files: names', directory, before)
        again = pathlib.Path('again.wet')
        again.write_bytes(made(f'batch of {source}, to WET once more', (0, 10), 'batch', '-P', '2', '--to', 'wet', source))
        n = len(strict.warc_records(again.read_bytes())) - 1
        lines_are(f'batch of {source}: its WET is read again', made('batch of WET', (0, 10), 'batch', '--from', 'warc', str(again)), n)
    listed = '\n'.join(re.sub('[\r\n]', '', t) for t in SOME).encode('utf-8', 'surrogatepass')
    lines_are('batch of a list of what is not there', made('batch of a list', (0, 3, 10), 'batch', '-i', '-', '--pause', '0', data=listed),
              len([line for line in listed.decode('utf-8', 'replace').split('\n') if line.strip(' \t\r') and line.strip(' \t\r')[0] != '#']))


def main():
    yaml, html5lib = check.module('yaml'), check.module('html5lib')
    if run('batch', '--help')[0] == 0 and b'\njsonl ' in run('--list-formats')[1]:
        check_batches()
    if b'libcurl' in run('--version')[1] and run('archive', '--help')[0] == 0:
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f'http://127.0.0.1:{server.server_port}'
        check_archive(base, yaml, html5lib)
        check_feeds(base)
        server.shutdown()
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
