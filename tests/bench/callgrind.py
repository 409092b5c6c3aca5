"""Instructions by callgrind: of tests/bench/bench page by page, and of a whole command."""
import collections
import re
import subprocess
import sys

# The functions that a stage enters by. None of them calls another.
STAGES = (
    ("decode", ("cp_decode",)),
    ("parse", ("cp_page_parse_html", "cp_page_parse_text")),
    ("measure", ("cp_blocks_measure", "cp_features_measure")),
    ("rules", ("cp_ruleset_mark",)),
    ("judge", ("cp_facts_measure", "cp_judge_kind", "cp_judge")),
    ("metadata", ("cp_meta_measure", "cp_describe")),
    ("render", ("cp_render_text",)),
)
JUDGING = ("rules", "judge", "metadata")

# Written by the functions render_* of tests/bench/bench.c.
FORMATS = ("text", "markdown", "html", "xml", "json")
ALLOCATING = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc")


class Profile:
    """Of one page or many: instructions in all, and by called function with all that it calls."""

    def __init__(self):
        self.total = 0
        self.inclusive = collections.Counter()
        self.calls = collections.Counter()

    def add(self, other):
        self.total += other.total
        self.inclusive.update(other.inclusive)
        self.calls.update(other.calls)

    def stages(self):
        """Instructions by stage. A function that was renamed must not pass for one that costs nothing."""
        for name in ("cp_decode", "cp_page_parse_html", "cp_features_measure", "cp_judge", "cp_describe"):
            if not self.inclusive[name]:
                sys.exit("bench: callgrind saw no call of %s: see STAGES in %s" % (name, __file__))
        return {stage: sum(self.inclusive[f] for f in functions) for stage, functions in STAGES}

    def formats(self):
        return {name: self.inclusive["render_" + name] for name in FORMATS}

    def allocations(self):
        return sum(self.calls[f] for f in ALLOCATING)


def read(path):
    """A callgrind file.

    Its format: "fn=(ID) NAME", later "fn=(ID)", opens a function's cost lines "LINE COST"; "calls=N ..."
    and the line behind it are the calls of the function that "cfn=" named, and what they cost. Summed by
    the called one, so no function that is asked for may call itself.
    """
    profile, names, called = Profile(), {}, None
    for line in open(path):
        if line.startswith(("fn=", "cfn=")):
            number, name = re.match(r"c?fn=\((\d+)\)(?: (.*))?", line).groups()
            if name:
                names[number] = name.strip()
            if line.startswith("c"):
                called = names[number]
        elif line.startswith("calls="):
            profile.calls[called] += int(line[6:].split()[0])
        elif called and not line.startswith(("cob=", "cfi=", "cfl=")):
            profile.inclusive[called] += int(line.split()[1])
            called = None
        elif line.startswith("totals:"):
            profile.total = int(line.split()[1])
    return profile


def callgrind(arguments):
    out = subprocess.run(["valgrind", "--tool=callgrind"] + arguments, stdin=subprocess.DEVNULL,
                         capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", out.stderr)
    if not found:
        sys.exit("bench: callgrind failed: " + out.stderr[-500:])
    return int(found.group(1))


def page_by_page(program, what, paths, work):
    """A profile for each page, of what `measured` of tests/bench/bench.c does with it."""
    base = work / ("callgrind." + what)
    for old in work.glob(base.name + ".*"):
        old.unlink()
    callgrind(["--toggle-collect=measured", "--dump-after=measured", "--callgrind-out-file=%s" % base,
               str(program), what, "1"] + list(map(str, paths)))
    profiles = [read("%s.%d" % (base, n + 1)) for n in range(len(paths))]
    for used in work.glob(base.name + "*"):
        used.unlink()
    return profiles


def in_all(program, what, paths, work):
    profile = Profile()
    for page in page_by_page(program, what, paths, work):
        profile.add(page)
    return profile


def command(arguments):
    """Instructions of a whole process, from the loader's first to the last."""
    return callgrind(["--callgrind-out-file=/dev/null"] + list(map(str, arguments)))
