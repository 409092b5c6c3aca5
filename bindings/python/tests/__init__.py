"""Tests of the package against the library as built.

CLEANPAGE_LIBRARY names the library, CLEANPAGE_COMMAND the command as built, and top_srcdir the source
of cleanpage: make check sets them.
"""

import os
import pathlib
import subprocess

TOP = pathlib.Path(os.environ.get("top_srcdir", pathlib.Path(__file__).resolve().parents[3]))
PAGES = sorted((TOP / "fixtures" / "pages").glob("*/source.html"))
RAIN = (TOP / "examples" / "rain.html").read_bytes()
URL = "https://example.org/dir/page"
PACKAGE = TOP / "bindings" / "python"


def _has_batch():
    words = [os.environ.get("CLEANPAGE_COMMAND", "cleanpage"), "batch", "--help"]
    try:
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


# A build without SQLite and so on has no "cleanpage batch".
HAS_BATCH = _has_batch()
