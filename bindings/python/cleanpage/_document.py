"""One cleaned page."""

from __future__ import annotations

import ctypes
import json
import weakref
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional

from . import _structs as structs
from ._errors import ArgumentError, failure
from ._library import Output, library

__all__ = ["Block", "Document", "fields"]


def choose(what: str, names: Mapping[str, int], name: Optional[str]) -> int:
    """The number of a name; None is the first, which is the default."""
    if name is None:
        return 0
    if name not in names:
        raise ArgumentError(f"{what} is {name!r}, and must be one of {', '.join(names)}")
    return names[name]


def add_up(what: str, names: Mapping[str, int], chosen: Iterable[str]) -> int:
    """The flags of some names."""
    if not chosen:
        return 0
    if isinstance(chosen, str):
        chosen = (chosen,)
    return sum(choose(what, names, name) for name in set(chosen))


def text_of(value: Optional[bytes]) -> Optional[str]:
    """A string of the library, which is UTF-8."""
    return None if value is None else value.decode("utf-8", "replace")


def fields() -> List[str]:
    """The names that `Document.field` knows, in the order of docs/json.md."""
    lib = library()
    names: List[str] = []
    while True:
        name = text_of(lib.cleanpage_field_name(len(names)))
        if name is None:
            return names
        names.append(name)


class Block(NamedTuple):
    """A run of text between the edges of block-level elements, kept or dropped as a whole.

    `reason` is what had the last word on that, `points` are log odds that it is content, and
    `path` and what is known of a rule are there with `trace=True` alone.
    """

    text: str
    words: int
    keep: bool
    reason: str
    points: float
    probability: float
    confidence: float
    path: Optional[str]
    rule_file: Optional[str]
    rule_line: int
    rule_text: Optional[str]


def _block_of(info: structs.BlockInfo) -> Block:
    return Block(
        text=ctypes.string_at(info.text, info.text_len).decode() if info.text_len else "",
        words=info.words,
        keep=bool(info.keep),
        reason=text_of(info.reason) or "",
        points=info.points,
        probability=info.probability,
        confidence=info.confidence,
        path=text_of(info.path),
        rule_file=text_of(info.rule_file),
        rule_line=info.rule_line,
        rule_text=text_of(info.rule_text),
    )


def _layout_of(
    title: bool,
    front_matter: bool,
    mark_dropped: bool,
    times: bool,
    width: int,
    links: Optional[str],
    with_parts: Iterable[str],
    without_parts: Iterable[str],
    body: str,
) -> structs.Layout:
    if not 0 <= width < 1 << 31:
        raise ArgumentError(f"width is {width!r}, and must be columns, or 0 for none")
    layout = structs.sized(structs.Layout)
    layout.flags = (
        (0 if title else structs.NO_TITLE)
        | (structs.FRONT_MATTER if front_matter else 0)
        | (structs.MARK_DROPPED if mark_dropped else 0)
        | (0 if times else structs.NO_TIMES)
    )
    layout.width = width
    layout.links = choose("links", structs.LINKS, links)
    setattr(layout, "with", add_up("with_parts", structs.PARTS, with_parts))
    layout.without = add_up("without_parts", structs.PARTS, without_parts)
    layout.body = choose("body", {"text": 0, "markdown": 1}, body)
    return layout


class Document:
    """A page that was cleaned: `Cleaner.clean` makes it.

    It lives on after its cleaner and the bytes it was made of, and several threads may read it.
    """

    def __init__(self, handle: int) -> None:
        """Takes over a cleanpage_doc."""
        self._lib = library()
        self._handle = handle
        weakref.finalize(self, self._lib.cleanpage_doc_free, handle).atexit = False

    def __bool__(self) -> bool:
        """Whether any main content was found: that there is none is an answer, not an error."""
        return bool(self._lib.cleanpage_has_text(self._handle))

    def render(
        self,
        format: str = "text",
        *,
        title: bool = True,
        front_matter: bool = False,
        mark_dropped: bool = False,
        times: bool = True,
        width: int = 0,
        links: Optional[str] = None,
        with_parts: Iterable[str] = (),
        without_parts: Iterable[str] = (),
        body: str = "text",
    ) -> str:
        """The page as text, markdown, html, xml (TEI), json, jsonl, explain or report.

        title          whether the title stands above the text
        front_matter   metadata in YAML before text and Markdown
        mark_dropped   text: what was dropped is there, too, marked
        times          JSON: False makes stats.ms null: the same page gives the same bytes
        width          display columns at which paragraphs of text are wrapped; 0: not at all
        links          none, inline, reference or list; None: as the format has them
        with_parts     parts to show beyond the format's own, and
        without_parts  parts to leave out: images, tables, footnotes, formatting, code, math,
                       ruby, scripts, strike
        body           JSON: text or markdown

        What a format has no use for is passed over. "" if there is no main content, but for
        JSON and the reasons. explain and report need a page cleaned with `trace=True`.
        """
        number = choose("format", structs.FORMATS, format)
        layout = _layout_of(
            title,
            front_matter,
            mark_dropped,
            times,
            width,
            links,
            with_parts,
            without_parts,
            body,
        )
        output = Output()
        status = self._lib.cleanpage_render(
            self._handle, number, ctypes.byref(layout), output.write, None
        )
        if status == structs.BADARG and not self._lib.cleanpage_has_format(number):
            raise failure(status, f"libcleanpage was built without {format}")
        return output.finish(status, f"{format} cannot be written")

    def json(self, **layout: Any) -> Dict[str, Any]:
        """The page as docs/json.md tells; the arguments are those of `render`."""
        page: Dict[str, Any] = json.loads(self.render("jsonl", **layout))
        return page

    @property
    def title(self) -> Optional[str]:
        """The title that stands above the text."""
        return text_of(self._lib.cleanpage_title(self._handle))

    def field(self, name: str) -> List[str]:
        """The values of a field of `fields()`; [] if there are none."""
        return list(self._values(self._lib.cleanpage_field, name))

    def field_sources(self, name: str) -> List[str]:
        """Where each value of a field of metadata was found: "json-ld", "og", "byline"."""
        return list(self._values(self._lib.cleanpage_field_source, name))

    def _values(self, ask: Any, name: str) -> Iterator[str]:
        encoded = name.encode()
        number = 0
        while True:
            value = text_of(ask(self._handle, encoded, number))
            if value is None:
                return
            yield value
            number += 1

    @property
    def notes(self) -> List[str]:
        """The repairable troubles, "id: detail": docs/notes.md."""
        notes: List[str] = []
        while True:
            note = text_of(self._lib.cleanpage_note(self._handle, len(notes)))
            if note is None:
                return notes
            notes.append(note)

    @property
    def info(self) -> Dict[str, Any]:
        """The fields of cleanpage_info: encoding, counts, confidence, milliseconds, kind."""
        info = structs.sized(structs.Info)
        self._lib.cleanpage_get_info(self._handle, ctypes.byref(info))
        values = {name: getattr(info, name) for name, *_ in structs.Info._fields_[1:]}
        return {k: text_of(v) if isinstance(v, bytes) else v for k, v in values.items()}

    def blocks(self) -> Iterator[Block]:
        """The blocks in the order of the page, kept or not."""
        info = structs.sized(structs.BlockInfo)
        number = 0
        while self._lib.cleanpage_block(self._handle, number, ctypes.byref(info)):
            yield _block_of(info)
            number += 1
