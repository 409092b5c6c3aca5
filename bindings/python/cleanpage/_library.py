"""Finds the shared library and declares its functions.

ctypes.CDLL lets other Python threads run while a function of the library does.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_void_p
from typing import Any, Iterator, List, Tuple

from . import _structs as structs
from ._errors import LibraryError, failure

# int write(void *user, const char *data, size_t len). The data has no NUL behind it.
WRITE_FN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)

_NAMES = ("libcleanpage.so.0", "libcleanpage.0.dylib")

# Name, result, arguments: what this package calls of cleanpage.h.
_PROTOTYPES: Tuple[Tuple[str, Any, List[Any]], ...] = (
    ("cleanpage_new", c_void_p, []),
    ("cleanpage_load_rules", c_int, [c_void_p, c_char_p]),
    (
        "cleanpage_clean",
        c_int,
        [c_void_p, c_char_p, c_size_t, POINTER(structs.Options), POINTER(c_void_p)],
    ),
    ("cleanpage_preload", c_int, [c_void_p]),
    ("cleanpage_canonical_url", c_int, [c_void_p, c_char_p, WRITE_FN, c_void_p]),
    ("cleanpage_message", c_char_p, [c_void_p]),
    ("cleanpage_title", c_char_p, [c_void_p]),
    ("cleanpage_field", c_char_p, [c_void_p, c_char_p, c_size_t]),
    ("cleanpage_field_source", c_char_p, [c_void_p, c_char_p, c_size_t]),
    ("cleanpage_field_name", c_char_p, [c_size_t]),
    ("cleanpage_note", c_char_p, [c_void_p, c_size_t]),
    ("cleanpage_get_info", None, [c_void_p, POINTER(structs.Info)]),
    ("cleanpage_block", c_int, [c_void_p, c_size_t, POINTER(structs.BlockInfo)]),
    ("cleanpage_has_text", c_int, [c_void_p]),
    ("cleanpage_has_format", c_int, [c_int]),
    (
        "cleanpage_render",
        c_int,
        [c_void_p, c_int, POINTER(structs.Layout), WRITE_FN, c_void_p],
    ),
    ("cleanpage_version", c_char_p, [c_size_t]),
    ("cleanpage_rule_file", c_char_p, [c_void_p, c_size_t]),
    ("cleanpage_doc_free", None, [c_void_p]),
    ("cleanpage_free", None, [c_void_p]),
)


def _candidates() -> Iterator[str]:
    """Where the library may be, best first."""
    # This file in the source of cleanpage: what was built there.
    top = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    if os.path.isfile(os.path.join(top, "src", "cleanpage.h")):
        for directory in (os.path.join(top, "build", ".libs"), os.path.join(top, ".libs")):
            for name in _NAMES:
                yield os.path.join(directory, name)
    # Late, since few need it and it is slow to load.
    from ctypes.util import find_library

    found = find_library("cleanpage")
    if found:
        yield found
    # find_library sees /usr/local alone where a compiler or ldconfig(8) knows of it.
    for name in _NAMES:
        yield name
        yield os.path.join("/usr/local/lib", name)


def _open() -> ctypes.CDLL:
    named = os.environ.get("CLEANPAGE_LIBRARY")
    if named:
        try:
            return ctypes.CDLL(named)
        except OSError as error:
            raise LibraryError(f"CLEANPAGE_LIBRARY: {error}") from None
    for candidate in _candidates():
        try:
            return ctypes.CDLL(candidate)
        except OSError:
            continue
    raise LibraryError(
        "libcleanpage is not found: install cleanpage (make install, then ldconfig), or set "
        "CLEANPAGE_LIBRARY to the path of libcleanpage.so.0"
    )


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The library, opened at the first use."""
    lib = _open()
    for name, result, arguments in _PROTOTYPES:
        try:
            function = getattr(lib, name)
        except AttributeError:
            raise LibraryError(f"libcleanpage is too old: it has no {name}") from None
        function.restype = result
        function.argtypes = arguments
    return lib


class Output:
    """Collects what the library writes; `write` is handed to it."""

    def __init__(self) -> None:
        parts: List[bytes] = []
        trouble: List[BaseException] = []

        # An exception cannot pass through C: it is kept, and raised behind the call. A signal
        # handler of the program may raise here, too.
        def write(_user: object, data: int, length: int) -> int:
            try:
                parts.append(ctypes.string_at(data, length))
            except BaseException as error:
                trouble.append(error)
                return 1
            return 0

        self._parts = parts
        self._trouble = trouble
        self.write = WRITE_FN(write)

    def finish(self, status: int, message: str) -> str:
        """What was written, or the failure raised."""
        if self._trouble:
            raise self._trouble[0]
        if status != structs.OK:
            raise failure(status, message)
        return b"".join(self._parts).decode()
