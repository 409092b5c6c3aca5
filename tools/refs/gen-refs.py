#!/usr/bin/env python3
"""Writes src/base/refs.def: the named character references of the HTML standard.

Python's html.entities.html5 is the standard's own list, so no network is needed:

    python3 tools/refs/gen-refs.py > src/base/refs.def
"""
from html.entities import html5


def c_bytes(text):
    return "".join("\\x%02x" % byte for byte in text.encode("utf-8"))


def main():
    print("/*")
    print(" * The named character references: CP_REF(name, UTF-8), sorted by name in byte order.")
    print(" * Written by tools/refs/gen-refs.py from the HTML standard's list; do not edit.")
    print(" */")
    for name in sorted(html5, key=lambda s: s.encode("ascii")):
        print('CP_REF("%s", "%s")' % (name, c_bytes(html5[name])))


if __name__ == "__main__":
    main()
