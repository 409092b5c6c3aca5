"""Every fixture gives what the command gives, and goes on doing so."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest

import cleanpage

from . import PAGES, URL

COMMAND = os.environ.get("CLEANPAGE_COMMAND")

# Options of the command, and of the package.
SAME = (
    ("--to text --width 40 --no-title", {"format": "text", "width": 40, "title": False}),
    ("--to markdown --links reference", {"format": "markdown", "links": "reference"}),
    ("--to text --images", {"format": "text", "with_parts": ["images"]}),
    ("--to markdown --no-tables", {"format": "markdown", "without_parts": ["tables"]}),
    ("--to text --comments only", {"format": "text", "comments": "only"}),
    ("--to html --precision", {"format": "html", "precision": True}),
    ("--to xml --recall --kind article", {"format": "xml", "recall": True, "kind": "article"}),
    ("--explain", {"format": "explain"}),
)


def command(*arguments):
    """What the command writes, without rules of the user's."""
    with tempfile.TemporaryDirectory() as nowhere:
        env = {k: v for k, v in os.environ.items() if k != "CLEANPAGE_RULES"}
        env.update(HOME=nowhere, XDG_CONFIG_HOME=nowhere)
        done = subprocess.run(
            [COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            check=False,
        )
    return done.returncode, done.stdout.decode()


def without_times(page):
    page["stats"]["ms"] = None
    return page


@unittest.skipUnless(COMMAND, "CLEANPAGE_COMMAND does not name the command")
class LikeTheCommand(unittest.TestCase):
    def test_json(self):
        seen = 0
        for path in PAGES:
            status, line = command("--jsonl", "-u", URL, str(path))
            with self.subTest(path.parent.name):
                if status not in (0, 1):
                    self.assertEqual(line, "")
                    with self.assertRaises(cleanpage.Error) as caught:
                        cleanpage.extract(path.read_bytes(), url=URL)
                    self.assertEqual(caught.exception.status, status)
                    continue
                page = cleanpage.extract(path.read_bytes(), url=URL)
                self.assertEqual(without_times(page), without_times(json.loads(line)))
                self.assertEqual(list(page), list(json.loads(line)))
                seen += 1
        self.assertGreater(seen, 100)

    def test_other_formats(self):
        for path in PAGES[::10]:
            page = path.read_bytes()
            for arguments, options in SAME:
                with self.subTest(path.parent.name, **options):
                    status, text = command(*arguments.split(), "-u", URL, str(path))
                    self.assertIn(status, (0, 1))
                    self.assertEqual(cleanpage.extract(page, url=URL, **options), text)


class Memory(unittest.TestCase):
    def test_stays(self):
        """The largest memory of 2,500 pages is that of the first 500, but for a MiB or two."""
        pages = [path.read_bytes() for path in PAGES[:50]]

        def clean(times):
            for number in range(times):
                page = pages[number % len(pages)]
                cleanpage.extract(page, url=URL)
                try:
                    cleanpage.extract(b"\x89PNG\r\n\x1a\n" + page)
                except cleanpage.PageTypeError:
                    pass
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        before = clean(500)
        # Kibibytes, but on macOS.
        unit = 1 if sys.platform == "darwin" else 1024
        self.assertLess((clean(2000) - before) * unit, 2 << 20)


if __name__ == "__main__":
    unittest.main()
