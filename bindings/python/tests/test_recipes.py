"""What docs/recipes.md shows, from its top to its end, and what lies behind it."""

import gzip
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings

import cleanpage
from cleanpage.for_datatrove import Cleanpage
from cleanpage.like_trafilatura import bare_extraction, extract

from . import PACKAGE, RAIN, TOP

STAND_IN = TOP / "tests" / "python" / "stand_in"
EXAMPLES = ("bridge", "rain")


def warc(number, name):
    """A member of a WARC file with the page."""
    html = (TOP / "examples" / f"{name}.html").read_bytes()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:example:{number}>\r\n"
        f"WARC-Target-URI: https://gazette.example/{name}\r\nWARC-Date: 2026-11-28T00:00:00Z\r\n"
        "Content-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def shown(text):
    """(number of its line, "sh" or "python", program, what it prints) of each that is shown."""
    python = r"```python\n(?P<python>[^`]*)```(?:\n\n```text\n(?P<text>[^`]*)```)?"
    shell = r"^    \$ (?P<shell>.*)\n(?P<out>(?:    (?!\$ ).*\n|\n(?=    (?!\$ )))*)"
    for found in re.finditer(f"{python}|{shell}", text, re.MULTILINE):
        line = text[: found.start()].count("\n") + 1
        if found["python"] is not None:
            yield line, "python", found["python"], found["text"] or ""
        else:
            yield line, "sh", found["shell"], re.sub("^    ", "", found["out"], flags=re.M)


class Recipes(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        for name in ("pages", "crawl", "clean", "bin"):
            (self.directory / name).mkdir()
        for number, name in enumerate(EXAMPLES, 1):
            shutil.copy(TOP / "examples" / f"{name}.html", self.directory / "pages")
            path = self.directory / "crawl" / f"{number}.warc.gz"
            path.write_bytes(warc(number, name))
        (self.directory / "bin" / "cleanpage").symlink_to(pathlib.Path(self.command()).resolve())
        self.env = {
            **os.environ,
            "HOME": scratch.name,
            "XDG_CONFIG_HOME": scratch.name,
            "PATH": f"{self.directory / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(PACKAGE), str(STAND_IN)]),
        }

    def command(self):
        if "CLEANPAGE" not in os.environ:
            self.skipTest("CLEANPAGE is not set")
        if not shutil.which("jq"):
            self.skipTest("no jq")
        return os.environ["CLEANPAGE"]

    def test_all_that_is_shown(self):
        programs = list(shown((TOP / "docs" / "recipes.md").read_text()))
        self.assertGreaterEqual(len(programs), 9)
        for line, kind, program, output in programs:
            command = ["sh", "-c", program] if kind == "sh" else [sys.executable, "-B", "-c", program]
            with self.subTest(line=line):
                done = subprocess.run(
                    command,
                    cwd=self.directory,
                    env=self.env,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    check=False,
                )
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                self.assertEqual(done.stdout.decode(), output)
        with gzip.open(self.directory / "out" / "00000.jsonl.gz", "rt") as file:
            written = [json.loads(line) for line in file]
        self.assertEqual([x["metadata"]["url"][-4:] for x in written], ["idge", "rain"])
        self.assertIn("It rained all night", written[1]["text"])
        self.assertNotIn("Snow on the hills", written[1]["text"])

    def test_options_of_the_command_are_there(self):
        """Each option of the column on the right."""
        told = ""
        for command in ([], ["batch"]):
            told += subprocess.check_output([self.command(), *command, "--help"]).decode()
        rows = re.findall(r"^\|.*\|(.*)\|$", (TOP / "docs" / "recipes.md").read_text(), re.M)
        options = set(re.findall(r"(?<![\w-])--?[A-Za-z][a-z-]*", " ".join(rows)))
        self.assertGreater(len(options), 12)
        for option in options:
            self.assertRegex(told, rf"(?m)(^  |, |  ){option}\b", option)


class Datatrove(unittest.TestCase):
    def test_alone(self):
        step = pickle.loads(pickle.dumps(Cleanpage(format="markdown", links="none")))
        self.assertIn("\n## What helped\n", step.extract(RAIN.decode()))
        self.assertNotIn("](/floods", step.extract(RAIN.decode()))
        self.assertEqual(step.extract("<body></body>"), "")
        self.assertEqual(step.extract("a" * (11 << 20)), "")
        self.assertEqual((step.timeout, Cleanpage(timeout=7).timeout), (1, 7))

    def test_wrong_options_are_told_at_once(self):
        for options in ({"format": "pdf"}, {"precision": True, "recall": True}):
            with self.assertRaises(cleanpage.ArgumentError):
                Cleanpage(**options)
        with self.assertRaises(TypeError):
            Cleanpage(favour_precision=True)


class Trafilatura(unittest.TestCase):
    def test_formats(self):
        starts = {
            "txt": "It rained all night",
            "markdown": "It rained all night",
            "html": "<!DOCTYPE html>",
            "xml": "<?xml",
            "xmltei": "<?xml",
            "json": "{",
        }
        for name, start in starts.items():
            text = extract(RAIN, output_format=name)
            self.assertTrue(text.startswith(start), (name, text[:40]))
            self.assertIn("What helped", text)
        for name in ("csv", "python", "text"):
            with self.assertRaises(ValueError):
                extract(RAIN, output_format=name)

    def test_names(self):
        page = json.loads(
            extract(RAIN, "https://example.org/a", output_format="json", record_id="7")
        )
        self.assertEqual(
            [page[x] for x in ("title", "author", "date", "sitename", "hostname", "id", "pagetype")],
            [
                "Rain over the valley",
                "Ada Miller; Jon Reed",
                "2024-05-17",
                "The Weir Gazette",
                "gazette.example",
                "7",
                "article",
            ],
        )
        self.assertEqual(page, bare_extraction(RAIN, "https://example.org/a", record_id="7"))

    def test_parts(self):
        table = b"<tr><th>Day</th><th>Rain</th></tr><tr><td>Monday</td><td>12</td></tr>"
        page = RAIN.replace(b"<h2>What", b"<table>" + table * 2 + b"</table><h2>What")
        self.assertIn("Monday", extract(page))
        self.assertNotIn("Monday", extract(page, include_tables=False))
        self.assertNotIn("Monday", bare_extraction(page, include_tables=False)["text"])
        markdown = {"output_format": "markdown"}
        self.assertIn("](/floods)", extract(RAIN, include_links=True, **markdown))
        self.assertNotIn("](/floods)", extract(RAIN, **markdown))
        self.assertIn("title: Rain", extract(RAIN, with_metadata=True))
        self.assertNotIn("title: Rain", extract(RAIN))

    def test_pages_that_are_not_wanted(self):
        self.assertIsNone(extract(RAIN, target_language="de"))
        self.assertIsNotNone(extract(RAIN, target_language="en"))
        self.assertIsNone(extract(RAIN, url_blacklist={"https://gazette.example/rain"}))
        self.assertIsNotNone(extract(RAIN, only_with_metadata=True))
        nameless = b"<p>" + b"It rained all night, and nobody wrote down when. " * 9
        self.assertIsNotNone(extract(nameless))
        self.assertIsNone(extract(nameless, only_with_metadata=True))
        self.assertIsNone(extract(b"<body></body>"))
        with self.assertLogs("cleanpage.like_trafilatura", "ERROR"):
            self.assertIsNone(extract(b"\x89PNG\r\n\x1a\n"))

    def test_arguments(self):
        with self.assertWarnsRegex(UserWarning, "prune_xpath is passed over"):
            self.assertIsNotNone(extract(RAIN, prune_xpath="//aside"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            extract(RAIN, fast=False, deduplicate=False, url_blacklist=None)
        with self.assertRaises(TypeError):
            extract(RAIN, colour="red")


if __name__ == "__main__":
    unittest.main()
