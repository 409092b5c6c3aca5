"""cleanpage.batch: the lines of the command, and what becomes of calls that do not end well."""

import itertools
import json
import os
import pathlib
import pickle
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from unittest import mock

import cleanpage

from . import HAS_BATCH, PAGES, RAIN

COMMAND = os.environ.get("CLEANPAGE_COMMAND", "cleanpage")
LINES = [
    json.dumps({"id": str(path.parent.name), "html": path.read_bytes().decode("latin-1")})
    for path in PAGES[:40]
] + [
    "",
    "no object",
    '{"n": 1E400, "big": 123456789012345678901234567890, "html": "<p>\\ud800 \\u00e9"}',
    '{"html": "<p>a", "title": "mine", "input_title": [ ], "status": null}',
    '{"html_b64": "PHA+aGVsbG8="}',
    '{"html_b64": "?"}',
    '{"path": "/nowhere"}',
    '{"html": "", "id": -0.0e-1}',
    '{"url": "ftp://example.org/"}',
    '{"id": 1, "id": 2}',
]


def by_command(data, *options):
    words = [COMMAND, "batch", "-f", "jsonl", *options]
    return subprocess.run(words, input=data, stdout=subprocess.PIPE, check=False).stdout


@unittest.skipUnless(HAS_BATCH, "built without batch")
class Lines(unittest.TestCase):
    def test_same_bytes_as_the_command(self):
        data = "".join(line + "\n" for line in LINES).encode()
        want = by_command(data)
        self.assertEqual(want.count(b"\n"), len(LINES) - 1)
        self.assertEqual(b"".join(cleanpage.batch(lines=LINES)), want)
        self.assertEqual(b"".join(cleanpage.batch(lines=[data], workers=3)), want)
        options = ["--body", "markdown", "--precision"]
        self.assertEqual(
            b"".join(cleanpage.batch(lines=LINES, options=options, first_number=7)),
            by_command(data, *options, "--first-number", "7"),
        )

    def test_files(self):
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / "-rain.html"
            path.write_bytes(RAIN)
            (line,) = cleanpage.batch(path)
            self.assertEqual(json.loads(line)["id"], str(path))

    def test_objects(self):
        record = {"html": RAIN.decode(), "url": "https://example.org/rain", "topic": ["\ud800", 1]}
        (line,) = cleanpage.batch(lines=[record])
        line = json.loads(line)
        page = cleanpage.extract(RAIN, url=record["url"], charset="utf-8", times=False)
        self.assertEqual(line.pop("topic"), ["\ufffd", 1])
        self.assertEqual([line.pop(name) for name in ("id", "status", "error")], [0, "ok", None])
        self.assertEqual(line, page)

    def test_lines_come_while_others_are_awaited(self):
        more = threading.Event()

        def records():
            yield {"id": "first", "html": "<p>a"}
            self.assertTrue(more.wait(30))
            yield {"id": "second", "html": "<p>a"}

        lines = cleanpage.batch(lines=records())
        self.assertIn(b"first", next(lines))
        more.set()
        self.assertIn(b"second", next(lines))
        self.assertEqual(list(lines), [])


@unittest.skipUnless(HAS_BATCH, "built without batch")
class Troubles(unittest.TestCase):
    def test_inputs(self):
        with self.assertRaisesRegex(cleanpage.BatchError, "/nowhere: No such file") as caught:
            list(cleanpage.batch("/nowhere"))
        self.assertEqual(caught.exception.exit_status, 3)
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((str(again), again.exit_status), (str(caught.exception), 3))
        for arguments in ({}, {"lines": []}):
            with self.assertRaises(cleanpage.BatchError):
                list(cleanpage.batch(*(["a"] if arguments else []), **arguments))
        with mock.patch.dict(os.environ, PATH="/nowhere", CLEANPAGE_COMMAND=""):
            with mock.patch("os.path.isfile", return_value=False):
                with self.assertRaisesRegex(cleanpage.BatchError, "not found"):
                    list(cleanpage.batch("a"))

    def test_what_lines_raises(self):
        def records():
            yield {"html": "<p>a"}
            raise ZeroDivisionError

        lines = cleanpage.batch(lines=records())
        self.assertIn(b'"id":0', next(lines))
        with self.assertRaises(ZeroDivisionError):
            next(lines)

    def test_ended_by_a_signal(self):
        """What is there by then must not look like all."""
        for number, status in ((signal.SIGTERM, 10), (signal.SIGKILL, -signal.SIGKILL)):
            with self.subTest(number), tempfile.TemporaryDirectory() as name:
                told = pathlib.Path(name) / "pid"
                command = pathlib.Path(name) / "command"
                command.write_text(f'#!/bin/sh\necho $$ >{told}\nexec "{COMMAND}" "$@"\n')
                command.chmod(0o755)
                records = ({"html": "<p>a"} for _ in itertools.count())
                lines = cleanpage.batch(lines=records, command=str(command))
                next(lines)
                os.kill(int(told.read_text()), number)
                with self.assertRaises(cleanpage.BatchError) as caught:
                    for line in lines:
                        self.assertTrue(line.endswith(b"\n"))
                self.assertEqual(caught.exception.exit_status, status)

    def test_nobody_wants_the_rest(self):
        lines = cleanpage.batch(lines=({"html": "<p>a"} for _ in itertools.count()))
        next(lines)
        started = time.monotonic()
        lines.close()
        self.assertLess(time.monotonic() - started, 10)


if __name__ == "__main__":
    unittest.main()
