"""What can go wrong: one exception for each cleanpage_status, with the library's sentence."""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "BatchError",
    "CharsetError",
    "Error",
    "FetchError",
    "HTTPStatusError",
    "LibraryError",
    "LimitError",
    "OutOfMemoryError",
    "PageTypeError",
    "ReadError",
    "RuleError",
    "WriteError",
]


class Error(Exception):
    """Whatever the library answers but success; `status` is its number in cleanpage.h."""

    status: int = 0


class OutOfMemoryError(Error, MemoryError):
    """Out of memory."""

    status = 1


class ArgumentError(Error, ValueError):
    """An argument or an option that the library does not know."""

    status = 2


class LimitError(Error):
    """A limit on time, size or memory was reached."""

    status = 3


class FetchError(Error):
    """URL, DNS, connection or TLS."""

    status = 4


class CharsetError(Error, ValueError):
    """The page cannot be decoded."""

    status = 5


class RuleError(Error, ValueError):
    """A rule file is wrong; the message begins with file:line:column."""

    status = 6


class WriteError(Error):
    """What the library wrote was not taken."""

    status = 7


class HTTPStatusError(Error):
    """A server answered with status 400 or above."""

    status = 8


class PageTypeError(Error, ValueError):
    """The bytes are neither HTML, XHTML nor plain text."""

    status = 9


class ReadError(Error, OSError):
    """A local file cannot be read."""

    status = 10


class BatchError(Error):
    """`cleanpage batch` did not come to its end, with what it said on stderr.

    `exit_status` is as cleanpage-batch(1) tells, below 0 the number of a signal.
    """

    exit_status: int = 0


class LibraryError(ImportError):
    """The shared library is not there, or it is too old for this package."""


_BY_STATUS = {
    kind.status: kind
    for kind in (
        OutOfMemoryError,
        ArgumentError,
        LimitError,
        FetchError,
        CharsetError,
        RuleError,
        WriteError,
        HTTPStatusError,
        PageTypeError,
        ReadError,
    )
}


def failure(status: int, message: str) -> Error:
    """The exception for a status that is not 0."""
    kind = _BY_STATUS.get(status, Error)
    error = kind(message or f"cleanpage_status {status}")
    error.status = status
    return error
