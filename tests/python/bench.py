"""What 1,000 pages cost through bindings/python, beside `cleanpage batch -P 1`.

    usage: bench.py CLEANPAGE LIBRARY TOP_SRCDIR [PAGES]

Makes pages of 20 fixtures each, since fixtures are smaller than pages are, or takes the first
of the *.html below PAGES as they are; has both clean them from files to lines of JSON, five
times in turn, and prints the CPU seconds of each process with all of its children: the least,
which other load on the machine disturbs least. The third way makes a dict of each page and writes nothing.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

N_PAGES = 1000
ROUNDS = 5

LINES = """
import pathlib, sys, cleanpage
with open(sys.argv[2], "w") as out:
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        out.write(cleanpage.extract(path.read_bytes(), format="jsonl", times=False))
"""
DICTS = """
import pathlib, sys, cleanpage
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    cleanpage.extract(path.read_bytes())
"""


def cpu_seconds(command, env):
    child = subprocess.Popen(command, env=env)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{command[:2]} ended with status {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def make_pages(sources, joined, directory):
    """Writes the pages; returns their bytes."""
    size = 0
    for number in range(N_PAGES):
        chosen = [sources[(number + i) % len(sources)] for i in range(joined)]
        page = b"".join(path.read_bytes() for path in chosen)
        size += (directory / f"{number:04}.html").write_bytes(page)
    return size


def fixtures(top):
    """Those that are pages in UTF-8."""
    for path in (top / "fixtures" / "pages").glob("*/source.html"):
        try:
            path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        if not any((path.parent / name).exists() for name in ("status", "charset")):
            yield path


def main():
    command, library, top = sys.argv[1:4]
    top = pathlib.Path(top).resolve()
    given = pathlib.Path(sys.argv[4]).rglob("*.html") if sys.argv[4:] else None
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        pages = scratch / "pages"
        pages.mkdir()
        size = make_pages(sorted(given or fixtures(top)), 1 if given else 20, pages)
        env = {
            **os.environ,
            "HOME": name,
            "XDG_CONFIG_HOME": name,
            "CLEANPAGE_LIBRARY": library,
            "PYTHONPATH": str(top / "bindings" / "python"),
        }
        batch, python = [command, "batch", "-P", "1"], [sys.executable, "-c"]
        ways = {
            "cleanpage batch -P 1": [*batch, "-o", f"{name}/batch", str(pages)],
            "Python, lines": [*python, LINES, str(pages), f"{name}/lines"],
            "Python, dicts": [*python, DICTS, str(pages)],
        }
        least = {way: float("inf") for way in ways}
        for _ in range(ROUNDS):
            for way, arguments in ways.items():
                least[way] = min(least[way], cpu_seconds(arguments, env))
        lines = [(scratch / file).read_bytes().count(b"\n") for file in ("batch", "lines")]
        if lines != [N_PAGES, N_PAGES]:
            raise SystemExit(f"{lines} lines were written")
    print(f"{N_PAGES} pages, {size / N_PAGES / 1000:.1f} kB each")
    first = next(iter(least.values()))
    for way, seconds in least.items():
        print(f"{way:22} {seconds:6.3f} s  {100 * (seconds / first - 1):+5.1f} %")


if __name__ == "__main__":
    main()
