#!/usr/bin/env python3
"""Cleans WARC files and JSON Lines on a cluster of Dask, with cleanpage for Python.

The result is what

    for input in INPUT...; do cleanpage batch "$input"; done

writes on one machine, byte for byte, whatever happens to the workers on the way. Inputs and
outputs lie where all machines see them under the same name. README.md beside this file tells how
it is run.
"""

import argparse
import dataclasses
import hashlib
import os
import shutil
import socket
import sys
import time
import uuid
from typing import BinaryIO, Iterable, Iterator, List, Optional, Tuple

import cleanpage
import distributed

LINES = (".jsonl", ".ndjson")
# A line of so many bytes is an error, however many more there are: cleanpage-batch(1), LIMITS.
TOO_LONG = (41 << 20) + 2
BLANK = b" \t\n\f\r"
MARK = b"\xef\xbb\xbf"


@dataclasses.dataclass(frozen=True)
class Part:
    """What one task cleans: a file, or the lines that begin in a range of its bytes."""

    input: str
    state: Tuple[int, int]  # its size and the time of its last change
    offset: int = 0
    length: Optional[int] = None  # None: the whole file, which need not have lines
    first: int = 0  # number of its first record
    records: Optional[int] = None  # None: not known yet


# ------------------------------------------------------------------ on the workers


def lines_from(file: BinaryIO) -> Iterator[Tuple[bytes, int]]:
    """Each line, as much of it as cleanpage looks at, and the bytes it takes in the file."""
    while line := file.readline(TOO_LONG):
        piece, size = line, len(line)
        while not piece.endswith(b"\n") and (piece := file.readline(TOO_LONG)):
            size += len(piece)
        yield line, size


def is_record(line: bytes, at: int) -> bool:
    """Whether it has a line of output: empty ones have none."""
    if at == 0 and line.startswith(MARK):
        line = line[len(MARK) :]
    return len(line) >= TOO_LONG or bool(line.strip(BLANK))


def split(path: str, part_bytes: int) -> List[Part]:
    """The parts of an input. Only plain JSON Lines can be cut without being unpacked.

    A part begins with a line that begins with "{": by its first bytes cleanpage looks for gzip and
    for the mark of UTF-8, which count at the beginning of a file alone.
    """
    found = os.stat(path)
    state = (found.st_size, found.st_mtime_ns)
    if not path.endswith(LINES):
        return [Part(path, state)]
    parts: List[Part] = []
    offset = length = first = records = 0
    with open(path, "rb") as file:
        for line, size in lines_from(file):
            if length >= part_bytes and line.startswith(b"{"):
                parts.append(Part(path, state, offset, length, first, records))
                offset, length, first, records = offset + length, 0, first + records, 0
            records += is_record(line, offset + length)
            length += size
    return [*parts, Part(path, state, offset, length, first, records)]


def lines_of(part: Part) -> Iterator[bytes]:
    """The lines of a range."""
    with open(part.input, "rb") as file:
        file.seek(part.offset)
        left = part.length or 0
        for line, size in lines_from(file):
            if left <= 0:
                return
            left -= size
            yield line


def write_whole(path: str, directory: str, pieces: Iterable[bytes]) -> None:
    """Writes a file that is there with all its pieces or not at all; until then it lies in the
    directory.

    The temporary name is nobody else's: a worker that was taken for lost may still be at the same
    part. Both write the same bytes, and the last one to rename wins.
    """
    mark = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex}"
    temporary = os.path.join(directory, f"{os.path.basename(path)}.{mark}")
    try:
        with open(temporary, "xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def counted(lines: Iterable[bytes], part: Part) -> Iterator[bytes]:
    """The lines, with a complaint behind the last one if there were not as many as records."""
    count = 0
    for line in lines:
        count += 1
        yield line
    if part.records not in (None, count):
        raise RuntimeError(f"{count} lines for {part.records} records: has the input changed?")


def clean(part: Part, path: str, options: List[str]) -> str:
    """Cleans a part into a file, unless an earlier attempt has done so."""
    if os.path.exists(path):
        return path
    if part.length is None:
        lines = cleanpage.batch(part.input, options=options)
    else:
        lines = cleanpage.batch(lines=lines_of(part), options=options, first_number=part.first)
    write_whole(path, os.path.dirname(path), counted(lines, part))
    return path


# ------------------------------------------------------------------ here


def name_of(part: Part, options: List[str]) -> str:
    """A name that tells what the part is made of: another input, or the same one with other
    options or by another version, has another."""
    facts = repr([part, options, cleanpage.version()[0]])
    return hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()[:32] + ".jsonl"


def say(text: str) -> None:
    print(f"clean_warcs: {text}", file=sys.stderr)


def run(client: distributed.Client, tasks: List[tuple], retries: int) -> list:
    """What (function, arguments...) give, in their order; None for those that failed for good."""
    results: list = [None] * len(tasks)
    numbers = {client.submit(*task, pure=False, retries=retries): i for i, task in enumerate(tasks)}
    for future in distributed.as_completed(list(numbers)):
        # What is let go of is not done again when the worker that has the result is lost.
        number = numbers.pop(future)
        try:
            results[number] = future.result()
        except Exception as error:  # Of whatever kind: the others go on.
            what = tasks[number][1]
            say(f"{getattr(what, 'input', what)}: {type(error).__name__}: {error}")
    return results


def join(paths: List[str], directory: str, output: str) -> None:
    def pieces() -> Iterator[bytes]:
        for path in paths:
            with open(path, "rb") as file:
                while piece := file.read(1 << 20):
                    yield piece

    write_whole(output, directory, pieces())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Cleans WARC files and JSON Lines on a cluster of Dask.",
        epilog="Options behind -- go to cleanpage batch: -- --precision --body markdown",
    )
    parser.add_argument("input", nargs="+", help="as all machines see it")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="lines of JSON")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="tcp://HOST:8786 (workers here)")
    parser.add_argument("--scheduler-file", metavar="FILE", help="the same, as it wrote it")
    parser.add_argument(
        "--part-bytes",
        type=int,
        default=64 << 20,
        metavar="N",
        help="of plain JSON Lines that one task cleans (64 MiB)",
    )
    parser.add_argument("--retries", type=int, default=3, help="of a task that fails (3)")
    parser.add_argument("--keep-parts", action="store_true", help="do not join: FILE.parts is it")
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    chosen = parser.parse_args(words[:at])
    chosen.options = words[at + 1 :]
    return chosen


def connect(chosen: argparse.Namespace) -> distributed.Client:
    if chosen.scheduler_file:
        return distributed.Client(scheduler_file=chosen.scheduler_file)
    if chosen.scheduler:
        return distributed.Client(chosen.scheduler)
    return distributed.Client(n_workers=os.cpu_count(), threads_per_worker=1)


def clean_all(client: distributed.Client, chosen: argparse.Namespace) -> Optional[List[str]]:
    """The files of all parts in order, or None if one of them cannot be had."""
    inputs = [os.path.abspath(path) for path in chosen.input]
    found = run(client, [(split, path, chosen.part_bytes) for path in inputs], chosen.retries)
    if None in found:
        return None
    directory = os.path.abspath(chosen.output) + ".parts"
    os.makedirs(directory, exist_ok=True)
    parts = [part for parts in found for part in parts]
    paths = [
        os.path.join(directory, f"{number:08}-{name_of(part, chosen.options)}")
        for number, part in enumerate(parts)
    ]
    todo = [
        (clean, part, path, chosen.options)
        for part, path in zip(parts, paths)
        if not os.path.exists(path)
    ]
    say(f"{len(parts)} parts, {len(parts) - len(todo)} done before")
    return None if None in run(client, todo, chosen.retries) else paths


def main() -> int:
    chosen = arguments()
    started = time.monotonic()
    with connect(chosen) as client:
        paths = clean_all(client, chosen)
    if paths is None:
        say("not all is there; the same call again does what is left")
        return 1
    directory = os.path.dirname(paths[0])
    if chosen.keep_parts:
        for name in set(os.listdir(directory)) - set(map(os.path.basename, paths)):
            os.unlink(os.path.join(directory, name))
    else:
        join(paths, directory, chosen.output)
        shutil.rmtree(directory)
    say(f"done in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
