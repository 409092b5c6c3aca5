"""`cleanpage batch` from Python: a line for each of many pages, each cleaned in another process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from ._errors import BatchError

__all__ = ["batch"]

# Whole lines, or an object that becomes one.
_Line = Union[bytes, str, Mapping[str, Any]]


def _command() -> str:
    """The program: as CLEANPAGE_COMMAND says, of this source tree, or by PATH."""
    named = os.environ.get("CLEANPAGE_COMMAND")
    if named:
        return named
    top = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    built = os.path.join(top, "build", "cleanpage")
    found = built if os.path.isfile(built) else shutil.which("cleanpage")
    if not found:
        raise BatchError(
            "the command cleanpage is not found: install it, or set CLEANPAGE_COMMAND to its path"
        )
    return found


def _encoded(line: _Line) -> bytes:
    if isinstance(line, Mapping):
        line = json.dumps(line)
    if isinstance(line, str):
        line = line.encode("utf-8", "surrogatepass")
    return line if line.endswith(b"\n") else line + b"\n"


class _Feeder(threading.Thread):
    """Writes lines into a pipe. A daemon, since what it takes them from may block for ever."""

    def __init__(self, lines: Iterable[_Line], pipe: IO[bytes]) -> None:
        super().__init__(name="cleanpage-batch", daemon=True)
        self.trouble: Optional[BaseException] = None
        self._lines = lines
        self._pipe = pipe

    def run(self) -> None:
        try:
            for line in self._lines:
                self._pipe.write(_encoded(line))
                self._pipe.flush()  # The next one may wait for what comes of this.
        except BrokenPipeError:
            pass  # The exit status says why nobody reads.
        except BaseException as error:
            self.trouble = error
        finally:
            try:
                self._pipe.close()
            except OSError:
                pass


def _complaints(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a call whose lines nobody wants any more."""
    if process.stdout:
        process.stdout.close()
    if process.poll() is None:
        process.terminate()
    process.wait()


def _check(process: "subprocess.Popen[bytes]", feeder: Optional[_Feeder], said: IO[bytes]) -> None:
    """Raises unless every record has had its line; passes on what was said besides."""
    status = process.wait()
    if status == 0 and feeder:
        feeder.join()
    if feeder and feeder.trouble:
        raise feeder.trouble
    if status != 0:
        cause = _complaints(said).strip() or f"cleanpage batch: exit status {status}"
        error = BatchError(cause)
        error.exit_status = status
        raise error
    sys.stderr.write(_complaints(said))


def batch(
    *inputs: Union[str, "os.PathLike[str]"],
    lines: Optional[Iterable[_Line]] = None,
    options: Sequence[str] = (),
    workers: int = 1,
    first_number: int = 0,
    command: Optional[str] = None,
) -> Iterator[bytes]:
    """The lines that `cleanpage batch` writes, one by one, as bytes with their line feed.

    inputs        what the command takes: pages, directories, JSON Lines, WARC files, addresses
    lines         or JSON Lines: bytes or str of whole lines, or objects such as
                  {"id": 1, "url": "https://...", "html": "<p>..."}; taken by another thread
    options       further ones as on the command line: ["--precision", "--body", "markdown"]
    workers       pages cleaned at a time
    first_number  of the first record: what the id is of one that brings none
    command       the program; None: CLEANPAGE_COMMAND, or found by PATH

    Pages are cleaned by processes of their own: one that is slow, hungry or deadly costs its
    line, which says so, and not this process. cleanpage-batch(1) has the members of a line.

    Whoever has all lines has one for each record: BatchError is raised behind the last one if
    the call did not come to its end, and so is what `lines` raises.
    """
    if (lines is None) == (not inputs):
        raise BatchError("either inputs or lines")
    words: List[str] = [command or _command(), "batch", f"--workers={workers}", "--exit-zero"]
    words += [f"--first-number={first_number}", *options]
    words += ["--from=jsonl", "-"] if lines is not None else ["--", *map(os.fspath, inputs)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL if lines is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        try:
            assert process.stdout
            feeder = None
            if lines is not None and process.stdin:
                feeder = _Feeder(lines, process.stdin)
                feeder.start()
            for line in process.stdout:
                if line.endswith(b"\n"):  # Else it was torn.
                    yield line
            _check(process, feeder, said)
        finally:
            _end(process)
