"""What the functions take, give and raise; and what README.md shows."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import cleanpage
from cleanpage import _library

from . import HAS_BATCH, PACKAGE, RAIN, TOP

LATIN1 = RAIN.replace(b'"utf-8"', b'"iso-8859-1"').replace(b"morning", b"m\xf6rning")


class Input(unittest.TestCase):
    def test_kinds_of_bytes(self):
        text = cleanpage.extract_text(RAIN)
        self.assertIn("It rained all night", text)
        self.assertEqual(cleanpage.extract_text(bytearray(RAIN)), text)
        self.assertEqual(cleanpage.extract_text(memoryview(RAIN)), text)
        with self.assertRaises(TypeError):
            cleanpage.extract(None)

    def test_str_is_decoded_whatever_it_says_itself(self):
        page = cleanpage.extract(LATIN1)
        self.assertIn("mörning", page["text"])
        self.assertEqual(page["encoding"]["source"], "meta")
        again = cleanpage.extract(LATIN1.decode("latin-1"))
        self.assertEqual(again["text"], page["text"])
        self.assertEqual(again["encoding"]["name"], "UTF-8")
        with self.assertRaises(cleanpage.ArgumentError):
            cleanpage.extract("<p>", charset="utf-8")

    def test_half_characters_do_no_harm(self):
        page = cleanpage.extract(RAIN.decode().replace("morning", "mor\ud800ning"))
        self.assertIn("mor\ufffd", page["text"])

    def test_charset(self):
        koi8 = "<title>Дождь</title><p>Всю ночь шёл дождь, и утром река вышла из берегов.</p>"
        page = cleanpage.extract(koi8.encode("koi8-r"), charset="koi8-r")
        self.assertEqual(page["encoding"]["source"], "http")
        self.assertEqual(page["title"], "Дождь")
        page = cleanpage.extract(RAIN, charset="koi8-r", force_charset=True)
        self.assertEqual(page["encoding"]["source"], "user")

    def test_url(self):
        page = cleanpage.extract(RAIN, url="https://example.org/a/")
        self.assertEqual(page["url"], "https://example.org/a/")
        self.assertEqual(page["links"][0]["url"], "https://example.org/floods")


class Output(unittest.TestCase):
    def test_document(self):
        document = cleanpage.clean(RAIN, trace=True)
        self.assertTrue(document)
        self.assertEqual(document.title, "Rain over the valley")
        self.assertEqual(document.field("author"), ["Ada Miller", "Jon Reed"])
        self.assertEqual(document.field_sources("author"), ["meta", "meta"])
        self.assertEqual(document.field("no such field"), [])
        self.assertEqual(document.info["encoding"], "UTF-8")
        self.assertEqual(document.info["input_bytes"], len(RAIN))
        self.assertEqual(document.info["kind"], "article")
        blocks = list(document.blocks())
        self.assertEqual(len(blocks), document.info["blocks"])
        self.assertEqual(sum(block.keep for block in blocks), document.info["kept_blocks"])
        by_text = {block.text: block for block in blocks}
        self.assertTrue(by_text["What helped"].keep)
        self.assertEqual(by_text["What helped"].words, 2)
        self.assertEqual(by_text["What helped"].path, "html>body>main>article>h2")
        self.assertFalse(by_text["Snow on the hills"].keep)

    def test_notes(self):
        document = cleanpage.clean(RAIN.replace(b"utf-8", b"no-such"))
        self.assertIn("charset-unknown", document.notes[0])

    def test_document_outlives_its_cleaner(self):
        cleaner = cleanpage.Cleaner()
        document = cleaner.clean(RAIN)
        text = document.render()
        del cleaner
        self.assertEqual(document.render(), text)

    def test_layout(self):
        document = cleanpage.clean(RAIN)
        self.assertNotIn("weir at noon", document.render("markdown", without_parts=["images"]))
        self.assertIn("weir at noon", document.render("markdown"))
        self.assertTrue(document.render("markdown", front_matter=True).startswith("---\n"))
        self.assertIn("Read more", document.render("text", mark_dropped=True))
        self.assertIn("*rowing club*", document.json(body="markdown")["markdown"])
        self.assertIsNone(document.json(times=False)["stats"]["ms"])

    def test_no_text(self):
        page = cleanpage.extract(b"<title>Nothing</title><body>")
        self.assertEqual((page["title"], page["text"]), ("Nothing", ""))
        self.assertFalse(cleanpage.clean(b"<body>"))
        self.assertIsNone(cleanpage.extract_text(b"<body>"))

    def test_exceptions_in_the_midst_of_writing(self):
        """A handler of a signal may raise there, which is not lost."""
        document = cleanpage.clean(RAIN)
        with mock.patch.object(_library.ctypes, "string_at", side_effect=KeyboardInterrupt):
            with self.assertRaises(KeyboardInterrupt):
                document.render()
        self.assertIn("It rained", document.render())


class Rules(unittest.TestCase):
    def test_files(self):
        bridge = (TOP / "examples" / "bridge.html").read_bytes()
        plain = cleanpage.Cleaner()
        self.assertEqual(plain.rule_files[0], "built-in")
        ours = cleanpage.Cleaner([TOP / "examples" / "gazette.rules"])
        self.assertEqual(len(ours.rule_files), len(plain.rule_files) + 1)
        url = "https://gazette.example/bridge"
        text = cleanpage.extract(bridge, url=url, cleaner=ours)["text"]
        self.assertNotIn("costs money", text)
        blocks = ours.clean(bridge, url=url, trace=True).blocks()
        appeal = next(block for block in blocks if "money to print" in block.text)
        self.assertIn("gazette.rules", appeal.rule_file)
        self.assertEqual((appeal.rule_line, appeal.rule_text), (4, "strip .support-us"))

    def test_wrong(self):
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / "wrong.rules"
            path.write_text("stripp .x\n")
            cleaner = cleanpage.Cleaner()
            with self.assertRaisesRegex(cleanpage.RuleError, r"wrong.rules:1:1: "):
                cleaner.load_rules(path)
            self.assertEqual(cleaner.rule_files, cleanpage.Cleaner().rule_files)
            with self.assertRaises(cleanpage.ReadError):
                cleanpage.Cleaner([path.with_name("none.rules")])


class Errors(unittest.TestCase):
    def test_arguments(self):
        for options in (
            {"format": "pdf"},
            {"kind": "novel"},
            {"comments": "maybe"},
            {"input": "pdf"},
            {"links": "some"},
            {"without_parts": ["words"]},
            {"width": -1},
            {"url": "https://a.example/\0"},
            {"precision": True, "recall": True},
        ):
            with self.subTest(options), self.assertRaises(cleanpage.ArgumentError) as caught:
                cleanpage.extract(RAIN, **{"format": "text", **options})
            self.assertIsInstance(caught.exception, ValueError)
            self.assertEqual(caught.exception.status, 2)
        with self.assertRaises(TypeError):
            cleanpage.extract(RAIN, colour="red")

    def test_pages(self):
        with self.assertRaisesRegex(cleanpage.PageTypeError, "PNG"):
            cleanpage.extract(b"\x89PNG\r\n\x1a\n")
        with self.assertRaises(cleanpage.LimitError):
            cleanpage.extract(b"a" * (11 << 20))
        with self.assertRaises(cleanpage.CharsetError):
            cleanpage.extract(RAIN, charset="no-such", force_charset=True)

    def test_canonical_url(self):
        self.assertEqual(
            cleanpage.canonical_url("HTTP://Example.org:80/a?utm_source=x&b=1#c"),
            "http://example.org/a?b=1",
        )
        with self.assertRaises(cleanpage.ArgumentError):
            cleanpage.canonical_url("mailto:a@example.org")

    def test_library_is_missing(self):
        env = {**os.environ, "CLEANPAGE_LIBRARY": "/nowhere/libcleanpage.so"}
        done = subprocess.run(
            [sys.executable, "-c", "import cleanpage; cleanpage.version()"],
            stderr=subprocess.PIPE,
            env=env,
            check=False,
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"LibraryError: CLEANPAGE_LIBRARY: /nowhere/", done.stderr)


class Told(unittest.TestCase):
    def test_versions(self):
        self.assertEqual(cleanpage.version()[0], f"cleanpage {cleanpage.__version__}")
        project = (PACKAGE / "pyproject.toml").read_text()
        self.assertIn(f'version = "{cleanpage.__version__}"', project)

    def test_fields(self):
        page = cleanpage.extract(RAIN)
        self.assertEqual(cleanpage.fields()[:4], list(page)[:4])

    def test_readme(self):
        """Each program runs beside pages/ and prints what stands below it."""
        text = (PACKAGE / "README.md").read_text()
        shown = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
        self.assertEqual(len(shown), text.count("```python"))
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            (directory / "pages").mkdir()
            for page in ("rain.html", "bridge.html"):
                shutil.copy(TOP / "examples" / page, directory / "pages")
            env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
            for number, (program, output) in enumerate(shown):
                if "cleanpage.batch(" in program and not HAS_BATCH:
                    continue
                with self.subTest(program=number):
                    script = directory / "program.py"
                    script.write_text(program)
                    told = subprocess.check_output(
                        [sys.executable, "-B", "program.py"], cwd=directory, env=env
                    )
                    self.assertEqual(told.decode(), output)


if __name__ == "__main__":
    unittest.main()
