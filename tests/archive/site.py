"""Web sites for the tests of archives: python3's standard library and nothing else.

usage: site.py WWW LOG

Listens on 127.0.0.1, prints its port and serves WWW/HOST/PATH, as the host itself or as a proxy
for it, so that a test can give its sites any names. Each request is a line of LOG: method, host,
path with query, and "if" if it is a conditional one. Ends when its standard input does, or after
five minutes.

A file that is not there is answered with 404. WWW/HOST/PATH.head may say otherwise: a status on
its first line, header lines below it. Two headers are for the server itself and not sent:
X-Delay, in seconds, and X-Plain, which takes the validators away.
"""
import hashlib
import http.server
import os
import pathlib
import sys
import threading
import time
import urllib.parse

TYPES = {".html": "text/html; charset=utf-8", ".xml": "application/rss+xml",
         ".json": "application/feed+json", ".pdf": "application/pdf", ".txt": "text/plain",
         ".opml": "text/x-opml"}
LIFETIME_S = 300


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1    # one packet for head and body: no waiting for acknowledgements

    def log_message(self, *args):
        pass

    def place(self):
        """The host and the path with its query, asked for as of a proxy or not."""
        parts = urllib.parse.urlsplit(self.path)
        host = parts.hostname or self.headers.get("Host", "").partition(":")[0]
        return host, parts.path + ("?" + parts.query if parts.query else "")

    def log(self, host, path):
        is_conditional = {"If-None-Match", "If-Modified-Since"} & set(self.headers.keys())
        with self.server.lock, open(self.server.log, "a") as log:
            print(self.command, host, path, "if" if is_conditional else "", file=log)

    def head_of(self, file):
        """What FILE.head says: a status, or None, and headers."""
        head = pathlib.Path(str(file) + ".head")
        if not head.exists():
            return None, {}
        status, *lines = head.read_text().splitlines()
        return int(status), dict(line.split(": ", 1) for line in lines)

    def do_GET(self):
        host, path = self.place()
        self.log(host, path)
        file = self.server.www / host / urllib.parse.unquote(path.partition("?")[0]).lstrip("/")
        if file.is_dir():
            file /= "index.html"
        status, headers = self.head_of(file)
        time.sleep(float(headers.pop("X-Delay", 0)))
        is_there = file.is_file()
        body = file.read_bytes() if is_there else b"<title>Nothing</title><p>Nothing here."
        status = status or (200 if is_there else 404)
        if status == 200 and not headers.pop("X-Plain", None):
            headers["ETag"] = f'"{hashlib.sha1(body).hexdigest()[:12]}"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
        headers.setdefault("Content-Type", TYPES.get(file.suffix, TYPES[".html"]))
        self.answer(status, headers, body)

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, www, log):
        super().__init__(("127.0.0.1", 0), Handler)
        self.www, self.log, self.lock = pathlib.Path(www), log, threading.Lock()

    def handle_error(self, request, client_address):
        pass    # a client that went away


def main():
    server = Server(*sys.argv[1:])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Timer(LIFETIME_S, os._exit, [0]).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    os._exit(0)


main()
