"""What Spark and Hadoop do with a command that lines are piped through, on one machine.

Inputs are cut into splits, which are done out of order, several at a time. An attempt at a split
may be killed, lose its input or its reader, or run twice at once; then there is another. What an
attempt wrote counts only if the command ended with 0, and then the first one wins. Each attempt is
told in a log, a line of JSON: {"split", "fate", "status", "stderr"}.
"""
import concurrent.futures
import glob
import json
import os
import random
import subprocess
import threading

# What happens to the first attempt at a split, by its number.
FATES = ["killed", "twins", "input lost", "reader lost", "terminated", None]


def files_of(source):
    """In the order of their names, without those that begin with a dot or an underscore."""
    if not os.path.isdir(source):
        return sorted(glob.glob(source))
    return sorted(os.path.join(source, n) for n in os.listdir(source) if n[0] not in "._")


def splits_of(source, size):
    """Lists of lines. A split has the lines that begin in its range, but for one that begins at its
    first byte: that was read with the split before."""
    splits = []
    for path in files_of(source):
        with open(path, "rb") as file:
            data = file.read()
        for start in range(0, len(data), size):
            at = data.find(b"\n", start) + 1 if start else 0
            lines = []
            while (at or not start) and at <= start + size and at < len(data):
                end = data.find(b"\n", at) + 1 or len(data)
                lines.append(data[at:end].rstrip(b"\r\n"))
                at = end
            splits.append(lines)
    return splits


class Attempt:
    def __init__(self, command, env, lines):
        self.lines = lines
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.noise = b""
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self):
        self.noise = self.process.stderr.read()

    def feed(self, lines):
        """Whether all went in."""
        try:
            for line in lines:
                self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()
            return True
        except BrokenPipeError:
            return False

    def close_input(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def run(self):
        """(whether it counts, what was written)"""
        fed = []

        def feed():
            fed.append(self.feed(self.lines))
            self.close_input()

        feeder = threading.Thread(target=feed)
        feeder.start()
        out = self.process.stdout.read()
        feeder.join()
        return self.end() == 0 and fed[0], out

    def break_off(self, fate):
        """Half of the lines go in and some come out; then something happens."""
        self.feed(self.lines[: len(self.lines) // 2])
        self.process.stdout.readline()
        if fate == "killed":
            self.process.kill()
        elif fate == "terminated":
            self.process.terminate()
        elif fate == "input lost":
            self.feed([self.lines[-1][:20]])
        elif fate == "reader lost":
            self.process.stdout.close()
            self.feed(self.lines[len(self.lines) // 2:])
        self.close_input()
        if not self.process.stdout.closed:
            self.process.stdout.read()
        return self.end()

    def end(self):
        status = self.process.wait(timeout=60)
        self.listener.join()
        return status


class Engine:
    """commit(number, output) is called once for each split."""

    def __init__(self, command, env, commit, log, seed=6):
        self.command, self.env, self.commit = command, env, commit
        self.lock, self.done = threading.Lock(), set()
        self.log = log
        self.chance = random.Random(seed)

    def tell(self, number, fate, attempt):
        with self.lock, open(self.log, "a") as log:
            json.dump({"split": number, "fate": fate, "status": attempt.process.returncode,
                       "stderr": attempt.noise.decode()}, log)
            log.write("\n")

    def try_once(self, number, lines, fate=None):
        attempt = Attempt(self.command, self.env, lines)
        counts, out = attempt.run()
        self.tell(number, fate, attempt)
        with self.lock:
            if counts and number not in self.done:
                self.done.add(number)
                self.commit(number, out)
        return counts

    def try_split(self, number, lines):
        fate = FATES[number % len(FATES)] if len(lines) > 4 else None
        if fate == "twins":
            twin = threading.Thread(target=self.try_once, args=(number, lines, fate))
            twin.start()
            good = self.try_once(number, lines, fate)
            twin.join()
            return good
        if fate:
            attempt = Attempt(self.command, self.env, lines)
            attempt.break_off(fate)
            self.tell(number, fate, attempt)
        return self.try_once(number, lines)

    def run(self, splits):
        """Whether all splits were done."""
        order = list(enumerate(splits))
        self.chance.shuffle(order)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            return all(list(pool.map(lambda x: self.try_split(*x), order)))
