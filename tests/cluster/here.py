"""What tests of clusters share: TAP, programs that surely end with the test, and pages."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import zlib

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "bench" / "corpus.py"
CONTRIB = pathlib.Path(__file__).resolve().parents[2] / "contrib"
count = 0


def ok(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    for detail in () if good else details:
        print("# " + str(detail)[:3000].replace("\n", "\n# "), flush=True)


def plan():
    print(f"1..{count}", flush=True)


def read(path):
    """The bytes of a file, none if it is not there."""
    return pathlib.Path(path).read_bytes() if os.path.exists(path) else b""


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def wait_until(is_so, seconds, what):
    """The first true value of is_so(), which is asked often; ends the test when time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = is_so()
        if value:
            return value
        time.sleep(0.01)
    raise TimeoutError(f"after {seconds} s still not: {what}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def terminate(process):
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cut_power(process):
    """Of "unshare --pid --fork": its child is the first process in there, and takes all others with it."""
    pid = process.pid
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
    process.wait()


class Processes:
    """Programs that run beside the test. They end, last first, when it does, however it does."""

    def __init__(self):
        self.ends = {}

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self

    def __exit__(self, *_):
        for process in reversed(list(self.ends)):
            self.end(process)

    def start(self, log, *command, end=terminate, **more):
        """What it prints goes to the file log. It does not outlive this interpreter."""
        with open(log, "ab") as file:
            process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, command)],
                                       stdin=subprocess.DEVNULL, stdout=file, stderr=file, **more)
        self.ends[process] = end
        return process

    def end(self, process):
        self.ends.pop(process)(process)


# ---------------------------------------------------------------- pages

def make_corpus(path, pages, seed=6):
    subprocess.run([sys.executable, CORPUS, path, str(pages), str(seed)], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def member_ends(data):
    """Where each gzip member of data ends."""
    at = 0
    while at < len(data):
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not unpacker.eof:
            piece = data[at:at + 65536]
            unpacker.decompress(piece)
            at += len(piece) - len(unpacker.unused_data)
        yield at


def pages_of(corpus):
    """(address, text of HTML) of each record."""
    data, begin = pathlib.Path(corpus).read_bytes(), 0
    for end in member_ends(data):
        head, _, body = zlib.decompress(data[begin:end], 16 + zlib.MAX_WBITS).split(b"\r\n\r\n", 2)
        address = next(line for line in head.decode().splitlines() if line.startswith("WARC-Target-URI: "))
        yield address.partition(" ")[2], body.removesuffix(b"\r\n\r\n").decode("utf-8", "replace")
        begin = end


def split(corpus, directory, counts):
    """Cuts a WARC file into files of so many records each; their paths."""
    data = memoryview(pathlib.Path(corpus).read_bytes())
    ends = member_ends(data)
    begin, paths = 0, []
    for number, wanted in enumerate(counts):
        for _ in range(wanted):
            end = next(ends)
        path = pathlib.Path(directory) / f"part-{number}.warc.gz"
        path.write_bytes(data[begin:end])
        begin = end
        paths.append(path)
    assert begin == len(data), "the counts are not those of the corpus"
    return paths
