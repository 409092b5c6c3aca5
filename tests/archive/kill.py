"""Runs killed with SIGKILL at random moments lose nothing, nor does what reads a text for them.
Prints TAP.

usage: kill.py COMMAND DIRECTORY KILLS SEED
"""
import http.server
import os
import pathlib
import random
import signal
import sys
import threading
import time

import checking
import growing

COMMAND, DIRECTORY, KILLS, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
DAYS = max(40, KILLS // 3)
HOUR = 3600


def kill_once(command, site, directory, rng, typical):
    """Starts a run and kills it, unless it has ended by then; true if it was killed."""
    process = command.start(site.now(), "run", directory, "--pause", "0")
    try:
        process.wait(rng.random() * typical)
    except Exception:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


class OneText(http.server.BaseHTTPRequestHandler):
    """A feed of one entry, which has no address but a text that takes a while to read."""

    FEED = ("<rss version='2.0'><channel><title>Notes</title><item><guid isPermaLink='false'>1</guid>"
            "<title>A note</title><description>" + "&lt;p&gt;The keeper counted the ships." * 300000
            + "</description></item></channel></rss>").encode()

    def do_GET(self):
        is_feed = self.path == "/feed"
        self.send_response(200 if is_feed else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(self.FEED) if is_feed else 0))
        self.end_headers()
        if is_feed:
            self.wfile.write(self.FEED)

    def log_message(self, *_):
        pass


def kill_reader(process):
    """Kills the first process of this one's that is there for a while, unlike the one that tries
    the sandbox; false if there is none."""
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    seen = None
    while process.poll() is None:
        try:
            child = children.read_text()
            if child and child == seen:
                os.kill(int(child), signal.SIGKILL)
                return True
        except OSError:
            child = None
        seen = child
        time.sleep(0.05)
    return False


def check_reader(command, directory, now):
    """What is wrong once the process that reads a text was killed; None if nothing reads it apart."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OneText)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command.archive(now, "add", directory, f"http://127.0.0.1:{server.server_port}/feed")
    process = command.start(now, "run", directory, "--pause", "0")
    killed = kill_reader(process)
    process.communicate()
    entries = checking.rows(directory, "SELECT tries, error FROM entry")
    status, out, err = command.archive(now + 2 * HOUR, "run", directory, "--pause", "0")
    server.shutdown()
    if not killed:
        return None
    wrong = [] if entries == [(1, "the process that reads it was killed")] else [f"after the kill: {entries}"]
    count = checking.rows(directory, "SELECT count(*) FROM version")[0][0]
    return wrong if status == 0 and count == 1 else [*wrong, f"{count} versions: {out} {err}"]


def main():
    rng = random.Random(SEED)
    site = growing.Site(SEED, feeds=20, articles=300, days=DAYS, delay_ms=6)
    command = checking.Command(COMMAND)
    directory = os.path.join(DIRECTORY, "archive")
    made = checking.make(command, site, directory)
    kills, tries, wrong = 0, 0, []
    if made[0] != 0:
        wrong.append(f"add: {made}")
    print("1..3")
    began = time.monotonic()
    while kills < KILLS and tries < 4 * KILLS and not wrong:
        tries += 1
        site.day = min(DAYS - 2, kills * (DAYS - 1) // KILLS)
        # Most moments lie in the work, some at its very beginning.
        killed = kill_once(command, site, directory, rng, rng.choice((0.02, 0.15, 0.4)))
        kills += killed
        if killed and kills % 10 == 0:
            wrong += checking.check(command, site, directory, complete=False)
    print(("not " if wrong or kills < KILLS else "") + f"ok 1 - {kills} kills of {tries} runs: "
          "what is there is whole")
    site.day = DAYS - 1
    status, out, err = command.archive(site.now(), "run", directory, "--pause", "0", "--all")
    if status != 0:
        wrong.append(f"run: {status} {err}")
    wrong += checking.check(command, site, directory)
    print(("not " if wrong else "") + "ok 2 - then one is left alone: all is there once")
    versions = checking.rows(directory, "SELECT count(*), count(DISTINCT article) FROM version")[0]
    print(f"# seed {SEED}: {versions[1]} articles, {versions[0]} versions, "
          f"{time.monotonic() - began:.1f} s")
    reader = check_reader(command, os.path.join(DIRECTORY, "text"), site.now())
    if reader is None:
        print("ok 3 # SKIP nothing is read in a process of its own here")
    else:
        print(("not " if reader else "") + "ok 3 - a text whose reader was killed is read again")
        wrong += reader
    for line in wrong[:20]:
        print("# " + line.replace("\n", "; "))
    site.stop()
    return 1 if wrong or kills < KILLS else 0


sys.exit(main())
