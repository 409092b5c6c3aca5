"""TAP: what three static analysers say of src/, against the list of what they are wrong about.

usage: analysis.py SOURCE-DIRECTORY FLAGS-FILE

cppcheck, gcc's -fanalyzer and clang-tidy (.clang-tidy has its checks). Each finding is named by
tool, file, and what it is called; known.txt beside this file has those that were looked at and are
none, with the reason. A finding that is not there fails, and so does an entry that is not found
any more. Other versions of a tool find other things: known.txt says for which it was made.

FLAGS-FILE has the preprocessor's flags of the build, which ran before.
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1]).resolve()
FLAGS = shlex.split(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
# Whose quotes would not come through two shells.
FLAGS.append('-DSYSCONFDIR="/etc"')
FILES = sorted(SOURCE.glob("src/**/*.c"))
KNOWN = pathlib.Path(__file__).with_name("known.txt")
# "src/a/b.c:12:3: warning: words [name]", with more behind it that is of no use here
LINE = re.compile(r"^(?P<path>[^\s:]+):(?P<line>\d+):(?:\d+:)? (?:warning|error|style|performance|"
                  r"portability)(?:[^:]*): (?P<words>.*) \[(?P<name>[^\]]*)\]")


def known():
    """By tool the version that the list was made with, and by tool the findings it may have."""
    versions, findings = {}, collections.defaultdict(set)
    for text in KNOWN.read_text(encoding="utf-8").splitlines():
        words = text.split("#")[0].split()
        if words and words[0] == "made-with":
            versions[words[1]] = words[2]
        elif words:
            findings[words[0]].add((words[1], words[2]))
    return versions, findings


def findings_in(output):
    found = {}
    for text in output.splitlines():
        match = LINE.match(text)
        if match:
            path = os.path.relpath(match["path"], SOURCE)
            # -Wanalyzer-x, and [check,-warnings-as-errors]; a CWE number stands in brackets before it.
            name = match["name"].split(",")[0].replace("-Wanalyzer-", "")
            found.setdefault((path, name), f"{path}:{match['line']}: {match['words']}")
    return found


def run(*command, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    return done.stderr + done.stdout


def cppcheck():
    flags = [f for f in FLAGS if f.startswith(("-D", "-I"))]
    return run("cppcheck", "-j2", "-q", "--std=c11", "--enable=warning,performance,portability",
               "--suppress=missingInclude*", "--template=gcc", *flags, str(SOURCE / "src"))


def each(command):
    """The command for every file, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return "".join(pool.map(lambda path: run(*command(str(path))), FILES))


def gcc():
    with tempfile.TemporaryDirectory() as work:
        return each(lambda path: ["gcc", "-std=gnu11", "-O1", "-fanalyzer", *FLAGS, "-Wno-error", "-c", path,
                                  "-o", os.path.join(work, path.replace("/", "_") + ".o")])


def clang_tidy():
    some = [FILES[i:i + 12] for i in range(0, len(FILES), 12)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return "".join(pool.map(
            lambda files: run("clang-tidy", "--quiet", *map(str, files), "--", "-std=gnu11", *FLAGS,
                              cwd=SOURCE), some))


TOOLS = {"cppcheck": cppcheck, "gcc": gcc, "clang-tidy": clang_tidy}


def version(tool):
    """The first number: "12" of gcc 12.2.0, but "2.10" of cppcheck."""
    text = run(tool, "--version")
    match = re.search(r"(?:Cppcheck |version |\) )(\d+(?:\.\d+)?)", text)
    number = match[1] if match else "?"
    return number if tool == "cppcheck" else number.split(".")[0]


def main():
    versions, expected = known()
    print(f"1..{len(TOOLS)}")
    for count, (tool, analyse) in enumerate(TOOLS.items(), 1):
        name = f"{tool} {versions[tool]} finds nothing that is not known"
        if not shutil.which(tool) or version(tool) != versions[tool]:
            print(f"ok {count} - {name} # SKIP not here")
            continue
        found = findings_in(analyse())
        fresh = [words for key, words in found.items() if key not in expected[tool]]
        stale = expected[tool] - set(found)
        print(f"{'not ok' if fresh or stale else 'ok'} {count} - {name}")
        for words in fresh:
            print("#", words)
        for path, what in sorted(stale):
            print(f"# no longer found, to be taken off known.txt: {path} {what}")


main()
