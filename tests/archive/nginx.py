"""An nginx of its own, without privileges, for the sites of a world, and what it wrote down."""
import collections
import http.client
import json
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import time

TYPES = """types {
        text/html html;
        application/xml xml;
        application/feed+json json;
        text/plain txt;
    }"""


# Where some systems keep it is not among the places of common users.
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def free_port(host="127.0.0.1"):
    with socket.socket() as s:
        s.bind((host, 0))
        return s.getsockname()[1]


class Nginx:
    """Serves PREFIX/www/HOST for each host; configure() tells it what is different on a day."""

    def __init__(self, prefix, world, port):
        self.prefix = pathlib.Path(prefix).resolve()
        self.world, self.port = world, port
        self.root = self.prefix / "www"
        self.log = self.prefix / "access.log"
        self.process = None
        # Takes connections and never answers.
        self.silent = socket.create_server(("127.0.0.1", 0), backlog=512)
        for name in ("www", "tmp"):
            (self.prefix / name).mkdir(parents=True, exist_ok=True)

    @staticmethod
    def is_here():
        return shutil.which("nginx", path=PATH) is not None

    # ------------------------------------------------------------ configuration

    def locations(self, host, redirects, failures):
        lines = [f"location = {a} {{ return 301 {b}$is_args$args; }}" for h, a, b in redirects
                 if h == host]
        for h, path, how in failures:
            if h != host:
                continue
            answer = f"return {how};"
            if how == "timeout":
                answer = f"proxy_pass http://127.0.0.1:{self.silent.getsockname()[1]};"
            lines.append(f"location = {path} {{ {answer} }}")
        return lines

    def server(self, site, redirects, failures):
        lines = "\n        ".join(self.locations(site.host, redirects, failures))
        return f"""    server {{
        listen {site.host}:{self.port};
        server_name {site.host};
        root {self.root}/{site.host};
        {f'charset {site.encoding};' if site.says_charset else ''}
        {lines}
    }}
"""

    def configuration(self, day):
        redirects, failures = self.world.redirects(day), self.world.failures(day)
        by_host = collections.defaultdict(lambda: ([], []))
        for row in redirects:
            by_host[row[0]][0].append(row)
        for row in failures:
            by_host[row[0]][1].append(row)
        servers = "".join(self.server(s, *by_host[s.host]) for s in self.world.sites)
        temporary = "\n    ".join(f"{name}_temp_path {self.prefix}/tmp/{name};" for name in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # Only root may name a user, and only root needs to: its workers would be nobody's.
        user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
        return f"""{user}
worker_processes 1;
daemon off;
pid {self.prefix}/nginx.pid;
error_log {self.prefix}/error.log warn;
events {{ worker_connections 2048; }}
http {{
    {TYPES}
    {temporary}
    log_format rows escape=json '{{"at": $msec, "took": $request_time, "host": "$server_name", '
        '"path": "$request_uri", "status": $status, "bytes": $body_bytes_sent, '
        '"connection": $connection, "agent": "$http_user_agent", '
        '"if_none_match": "$http_if_none_match", "if_modified_since": "$http_if_modified_since"}}';
    access_log {self.log} rows;
    etag on;
    sendfile on;
    gzip on;
    gzip_types application/xml application/feed+json;
    proxy_read_timeout 600s;
    server_names_hash_max_size 8192;
    server_names_hash_bucket_size 128;
{servers}}}
"""

    def configure(self, day):
        (self.prefix / "nginx.conf").write_text(self.configuration(day))

    # ------------------------------------------------------------ running

    def command(self, *arguments):
        return [shutil.which("nginx", path=PATH), "-p", str(self.prefix),
                "-e", str(self.prefix / "error.log"),
                "-c", str(self.prefix / "nginx.conf"), *arguments]

    def answers(self):
        try:
            with socket.create_connection((self.world.sites[-1].host, self.port), 1):
                return True
        except OSError:
            return False

    def start(self, day):
        """From anew for each day: a reload would leave workers of the day before behind."""
        self.stop()
        self.configure(day)
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL)
        for _ in range(100):
            if self.answers():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        errors = self.prefix / "error.log"
        raise RuntimeError("nginx does not start: " + (
            errors.read_text()[-500:] if errors.exists() else ""))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process = None

    def settle(self):
        """Until what was answered stands in the log: the one worker writes it in order."""
        path = f"/settled/{time.monotonic_ns()}"
        connection = http.client.HTTPConnection(self.world.sites[-1].host, self.port, timeout=10)
        connection.request("GET", path)
        connection.getresponse().read()
        connection.close()
        for _ in range(1000):
            if path in self.log.read_text():
                return
            time.sleep(0.01)
        raise RuntimeError("nginx writes no log")

    def rows(self):
        """What was asked for since the last call, in the order of the answers."""
        if not self.log.exists():
            return []
        rows = [json.loads(line) for line in self.log.read_text().splitlines()]
        os.truncate(self.log, 0)
        return [row for row in rows if not row["path"].startswith("/settled/")]
