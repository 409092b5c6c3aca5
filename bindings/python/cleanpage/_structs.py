"""The structs, flags and enumerations of cleanpage.h, in its order.

Each struct begins with its own size, by which a newer and an older library know what the caller
has; make one with `sized()`. tests/test_structs.py holds all of this against the header.
"""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_double, c_int, c_long, c_size_t, c_uint, c_uint64, c_void_p
from typing import Type, TypeVar

OK = 0
BADARG = 2

FORMATS = {
    "text": 0,
    "markdown": 1,
    "html": 2,
    "xml": 3,
    "json": 4,
    "jsonl": 5,
    "explain": 6,
    "report": 7,
}
LINKS = {"auto": 0, "none": 1, "inline": 2, "reference": 3, "list": 4}
INPUTS = {"auto": 0, "html": 1, "text": 2}
KINDS = {
    "auto": 0,
    "article": 1,
    "forum": 2,
    "product": 3,
    "collection": 4,
    "listing": 5,
    "documentation": 6,
    "service": 7,
}
COMMENTS = {"auto": 0, "no": 1, "yes": 2, "only": 3}
PARTS = {
    "images": 1,
    "tables": 2,
    "footnotes": 4,
    "formatting": 8,
    "code": 16,
    "math": 32,
    "ruby": 64,
    "scripts": 128,
    "strike": 256,
}

FORCE_CHARSET = 1
PRECISION = 2
RECALL = 4
TRACE = 8

NO_TITLE = 1
FRONT_MATTER = 2
MARK_DROPPED = 4
NO_TIMES = 8


class Options(ctypes.Structure):
    """cleanpage_options."""

    _fields_ = [
        ("size", c_size_t),
        ("url", c_char_p),
        ("charset", c_char_p),
        ("flags", c_uint),
        ("input", c_int),
        ("kind", c_int),
        ("comments", c_int),
        ("site", c_void_p),
    ]


class Layout(ctypes.Structure):
    """cleanpage_layout."""

    _fields_ = [
        ("size", c_size_t),
        ("flags", c_uint),
        ("width", c_uint),
        ("links", c_int),
        ("with", c_uint),
        ("without", c_uint),
        ("body", c_int),
    ]


class Info(ctypes.Structure):
    """cleanpage_info."""

    _fields_ = [
        ("size", c_size_t),
        ("url", c_char_p),
        ("encoding", c_char_p),
        ("encoding_source", c_char_p),
        ("bad_bytes", c_uint64),
        ("http_status", c_long),
        ("redirects", c_long),
        ("content_type", c_char_p),
        ("truncated", c_int),
        ("input_bytes", c_uint64),
        ("blocks", c_uint64),
        ("kept_blocks", c_uint64),
        ("kept_words", c_uint64),
        ("confidence", c_double),
        ("fetch_ms", c_double),
        ("decode_ms", c_double),
        ("parse_ms", c_double),
        ("measure_ms", c_double),
        ("judge_ms", c_double),
        ("kind", c_char_p),
    ]


class BlockInfo(ctypes.Structure):
    """cleanpage_block_info. Its text has no NUL behind it, so that it is no c_char_p."""

    _fields_ = [
        ("size", c_size_t),
        ("text", c_void_p),
        ("text_len", c_size_t),
        ("words", c_uint64),
        ("keep", c_int),
        ("reason", c_char_p),
        ("points", c_double),
        ("probability", c_double),
        ("confidence", c_double),
        ("path", c_char_p),
        ("rule_file", c_char_p),
        ("rule_line", c_uint),
        ("rule_text", c_char_p),
    ]


_Struct = TypeVar("_Struct", bound=ctypes.Structure)


def sized(struct: Type[_Struct]) -> _Struct:
    """A struct of zeros that knows its size, as the INIT macros make it."""
    made = struct()
    made.size = ctypes.sizeof(struct)
    return made
