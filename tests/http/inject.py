"""Whether anything gets into a request that has no business there: inject.py COMMAND [whole], as TAP.

A server on the loopback address keeps every byte it is sent. Addresses of the command line, of lists,
of feeds, of redirects and of links, cookies, validators and options are full of what ends a line, begins
another or hides: the requests have to be by the book, each of one line and of fields that are known.
Works in the directory that is current, which is empty.
"""
import html
import json
import os
import re
import socket
import socketserver
import subprocess
import sys
import threading

COMMAND, WHOLE = sys.argv[1], sys.argv[2:] == ['whole']

# Put behind "/x", into queries, user names and hosts.
NASTY = [
    '\r\nX-EVIL: 1', '\nX-EVIL: 1', '\rX-EVIL: 1', '\r\n\r\nGET /EVIL HTTP/1.1\r\nHost: EVIL\r\n\r\n', ' HTTP/1.1\r\nX-EVIL: 1\r\nX: ', ' HTTP/1.0',
    '\r\n X-EVIL: folded', '\0', '\0\r\nX-EVIL: 1', '\x0bX-EVIL', '\x0c', '\x1b[31m', '\x7f', '\x85X-EVIL: 1', '\x9b', '\u2028X-EVIL: 1', '\u560d\u560aX-EVIL: 1',
    '\u010d\u010aX-EVIL: 1', '\ufeff', '\u202e', ' ', '  ', '\t', 'a b', '#EVIL', '#\r\nX-EVIL: 1', '?a=1\r\nX-EVIL: 1', '?q=\n', '%0d%0aX-EVIL: 1', '%0D%0A%0D%0AGET%20/EVIL',
    '%00', '%', '%zz', '%E5%98%8D%E5%98%8AX-EVIL:1', '"', '<>', '\\', '\\\r\n', '|', '^', '`', '{}', '@EVIL', ':80@EVIL', '/../../EVIL', '/./x', '//EVIL', ';x', '\u00e9', '\ud83d\ude00',
    'x' * 3000, '&copy;', "'", ',', '*', '\\r\\nX-EVIL: 1', '\r', '\n', '\r\n', '\r\n\r\n', '\n\n',
]
KNOWN = {'host', 'user-agent', 'accept', 'accept-encoding', 'accept-language', 'cookie', 'referer', 'authorization', 'if-none-match', 'if-modified-since', 'from',
         'connection', 'x-mine', 'proxy-connection', 'via'}
ARTICLE = ('<p>It rained all night, and in the morning the river had left its bed and stood in the streets of the lower town, where nobody '
           'had expected it.</p>') * 4

count = failed = 0


def ok(wrong, name):
    global count, failed
    count += 1
    failed += bool(wrong)
    print(f'{"not " if wrong else ""}ok {count} - {name}', flush=True)
    for detail in wrong[:5] if wrong else ():
        print(f'#   {detail!a:.400}')


class Server(socketserver.ThreadingTCPServer):
    """Keeps what it is sent; what it answers depends on the path."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.base = f'http://127.0.0.1:{self.server_address[1]}'
        self.requests, self.lock = [], threading.Lock()

    def handle_error(self, request, client_address):
        pass    # a client that went away

    def taken(self):
        with self.lock:
            requests, self.requests = self.requests, []
        return requests


class Handler(socketserver.BaseRequestHandler):
    def read_until(self, end, data=b''):
        while end not in data:
            piece = self.request.recv(65536)
            if not piece:
                break
            data += piece
        return data

    def handle(self):
        data = self.read_until(b'\r\n\r\n')
        if not data:
            return
        path = data.split(b' ')[1].decode('latin-1') if data.count(b' ') else ''
        path = path[len(self.server.base):] if path.startswith(self.server.base) else path
        self.request.sendall(answer(self.server.base, path))
        self.request.shutdown(socket.SHUT_WR)
        # What comes behind a request is another one that nobody asked for.
        self.request.settimeout(5)
        try:
            data = self.read_until(b'EVERYTHING', data)
        except OSError:
            pass
        with self.server.lock:
            self.server.requests.append(data)


def raw(text):
    return text.encode('utf-8', 'surrogatepass')


def answer(base, path):
    """What there is: /page, /to/N redirects to a nasty address, /cookie/N sets one, /valid/N has nasty validators, /feed, /site."""
    kind, number = (path.lstrip('/').split('/') + [''])[:2]
    nasty = NASTY[int(number)] if number.isdigit() and int(number) < len(NASTY) else ''
    line, head, body = b'200 OK', b'Content-Type: text/html\r\n', ARTICLE.encode()
    if kind == 'to':
        line, head = b'302 Found', b'Location: /page' + raw(nasty) + b'\r\n'
    elif kind == 'to-host':
        line, head = b'302 Found', b'Location: ' + raw(base.replace('127', nasty + '@127')) + b'/page\r\n'
    elif kind == 'cookie':
        line, head = b'302 Found', b'Set-Cookie: a=b' + raw(nasty) + b'\r\nSet-Cookie: c' + raw(nasty) + b'=d; Path=/' + b'\r\nLocation: /page/got\r\n'
    elif kind == 'valid':
        head += b'ETag: "e' + raw(nasty) + b'"\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT' + raw(nasty) + b'\r\n'
        body = rss([(f'{base}/page/v{number}', nasty)])
        head = head.replace(b'text/html', b'application/rss+xml')
    elif kind == 'feed':
        head = b'Content-Type: application/feed+json\r\n'
        body = json_feed([base + '/page/f' + n for n in NASTY] + [base.replace('127', n + '@127') + '/page' for n in NASTY])
    elif kind == 'xml':
        head, body = b'Content-Type: application/rss+xml\r\n', rss([(base + '/page/x' + n, n) for n in NASTY])
    elif kind == 'site':
        body += f'<link rel=alternate type="application/rss+xml" href="/feed-at{references(nasty)}">'.encode()
    elif kind == 'robots.txt':
        line = b'404 Not Found'
    return b'HTTP/1.1 ' + line + b'\r\n' + head + b'Content-Length: %d\r\nConnection: close\r\n\r\n' % len(body) + body


def references(text):
    return ''.join(f'&#x{ord(c):x};' for c in text)


def xml_text(text):
    return ''.join(f'&#{ord(c)};' if c in '\t\n\r\x7f\x85\x9b' else html.escape(c) for c in text if c in '\t\n\r' or (c >= ' ' and c not in '\ufffe\uffff'))


def rss(items):
    rows = ''.join(f'<item><title>t{i}</title><link>{xml_text(url)}</link><guid isPermaLink="false">{i}{xml_text(name)}</guid></item>' for i, (url, name) in enumerate(items))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{rows}</channel></rss>'.encode('utf-8', 'surrogatepass')


def json_feed(urls):
    return json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': 'f', 'items': [{'id': f'{i}', 'title': f't{i}', 'url': url} for i, url in enumerate(urls)]}).encode()


# ---------------------------------------------------------------- requests by the book

TARGET = re.compile(rb"GET (http://[-A-Za-z0-9.:]+)?(/[!\"$-~]*) HTTP/1\.1")     # no space, control or fragment
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\x80-\xff]*)")


def wrong_with(request):
    head, end, rest = request.partition(b'\r\n\r\n')
    line, *fields = head.split(b'\r\n')
    if not end or rest:
        return f'something behind it: {request[-200:]!a}'
    if not TARGET.fullmatch(line):
        return f'its line: {line!a}'
    names = []
    for field in fields:
        found = FIELD.fullmatch(field)
        if not found:
            return f'a field: {field!a}'
        names.append(found[1].decode().lower())
        if names[-1] == 'host' and not re.fullmatch(rb'[-A-Za-z0-9.]*(:\d+)?', found[2]):
            return f'the host: {field!a}'
        if names[-1] in ('user-agent', 'if-none-match', 'if-modified-since', 'cookie') and re.search(rb'[\x00-\x08\x0a-\x1f\x7f]', found[2]):
            return f'a control character: {field!a}'
    others = {name for name in names if name not in KNOWN and not name.startswith('x-mine')}
    if others or len(set(names)) != len(names):
        return f'its fields: {names}'
    return None


def run(*arguments, data=b'', environment=None):
    done = subprocess.run([COMMAND, *arguments], input=data, capture_output=True, check=False, timeout=300, env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout, done.stderr


def check(server, name, least):
    """The requests since the last check are by the book, and there are some."""
    requests = server.taken()
    wrong = [why for why in map(wrong_with, requests) if why]
    ok(wrong + ([] if len(requests) >= least else [f'{len(requests)} requests, not {least}']), f'{name} ({len(requests)} requests)')


# ---------------------------------------------------------------- where addresses come from

def arguments_of(texts, step=1):
    """What an argument can hold; of a sample every so manyth."""
    return [text for text in texts if '\0' not in text][::1 if WHOLE else step]


def check_command_line(server):
    for i, (place, url) in enumerate((('path', '{0}/page{1}'), ('query', '{0}/page?q={1}'), ('user', '{2}{1}@{3}/page'), ('password', '{2}u:{1}@{3}/page'), ('port', '{0}{1}/page'))):
        scheme, rest = server.base.split('//')
        for text in arguments_of(NASTY[i % 3:], 3):
            run('--', raw(url.format(server.base, text, scheme + '//', rest)))
        check(server, f'command line: {place}', 0 if place == 'port' else len(NASTY) // 9)
    for text in arguments_of(NASTY, 2):
        run('-x', server.base, '--', raw(f'http://example.invalid/page{text}'))
        run('-x', server.base, '--', raw(f'http://example{text}.invalid/page'))
    check(server, 'command line: through a proxy', len(NASTY) // 3)


def check_options(server):
    """A name with a colon in it is one that ends there, and begins a value."""
    wrong = []
    for option, value in (('-A', 'me{}'), ('-e', 'http://r.example/{}'), ('-b', 'a=b{}'), ('-H', 'X-Mine: a{}'), ('-H', 'X-Mine{}: a')):
        for text in arguments_of(NASTY, 3):
            status, _, err = run(option, raw(value.format(text)), server.base + '/page/o')
            if status not in (0, 2, 3) or (status and err.count(b'\n') != 1):
                wrong.append(f'{option} {value.format(text)!a}: status {status}, {err!a}')
    ok(wrong, 'options: accepted, or one line about what is wrong')
    check(server, 'options', len(NASTY) // 3)


def check_redirects(server):
    for kind in ('to', 'to-host', 'cookie'):
        run(*(f'{server.base}/{kind}/{n}' for n in range(len(NASTY))))
        check(server, f'a server: {kind}', len(NASTY))


def check_lists(server):
    lines = b'\n'.join(raw(f'{server.base}/page/l{text}') for text in NASTY) + b'\n' + b'\n'.join(f'{server.base}/{kind}/{n}'.encode() for kind in ('to', 'cookie') for n in range(len(NASTY)))
    run('batch', '-i', '-', '--pause', '0', '--no-public-only', data=lines)
    check(server, 'a list', len(NASTY))
    run('batch', '-0', '-i', '-', '--pause', '0', '--no-public-only', data=b'\0'.join(raw(f'{server.base}/page/n{text}') for text in NASTY))
    check(server, 'a list of names that end with a NUL', len(NASTY) // 2)


def check_archive(server):
    feeds = [f'{server.base}/feed', f'{server.base}/xml', *(f'{server.base}/valid/{n}' for n in range(len(NASTY))), *(f'{server.base}/site/{n}' for n in range(len(NASTY)))]
    for feed in feeds if WHOLE else feeds[:2] + feeds[2::4]:
        run('archive', 'add', 'kept', '--pause', '0', '--no-public-only', '--contact', 'me@example.org', feed)
    check(server, 'archive add', len(NASTY) // 4)
    run('archive', 'run', 'kept', '--pause', '0', '--no-public-only')
    check(server, 'archive run', len(NASTY) // 2)
    run('archive', 'run', 'kept', '--pause', '0', '--no-public-only', '--all')
    asked_again = server.requests[:]
    check(server, 'archive run, once more', len(NASTY) // 4)
    ok([] if any(b'If-None-Match' in r for r in asked_again) else ['no request has a validator'], 'validators are sent')
    for text in arguments_of(NASTY, 5):
        run('archive', 'add', 'other', '--no-public-only', '--pause', '0', '--contact', raw('me' + text), server.base + '/feed')
    check(server, 'archive add: --contact', 0)
    run('feed', '--no-cache', '--pause', '0', '--no-public-only', server.base + '/xml')
    check(server, 'feed', len(NASTY) // 2)


def main():
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    check_command_line(server)
    check_options(server)
    check_redirects(server)
    if run('batch', '--help')[0] == 0:
        check_lists(server)
    if run('archive', '--help')[0] == 0:
        check_archive(server)
    server.shutdown()
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
