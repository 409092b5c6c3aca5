"""An extractor for pipelines of datatrove, in the place of its Trafilatura().

    from cleanpage.for_datatrove import Cleanpage
    pipeline = [WarcReader("crawl/"), Cleanpage(), JsonlWriter("clean/")]

Without datatrove the class is there, too, and only `extract` is of use.
"""

from __future__ import annotations

from typing import Any

from ._cleaner import extract_text
from ._errors import Error

try:
    from datatrove.pipeline.extractors.base import BaseExtractor as _Base
except ImportError:

    class _Base:  # type: ignore[no-redef]
        """What stands there without datatrove."""

        def __init__(self, timeout: float = 1) -> None:
            self.timeout = timeout


__all__ = ["Cleanpage"]


class Cleanpage(_Base):  # type: ignore[misc,valid-type]
    """HTML in, its text out; datatrove drops what has none.

    timeout    seconds that datatrove lets one page take
    format     text, markdown, html or xml
    options    those of `cleanpage.extract`: precision, recall, comments, kind, links,
               with_parts, without_parts, width, title
    """

    name = "Cleanpage"
    _requires_dependencies = ["cleanpage"]

    def __init__(self, *, timeout: float = 1, format: str = "text", **options: Any) -> None:
        super().__init__(timeout)
        self.format = format
        self.options = {"title": False, **options}
        # Here, once, rather than as many times as there are pages.
        extract_text("", format=self.format, **self.options)

    def extract(self, text: str) -> str:
        """The text of one page; "" if it has no main content or is no page."""
        try:
            return extract_text(text, format=self.format, **self.options) or ""
        except Error:
            return ""
