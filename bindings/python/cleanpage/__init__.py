"""The text of a web page and nothing else, from libcleanpage.

    >>> import cleanpage
    >>> page = cleanpage.extract(html, url="https://example.org/rain")
    >>> page["title"], page["text"]

README.md beside this package has more.
"""

from ._batch import batch
from ._cleaner import Cleaner, Page, canonical_url, clean, extract, extract_text, version
from ._document import Block, Document, fields
from ._errors import (
    ArgumentError,
    BatchError,
    CharsetError,
    Error,
    FetchError,
    HTTPStatusError,
    LibraryError,
    LimitError,
    OutOfMemoryError,
    PageTypeError,
    ReadError,
    RuleError,
    WriteError,
)

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "BatchError",
    "Block",
    "CharsetError",
    "Cleaner",
    "Document",
    "Error",
    "FetchError",
    "HTTPStatusError",
    "LibraryError",
    "LimitError",
    "OutOfMemoryError",
    "Page",
    "PageTypeError",
    "ReadError",
    "RuleError",
    "WriteError",
    "batch",
    "canonical_url",
    "clean",
    "extract",
    "extract_text",
    "fields",
    "version",
]
