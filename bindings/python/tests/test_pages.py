"""Every fixture gives what the command gives, and goes on doing so."""

import json
import os
import resource
import subprocess
import tempfile
import unittest

import cleanpage

from . import PAGES, URL

COMMAND = os.environ.get("CLEANPAGE")


def command(*arguments):
    """What the command writes, without rules of the user's."""
    with tempfile.TemporaryDirectory() as nowhere:
        env = {k: v for k, v in os.environ.items() if k != "CLEANPAGE_RULES"}
        env.update(HOME=nowhere, XDG_CONFIG_HOME=nowhere)
        done = subprocess.run([COMMAND, *arguments], stdout=subprocess.PIPE, env=env, check=False)
    return done.returncode, done.stdout.decode()


def without_times(page):
    page["stats"]["ms"] = None
    return page


@unittest.skipUnless(COMMAND, "CLEANPAGE does not name the command")
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
        options = {
            "text": ["--width", "40", "--no-title"],
            "markdown": ["--links", "reference", "--no-tables", "--comments", "yes"],
            "html": ["--precision"],
            "xml": ["--recall", "--kind", "article"],
            "explain": [],
        }
        same = {
            "text": {"width": 40, "title": False},
            "markdown": {"links": "reference", "without_parts": "tables", "comments": "yes"},
            "html": {"precision": True},
            "xml": {"recall": True, "kind": "article"},
            "explain": {},
        }
        for path in PAGES[::10]:
            for name, arguments in options.items():
                with self.subTest(path.parent.name, format=name):
                    if name == "explain":
                        arguments = ["--explain"]
                    else:
                        arguments = ["--to", name, *arguments]
                    status, text = command(*arguments, "-u", URL, str(path))
                    self.assertIn(status, (0, 1))
                    ours = cleanpage.extract(
                        path.read_bytes(), url=URL, format=name, **same[name]
                    )
                    self.assertEqual(ours, text)


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
        self.assertLess(clean(2000) - before, 2048)   # KiB; bytes where ru_maxrss is in bytes


if __name__ == "__main__":
    unittest.main()
