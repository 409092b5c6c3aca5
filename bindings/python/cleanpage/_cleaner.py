"""Workers, and the functions that use one of each thread's own."""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from typing import Any, Dict, Iterable, List, Literal, Optional, Union, overload

from . import _structs as structs
from ._document import Document, choose
from ._errors import ArgumentError, OutOfMemoryError, failure
from ._library import Output, library

__all__ = ["Cleaner", "Page", "canonical_url", "clean", "extract", "extract_text", "version"]

Page = Union[bytes, bytearray, memoryview, str]

_Path = Union[str, "os.PathLike[str]"]

# What extract_text writes, and what extract writes as a str.
_TEXTS = ("text", "markdown", "html", "xml")
_Text = Literal["text", "markdown", "html", "xml"]
_TextFormat = Literal["text", "markdown", "html", "xml", "jsonl", "explain", "report"]


def _c_string(what: str, value: Optional[str]) -> Optional[bytes]:
    """A string for C, where it would end at a NUL."""
    if value is None:
        return None
    if "\0" in value:
        raise ArgumentError(f"{what} holds a NUL")
    return value.encode("utf-8", "surrogatepass")


class Cleaner:
    """A worker with the built-in rules and the rule files that are named.

    A worker serves one thread at a time: others that call it wait. So let each thread have its
    own, as the functions of this module do; they are cheap to keep and take a few milliseconds
    to make.
    """

    def __init__(self, rules: Iterable[_Path] = ()) -> None:
        """Raises RuleError if a file is wrong, ReadError if it cannot be read."""
        self._lib = library()
        self._handle = self._lib.cleanpage_new()
        if not self._handle:
            raise OutOfMemoryError("out of memory")
        # Not at exit: a daemon thread may still be at work with it.
        weakref.finalize(self, self._lib.cleanpage_free, self._handle).atexit = False
        self._lock = threading.RLock()
        for path in [rules] if isinstance(rules, (str, os.PathLike)) else rules:
            self.load_rules(path)

    def _message(self) -> str:
        message: bytes = self._lib.cleanpage_message(self._handle)
        return message.decode("utf-8", "replace")

    def load_rules(self, path: _Path) -> None:
        """Adds a rule file, or each *.rules of a directory, before those loaded earlier."""
        name = os.fsencode(path)
        if b"\0" in name:
            raise ArgumentError("the path holds a NUL")
        with self._lock:
            status = self._lib.cleanpage_load_rules(self._handle, name)
            if status != structs.OK:
                raise failure(status, self._message())

    @property
    def rule_files(self) -> List[str]:
        """The rule files in force, "built-in" first."""
        files: List[str] = []
        while True:
            name = self._lib.cleanpage_rule_file(self._handle, len(files))
            if name is None:
                return files
            files.append(os.fsdecode(name))

    def clean(
        self,
        html: Page,
        *,
        url: Optional[str] = None,
        charset: Optional[str] = None,
        force_charset: bool = False,
        input: Optional[str] = None,
        kind: Optional[str] = None,
        comments: Optional[str] = None,
        precision: bool = False,
        recall: bool = False,
        trace: bool = False,
    ) -> Document:
        """Cleans one page.

        html           its bytes as they came, or a str that was decoded already
        url            its address, for links and for rules of hosts
        charset        of bytes, as the server declared it; None: detected
        force_charset  charset is better known than the page knows it itself
        input          html or text, which is text that was scraped; None: sniffed
        kind           article, forum, product, collection, listing, documentation, service;
                       None: detected
        comments       no, yes or only; None: dropped beside an article, kept where the
                       thread is the page
        precision      rather lose content than keep what is none; recall: the other way round
        trace          remember why each block is kept or dropped

        Raises PageTypeError for what is no page, LimitError for more than 10 MiB.
        """
        if isinstance(html, str):
            if charset is not None:
                raise ArgumentError("a str is decoded already: charset is for bytes")
            html, charset, force_charset = html.encode("utf-8", "surrogatepass"), "UTF-8", True
        elif not isinstance(html, bytes):
            html = bytes(html)
        options = structs.sized(structs.Options)
        options.url = _c_string("url", url)
        options.charset = _c_string("charset", charset)
        options.flags = (
            (structs.FORCE_CHARSET if force_charset else 0)
            | (structs.PRECISION if precision else 0)
            | (structs.RECALL if recall else 0)
            | (structs.TRACE if trace else 0)
        )
        options.input = choose("input", structs.INPUTS, input)
        options.kind = choose("kind", structs.KINDS, kind)
        options.comments = choose("comments", structs.COMMENTS, comments)
        return self._clean(html, options)

    def _clean(self, page: bytes, options: structs.Options) -> Document:
        handle = ctypes.c_void_p()
        with self._lock:
            status = self._lib.cleanpage_clean(
                self._handle, page, len(page), ctypes.byref(options), ctypes.byref(handle)
            )
            if status != structs.OK or handle.value is None:
                raise failure(status, self._message())
        return Document(handle.value)

    def canonical_url(self, url: str) -> str:
        """The form of an address by which two links to the same page are recognised.

        ArgumentError for what is no address of http or https.
        """
        output = Output()
        with self._lock:
            status = self._lib.cleanpage_canonical_url(
                self._handle, _c_string("url", url), output.write, None
            )
            return output.finish(status, self._message())


class _Own(threading.local):
    """The worker of a thread, made when it is first needed."""

    cleaner: Optional[Cleaner] = None


_own = _Own()


def _cleaner() -> Cleaner:
    if _own.cleaner is None:
        _own.cleaner = Cleaner()
    return _own.cleaner


def clean(html: Page, **options: Any) -> Document:
    """`Cleaner.clean` with the built-in rules."""
    return _cleaner().clean(html, **options)


@overload
def extract(
    html: Page, *, format: Literal["json"] = "json", **options: Any
) -> Dict[str, Any]: ...


@overload
def extract(html: Page, *, format: _TextFormat, **options: Any) -> str: ...


@overload
def extract(html: Page, *, format: str, **options: Any) -> Union[Dict[str, Any], str]: ...


def extract(
    html: Page,
    *,
    url: Optional[str] = None,
    charset: Optional[str] = None,
    force_charset: bool = False,
    input: Optional[str] = None,
    kind: Optional[str] = None,
    comments: Optional[str] = None,
    precision: bool = False,
    recall: bool = False,
    format: str = "json",
    cleaner: Optional[Cleaner] = None,
    **layout: Any,
) -> Union[Dict[str, Any], str]:
    """The page as `cleanpage --json` has it, a dict; in another format a str.

    The arguments are those of `Cleaner.clean`, and what is left goes to `Document.render`. A
    cleaner with rules of your own is used if it is given. Without main content the text is "".
    """
    document = (cleaner or _cleaner()).clean(
        html,
        url=url,
        charset=charset,
        force_charset=force_charset,
        input=input,
        kind=kind,
        comments=comments,
        precision=precision,
        recall=recall,
        trace=format in ("explain", "report"),
    )
    if format == "json":
        return document.json(**layout)
    return document.render(format, **layout)


def extract_text(html: Page, *, format: _Text = "text", **options: Any) -> Optional[str]:
    """The page as text, markdown, html or xml, without a newline at its end.

    None if it has no main content. The arguments are those of `extract`.
    """
    if format not in _TEXTS:
        raise ArgumentError(f"format is {format!r}, and must be one of {', '.join(_TEXTS)}")
    return extract(html, format=format, **options).rstrip("\n") or None


def canonical_url(url: str) -> str:
    """`Cleaner.canonical_url` with the built-in rules."""
    return _cleaner().canonical_url(url)


def version() -> List[str]:
    """The versions of the library and of what it was built with, "cleanpage 0.1.0" first."""
    lib = library()
    versions: List[str] = []
    while True:
        name = lib.cleanpage_version(len(versions))
        if name is None:
            return versions
        versions.append(name.decode())
