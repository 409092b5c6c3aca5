"""`pip install` without a network, and without anything to build with."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from . import PACKAGE

USE = """
import cleanpage, os
print(os.path.realpath(cleanpage.__file__))
print(cleanpage.version()[0])
print(cleanpage.extract_text("<p>" + "It rained all night. " * 9))
"""


def has_pip():
    return not subprocess.run(
        [sys.executable, "-m", "pip", "--version"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


@unittest.skipUnless(has_pip(), "no pip")
class Install(unittest.TestCase):
    def setUp(self):
        self._scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self._scratch.cleanup)
        self.directory = pathlib.Path(self._scratch.name)
        # The source tree may be read-only.
        self.source = self.directory / "source"
        self.source.mkdir()
        for name in ("README.md", "pyproject.toml"):
            shutil.copyfile(PACKAGE / name, self.source / name)
        for name in ("backend", "cleanpage"):
            (self.source / name).mkdir()
            for path in (PACKAGE / name).glob("*.*"):
                shutil.copyfile(path, self.source / name / path.name)

    def pip(self, *arguments):
        env = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
        env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        env.pop("PYTHONPATH", None)
        done = subprocess.run(
            [sys.executable, "-m", "pip", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.directory,
            env=env,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout.decode())

    def check_target(self):
        env = {**os.environ, "PYTHONPATH": "target"}
        told = subprocess.check_output(
            [sys.executable, "-c", USE], cwd=self.directory, env=env
        )
        where, version, text = told.decode().splitlines()
        self.assertEqual(pathlib.Path(where).parents[1], (self.directory / "target").resolve())
        self.assertRegex(version, r"^cleanpage [0-9.]+$")
        self.assertIn("It rained all night.", text)
        self.assertTrue((self.directory / "target" / "cleanpage" / "py.typed").is_file())

    def test_as_everybody_does(self):
        self.pip("install", "--no-index", "--target", "target", "./source")
        self.check_target()

    def test_without_isolation(self):
        self.pip(
            "install", "--no-index", "--no-build-isolation", "--target", "target", "./source"
        )
        self.check_target()

    def test_from_the_archive_of_sources(self):
        env = {**os.environ, "PYTHONPATH": "backend"}
        program = "import wheels; print(wheels.build_sdist('..'))"
        name = subprocess.check_output(
            [sys.executable, "-c", program], cwd=self.source, env=env
        )
        self.pip("install", "--no-index", "--target", "target", "./" + name.decode().strip())
        self.check_target()


if __name__ == "__main__":
    unittest.main()
