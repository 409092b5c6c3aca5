"""The layouts and numbers of the package are those of cleanpage.h, as a C compiler has them."""

import ctypes
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

import cleanpage
from cleanpage import _library, _structs

from . import TOP

HEADER = TOP / "src" / "cleanpage.h"
STRUCTS = {
    "cleanpage_options": _structs.Options,
    "cleanpage_layout": _structs.Layout,
    "cleanpage_info": _structs.Info,
    "cleanpage_block_info": _structs.BlockInfo,
}
# Prefix in the header, and the names here.
NUMBERS = {
    "CLEANPAGE_": {**_structs.FORMATS, **_structs.PARTS},
    "CLEANPAGE_LINKS_": _structs.LINKS,
    "CLEANPAGE_INPUT_": _structs.INPUTS,
    "CLEANPAGE_KIND_": _structs.KINDS,
    "CLEANPAGE_COMMENTS_": _structs.COMMENTS,
}
FLAGS = (
    "OK BADARG FORCE_CHARSET PRECISION RECALL TRACE NO_TITLE FRONT_MATTER MARK_DROPPED "
    "NO_TIMES"
).split()
# By its name in the header.
STATUSES = {
    "NOMEM": cleanpage.OutOfMemoryError,
    "BADARG": cleanpage.ArgumentError,
    "LIMIT": cleanpage.LimitError,
    "FETCH": cleanpage.FetchError,
    "CHARSET": cleanpage.CharsetError,
    "RULE": cleanpage.RuleError,
    "WRITE": cleanpage.WriteError,
    "HTTP": cleanpage.HTTPStatusError,
    "TYPE": cleanpage.PageTypeError,
    "READ": cleanpage.ReadError,
}


def constants():
    """Name in the header and number here."""
    for prefix, names in NUMBERS.items():
        for name, number in names.items():
            yield prefix + name.upper(), number
    for name in FLAGS:
        yield "CLEANPAGE_" + name, getattr(_structs, name)
    for name, error in STATUSES.items():
        yield "CLEANPAGE_" + name, error.status


def layout_here():
    sizes = {name: ctypes.sizeof(struct) for name, struct in STRUCTS.items()}
    offsets = {
        f"{name}.{field}": getattr(struct, field).offset
        for name, struct in STRUCTS.items()
        for field, *_ in struct._fields_
    }
    return {**sizes, **offsets, **dict(constants())}


def program(names):
    """Prints a JSON object of sizes, offsets and numbers."""
    lines = ["#include <stddef.h>", "#include <stdio.h>", '#include "cleanpage.h"']
    lines += ["int main(void) {", 'puts("{\\"\\": 0");']
    for name in names:
        if name in STRUCTS:
            value = f"sizeof({name})"
        elif "." in name:
            value = "offsetof({}, {})".format(*name.split("."))
        else:
            value = name
        lines.append(f'printf(",\\"{name}\\": %ld\\n", (long)({value}));')
    return "\n".join([*lines, 'puts("}");', "return 0; }", ""])


def compiler():
    command = shlex.split(os.environ.get("CC", "cc"))
    return command if command and shutil.which(command[0]) else None


class AsInTheHeader(unittest.TestCase):
    @unittest.skipUnless(compiler(), "no C compiler")
    def test_layout_and_numbers(self):
        here = layout_here()
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            (directory / "layout.c").write_text(program(here))
            subprocess.run(
                [*compiler(), f"-I{HEADER.parent}", "-o", "layout", "layout.c"],
                cwd=directory,
                check=True,
            )
            told = json.loads(subprocess.check_output([str(directory / "layout")]))
        del told[""]
        self.assertEqual(here, told)

    def test_fields_are_all_here(self):
        """Also those that lie in the padding at a struct's end."""
        text = HEADER.read_text()
        for name, struct in STRUCTS.items():
            body = re.search(r"typedef struct \{([^}]*)\} " + name + ";", text).group(1)
            body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
            fields = [
                word.strip(" *")
                for declaration in body.split(";")
                for word in re.sub(r"^\s*(const )?\w+\s", "", declaration).split(",")
                if word.strip()
            ]
            self.assertEqual(fields, [field for field, *_ in struct._fields_], name)

    def test_functions_are_of_the_header(self):
        declared = set(re.findall(r"(cleanpage_\w+)\(", HEADER.read_text()))
        ours = {name for name, *_ in _library._PROTOTYPES}
        self.assertLessEqual(ours, declared)
        self.assertGreater(len(ours), 15)

    def test_statuses_are_all_exceptions(self):
        enum = re.search(r"\{([^}]*)\} cleanpage_status;", HEADER.read_text()).group(1)
        names = set(re.findall(r"CLEANPAGE_(\w+) =", enum)) - {"OK"}
        self.assertEqual(names, set(STATUSES))


if __name__ == "__main__":
    unittest.main()
