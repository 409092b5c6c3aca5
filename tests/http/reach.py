"""TAP: what --public-only keeps the command from, against servers on the loopback addresses.

usage: reach.py CLEANPAGE

Works in the directory that is current. Each server counts the connections that it gets: an address
that is refused gets none.
"""
import json
import os
import socket
import subprocess
import sys
import threading

COMMAND = sys.argv[1]
PAGE = ("<html><head><title>Inside</title></head><body><article><h1>Inside</h1>"
        + "<p>The words of the page inside, which nobody outside should read.</p>" * 5
        + "</article></body></html>")
SAYS = "--public-only"
count = 0


def ok(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    for detail in () if good else details:
        print("# " + repr(detail)[:800])


class Server:
    """Answers every request by what `answer` makes of its first line; counts connections."""

    def __init__(self, host, answer, family=socket.AF_INET):
        self.answer, self.connections, self.lines = answer, 0, []
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.bind((host, 0))
        self.socket.listen(50)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.socket.accept()
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            line = head.split(b"\r\n")[0].decode()
            self.lines.append(line)
            connection.sendall(self.answer(line))


def page(_):
    body = PAGE.encode()
    return (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
            b"Connection: close\r\n\r\n" % len(body)) + body


def to(url):
    return lambda _: (f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n"
                      "Connection: close\r\n\r\n").encode()


def run(*args, stdin="", network=None, **variables):
    env = {name: value for name, value in os.environ.items()
           if name != "CLEANPAGE_NETWORK" and not name.lower().endswith("_proxy")}
    env.update(variables)
    if network:
        env["CLEANPAGE_NETWORK"] = network
    return subprocess.run([COMMAND, *args], input=stdin, env=env, capture_output=True, text=True,
                          timeout=120)


inside = Server("127.0.0.1", page)
url = f"http://127.0.0.1:{inside.port}/"

# ---------------------------------------------------------------- a page that a person names

out = run(url)
ok(out.returncode == 0 and "words of the page inside" in out.stdout,
   "an address typed by a person is fetched, wherever it is", out)
before = inside.connections
for name, args, network in (("--public-only", ["--public-only"], None),
                            ("CLEANPAGE_NETWORK=public", [], "public")):
    out = run(*args, url, network=network)
    ok(out.returncode == 3 and out.stdout == "" and url in out.stderr and SAYS in out.stderr
       and out.stderr.count("\n") == 1, f"{name}: it is refused, in one line", out)
out = run("--no-public-only", url, network="public")
ok(out.returncode == 0, "an option goes before the environment", out)
for host in ("localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"):
    out = run("--public-only", f"http://{host}:{inside.port}/")
    ok(out.returncode == 3 and SAYS in out.stderr and not out.stdout, f"as {host}, too", out)
ok(inside.connections == before + 1, "and nobody was connected to", inside.connections, before)

# A name that the resolver leads here: the address decides, not the name.
name = socket.gethostname()
try:
    leads_here = all(entry[4][0].startswith(("127.", "::1", "10.", "172.", "192.168.", "fe80"))
                     for entry in socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM))
except OSError:
    leads_here = False
if leads_here and not name.startswith("localhost"):
    out = run("--public-only", f"http://{name}:{inside.port}/")
    ok(out.returncode == 3 and "is at " in out.stderr and SAYS in out.stderr,
       "a name that leads to a private address: the message says to which", out)
else:
    ok(True, "a name that leads to a private address # SKIP this machine's name does not")

# ---------------------------------------------------------------- proxies

proxy = Server("127.0.0.1", page)
at = f"http://127.0.0.1:{proxy.port}"
out = run("--public-only", "--proxy", at, "http://public.example/story")
ok(out.returncode == 0 and proxy.lines == ["GET http://public.example/story HTTP/1.1"],
   "a proxy of one's own may be anywhere", out, proxy.lines)
out = run("--public-only", "http://public.example/", http_proxy=at)
ok(out.returncode == 0, "also one that the environment names", out)
before = proxy.connections
for host in ("10.0.0.1", "[fd00:ec2::254]", "169.254.169.254", "localhost"):
    out = run("--public-only", "--proxy", at, f"http://{host}/latest/meta-data")
    ok(out.returncode == 3 and SAYS in out.stderr and proxy.connections == before,
       f"it is not asked for {host}", out)
leading = Server("127.0.0.1", to(url))
before = inside.connections
out = run("--public-only", "http://public.example/", no_proxy="127.0.0.1",
          http_proxy=f"http://127.0.0.1:{leading.port}")
ok(out.returncode == 3 and SAYS in out.stderr and inside.connections == before,
   "a redirect to an address inside is not followed", out)

# ---------------------------------------------------------------- nobody looks on

def of_batch(out):
    return [json.loads(line) for line in out.stdout.splitlines()]


if run("batch", "--help").returncode:
    print(f"1..{count}")
    sys.exit()
with open("list.txt", "w", encoding="ascii") as file:
    file.write(f"{url}a\nhttp://localhost:{inside.port}/b\n")
before = inside.connections
out = run("batch", "-q", "--ignore-robots", "list.txt")
records = of_batch(out)
ok(out.returncode == 10 and [r["status"] for r in records] == ["error"] * 2
   and all(SAYS in r["error"] for r in records) and inside.connections == before,
   "a batch asks public addresses alone", out)
out = run("batch", "-q", "--ignore-robots", "--no-public-only", "list.txt")
ok([r["status"] for r in of_batch(out)] == ["ok"] * 2, "unless it is told otherwise", out)
out = run("batch", "-q", "--ignore-robots", "list.txt", network="any")
ok([r["status"] for r in of_batch(out)] == ["ok"] * 2, "by the environment, too", out)
before = inside.connections
with open("list.txt", "w", encoding="ascii") as file:
    file.write("http://public.example/\n")
out = run("batch", "-q", "--ignore-robots", "list.txt", no_proxy="127.0.0.1",
          http_proxy=f"http://127.0.0.1:{leading.port}")
ok(SAYS in of_batch(out)[0]["error"] and inside.connections == before,
   "nor does it follow a redirect to one inside", out)
before = inside.connections
for command in (["feed", url], ["archive", "add", "news", url]):
    if command[0] == "archive":
        run("archive", "init", "news")
    out = run(*command)
    ok(out.returncode != 0 and SAYS in out.stderr and inside.connections == before,
       f"neither does {' '.join(command[:2])[:11]}", out)

print(f"1..{count}")
