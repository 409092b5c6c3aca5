"""A build backend (PEP 517) for a package that is Python alone.

A wheel is a zip archive of the package with three small files about it, so that pip needs
neither setuptools nor a network. Reads the table [project] of pyproject.toml as far as it is
used there: NAME = "STRING" on a line.
"""

import base64
import hashlib
import os
import re
import tarfile
import zipfile

_TAG = "py3-none-any"
_PACKAGE = "cleanpage"
# Zip archives know no time before 1980; the same sources make the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def _project():
    with open("pyproject.toml", encoding="utf-8") as file:
        table = file.read().split("[project]\n")[1]
    return dict(re.findall(r'^([a-z-]+) = "([^"\\]*)"$', table, re.MULTILINE))


def _stem():
    project = _project()
    return f"{project['name']}-{project['version']}"


def _metadata():
    project = _project()
    head = (
        "Metadata-Version: 2.1\n"
        f"Name: {project['name']}\n"
        f"Version: {project['version']}\n"
        f"Summary: {project['description']}\n"
        f"Requires-Python: {project['requires-python']}\n"
        "Description-Content-Type: text/markdown\n\n"
    )
    with open("README.md", encoding="utf-8") as file:
        return (head + file.read()).encode()


def _sources():
    """Name and bytes of the package's files."""
    for name in sorted(os.listdir(_PACKAGE)):
        if name.endswith((".py", ".typed")):
            path = f"{_PACKAGE}/{name}"
            with open(path, "rb") as file:
                yield path, file.read()


def _record_line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel; returns its name."""
    info = f"{_stem()}.dist-info"
    members = list(_sources())
    members.append((f"{info}/METADATA", _metadata()))
    wheel = f"Wheel-Version: 1.0\nGenerator: cleanpage\nRoot-Is-Purelib: true\nTag: {_TAG}\n"
    members.append((f"{info}/WHEEL", wheel.encode()))
    record = "".join(_record_line(*member) for member in members) + f"{info}/RECORD,,\n"
    members.append((f"{info}/RECORD", record.encode()))
    name = f"{_stem()}-{_TAG}.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as archive:
        for path, data in members:
            entry = zipfile.ZipInfo(path, _TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """Writes the archive of the sources; returns its name."""
    name = f"{_stem()}.tar.gz"
    paths = ["README.md", "pyproject.toml", "backend/wheels.py"]
    paths += [path for path, _ in _sources()]
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz") as archive:
        for path in paths:
            archive.add(path, f"{_stem()}/{path}")
    return name
