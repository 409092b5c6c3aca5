#!/usr/bin/env python3
"""Writes the hashes of the report's style and script into its Content-Security-Policy.

usage: report-hashes.py [--check] src/render/report.html

To be run after a change to either; --check only says whether they are right (status 1: no).
"""
import base64
import hashlib
import re
import sys


def digest(text, element):
    inside = re.search(f"<{element}>(.*?)</{element}>", text, re.S).group(1)
    return "sha256-" + base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()


def main():
    check, path = sys.argv[1:-1] == ["--check"], sys.argv[-1]
    with open(path, encoding="utf-8") as file:
        old = text = file.read()
    for source, element in (("script-src", "script"), ("style-src", "style")):
        text = re.sub(f"{source} '[^']*'", f"{source} '{digest(text, element)}'", text, count=1)
    if text != old and check:
        sys.exit(f"{path}: hashes are stale, run tools/report-hashes.py on it")
    if text != old:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
