"""What is left of a directory when the power is cut: replays a log of faulty.c.

Strict: what is written is safe when its file was flushed, a name when its directory was; nothing
else is left. Mixed: as a journal does it, names up to some moment are there as well, and of the
writes that were not flushed, some.
"""
import os
import random


class File:
    def __init__(self, data=b""):
        self.data = bytearray(data)
        self.flushed = bytes(data)
        self.pending = []  # writes since then: (offset, data), or (length, None)

    def write(self, offset, data):
        self.pending.append((offset, data))
        apply(self.data, offset, data)

    def flush(self):
        self.flushed, self.pending = bytes(self.data), []

    def left(self, rng):
        """What a power cut leaves; without `rng` nothing that is not flushed."""
        data = bytearray(self.flushed)
        for offset, written in self.pending if rng else ():
            if rng.random() < 0.5:
                apply(data, offset, written)
        return bytes(data)


def apply(data, offset, written):
    if written is None:
        del data[offset:]
        data.extend(bytes(offset - len(data)))
    else:
        data.extend(bytes(max(0, offset - len(data))))
        data[offset:offset + len(written)] = written


class Disk:
    """Names are paths below the directory; a directory is None."""

    def __init__(self, directory):
        self.root = directory
        self.names = {"": None}      # as programs see them
        self.safe = {"": None}       # those whose directory was flushed
        self.since = []              # changes of names since a directory was last flushed
        self.fds = {}
        for base, dirs, files in os.walk(directory):
            for name in dirs:
                self.names[self.below(os.path.join(base, name))] = None
            for name in files:
                with open(os.path.join(base, name), "rb") as f:
                    self.names[self.below(os.path.join(base, name))] = File(f.read())
        self.safe = dict(self.names)
        self.journal = dict(self.names)

    def below(self, path):
        path = os.path.normpath(path)
        return "" if path == self.root else os.path.relpath(path, self.root)

    def rename(self, names, change):
        old, new, file = change
        if old is not None:
            names.pop(old, None)
        if new is not None:
            names[new] = file

    def change(self, old, new, file=None):
        self.since.append((old, new, file))
        self.rename(self.names, self.since[-1])

    def flush_directory(self, directory):
        def inside(name):
            return name and os.path.dirname(name) == directory
        self.safe = {n: f for n, f in self.safe.items() if not inside(n)}
        self.safe.update({n: f for n, f in self.names.items() if inside(n)})
        self.journal, self.since = dict(self.names), []

    def step(self, call, fd, number, data, path, second):
        """Does one call; true if more is safe than was."""
        path = self.below(path)
        if call in ("make", "open"):
            if path in self.names and self.names[path] is None:
                self.fds[fd] = path
                return False
            if path not in self.names:
                self.change(None, path, File())
            self.fds[fd] = self.names[path]
            if number:
                self.fds[fd].write(0, None)
        elif call == "write":
            file = self.fds[fd]
            file.write(len(file.data) if number < 0 else number, data)
        elif call == "truncate":
            self.fds[fd].write(number, None)
        elif call == "mkdir":
            self.change(None, path)
        elif call == "unlink":
            self.change(path, None)
        elif call == "rename":
            self.change(path, self.below(second), self.names[path])
        elif call == "sync":
            if isinstance(self.fds[fd], File):
                self.fds[fd].flush()
            else:
                self.flush_directory(self.fds[fd])
            return True
        return False

    def leave(self, target, rng=None):
        """Writes what a power cut leaves now to another directory."""
        names = self.safe
        if rng:
            names = dict(self.journal)
            for change in self.since[:rng.randrange(len(self.since) + 1)]:
                self.rename(names, change)
        there = set()
        for name in sorted(names):
            if name.endswith("-shm") or (name and os.path.dirname(name) not in there):
                continue
            path = os.path.join(target, name)
            there.add(name)
            if names[name] is None:
                os.mkdir(path)
            else:
                with open(path, "wb") as f:
                    f.write(names[name].left(rng))


def read_log(path):
    with open(path, "rb") as f:
        log = f.read()
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        call, fd, number, length, paths = log[at:end].decode().split(" ", 4)
        at = end + 1 + int(length)
        first, second = paths.split("\t")
        if call != "end":
            yield call, int(fd), int(number), log[end + 1:at], first, second


def count_of(path):
    """The calls that a log tells of at its end."""
    with open(path, "rb") as f:
        return int(f.read().splitlines()[-1].split()[2])
