"""TAP: the command with a parser that a page has taken over (parser.c). Works in the directory that
is current, which is empty.

usage: command.py CLEANPAGE SOURCE PARSER (may be empty)
"""
import http.server
import os
import pathlib
import re
import resource
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from tap import ok, plan

COMMAND, SOURCE, PARSER = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3] or None
PAGE = b"<title>Rain</title><article><p>" + b"It rained all night, and nobody minded. " * 9
WORKED = 200


def clean(*args, wish="", stdin=PAGE, preload=PARSER):
    """(exit status, stdout, stderr); what deeds come to is in the file "deeds"."""
    pathlib.Path("deeds").write_bytes(bytes(4096))
    environment = dict(os.environ, PARSER=wish, PARSER_FILE=os.path.abspath("deeds"))
    if preload:
        environment["LD_PRELOAD"] = preload
    done = subprocess.run([COMMAND, *args], input=stdin, env=environment, timeout=100,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr.decode()


def deeds():
    """Of each deed what it came to, and what it should."""
    pairs = pathlib.Path("deeds").read_bytes()
    return [(pairs[i], pairs[i + 1]) for i in range(0, len(pairs), 2) if pairs[i + 1]]


# ---------------------------------------------------------------- what is in force

def sandbox_of(*args):
    return re.search(r"^\* sandbox: (.*)$", clean("-v", *args, preload=None)[2], re.M)[1]


def check_modes(filtered):
    version = clean("--version", preload=None)[1].decode()
    ok(f"\nsandbox: {sandbox_of()}\n" in version, "--version and -v say the same", version)
    ok(sandbox_of("--sandbox=off") == "none (it is switched off)", "off")
    status, out, err = clean("--sandbox=require", preload=None)
    if filtered:
        ok(status == 0 and b"rained" in out and not err, "require, where there is one", err)
    else:
        ok(status == 5 and not out and "there is no sandbox: " in err,
           "require, where there is none: refused, and told why", status, err)
    ok(clean(preload=None)[2] == "", "auto: nobody is bothered")
    twice = clean("-v", "-", "-", preload=None)[2]
    ok(twice.count("* sandbox: ") == 1, "told once for all inputs", twice)
    status, out, err = clean("--sandbox=on", preload=None)
    ok(status == 2 and "--sandbox" in err, "on is none of them", status, err)


# ---------------------------------------------------------------- the same bytes

def check_pages():
    pages = sorted(map(str, SOURCE.glob("fixtures/pages/*/source.html")))
    for args in (), ("--json",), ("--explain",):
        if args and clean("--list-formats", preload=None)[1].count(b"json") == 0:
            continue
        inside = clean(*args, *pages, preload=None)
        outside = clean("--sandbox=off", *args, *pages, preload=None)
        same = [re.sub(rb'"ms":[^}]*}', b"", side[1]) for side in (inside, outside)]
        ok(len(inside[1]) > 50000 and same[0] == same[1] and inside[0] == outside[0] and
           inside[2] == outside[2], f"the fixtures, {args}: the same bytes",
           len(inside[1]), len(outside[1]), inside[2], outside[2])


def encodings():
    text = (SOURCE / "src/decode/encodings.def").read_text()
    return re.findall(r'^CP_ENCODING\(\w+, "([^"]+)"', text, re.M)


def check_encodings():
    rows = [bytes([first, second]) for first in range(0x81, 0xFF) for second in range(0x41, 0xFF, 9)]
    page = b"<title>x</title><p>" + b"</p>\n<p>".join(
        b"".join(rows[i:i + 21]) + b"\x8f\xb0\xa1 and so on" for i in range(0, len(rows), 21))
    wrong, lines = [], ("html",)
    for encoding in encodings():
        args = ("-E", encoding, "--to", *lines)
        inside = clean(*args, stdin=page, preload=None)
        outside = clean("--sandbox=off", *args, stdin=page, preload=None)
        if inside != outside or (inside[0] == 0) == (encoding == "replacement"):
            wrong.append((encoding, inside[0], outside[0], inside[2][:99]))
    ok(len(encodings()) > 30 and not wrong, "pages in every encoding: the same bytes", wrong)
    mixed = []
    for encoding in "shift_jis", "euc-jp", "utf-8", "koi8-r", "shift_jis", "big5", "euc-jp":
        path = f"{len(mixed)}.html"
        pathlib.Path(path).write_bytes(f'<meta charset="{encoding}">'.encode() + page)
        mixed.append(path)
    inside, outside = clean(*mixed, preload=None), clean("--sandbox=off", *mixed, preload=None)
    ok(inside == outside and len(inside[1]) > 5000, "several encodings in one call", inside[2])


# In a call of their own each: what one has opened serves the next.
UNDECLARED = (("windows-1251", "Плотина, которую никто не хотел, была построена за четыре года. "),
              ("euc-jp", "誰も望まなかったダムは、四年の歳月をかけてようやく完成した。"))


def check_guesses():
    for encoding, words in UNDECLARED:
        page = f"<p>{words * 9}</p>".encode(encoding)
        inside = clean("-v", stdin=page, preload=None)
        outside = clean("--sandbox=off", stdin=page, preload=None)
        guessed = f"bytes of {encoding}, known from uchardet" in inside[2].lower()
        built = " uchardet " in f' {clean("--version", preload=None)[1].decode()} '.replace("\n", " ")
        ok(inside[:2] == outside[:2] and (not built or guessed and words in inside[1].decode()),
           f"{encoding}, which has to be guessed: the same bytes", *inside, outside)


def check_other_commands():
    pathlib.Path("x.rules").write_text('strip "It rained all night, and nobody minded."\n')
    for args in (("--diff", "x.rules", "-"), ("--report", "report.html")):
        answers = []
        for mode in "auto", "off":
            pathlib.Path("report.html").unlink(missing_ok=True)
            answer = clean(f"--sandbox={mode}", *args, preload=None)
            report = pathlib.Path("report.html")
            answers.append((answer, report.read_bytes() if report.exists() else b""))
        ok(answers[0] == answers[1] and answers[0][0][1], f"{args[0]}: the same", *answers)
    for i in range(4):
        other = f"<div class='promo'>Read our offers of the week, all of them.</div><p>{i * 7}"
        pathlib.Path(f"page{i}.html").write_text(
            f"<base href='http://h.example/{i}'>" + PAGE.decode() + other + f" words of {i}.")
    pages = [f"page{i}.html" for i in range(4)]
    inside = clean("rules", "suggest", "--base", "http://h.example/", *pages, preload=None)
    outside = clean("rules", "suggest", "--sandbox=off", "--base", "http://h.example/", *pages,
                    preload=None)
    ok(inside == outside and inside[0] == 0, "rules suggest: the same", inside, outside)


# ---------------------------------------------------------------- a parser that was taken over

def check_deeds():
    """Those that end no process; first that they are deeds outside."""
    clean("--sandbox=off", wish="try")
    outside = [came for came, _ in deeds()]
    if outside.count(WORKED) < 10:
        ok(False, "outside the parser can do what it likes", outside)
        return
    status, out, err = clean(wish="try")
    wrong = [(i, came, should) for i, (came, should) in enumerate(deeds()) if came != should]
    ok(len(deeds()) > 25 and not wrong, "inside it can do none of it", wrong)
    ok(status == 0 and b"rained" in out and not err, "and the page is cleaned nevertheless", err)


def check_fatal_deeds():
    clean("--sandbox=off", wish="count")
    n = pathlib.Path("deeds").read_bytes()[0]
    message = "cleanpage: stdin: the process that reads it was stopped by the sandbox\n"
    wrong = []
    for i in range(n):
        answer = clean(wish=f"kill {i}")
        if answer != (12, b"", message):
            wrong.append((i, answer))
    ok(n > 8 and not wrong, "what ends it is told in one line", n, wrong)


def check_crash():
    pathlib.Path("out.txt").write_text("as it was\n")
    pathlib.Path("good.html").write_bytes(PAGE)
    answer = clean("-o", "out.txt", wish="crash")
    ok(answer == (12, b"", "cleanpage: stdin: the process that reads it crashed (signal 11)\n"),
       "a crash: a status, one line", answer)
    ok(pathlib.Path("out.txt").read_text() == "as it was\n" and
       not [p for p in os.listdir(".") if p.startswith("out.txt") and p != "out.txt"],
       "the output is as it was", os.listdir("."))
    status, out, err = clean("good.html", "-", "good.html", wish="crash")
    ok(status == 10 and err.count("crashed") == 3, "several inputs: a line for each", status, err)
    status, out, err = clean("--report", "r.html", wish="crash")
    ok(status == 12 and not pathlib.Path("r.html").exists(), "no report", status)
    status, out, err = clean(wish="exhaust")
    ok(status == 12 and err.count("\n") == 1, "memory without end ends it", status, err)


def with_descriptors(n, *args):
    """(exit status, stderr) of a run that may have so many."""
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (n, n))

    done = subprocess.run([COMMAND, *args, "page.html"], stdin=subprocess.DEVNULL, preexec_fn=few,
                          capture_output=True, timeout=100)
    return done.returncode, done.stderr.decode()


def check_descriptors():
    """A process that cannot be made, or not be made ready, is none that crashed."""
    pathlib.Path("page.html").write_bytes(PAGE)
    runs = [(n, mode, *with_descriptors(n, "--sandbox=" + mode))
            for n in range(5, 24) for mode in ("auto", "require")]
    ok(not [r for r in runs if r[2] == 12 or "crashed" in r[3]], "few descriptors: no crash", runs)
    told = [r for r in runs if "no process can be made: " in r[3]]
    ok(told and all(mode == "require" and status == 5 for _, mode, status, _ in told),
       "few descriptors: told where it is required", runs)
    ok(not [r for r in runs[-6:] if r[2:] != (0, "")], "enough descriptors", runs)


def check_lies():
    status, out, err = clean(wish="lie")
    ok("\x1b" not in err and "red" in err, "what it says is shown without control characters", err)


def readers_of(pid):
    """Not what a script may have started that runs the command of an uninstalled build."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(400):
        found = [int(child) for child in path.read_text().split() if is_reader(child)]
        if found:
            return found
        time.sleep(0.02)
    return []


def is_reader(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip() in ("cleanpage", "lt-cleanpage")
    except OSError:
        return False


def is_there(pid):
    """A zombie is not: nobody may be there to take it."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def check_killed():
    """While its page is read the command is killed: what reads it does not live on."""
    if not pathlib.Path("/proc/self/task").exists():
        return
    environment = dict(os.environ, LD_PRELOAD=PARSER, PARSER="wait")
    process = subprocess.Popen([COMMAND, "good.html"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=environment)
    children = readers_of(process.pid)
    process.kill()
    process.wait(20)
    for _ in range(400):
        if not any(map(is_there, children)):
            break
        time.sleep(0.02)
    ok(len(children) == 1 and not any(map(is_there, children)),
       "who reads a page does not outlive the command", children)


# ---------------------------------------------------------------- feeds and archives

class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        pages = {"/feed": feed_of(self.server.server_port), "/page": PAGE}
        body = pages.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type",
                         "application/rss+xml" if self.path == "/feed" else "text/html")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


def feed_of(port):
    return (f"<rss version='2.0'><channel><title>News</title><link>http://127.0.0.1:{port}/</link>"
            f"<item><title>Rain</title><link>http://127.0.0.1:{port}/page</link><guid>1</guid>"
            "<description>It rained.</description></item></channel></rss>").encode()


def archive(url, wish):
    """Status of a run of a new archive, what it says, and what the archive has then."""
    subprocess.run(["rm", "-rf", "news"], check=True)
    clean("archive", "add", "news", url, preload=None, stdin=b"")
    status, out, err = clean("archive", "run", "news", "--pause", "0", wish=wish, stdin=b"")
    listed = clean("archive", "list", "news", "--json", preload=None, stdin=b"")[1]
    texts = b"".join(p.read_bytes() for p in pathlib.Path("news").rglob("*.md"))
    sound = clean("archive", "verify", "news", preload=None, stdin=b"")
    return status, err, listed, texts, sound[0]


def check_feeds(url):
    status, out, err = clean("feed", "--pause", "0", "--no-cache", url, wish="", stdin=b"")
    ok(status == 0 and b"nobody minded" in out, "feed: the page's text", status, err)
    ok(clean("feed", "--pause", "0", "--no-cache", "--sandbox=off", url, stdin=b"") == (0, out, ""),
       "feed: the same without a sandbox")
    status, out, err = clean("feed", "--pause", "0", "--no-cache", "-v", url, wish="crash", stdin=b"")
    ok(status == 0 and b"nobody minded" not in out and b"It rained." in out and "crashed" in err,
       "feed: a page that crashes its reader has the feed's own text", status, err)
    status, out, err = clean("feed", "--pause", "0", "--no-cache", "-v", url, wish="change", stdin=b"")
    ok(status == 0 and "crashed" in err and pathlib.Path("deeds").read_bytes() == bytes(4096),
       "feed: memory that is shared with others is out of reach", status, err)


def check_archive(url):
    status, err, listed, texts, sound = archive(url, "")
    ok(status == 0 and b"nobody minded" in texts and sound == 0, "archive: the page is kept", err)
    status, out, err = clean("archive", "reclean", "news", "--stats", wish="crash", stdin=b"")
    texts = b"".join(p.read_bytes() for p in pathlib.Path("news").rglob("*.md"))
    ok(b"nobody minded" in texts, "reclean: a page that crashes stays as it was", status, err)
    for wish in "crash", "kill 0", "change":
        status, err, listed, texts, sound = archive(url, wish)
        ok(status == 0 and not err and b"nobody minded" not in texts and sound == 0,
           f"archive: {wish}: the run goes on, the archive is sound", status, err, texts, sound)


def main():
    filtered = sandbox_of().startswith("system calls")
    check_modes(filtered)
    check_pages()
    check_encodings()
    check_guesses()
    check_other_commands()
    has_child = "sandbox: none" not in clean("--version", preload=None)[1].decode()
    if filtered and PARSER:
        check_deeds()
        check_fatal_deeds()
    if filtered:
        check_descriptors()
    if has_child and PARSER:
        check_crash()
        check_lies()
        check_killed()
        if clean("archive", "--help", preload=None)[0] == 0:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{server.server_port}/feed"
            check_feeds(url)
            check_archive(url)
            server.shutdown()
    plan()


main()
