"""What make bench measures, one function for each question."""
import pathlib
import statistics
import subprocess
import sys

import batch
import callgrind
import pages

GUMBO_CURVE_MAX = 1000000    # bytes; it takes ten times as long under callgrind
BATCH_PAGES = 5000


def run(program, what, paths):
    """What tests/bench/bench says: ms, peak_kb, written ..."""
    out = subprocess.run([program, what, "1"] + list(map(str, paths)), capture_output=True, text=True, check=True)
    words = out.stdout.split()
    return {k: float(v) for k, v in zip(words[::2], words[1::2])}


def instructions(program, paths, work):
    """Of the pages of one callgrind run each: cleaning, the bare parse, the formats."""
    size = pages.total(paths)
    each = callgrind.page_by_page(program, "clean", paths, work)
    clean = callgrind.Profile()
    for profile in each:
        clean.add(profile)
    gumbo = callgrind.in_all(program, "gumbo", paths, work).total
    render = callgrind.in_all(program, "render", paths, work)
    cleaning = render.inclusive["cleanpage_clean"]
    stages = clean.stages()
    return {
        "pages": len(paths), "bytes": size, "clean": clean.total / size, "gumbo": gumbo / size,
        "stages": {name: n / clean.total for name, n in stages.items()},
        "judging": sum(stages[name] for name in callgrind.JUDGING) / clean.total,
        "formats": {name: n / (cleaning + n) for name, n in render.formats().items()},
        "each": [(p.stat().st_size, profile.total) for p, profile in zip(paths, each)],
    }


def times(program, paths, peers, rounds):
    """User milliseconds a page: the median of rounds in which all take turns. Peak in MB: all pages are in
    memory, and a process that only loads them is subtracted."""
    runs = {"cleanpage": lambda: run(program, "clean", paths)["ms"],
            "Gumbo, default options (C; tree only)": lambda: run(program, "gumbo", paths)["ms"]}
    runs.update((name, lambda peer=peer: peer(paths)) for name, peer in peers)
    spent = {name: [] for name in runs}
    for _ in range(rounds):
        for name, once in runs.items():
            spent[name].append(once() / len(paths))
    return {name: statistics.median(ms) for name, ms in spent.items()}


def curve(program, sized, work):
    """Instructions, allocations and nodes of pages of each size."""
    if run(program, "clean", sized)["cut"]:
        sys.exit("bench: a limit cut a page of the curve, which then tells nothing")
    small = [p for p in sized if p.stat().st_size <= GUMBO_CURVE_MAX]
    bare = callgrind.page_by_page(program, "gumbo", small, work)
    rows = []
    for path, clean in zip(sized, callgrind.page_by_page(program, "clean", sized, work)):
        row = {"bytes": path.stat().st_size, "clean": clean.total, "allocations": clean.allocations(),
               "nodes": int(run(program, "nodes", [path])["written"])}
        if path in small:
            parse = bare[small.index(path)]
            row.update(gumbo=parse.total, gumbo_allocations=parse.allocations())
        rows.append(row)
    return rows


def cold(starter, times, command):
    """CPU milliseconds, the median of so many starts; largest resident KiB of them."""
    out = subprocess.run([starter, str(times)] + list(map(str, command)), capture_output=True, text=True, check=True)
    lines = [line.split() for line in out.stdout.splitlines()]
    return statistics.median(float(ms) for ms, _ in lines), max(int(kib) for _, kib in lines)


def starts(starter, command, work):
    """The command without a page, on one of a line, and on one as long as an article is."""
    line, article = work / "line.html", work / "article.html"
    line.write_text("<p>One line.</p>\n")
    article.write_bytes(pages.of_size(134000))
    return {"true": cold(starter, 51, ["true"]), "help": cold(starter, 51, [command, "--help"]),
            "line": cold(starter, 51, [command, line]), "article": cold(starter, 51, [command, article])}


def real_article(starter, command, paths):
    """The same of the real pages of about 134 kB: medians, and how many."""
    near = [p for p in paths if 124000 < p.stat().st_size < 144000]
    rows = [cold(starter, 5, [command, p]) for p in near]
    return rows and (statistics.median(r[0] for r in rows), statistics.median(r[1] for r in rows), len(rows))


def resident(starter, command, paths):
    """(bytes, resident bytes) of the command on each page."""
    return [(p.stat().st_size, cold(starter, 1, [command, p])[1] * 1024) for p in paths]


def workers(command, work):
    """Pages a second with one worker on a core, and with two on two; None with one core."""
    counts = batch.cores()[:2]
    if len(counts) < 2:
        return None
    corpus = batch.make_corpus(pathlib.Path(work), BATCH_PAGES)
    rounds = [[batch.measure(command, corpus, n) for n in (1, 2)] for _ in range(batch.ROUNDS)]
    best = [min(r[n] for r in rounds) for n in (0, 1)]
    return best[0][0], best[1][0]
