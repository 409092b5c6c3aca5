"""`extract` and `bare_extraction` with the arguments of trafilatura's.

    from cleanpage.like_trafilatura import extract

What is found is cleanpage's, not trafilatura's. Of the arguments those of `_Wishes` count; others
that trafilatura has are accepted, and a warning tells that they are passed over.
"""

from __future__ import annotations

import json
import logging
import warnings
from typing import Any, Collection, Dict, NamedTuple, Optional
from urllib.parse import urlsplit

from ._cleaner import Page, clean
from ._document import Document
from ._errors import ArgumentError, Error

__all__ = ["bare_extraction", "extract"]

_log = logging.getLogger(__name__)

_FORMATS = {"txt": "text", "markdown": "markdown", "html": "html", "xml": "xml", "xmltei": "xml"}

# Of trafilatura's arguments: about its own ways of finding text, which are not ours.
_PASSED_OVER = frozenset(
    "author_blacklist config date_extraction_params deduplicate fast max_tree_size "
    "no_fallback options prune_xpath settingsfile tei_validation".split()
)


class _Wishes(NamedTuple):
    """The arguments that count, with trafilatura's defaults."""

    record_id: Optional[str] = None
    favor_precision: bool = False
    favor_recall: bool = False
    include_comments: bool = True
    include_tables: bool = True
    include_images: bool = False
    include_formatting: bool = False
    include_links: bool = False
    target_language: Optional[str] = None
    only_with_metadata: bool = False
    url_blacklist: Collection[str] = ()


def _wishes_of(arguments: Dict[str, Any]) -> _Wishes:
    known = {name: value for name, value in arguments.items() if name in _Wishes._fields}
    for name in arguments.keys() - known.keys():
        if name not in _PASSED_OVER:
            raise TypeError(f"extract() got an unexpected keyword argument {name!r}")
        if arguments[name]:
            warnings.warn(f"{name} is passed over: nothing here is like it", stacklevel=3)
    if known.get("url_blacklist", ()) is None:
        del known["url_blacklist"]
    return _Wishes(**known)


def _document(page: Page, url: Optional[str], wishes: _Wishes) -> Optional[Document]:
    """The page, if it has a text and is wanted."""
    try:
        document = clean(
            page,
            url=url,
            precision=wishes.favor_precision,
            recall=wishes.favor_recall,
            comments="yes" if wishes.include_comments else None,
        )
    except ArgumentError:
        raise
    except Error as error:
        _log.error("%s: %s", url or "page", error)
        return None
    return document if document and _is_wanted(document, url, wishes) else None


def _is_wanted(document: Document, url: Optional[str], wishes: _Wishes) -> bool:
    addresses = [*document.field("canonical_url"), *([url] if url else [])]
    told = "".join(document.field("language")).partition("-")[0]
    if wishes.target_language and told and told != wishes.target_language:
        return False
    if wishes.only_with_metadata and not (
        addresses and document.field("title") and document.field("published")
    ):
        return False
    return not any(address in wishes.url_blacklist for address in addresses)


def _named(page: Dict[str, Any], wishes: _Wishes) -> Dict[str, Any]:
    """The page with the names that trafilatura gives its fields."""
    url = page["canonical_url"] or page["url"]
    return {
        "title": page["title"],
        "author": "; ".join(page["author"]) or None,
        "url": url,
        "hostname": urlsplit(url).hostname if url else None,
        "description": page["description"],
        "sitename": page["site_name"],
        "date": page["published"][:10] if page["published"] else None,
        "tags": page["tags"],
        "id": wishes.record_id,
        "license": page["license"],
        "comments": "\n".join(page["comments"]),
        "text": page["text"],
        "language": page["language"],
        "image": page["image"],
        "pagetype": page["kind"],
    }


def _without_parts(wishes: _Wishes) -> Collection[str]:
    return [] if wishes.include_tables else ["tables"]


def bare_extraction(
    filecontent: Page, url: Optional[str] = None, **arguments: Any
) -> Optional[Dict[str, Any]]:
    """Text and metadata as a dict, named as trafilatura names them; None if there is no text."""
    wishes = _wishes_of(arguments)
    document = _document(filecontent, url, wishes)
    return document and _named(document.json(without_parts=_without_parts(wishes)), wishes)


def extract(
    filecontent: Page,
    url: Optional[str] = None,
    *,
    output_format: str = "txt",
    with_metadata: bool = False,
    **arguments: Any,
) -> Optional[str]:
    """The page as txt, markdown, html, xml, xmltei or json; None if it has no main content."""
    wishes = _wishes_of(arguments)
    if output_format != "json" and output_format not in _FORMATS:
        raise ArgumentError(
            f"output_format is {output_format!r}, and must be one of {', '.join(_FORMATS)}, json"
        )
    document = _document(filecontent, url, wishes)
    if document is None:
        return None
    if output_format == "json":
        page = document.json(without_parts=_without_parts(wishes))
        return json.dumps(_named(page, wishes), ensure_ascii=False)
    text = document.render(
        _FORMATS[output_format],
        title=False,
        front_matter=with_metadata,
        links="inline" if wishes.include_links else "none",
        with_parts=[
            part
            for part, wanted in (
                ("images", wishes.include_images),
                ("formatting", wishes.include_formatting),
            )
            if wanted
        ],
        without_parts=_without_parts(wishes),
    )
    return text.rstrip("\n") or None
