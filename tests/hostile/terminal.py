"""Whether anything that strangers wrote reaches a terminal raw: terminal.py COMMAND.

Pages, names of files, rule files, lists and a server on the loopback address are full of control
characters, escape sequences and marks that turn the direction of text. Whatever the command writes,
to stdout and stderr, to a pipe and to a terminal, must have none of them. Output is TAP.
"""
import http.server
import os
import pathlib
import pty
import re
import subprocess
import sys
import threading

COMMAND = sys.argv[1]

# What no output may hold, but line feeds and tabs.
FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]')

NASTY = [
    '\x1b[31mred\x1b[0m', '\x1b]0;a title\x07', '\x1b]8;;http://evil.example/\x1b\\link\x1b]8;;\x1b\\',
    '\x1b[2J\x1b[H', '\x1bPq\x1b\\', '\x1b(0', '\x9b31m', '\x9d0;title\x9c', '\x90q\x9c', '\x7f\x08\x08\x08', '\rover',
    'a\x0bb\x0cc', '\x07', '\x0e\x0f', '\x85next', '\u202egnp.exe', '\u202a\u202b\u202d', '\u2066\u2067\u2068\u2069',
    '\u2028line\u2029', '\ufeff', '\ufffe\uffff', '\x01\x02\x1f',
]
ALL = ' x '.join(NASTY)
# The same without what no name of a file, and no argument, can hold.
NAMES = [n.replace('/', '_') for n in NASTY] + ['a\nb', 'a\tb']
# No UTF-8, and a control character where a terminal reads Latin-1.
RAW_NAME = b'raw\x9b31m\xff'

PROSE = ('It rained all night, and in the morning the river had left its bed and stood in the streets of the lower '
         'town, where nobody had expected it.')


def references(text):
    return ''.join(f'&#{ord(c)};' for c in text)


def page(nasty):
    """An article with the text everywhere, as it is and as references."""
    attribute = nasty.replace('&', '&amp;').replace('"', '&quot;').replace('<', '&lt;')
    text = attribute.replace('\x1f', '')
    both = text + ' ' + references(nasty)
    json_text = nasty.replace('\\', '\\\\').encode('unicode-escape').decode().replace('\\x', '\\u00')
    return f'''<!DOCTYPE html><html lang="{attribute}"><head><meta charset=utf-8><title>Title {both}</title>
<meta name=author content="Author {attribute}"><meta property=og:site_name content="Site {attribute}">
<meta name=description content="Says {references(nasty)}"><meta name=keywords content="{attribute},b">
<meta property=og:image content="http://example.org/{attribute}.png"><link rel=canonical href="http://example.org/{attribute}">
<meta property=article:published_time content="2020-01-01{attribute}"><link rel=license href="/{attribute}">
<script type="application/ld+json">{{"@type":"Article","headline":"{json_text}","author":{{"name":"{json_text}"}}}}</script>
</head><body><article><h1>Title {both}</h1><p class="byline">By Author {both}</p><p>{PROSE} {both} {PROSE}</p>
<p>{PROSE} <a href="http://example.org/{attribute}" title="{attribute}">link {both}</a> <code>{both}</code></p>
<figure><img src="/{attribute}.png" alt="{attribute}"><figcaption>Caption {both} {PROSE}</figcaption></figure>
<pre class="language-{attribute}">code {both}\nmore</pre><ul><li>{PROSE} {both}</li></ul>
<table><caption>{both}</caption><tr><th>{both}<th>b<tr><td>{both}<td>d<tr><td>e<td>f</table>
<p>{PROSE} <math><mi>x</mi><annotation encoding="application/x-tex">{both}</annotation></math></p>
<blockquote cite="{attribute}"><p>{PROSE} {both}</p></blockquote><p id="{attribute}">{PROSE}</p>
</article><div class="share {attribute}">Share {both}</div></body></html>'''


FEED = '''<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed {0}</title><link>{1}</link>
<description>{0}</description><item><title>Entry {0}</title><link>{1}/page</link><guid>{1}/page</guid>
<author>{0}</author><category>{0}</category><pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate></item></channel></rss>'''


class Tests:
    def __init__(self):
        self.n = self.failed = 0

    def tell(self, name, troubles):
        self.n += 1
        self.failed += bool(troubles)
        print(f'{"not " if troubles else ""}ok {self.n} - {name}', flush=True)
        for trouble in troubles[:5]:
            print(f'#   {trouble!a:.300}')


def trouble_in(what, data):
    """Lines of WARC and of a terminal end in a return as well."""
    try:
        text = data.decode().replace('\r\n', '\n')
    except UnicodeDecodeError as error:
        return [f'{what}: {error}']
    found = FORBIDDEN.search(text)
    if not found:
        return []
    at = found.start()
    return [f'{what}: U+{ord(found.group()):04X} in {text[max(0, at - 40):at + 20]!a}']


def run(*arguments, data=b''):
    done = subprocess.run([COMMAND, *arguments], input=data, capture_output=True, check=False, timeout=300)
    return done.returncode, done.stdout, done.stderr


def troubles_of(*arguments, data=b'', expects=(0,)):
    """What is wrong with what the command writes; expects: its statuses, None for any."""
    status, out, err = run(*arguments, data=data)
    troubles = trouble_in('stdout', out) + trouble_in('stderr', err)
    if status < 0 or (expects and status not in expects):
        troubles.append(f'status {status}: {err[-200:]!a}')
    if not out and not err:
        troubles.append('nothing is written')
    return [f'{arguments!a:.80}: {trouble}' for trouble in troubles]


def run_on_terminal(*arguments):
    """What comes out of a terminal that stdout and stderr are, without the returns that it adds."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                          env={**os.environ, 'TERM': 'xterm'}) as process:
        os.close(theirs)
        data = b''
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            data += piece
        process.wait()
    os.close(ours)
    return data.replace(b'\r\n', b'\n')


# ---------------------------------------------------------------- pages

def write_pages():
    """A page for each text, and one for all of them."""
    paths = []
    for i, nasty in enumerate(NASTY + [ALL]):
        path = pathlib.Path(f'page{i}.html')
        path.write_bytes(page(nasty).encode('utf-8', 'surrogatepass'))
        paths.append(str(path))
    return paths


def has_format(name):
    return f'\n{name} '.encode() in b'\n' + run('--list-formats')[1]


def check_formats(tests, paths):
    formats = [f for f in ('text', 'markdown', 'json', 'jsonl', 'explain') if has_format(f)]
    for name in formats:
        tests.tell(f'pages as {name}', troubles_of('-v', '--to', name, '-u', 'http://example.org/', *paths))
    for name in ('html', 'xml'):
        tests.tell(f'pages as {name}', sum((troubles_of('--to', name, path) for path in paths), []))
    tests.tell('pages with all parts', troubles_of(
        '--front-matter', '--mark', '--links', 'list', '--images', '--formatting', '--scripts', '--width', '40', *paths))
    tests.tell('pages as Markdown with references', troubles_of(
        '--md', '--front-matter', '--links', 'reference', *paths))
    fields = ['title', 'author', 'url', 'site_name', 'description', 'tags', 'image', 'language', 'license', 'notes', 'text']
    for field in fields:
        tests.tell(f'the field {field}', troubles_of('--select', field, *paths, expects=None))
    tests.tell('a template', troubles_of('--template', '{title}|{author}|{tags|, }|{text}\\n', *paths, expects=None))
    if 'explain' in formats:
        status, _, err = run('--report', 'report.html', paths[-1])
        tests.tell('the report', trouble_in('report', pathlib.Path('report.html').read_bytes()) if status == 0 else [err])
    text = '\n\n'.join(f'{PROSE} {n} {PROSE}' for n in NASTY)
    tests.tell('scraped text', troubles_of('--text', '-', data=text.encode('utf-8', 'surrogatepass')))
    tests.tell('rules suggested', troubles_of('rules', 'suggest', '-u', 'http://example.org/', *paths))


def check_same_on_terminal(tests, paths):
    troubles = []
    for arguments in (['-q', paths[-1]], ['-q', '--md', paths[-1]], ['-q', '--html', paths[-1]]):
        shown = run_on_terminal(*arguments)
        troubles += trouble_in('terminal', shown)
        if shown != run(*arguments)[1]:
            troubles.append(f'{arguments}: the terminal gets other bytes than a pipe')
    tests.tell('a terminal gets what a pipe gets', troubles)
    troubles = []
    for name in NAMES:
        troubles += trouble_in('terminal', run_on_terminal('-v', '--', name))
    tests.tell('names of files that are not there, on a terminal', troubles)


# ---------------------------------------------------------------- names and arguments

def check_names(tests):
    troubles = []
    made = []
    for name in NAMES:
        path = pathlib.Path(name + '.html')
        path.write_text(f'<title>t</title><p>{PROSE}</p><p>{PROSE}</p>', encoding='utf-8')
        made.append(str(path))
        troubles += troubles_of('-v', str(path)) + troubles_of(name, expects=(3,))
    with open(RAW_NAME, 'w', encoding='utf-8') as file:
        file.write(f'<p>{PROSE}</p>')
    troubles += troubles_of('-v', RAW_NAME) + troubles_of(RAW_NAME + b'2', expects=(3,))
    tests.tell('names of files', troubles)
    troubles = []
    if has_format('jsonl'):
        for arguments in ([], ['-v'], ['--to', 'wet'], ['--output-dir', 'out', '-v']):
            troubles += troubles_of('batch', *arguments, '--', *made, RAW_NAME, 'missing\x1b[31m\x9b', expects=None)
        for path in pathlib.Path('out').rglob('*'):
            if not re.fullmatch('[A-Za-z0-9_][-A-Za-z0-9_.]*', path.name):
                troubles.append(f'a file is named {path.name!a}')
        lines = ''.join(f'{{"id":"{i}","{n.encode("unicode-escape").decode().replace(chr(92) + "x", chr(92) + "u00")}":'
                        f'"\x7f\x9b31m\u202e","html":"<p>{PROSE}"}}\n' for i, n in enumerate(NASTY))
        troubles += troubles_of('batch', '--from', 'jsonl', '-', data=lines.encode(), expects=None)
        listed = '\n'.join(n for n in NAMES if '\n' not in n)
        troubles += troubles_of('batch', '-i', '-', data=listed.encode('utf-8', 'surrogatepass'), expects=None)
    tests.tell('names in batches', troubles)


def check_arguments(tests, paths):
    troubles = []
    for n in (NASTY[0], NASTY[6], NASTY[15], '\x7f\rover\u2028'):
        for option in ('--to', '--select', '--template', '-E', '--kind', '--width', '--rules', '--links', '-o', '--site'):
            value = '{' + n if option == '--template' else 'missing/' + n if option == '-o' else n
            troubles += troubles_of(option, value, paths[0], expects=None)
        troubles += troubles_of('--' + n, expects=(2,)) + troubles_of('-' + n, expects=None)
        troubles += troubles_of('http://127.0.0.1:1/' + n, expects=None) + troubles_of('http://' + n + '.invalid/', expects=None)
        troubles += troubles_of('x' + n + '://example.org', expects=None)
    tests.tell('arguments that are wrong', troubles)


def check_rules(tests, paths):
    troubles = []
    for i, n in enumerate(NASTY):
        path = pathlib.Path(f'nasty{i}.rules')
        path.write_bytes(f'strip .{n}\nverb {n}\ntest "{n}"\n  <p>{n}\ngives\n  {n} x\nend\n'.encode('utf-8', 'surrogatepass'))
        troubles += troubles_of('rules', 'check', str(path), expects=None)
        troubles += troubles_of('--rules', str(path), paths[0], expects=None)
        path.write_bytes(f'# {n}\nstrip .share\ntest "{n}"\n  <p>{PROSE} {n}\ngives\n  other\nend\n'.encode('utf-8', 'surrogatepass'))
        troubles += troubles_of('rules', 'check', str(path), expects=None)
        path.write_bytes(b'strip p\n')
        troubles += troubles_of('--diff', str(path), paths[i], expects=None)
    tests.tell('rule files, and what they would change', troubles)


# ---------------------------------------------------------------- a server

class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what the path says: a text of NASTY in one of several places."""
    def do_GET(self):  # pylint: disable=invalid-name
        place, _, number = self.path.lstrip('/').partition('/')
        nasty = NASTY[int(number)].encode('utf-8', 'surrogatepass') if number.isdigit() else b''
        base = f'http://127.0.0.1:{self.server.server_port}'
        body, head = page(ALL).encode('utf-8', 'surrogatepass'), b'Content-Type: text/html\r\n'
        line = b'200 OK'
        if place == 'reason':
            line = b'404 ' + nasty
        elif place == 'type':
            head = b'Content-Type: image/' + nasty + b'\r\n'
        elif place == 'charset':
            head = b'Content-Type: text/html; charset="' + nasty + b'"\r\n'
        elif place == 'location':
            line, head = b'302 Found', b'Location: /x' + nasty + b'\r\n'
        elif place == 'scheme':
            line, head = b'302 Found', b'Location: evil' + nasty + b'://host/\r\n'
        elif place == 'encoding':
            head += b'Content-Encoding: ' + nasty + b'\r\n'
        elif place == 'feed':
            head = b'Content-Type: application/rss+xml\r\n'
            text = ''.join(f'&#{ord(c)};' if c not in '\x7f' and ord(c) < 0x80 else c for c in ALL)
            text = re.sub('&#(?:[0-8]|1[0-9]|2[0-9]|3[01]);', '', text).replace('\ufffe', '').replace('\uffff', '')
            body = FEED.format(text, base).encode()
        elif place == 'robots.txt':
            line, body = b'404 Not Found', b''
        self.wfile.write(b'HTTP/1.0 ' + line + b'\r\n' + head + b'Connection: close\r\n\r\n' + body)

    def log_message(self, *_):
        pass


def check_server(tests, base):
    for place in ('page', 'reason', 'type', 'charset', 'location', 'scheme', 'encoding'):
        troubles = []
        for i in range(len(NASTY)):
            troubles += troubles_of('-v', f'{base}/{place}/{i}', expects=None)
        tests.tell(f'a server, its {place}', troubles)


def check_archive(tests, base):
    if run('archive', '--help')[0]:
        return
    tests.tell('archive: add', troubles_of('archive', 'add', 'kept', base + '/feed', '--pause', '0', expects=None))
    for verb in (['run', 'kept', '-v', '--pause', '0', '--stats'], ['status', 'kept'], ['status', 'kept', '--json'],
                 ['list', 'kept'], ['list', 'kept', '--json'], ['search', 'kept', 'river'], ['search', 'kept', 'river', '--json'],
                 ['verify', 'kept'], ['export', 'kept', '--opml'], ['export', 'kept', '--atom'], ['export', 'kept', '--jsonl'],
                 ['export', 'kept', '--mbox'], ['reclean', 'kept', '--stats'], ['rebuild', 'kept', '-v'], ['show', 'kept', '1']):
        tests.tell('archive: ' + ' '.join(v for v in verb if v != 'kept'), troubles_of('archive', *verb, expects=None))
    for form in ('rss', 'atom', 'json', 'sfeed'):
        tests.tell(f'feed as {form}', troubles_of('feed', '--no-cache', '--pause', '0', '--to', form, base + '/feed', expects=None))


def main():
    tests = Tests()
    paths = write_pages()
    check_formats(tests, paths)
    check_same_on_terminal(tests, paths)
    check_names(tests)
    check_arguments(tests, paths)
    check_rules(tests, paths)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f'http://127.0.0.1:{server.server_port}'
    if b'libcurl' in run('--version')[1]:
        check_server(tests, base)
        check_archive(tests, base)
    server.shutdown()
    print(f'1..{tests.n}')
    return 1 if tests.failed else 0


if __name__ == '__main__':
    sys.exit(main())
