"""`pip install` without a network, and without anything to build with."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from . import PACKAGE


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
        env = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
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
        program = (
            "import cleanpage, pathlib, sys\n"
            "print(cleanpage.version()[0])\n"
            "print(cleanpage.extract_text('<h1>A</h1><p>' + 'It rained all night. ' * 9) is None)\n"
            "sys.exit(pathlib.Path('target').resolve() not in pathlib.Path(cleanpage.__file__).parents)"
        )
        env = {**os.environ, "PYTHONPATH": "target"}
        told = subprocess.check_output([sys.executable, "-c", program], cwd=self.directory, env=env)
        self.assertRegex(told.decode(), r"^cleanpage [0-9.]+\nFalse\n$")
        self.assertTrue((self.directory / "target" / "cleanpage" / "py.typed").is_file())

    def test_as_everybody_does(self):
        self.pip("install", "--no-index", "--target", "target", "./source")
        self.check_target()

    def test_without_isolation(self):
        self.pip("install", "--no-index", "--no-build-isolation", "--target", "target", "./source")
        self.check_target()

    def test_from_the_archive_of_sources(self):
        program = "import sys; sys.path.insert(0, 'backend'); import wheels; print(wheels.build_sdist('..'))"
        name = subprocess.check_output([sys.executable, "-c", program], cwd=self.source)
        self.pip("install", "--no-index", "--target", "target", "./" + name.decode().strip())
        self.check_target()


if __name__ == "__main__":
    unittest.main()
