"""TAP: "cleanpage batch" on lists of addresses. Works in the directory that is current.

usage: fetch.py CLEANPAGE [sanitized]

With a second argument memory is not looked at: a sanitizer takes much more.

The servers are on 127.x.y.z, each address a host, and write down what they were asked and when.
"""
import asyncio
import collections
import json
import os
import pathlib
import pty
import random
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import ok, plan

COMMAND = sys.argv[1]
SANITIZED = len(sys.argv) > 2
LIFETIME_S = 120
dice = random.Random(7)


# ---------------------------------------------------------------- servers

Seen = collections.namedtuple("Seen", "host path begin end")
HOSTS = [f"127.{30 + i // 200}.6.{1 + i % 200}" for i in range(120)]


def page(name):
    return (f"<!DOCTYPE html><html><head><meta charset=utf-8><title>About {name}</title></head>"
            f"<body><article><h1>About {name}</h1><p>What is told of {name} here is long enough to"
            " be the text of a page, for it has commas, and words, and an end.</p></article>"
            "</body></html>").encode()


LARGE = page("large").replace(b"</p>", b" It is one of many, and as long as the others." * 9000
                              + b"</p>")


class Server:
    """A path is answered by what its first part says; see `answer`."""

    def __init__(self):
        self.seen, self.tries = [], collections.Counter()
        self.robots, self.delays = {}, {}     # by host: text or a status; seconds
        self.port = None

    def answer(self, host, path):
        """(status, headers, body, seconds); status 0: the connection ends."""
        kind, *rest = path.lstrip("/").split("/")
        self.tries[host, path] += 1
        tries = self.tries[host, path]
        if path == "/robots.txt":
            told = self.robots.get(host, 404)
            if callable(told):
                told = told(tries)
            return (told, {}, b"no", 0) if isinstance(told, int) else (200, {}, told.encode(), 0)
        if kind == "page":
            return 200, {}, page(rest[0]), self.delays.get(host, 0)
        if kind == "fails":                   # /fails/TIMES/STATUS[/RETRY-AFTER]
            times, status = int(rest[0]), int(rest[1])
            headers = {"Retry-After": rest[2]} if rest[2:] else {}
            if tries <= times:
                return status, headers, b"<p>Not now.</p>", 0
        if kind == "hangs" and tries <= int(rest[0]):
            return 200, {}, page("late"), 3
        if kind == "moved":
            return 302, {"Location": "/" + "/".join(rest)}, b"", 0
        if kind == "large":
            return 200, {}, LARGE, 0
        if kind == "late":
            return 200, {}, page("late"), None
        if kind == "none":
            return 404, {}, b"<p>None.</p>", 0
        return 200, {}, page(kind), 0

    async def one(self, reader, writer):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        begin = time.monotonic()
        host, path = writer.get_extra_info("sockname")[0], lines[0].split(" ")[1]
        status, headers, body, seconds = self.answer(host, path)
        if seconds is None:                   # when nobody else has asked for a second
            while time.monotonic() - max([begin, *(s.end for s in self.seen[-1:])]) < 1:
                await asyncio.sleep(0.1)
        else:
            await asyncio.sleep(seconds)
        self.seen.append(Seen(host, path, begin, time.monotonic()))
        if not status:
            writer.close()
            return
        fields = {"Content-Type": "text/html", "Content-Length": len(body), **headers}
        head = "".join(f"{k}: {v}\r\n" for k, v in fields.items())
        writer.write(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + body)
        await writer.drain()

    async def serve(self, reader, writer):
        try:
            while not writer.is_closing():
                await self.one(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def open(self, hosts):
        await asyncio.start_server(self.serve, hosts, self.port, backlog=64)

    def run(self, ready):
        async def main():
            self.loop = asyncio.get_running_loop()
            first = await asyncio.start_server(self.serve, HOSTS[0], 0)
            self.port = first.sockets[0].getsockname()[1]
            await self.open(HOSTS[1:])
            ready.set()
            await asyncio.sleep(LIFETIME_S)
        try:
            asyncio.run(main())
        except OSError as error:
            print(f"Bail out! {error}", flush=True)
        os._exit(99)

    def asked(self, hosts, with_robots=False):
        return sorted((s for s in self.seen if s.host in hosts
                       and (with_robots or s.path != "/robots.txt")), key=lambda s: s.begin)


SERVER = Server()
free = iter(HOSTS)


def hosts(n):
    """Those that no other test has."""
    return [next(free) for _ in range(n)]


def url(host, path):
    return f"http://{host}:{SERVER.port}/{path}"


# ---------------------------------------------------------------- the command

def start(name, addresses, *args, **more):
    pathlib.Path(name).write_text("".join(a + "\n" for a in addresses))
    return subprocess.Popen([COMMAND, "batch", "-i", name, "-P", "2", *args],
                            stdin=subprocess.DEVNULL, **more)


def batch(addresses, *args):
    """(exit status, lines as objects, stderr, seconds)"""
    begin = time.monotonic()
    run = start("list", addresses, *args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = run.communicate(timeout=50)
    lines = [json.loads(line) for line in out.splitlines()]
    return run.returncode, lines, err.decode(), time.monotonic() - begin


def gaps(asked):
    return [b.begin - a.begin for a, b in zip(asked, asked[1:])]


# ---------------------------------------------------------------- the rate

def check_rate():
    mine = hosts(5)
    addresses = [url(h, f"page/{i}") for i in range(3) for h in mine]
    status, lines, err, _ = batch(addresses, "--pause", "0", "--rate", "25")
    asked = SERVER.asked(mine, True)
    begins = [s.begin - asked[0].begin for s in asked]
    ok((status, err, len(lines), len(asked)) == (0, "", 15, 20)
       and all(t >= i / 25 - 0.02 for i, t in enumerate(begins)) and begins[-1] < 3,
       "--rate: no more than so many a second, over all hosts and with robots.txt", status, begins)
    mine = hosts(2)
    batch([url(h, f"page/{i}") for i in range(2) for h in mine], "--pause", "0", "--rate", "2.5",
          "--ignore-robots")
    asked = SERVER.asked(mine, True)
    # What comes late at the server makes one gap longer and the next one shorter.
    ok(len(asked) == 4 and all(gap >= 0.2 for gap in gaps(asked)) and sum(gaps(asked)) >= 1.1, "--rate: fractions",
       gaps(asked))
    ok([batch([], "--rate", x)[0] for x in ("0", "-1", "x", "")] == [2] * 4, "--rate: what is none")


# ---------------------------------------------------------------- retries

RETRY = ("--pause", "0", "--retry", "2", "--retry-delay", "0.2")


def check_retries():
    # Without robots.txt: libcurl itself asks again where a connection that was used before ends.
    names = ["500", "502", "503", "504", "408", "429", "0"]
    mine = hosts(len(names))
    addresses = [url(h, f"fails/2/{s}") for h, s in zip(mine, names)]
    status, lines, err, took = batch(addresses, *RETRY, "--ignore-robots")
    ok((status, err) == (0, "") and [x["id"] for x in lines] == addresses
       and all(x["status"] == "ok" for x in lines),
       "--retry: what may pass is tried again, and has one line", status, err, lines)
    tries = [SERVER.asked([h]) for h in mine]
    ok(all(len(t) == 3 and gaps(t)[0] >= 0.15 and gaps(t)[1] >= 0.35 for t in tries),
       "the delay is doubled", [gaps(t) for t in tries])
    ok(took < 3, "hosts do not wait for each other", took)
    mine = hosts(4)
    addresses = [url(mine[0], "fails/3/500"), url(mine[1], "none"), url(mine[2], "fails/3/0")]
    status, lines, _, _ = batch(addresses, *RETRY, "--ignore-robots")
    ok(status == 10 and [len(SERVER.asked([h])) for h in mine[:3]] == [3, 1, 3]
       and ["500" in lines[0]["error"], "404" in lines[1]["error"], lines[2]["status"]]
       == [True, True, "error"], "so often and no more; 404 is not", lines)
    status, lines, _, _ = batch([url(mine[3], "fails/1/500")], "--pause", "0")
    ok(status == 10 and len(SERVER.asked([mine[3]])) == 1, "not without --retry", lines)


def check_retry_after():
    busy, closed, other = hosts(3)
    addresses = ([url(busy, "fails/1/503/1"), url(closed, "fails/1/503/400")]
                 + [url(other, f"page/{i}") for i in range(5)])
    status, lines, _, took = batch(addresses, *RETRY)
    ok(status == 10 and [x["status"] for x in lines] == ["ok", "error"] + ["ok"] * 5
       and 0.95 <= gaps(SERVER.asked([busy]))[0] < 2,
       "Retry-After is honoured", status, lines, gaps(SERVER.asked([busy])))
    ok("left alone" in lines[1]["error"] and len(SERVER.asked([closed])) == 1 and took < 4,
       "up to a ceiling", lines[1], took)
    ok(SERVER.asked([other])[-1].end < SERVER.asked([busy])[-1].begin,
       "other hosts do not wait for it")


def check_retry_others():
    ill, slow, later, gone = hosts(4)
    addresses = [url(ill, "fails/2/500")] + [url(ill, f"page/{i}") for i in range(6)]
    status, lines, _, _ = batch(addresses, "--pause", "0", "--retry", "2", "--retry-delay", "0.5")
    asked = [s.path for s in SERVER.asked([ill])]
    ok(status == 0 and asked[0] == "/fails/2/500" and asked[-1] == "/fails/2/500"
       and len(asked) == 9 and asked[7] == "/fails/2/500",
       "other pages of the host come meanwhile", asked)
    status, lines, _, _ = batch([url(slow, "hangs/1")], *RETRY, "-m", "0.4")
    ok(status == 0 and len(SERVER.asked([slow])) >= 1 and lines[0]["status"] == "ok",
       "a page that did not come in time is asked for again", lines)
    SERVER.robots[later] = lambda tries: 503 if tries < 3 else "User-agent: *\nDisallow: /none\n"
    status, lines, _, _ = batch([url(later, "page/1"), url(later, "none")], *RETRY)
    ok(status == 10 and [x["status"] for x in lines] == ["ok", "error"]
       and "robots.txt" in lines[1]["error"], "robots.txt is, too", lines)
    address = "127.90.6.1"

    def come():
        asyncio.run_coroutine_threadsafe(SERVER.open([address]), SERVER.loop)
    threading.Timer(0.4, come).start()
    status, lines, _, _ = batch([url(address, "page/1"), url(address, "page/2")], "--pause", "0",
                                "--retry", "4", "--retry-delay", "0.2")
    ok(status == 0 and [x["status"] for x in lines] == ["ok"] * 2,
       "a server that is not there yet", lines)
    status, lines, _, took = batch([url("127.90.6.2", f"page/{i}") for i in range(3)], *RETRY)
    ok(status == 10 and len(lines) == 3 and all("refused" in x["error"] for x in lines)
       and 0.5 < took < 5, "and one that does not come", lines, took)


# ---------------------------------------------------------------- addresses

def check_addresses():
    (h,) = hosts(1)
    addresses = [url(h, "moved/moved/page/end"), url(h, "page/same"), url(h, "page/same"),
                 url(h, "moved/none")]
    status, lines, _, _ = batch(addresses, "--pause", "0")
    ok(status == 10 and [x["id"] for x in lines] == addresses and lines[0]["url"]
       == url(h, "page/end") and "told of end here" in lines[0]["text"],
       "the line has the address where redirects led, and the one that was given", lines[0])
    ok(lines[1] == lines[2] and SERVER.tries[h, "/page/same"] == 2,
       "an address that is there twice is asked for twice")
    ok("redirected to" in lines[3]["error"] and "404" in lines[3]["error"],
       "an error tells where redirects led", lines[3])


# ---------------------------------------------------------------- killed and resumed

def kill_until(goal, calls_max, make):
    """Starts and kills until so many calls were killed in the middle; returns how many."""
    kills = 0
    for _ in range(calls_max):
        run = make()
        time.sleep(dice.uniform(0.3, 0.6))
        run.send_signal(signal.SIGKILL)
        if run.wait() == 0:
            break
        kills += 1
        if kills == goal:
            break
    return kills


def bytes_of(path):
    """b"" if there is no such file."""
    return pathlib.Path(path).read_bytes() if os.path.exists(path) else b""


def lines_of(path):
    return [json.loads(x) for x in pathlib.Path(path).read_text().splitlines()]


def check_resume():
    """A slow host stands at the top of the list, so that lines of others wait for its own."""
    mine = hosts(9)
    SERVER.delays.update({mine[0]: 0.25, **{h: 0.01 for h in mine[1:]}})
    addresses = [url(h, f"page/{h}-{i}") for h in mine for i in range(12 if h == mine[0] else 40)]
    under_way = len(mine) + 2 * 32       # asked for, and fetched but with a worker
    args = ("--pause", "0", "-o", "resumed", "--resume")

    def make():
        return start("long", addresses, *args, stderr=subprocess.DEVNULL)

    kills = kill_until(4, 4, make)
    waiting = len(bytes_of("resumed.ahead").splitlines()) // 2
    done = pathlib.Path("resumed.part").read_bytes().count(b"\n")
    # What a kill may have left of a line.
    with open("resumed.ahead", "ab") as file:
        file.write(b'331 0 4711 \n{"id":"torn')
    status = make().wait()
    asked = collections.Counter((s.host, s.path) for s in SERVER.asked(mine))
    twice = sum(n - 1 for n in asked.values())
    lines = lines_of("resumed")
    ok(kills == 4 and status == 0 and [x["id"] for x in lines] == addresses
       and all(x["status"] == "ok" for x in lines),
       "killed and resumed: a line for each address, in order", kills, status, len(lines))
    ok(waiting > 20 and done < 12, "lines waited for the slow host", waiting, done)
    ok(len(asked) == len(addresses) and twice <= kills * under_way,
       "nothing is fetched twice but what was under way", twice, kills)
    ok(sorted(p for p in os.listdir(".") if p.startswith("resumed")) == ["resumed"],
       "no other file is left", os.listdir("."))
    start("long", addresses, "--pause", "0", "--ignore-robots", "-o", "undisturbed").wait()
    ok(pathlib.Path("resumed").read_bytes() == pathlib.Path("undisturbed").read_bytes(),
       "the same bytes as of a call that was not disturbed")


def check_begin_anew():
    """Without --resume nothing of an earlier call counts."""
    mine = hosts(2)
    SERVER.delays[mine[0]] = 0.2
    addresses = [url(h, f"page/{i}") for h in mine for i in range(8)]
    run = start("anew", addresses, "--pause", "0", "-o", "anew.out", stderr=subprocess.DEVNULL)
    time.sleep(0.8)
    run.kill()
    run.wait()
    old = bytes_of("anew.out.ahead")
    pathlib.Path("anew.out.ahead").write_bytes(old.replace(b"told of", b"lied of"))
    before = len(SERVER.asked([mine[1]]))
    start("anew", addresses, "--pause", "0", "-o", "anew.out").wait()
    ok(b"told of" in old and len(SERVER.asked([mine[1]])) - before == 8
       and b"lied" not in pathlib.Path("anew.out").read_bytes(),
       "without --resume all is fetched anew", old[:80])


def check_directory():
    mine = hosts(4)
    SERVER.delays.update({h: 0.08 for h in mine})
    addresses = [url(h, f"page/{i}") for i in range(16) for h in mine] + [url(mine[0], "none")]

    def make():
        return start("into", addresses, "--pause", "0", "--output-dir", "box", "--resume",
                     stderr=subprocess.DEVNULL)

    kills, there = 0, set()
    for files in 5, 20:
        run = make()
        while len(there) < files and run.poll() is None:
            time.sleep(0.02)
            there = {str(p) for p in pathlib.Path("box").rglob("*.txt")}
        run.kill()
        kills += run.wait() == -signal.SIGKILL
    there = {str(p) for p in pathlib.Path("box").rglob("*.txt")}
    killed = time.monotonic()
    status = make().wait()
    files = list(pathlib.Path("box").rglob("*.txt"))
    again = [s for s in SERVER.asked(mine) if s.begin > killed]
    twice = [s.path for s in again if any(s.host in p and p.endswith(s.path + ".txt")
                                          for p in there)]
    ok(kills and status == 10 and len(files) == 64 and all(b"told of" in p.read_bytes() for p in files)
       and all(any(h in str(p) for h in mine) for p in files),
       "--output-dir: a file for each address, named after it", kills, status, len(files),
       [str(p) for p in files[:3]])
    ok(0 < len(there) <= 64 and len(again) == 65 - len(there) and not twice,
       "what is there is not fetched again, and the rest once", len(there), len(again), twice)


# ---------------------------------------------------------------- one that is slow

def check_slow():
    slow, *fast = hosts(21)
    SERVER.delays[slow] = 0.5
    addresses = ([url(slow, f"page/{i}") for i in range(20000)]
                 + [url(h, f"page/{i}") for h in fast for i in range(5)])
    run = start("slow", addresses, "--pause", "0.01", "--unordered", stdout=subprocess.PIPE)
    wait = threading.Timer(30, run.kill)
    wait.start()
    begin = time.monotonic()
    seen = collections.Counter()
    while seen[True] < 100:
        line = run.stdout.readline()
        if not line:
            break
        seen[f"//{slow}:" not in json.loads(line)["id"]] += 1
    took = time.monotonic() - begin
    memory = pathlib.Path(f"/proc/{run.pid}/status")
    memory = re.search(r"VmHWM:\s*(\d+)", memory.read_text()) if memory.exists() else None
    run.send_signal(signal.SIGTERM)
    run.stdout.read()
    run.wait()
    wait.cancel()
    ok(seen[True] == 100 and seen[False] < 20 and took < 8,
       "20,000 addresses of a slow host do not keep the others waiting", seen, took)
    ok(SANITIZED or not memory or int(memory.group(1)) < 120000, "nor take much memory", memory)


def check_order_is_bounded():
    """Lines that wait for a slow page do not fill the memory, nor are all fetched."""
    slow, *fast = hosts(5)
    addresses = [url(slow, "late")] + [url(h, f"large/{i}") for i in range(75) for h in fast]
    run = start("bounded", addresses, "--pause", "0", "--ignore-robots", "-o", "bounded.out")
    memory, path = 0, pathlib.Path(f"/proc/{run.pid}/status")
    while run.poll() is None:
        found = re.search(r"VmHWM:\s*(\d+)", path.read_text()) if path.exists() else None
        memory = max(memory, int(found.group(1)) if found else 0)
        time.sleep(0.05)
    late = SERVER.asked([slow])[0].end
    before = sum(s.begin < late for s in SERVER.asked(fast))
    lines = lines_of("bounded.out")
    ok(run.returncode == 0 and [x["id"] for x in lines] == addresses
       and len(LARGE) * before > 50 << 20 and before < 290
       and (SANITIZED or memory < 200000),
       "lines that wait for a slow page take no more than they may", run.returncode, before,
       len(LARGE), memory)


def check_progress():
    mine = hosts(3)
    SERVER.delays.update({h: 0.2 for h in mine})
    addresses = [url(h, f"page/{i}") for i in range(15) for h in mine]
    terminal, other = pty.openpty()
    run = start("shown", addresses, "--pause", "0", stdout=subprocess.DEVNULL, stderr=other)
    os.close(other)
    text = b""
    try:
        while chunk := os.read(terminal, 4096):
            text += chunk
    except OSError:
        pass
    os.close(terminal)
    status = run.wait()
    shown = [(int(n), int(total), int(m) * 60 + int(s)) for n, total, m, s
             in re.findall(rb"(\d+) of (\d+) records, (\d+):(\d\d) left", text)]
    ok(status == 0 and shown and all(total == 45 and n <= 45 for n, total, _ in shown)
       and shown[0][0] < 45 and all(left < 30 for *_, left in shown),
       "progress tells how many of how many, and the time left", text[:300])


# ---------------------------------------------------------------- all of them

ready = threading.Event()
threading.Thread(target=SERVER.run, args=(ready,), daemon=True).start()
ready.wait(10)
for check in (check_rate, check_retries, check_retry_after, check_retry_others, check_addresses,
              check_resume, check_begin_anew, check_directory, check_slow, check_order_is_bounded,
              check_progress):
    begun = time.monotonic()
    check()
    print(f"# {check.__name__}: {time.monotonic() - begun:.1f} s", flush=True)
plan()
os._exit(0)
