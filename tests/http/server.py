"""An HTTP server for the tests, which can lie: python3's standard library and nothing else.

usage: server.py [CERT KEY]

Listens on 127.0.0.1 and prints the ports, one a line: of HTTP; of a listener that never
says anything; and with a certificate, of HTTP over TLS. Ends when its standard input does, or
after two minutes.

A path is answered by the function of that name below, dashes as underscores; what follows
a further slash is the function's argument.
"""
import base64
import email.utils
import gzip
import http.server
import os
import pathlib
import socket
import ssl
import struct
import sys
import threading
import time
import zlib

HERE = pathlib.Path(__file__).parent
ARTICLE = (HERE / "article.html").read_bytes()
ARTICLE_BR = (HERE / "article.html.br").read_bytes()    # made by: brotli article.html
HTML = "text/html; charset=utf-8"
LIFETIME_S = 120


def page(text, head=""):
    """An article long enough to be one, with a text of the test's in its midst."""
    return f"""<!DOCTYPE html><html><head>{head}<title>What came in</title></head><body>
<article><h1>What came in</h1>
<p>This page repeats what its server was told, so that a test can see what was sent to it.</p>
<p>{text}</p>
<p>The paragraph after it is only here to make the whole long enough to be an article.</p>
</article></body></html>"""


def russian(head=""):
    return page("Маяк зажгли впервые осенью 1871 года, после одиннадцати лет работы.", head)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = {}                  # what the failing-once pages remember
    lock = threading.Lock()

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path.startswith("http://"):
            self.send(page(f"The proxy was asked for {self.path} and answered it."))
            return
        name, _, argument = self.path.partition("?")[0].lstrip("/").partition("/")
        answer = getattr(self, "get_" + name.replace("-", "_"), None)
        if answer:
            answer(argument)
        else:
            self.get_status("404")

    def do_CONNECT(self):
        self.raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        self.close_connection = True

    # ------------------------------------------------------------ how to answer

    def send(self, body, content_type=HTML, status=200, **headers):
        if isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", headers.pop("length", len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, text):
        self.wfile.write(text.encode() if isinstance(text, str) else text)
        self.wfile.flush()

    def head(self, *lines):
        """A head without a length: the body ends where the connection does, or in chunks."""
        self.raw("\r\n".join(("HTTP/1.1 200 OK", f"Content-Type: {HTML}") + lines) + "\r\n\r\n")
        self.close_connection = True

    def chunk(self, data):
        self.raw(b"%x\r\n" % len(data) + data + b"\r\n")

    def redirect(self, location, status=302, **headers):
        self.send("<p>Elsewhere.</p>", "text/html", status, Location=location, **headers)

    def reset(self):
        """Ends the connection by a TCP reset."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def first_time(self, key):
        with self.lock:
            self.seen[key] = self.seen.get(key, 0) + 1
            return self.seen[key] == 1

    # ------------------------------------------------------------ pages

    def get_article(self, _):
        self.send(ARTICLE)

    def get_echo(self, _):
        said = [f"<p>Among the headers of this request, {name} was [{value}].</p>"
                for name, value in self.headers.items()]
        self.send(page(f"The path was [{self.path}].</p>{''.join(said)}<p>That is all."))

    def get_login(self, _):
        given = self.headers.get("Authorization", "")
        if given != "Basic " + base64.b64encode(b"anna:secret").decode():
            self.send("<p>Who?</p>", status=401, WWW_Authenticate='Basic realm="test"')
        else:
            self.send(ARTICLE)

    # ------------------------------------------------------------ redirects

    def get_redirect(self, status):
        self.redirect("/article", int(status))

    def get_chain(self, n):
        self.redirect(f"/chain/{int(n) - 1}" if int(n) > 1 else "../article")

    def get_loop(self, _):
        self.redirect("/loop")

    def get_to_file(self, _):
        self.redirect("file:///etc/passwd")

    def get_to_ftp(self, _):
        self.redirect("ftp://127.0.0.1/article")

    def get_to_other(self, _):
        self.redirect(f"http://localhost:{self.server.server_port}/echo")

    def get_to_same(self, _):
        self.redirect("/echo")

    def get_to_dead(self, _):
        self.redirect("http://127.0.0.1:1/nobody")

    def get_to_missing(self, _):
        self.redirect("/nothing-here")

    def get_to_nowhere(self, _):
        self.send(ARTICLE, status=300)

    def get_to_image(self, _):
        """The redirect calls itself an image; what it leads to is a page."""
        self.send("", "image/png", 302, Location="/article")

    def get_cookie_first(self, _):
        self.redirect("/cookie-then", Set_Cookie="consent=yes; Path=/")

    def get_cookie_then(self, _):
        if "consent=yes" in self.headers.get("Cookie", ""):
            self.send(ARTICLE)
        else:
            self.redirect("/cookie-first")

    # ------------------------------------------------------------ encodings of the body

    def get_gzip(self, _):
        self.send(gzip.compress(ARTICLE), Content_Encoding="gzip")

    def get_deflate(self, _):
        self.send(zlib.compress(ARTICLE), Content_Encoding="deflate")

    def get_br(self, _):
        self.send(ARTICLE_BR, Content_Encoding="br")

    def get_chunked(self, _):
        self.head("Transfer-Encoding: chunked")
        for i in range(0, len(ARTICLE), 100):
            self.chunk(ARTICLE[i:i + 100])
        self.chunk(b"")

    def get_trailer(self, _):
        """Behind the body, a trailer calls it an image."""
        self.head("Transfer-Encoding: chunked", "Trailer: Content-Type")
        self.chunk(ARTICLE)
        self.raw("0\r\nContent-Type: image/png\r\n\r\n")

    def get_until_close(self, _):
        self.head()
        self.raw(ARTICLE)

    def get_hints(self, _):
        self.raw("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
        self.send(ARTICLE)

    # ------------------------------------------------------------ too much, too slow

    def get_slow(self, _):
        self.head()
        for byte in ARTICLE[:50]:
            self.raw(bytes([byte]))
            time.sleep(0.1)

    def get_endless(self, _):
        self.head("Transfer-Encoding: chunked")
        piece = b"<p>There is always more of this page, and it never ends.</p>\n" * 400
        for _ in range(2000):
            self.chunk(piece)

    def get_bomb(self, _):
        """A hundred megabytes in a hundred kilobytes."""
        self.head("Content-Encoding: gzip", "Transfer-Encoding: chunked")
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        for _ in range(100):
            packed = packer.compress(b"<p>a</p>" * 131072)
            if packed:
                self.chunk(packed)
        self.chunk(packer.flush())
        self.chunk(b"")

    def get_announced(self, _):
        self.send(ARTICLE, length=10 ** 10)

    def get_long_header(self, n):
        self.head("X-Long: " + "a" * int(n))
        self.raw(ARTICLE)

    def get_many_headers(self, _):
        self.raw(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n")
        for i in range(10000):
            self.raw(f"X-Number-{i}: {'a' * 1000}\r\n")

    # ------------------------------------------------------------ lies and accidents

    def get_short(self, _):
        self.send(ARTICLE, length=len(ARTICLE) + 1000)
        self.close_connection = True

    def get_long(self, _):
        self.send(ARTICLE + b"<p>This lies beyond the end.</p>", length=len(ARTICLE))
        self.close_connection = True

    def get_reset(self, _):
        self.send(ARTICLE[:600], length=len(ARTICLE))
        time.sleep(0.1)
        self.reset()

    def get_cut_chunk(self, _):
        self.head("Transfer-Encoding: chunked")
        self.chunk(ARTICLE)

    def get_cut_gzip(self, _):
        self.send(gzip.compress(ARTICLE)[:-200], Content_Encoding="gzip")

    def get_cut_gzip_chunked(self, _):
        self.head("Content-Encoding: gzip", "Transfer-Encoding: chunked")
        self.chunk(gzip.compress(ARTICLE)[:-6])
        self.chunk(b"")

    def get_gzip_chunked(self, size):
        """In chunks that may come apart amid the length at the end of the gzip stream."""
        self.head("Content-Encoding: gzip", "Transfer-Encoding: chunked")
        packed = gzip.compress(ARTICLE)
        for i in range(0, len(packed), int(size)):
            self.chunk(packed[i:i + int(size)])
        self.raw("0\r\nX-Trailer: " + "a" * 200 + "\r\n\r\n")

    def get_gzip_and_more(self, _):
        self.send(gzip.compress(ARTICLE) + b"more", Content_Encoding="gzip")

    def get_bad_gzip(self, _):
        self.send(b"\x1f\x8b\x08\x00" + b"\xff" * 200, Content_Encoding="gzip")

    def get_not_gzip(self, _):
        self.send(ARTICLE, Content_Encoding="gzip")

    def get_garbage(self, _):
        self.raw("220 mail.example.org ESMTP ready\r\n")
        self.close_connection = True

    def get_hang_up(self, _):
        self.close_connection = True

    def get_part(self, _):
        self.send(ARTICLE[:900], status=206, Content_Range=f"bytes 0-899/{len(ARTICLE)}")

    # ------------------------------------------------------------ statuses

    def get_status(self, status):
        self.send(ARTICLE, status=int(status))

    def get_once(self, argument):
        """once/STATUS/KEY[/RETRY-AFTER]: fails the first time it is asked for."""
        status, key, after = (argument.split("/") + [""])[:3]
        headers = {}
        if after == "date":
            after = email.utils.formatdate(time.time() + 2, usegmt=True)
        if after:
            headers["Retry_After"] = after
        if not self.first_time(key):
            self.send(ARTICLE)
        elif status == "reset":
            self.reset()
        else:
            self.send(ARTICLE, status=int(status), **headers)

    def get_busy(self, _):
        self.send("<p>Busy.</p>", status=503, Retry_After="3600")

    def get_empty(self, status):
        self.send("", status=int(status))

    # ------------------------------------------------------------ content types, charsets

    def get_type(self, content_type):
        self.send(ARTICLE, content_type)

    def get_no_type(self, kind):
        body = {"pdf": b"%PDF-1.7\n", "binary": b"\x00\x01\x02\x03" * 99}.get(kind, ARTICLE)
        self.send(body, None)

    def get_plain(self, kind):
        body = b"\x7fELF\x02\x01\x01\x00" * 99 if kind == "binary" else (
            "A plain letter\n\nThe lamp was lit for the first time in the autumn of 1871, "
            "after eleven years of work.\n\nNobody lives there now, and the light is "
            "switched on and off by a clock.\n")
        self.send(body, "text/plain")

    def get_xml(self, kind):
        body = '<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>'
        if kind == "page":
            body = '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">' + (
                page("It is XML, and a page.")[len("<!DOCTYPE html><html>"):])
        self.send(body, "application/xml")

    def get_charset(self, case):
        meta = '<meta charset="utf-8">'
        cyrillic = '<meta charset="windows-1251">'
        body, content_type = {
            "header-wins": (russian(meta).encode("cp1251"), "text/html; charset=windows-1251"),
            "quoted": (russian().encode("cp1251"),
                       'text/html; foo="a;b" ; Charset="Windows-1251"'),
            "only-meta": (russian(cyrillic).encode("cp1251"), "text/html"),
            "unknown": (russian(meta).encode(), "text/html; charset=martian"),
            "lying": (russian().encode("koi8-r"), "text/html; charset=windows-1251"),
            "koi8": (russian().encode("koi8-r"), "TEXT/HTML;CHARSET=koi8-r"),
        }[case]
        self.send(body, content_type)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass    # a client that hangs up is what many tests are about


def serve(tls=None):
    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True,
                                        do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)


def keep_silent():
    """The kernel takes the connections, and nobody ever answers them."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    return listener


def main():
    serve()
    silent = keep_silent()
    if len(sys.argv) == 3:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[1], sys.argv[2])
        serve(tls)
    threading.Timer(LIFETIME_S, os._exit, [1]).start()
    sys.stdin.read()
    silent.close()
    os._exit(0)


main()
