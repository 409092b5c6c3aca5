"""What others take for the same pages. None is needed: who is not here is told so and left out.

Programs of the system are found on PATH. Readability.js is found in a directory of modules:

    npm install @mozilla/readability jsdom linkedom     # anywhere outside; then PEERS=THERE/node_modules
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent / "peers"


def children_ms():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime * 1e3


def each(command):
    """A process for each page; its start is part of what it costs."""
    def run(paths):
        start = children_ms()
        for path in paths:
            with open(path, "rb") as page:
                subprocess.run(command, stdin=page, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return children_ms() - start
    return run


def at_once(command, env=None):
    """One process for all pages, which tells the milliseconds itself."""
    def run(paths):
        out = subprocess.run(command + list(map(str, paths)), env=env, capture_output=True, text=True)
        words = out.stdout.split()
        if out.returncode or words[:1] != ["ms"]:
            sys.exit("bench: %s: %s" % (command[1], out.stderr[-500:]))
        return float(words[1])
    return run


def python_with(module):
    """This Python or the system's, for which Debian's packages are; None if neither has the module."""
    for python in (sys.executable, "/usr/bin/python3"):
        if shutil.which(python):
            tried = subprocess.run([python, "-c", "import " + module], capture_output=True)
            if tried.returncode == 0:
                return python
    return None


def programs():
    yield "w3m -dump (a process a page; no cleaning)", "w3m", ["w3m", "-dump", "-T", "text/html"]
    yield "lynx -dump (a process a page; no cleaning)", "lynx", ["lynx", "-dump", "-force_html", "-stdin"]


def all_known(modules):
    """(name, whether it is here, run)."""
    for name, program, command in programs():
        yield name, shutil.which(program), each(command)
    for module in ("lxml", "html5lib"):
        python = python_with(module)
        command = [python, str(HERE / "parsers.py"), module]
        yield module + " (Python; tree and text, no cleaning)", python, at_once(command)
    for module in ("linkedom", "jsdom"):
        usable = modules and shutil.which("node") and all(
            pathlib.Path(modules, m).is_dir() for m in ("@mozilla/readability", module))
        command = ["node", str(HERE / "readability.js"), module]
        yield ("Readability.js on %s (node)" % module, usable,
               at_once(command, dict(os.environ, NODE_PATH=str(modules))))


def found(modules):
    """(name, run) of who is here, and the names of the others. modules: a node_modules directory, or None."""
    known = list(all_known(modules))
    return [(name, run) for name, here, run in known if here], [name for name, here, _ in known if not here]
