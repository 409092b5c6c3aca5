"""Tests of the package against the library as built.

CLEANPAGE_LIBRARY names the library, CLEANPAGE the command as built, and top_srcdir the source of
cleanpage: make check sets them.
"""

import os
import pathlib

TOP = pathlib.Path(os.environ.get("top_srcdir", pathlib.Path(__file__).resolve().parents[3]))
PAGES = sorted((TOP / "fixtures" / "pages").glob("*/source.html"))
RAIN = (TOP / "examples" / "rain.html").read_bytes()
URL = "https://example.org/dir/page"
PACKAGE = TOP / "bindings" / "python"
