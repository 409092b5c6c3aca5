"""The table of make bench, and docs/performance.md between its markers, with four plots."""
import os
import pathlib
import re
import subprocess

import gate
import svg

BEGIN = "<!-- performance: from here on written by make bench -->"
END = "<!-- performance: until here -->"
FIXED, TIMES = 8 << 20, 8    # what is promised of memory: bytes, and times the page
CUT = 20000    # bytes; smaller pages pay for what any page costs


# ---------------------------------------------------------------- the table

def slope(rows):
    """Most instructions a byte over fewest, of pages above CUT: 1 for a straight line."""
    each = [r["clean"] / r["bytes"] for r in rows if r["bytes"] > CUT]
    return max(each) / min(each)


def above_bound(rows):
    """Bytes that the command took more than is promised, at most; below 0 if it never did."""
    return max(kept - FIXED - TIMES * size for size, kept in rows)


def verdict(measured, target, more=False):
    return "yes" if (measured >= target if more else measured <= target) else "NO"


def lines(found):
    """(what, measured, target, reached)."""
    ir, starts, last = found["instructions"], found["starts"], found["curve"][-1]
    yield "instructions a byte, bytes in to text out", "%.1f" % ir["clean"], "≤ 50", verdict(ir["clean"], 50)
    fewer = ir["gumbo"] / ir["clean"]
    yield ("times fewer than a bare Gumbo parse (%.0f a byte)" % ir["gumbo"], "%.2f" % fewer, "≥ 7.5",
           verdict(fewer, 7.5, more=True))
    yield ("judging, rules and metadata", "%.1f %%" % (100 * ir["judging"]), "< 25 %",
           verdict(ir["judging"], .25))
    yield "measuring blocks and features", "%.1f %%" % (100 * ir["stages"]["measure"]), "", ""
    for name, share in ir["formats"].items():
        yield "rendering " + name, "%.1f %%" % (100 * share), "< 10 %", verdict(share, .10)
    yield ("cleanpage FILE, 134 kB made of fixtures: CPU", "%.1f ms" % starts["article"][0], "≤ 8 ms",
           verdict(starts["article"][0], 8))
    kept = starts["article"][1] / 1024
    yield "the same: resident", "%.1f MiB" % kept, "≤ 12 MB", verdict(kept * 1.048576, 12)
    if found["real_article"]:
        ms, kib, n = found["real_article"]
        yield "cleanpage FILE, median of %d real pages of 134 kB: CPU" % n, "%.1f ms" % ms, "≤ 8 ms", verdict(ms, 8)
        yield "the same: resident", "%.1f MiB" % (kib / 1024), "≤ 12 MB", verdict(kib * 1024 / 1e6, 12)
    yield ("start-up: --help (/bin/true: %.1f ms)" % starts["true"][0], "%.1f ms" % starts["help"][0], "≤ 2 ms",
           verdict(starts["help"][0], 2))
    yield "start-up and a page of one line", "%.1f ms" % starts["line"][0], "", ""
    yield "the same: resident", "%.1f MiB" % (starts["line"][1] / 1024), "", ""
    growth = slope(found["curve"])
    yield ("most instructions a byte over fewest, 30 kB to 10 MB", "%.2f" % growth, "linear",
           verdict(growth, 2))
    size, kept = found["resident"][-1]
    yield "memory for a page of %.0f MB, times the page" % (size / 1e6), "%.1f" % (kept / size), "", ""
    worst = above_bound(found["resident"] + found["resident_all"])
    yield "most memory above 8 MiB and 8 times the page", "%+.2f MiB" % (worst / 2**20), "≤ 0", verdict(worst, 0)
    yield ("allocations for a page of %s nodes" % format(last["nodes"], ","), "%d" % last["allocations"],
           "none a node", verdict(last["allocations"] / last["nodes"], .01))
    if found["workers"]:
        faster = found["workers"][0] / found["workers"][1]
        yield "two workers on two cores, times one on one", "%.2f" % faster, "2", verdict(faster, 1.9, more=True)


def table(found):
    ir, size = found["instructions"], found["timed"]
    out = ["%d %s, %.1f MB under callgrind" % (ir["pages"], kind(found), ir["bytes"] / 1e6)]
    out += ["%-62s %10s %12s %4s" % line for line in [("", "measured", "target", "")] + list(lines(found))]
    out += ["", "user ms a page, %d pages, %.1f MB, median of %d rounds" % (size[0], size[1] / 1e6, size[2])]
    out += ["%-62s %10.2f" % row for row in sorted(found["times"].items(), key=lambda row: row[1])]
    out += ["not here, left out: " + name for name in found["missing"]]
    return "\n".join(out)


def kind(found):
    return "real pages" if found["real"] else "fixtures"


# ---------------------------------------------------------------- plots

def cost_plot(found):
    rows = found["curve"]
    first, last = rows[0]["bytes"], rows[-1]["bytes"]
    at_end = rows[-1]["clean"] / last
    series = [("cleanpage, bytes in to text out", [(r["bytes"], r["clean"]) for r in rows], "line"),
              ("bare Gumbo parse", [(r["bytes"], r["gumbo"]) for r in rows if "gumbo" in r], "line"),
              ("linear: %.0f instructions a byte" % at_end, [(first, first * at_end), (last, last * at_end)], "dash")]
    if found["real"]:
        series.append(("real pages", found["instructions"]["each"], "dots"))
    return svg.curves("Instructions by size of the page", series, "size of the page", "instructions", "B")


def memory_plot(found):
    sizes = sorted(size for size, _ in found["resident"])
    bound = [(s, FIXED + TIMES * s) for s in sizes]
    series = [("pages made of fixtures", found["resident"], "line"),
              ("promised: 8 MiB and 8 times the page", bound, "dash"),
              (kind(found), found["resident_all"], "dots")]
    return svg.curves("Largest resident memory of cleanpage FILE", series, "size of the page", "", "B", "B")


def stages_plot(found):
    ir = found["instructions"]
    rows = [(name, 100 * share, 0, "%.1f %%" % (100 * share)) for name, share in ir["stages"].items()]
    rows += [("render " + name, 100 * share, 3, "%.1f %%" % (100 * share))
             for name, share in ir["formats"].items() if name != "text"]
    return svg.bars("Where the instructions go", rows, "percent of a run; green: in place of text", left=150)


def peers_plot(found):
    ranked = sorted(found["times"].items(), key=lambda row: row[1])
    rows = [(name, ms, 0 if name == "cleanpage" else 2, "%.1f ms" % ms) for name, ms in ranked]
    return svg.bars("User time a page", rows, "milliseconds", left=330)


PLOTS = {"cost.svg": cost_plot, "memory.svg": memory_plot, "stages.svg": stages_plot, "peers.svg": peers_plot}


# ---------------------------------------------------------------- the page

def first_line(command, cwd):
    out = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    return out.stdout.strip().split("\n")[0]


def commit(docs):
    """What was measured; what is written by this program itself is no change of it."""
    head = first_line(["git", "rev-parse", "--short", "HEAD"], docs)
    changed = first_line(["git", "status", "--porcelain", "--untracked-files=no", "..", ":!performance*"], docs)
    return (head or "a release") + (" with changes" if changed else "")


def machine(makefile):
    made = gate.made_with(makefile)
    virtual = "hypervisor" in pathlib.Path("/proc/cpuinfo").read_text()
    cores = len(os.sched_getaffinity(0))
    return "%d core%s%s, %s; %s, %s; gumbo %s; %s" % (
        cores, "s" if cores > 1 else "", ", virtual" if virtual else "", made["machine"],
        made["compiler"], made["flags"], made["gumbo"], made["libc"])


def md_table(head, rows):
    yield "| %s |" % " | ".join(head)
    yield "|---|%s" % ("---:|" * (len(head) - 1))
    for row in rows:
        yield "| %s |" % " | ".join(map(str, row))
    yield ""


def curve_rows(found):
    for r in found["curve"]:
        yield ("{:,}".format(r["bytes"]), "{:,}".format(r["nodes"]), "%.0f" % (r["clean"] / r["bytes"]),
               "%.0f" % (r["gumbo"] / r["bytes"]) if "gumbo" in r else "–", r["allocations"],
               "{:,}".format(r["gumbo_allocations"]) if "gumbo" in r else "–")


def body(found, makefile):
    ir, timed = found["instructions"], found["timed"]
    yield "Of commit %s, on %s. Made by" % (found["commit"], machine(makefile))
    yield ""
    yield "    make bench" + (" BENCH=DIR-OF-PAGES" if found["real"] else "") + (
        " PEERS=NODE_MODULES" if any("Readability" in name for name in found["times"]) else "")
    yield ""
    yield ("Instructions are callgrind's, over %d %s of %.1f MB in all; a share is of them. CPU is user and "
           "system time." % (ir["pages"], kind(found), ir["bytes"] / 1e6))
    yield ""
    yield from md_table(("", "measured", "target", "reached"), lines(found))
    yield "![Share of each stage](performance/stages.svg)"
    yield ""
    yield "### By size"
    yield ""
    yield ("Pages made of the bodies of fixtures, with scripts of twice their length behind each "
           "(tests/bench/pages.py). Nodes are those of the bare tree, allocations calls of malloc and its like.")
    yield ""
    yield from md_table(("bytes", "nodes", "instructions a byte", "bare Gumbo", "allocations", "bare Gumbo"),
                        curve_rows(found))
    yield "![Instructions by size](performance/cost.svg)"
    yield ""
    yield "![Memory by size](performance/memory.svg)"
    yield ""
    yield "### Beside others"
    yield ""
    yield ("User time of %d %s, %.1f MB; all take turns in each of %d rounds, the median is told. Programs that "
           "take a process for each page pay its start; cleanpage and the libraries are measured inside a process."
           % (timed[0], kind(found), timed[1] / 1e6, timed[2]))
    yield ""
    ours = found["times"]["cleanpage"]
    ranked = sorted(found["times"].items(), key=lambda row: row[1])
    yield from md_table(("", "ms a page", "times cleanpage"),
                        [(name, "%.2f" % ms, "%.1f" % (ms / ours)) for name, ms in ranked])
    yield "![Milliseconds a page](performance/peers.svg)"
    yield ""
    if found["missing"]:
        yield "Not to be had where this was made: " + "; ".join(found["missing"]) + "."
        yield ""
    yield ("On paper only, from earlier measurements elsewhere over pages like these: Resiliparse 8 ms a page, "
           "rdrview 42 (its start with it), jusText 55, trafilatura 134.")


def replace(text, part):
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit("bench: \"%s\" and \"%s\" must stand in performance.md, once" % (BEGIN, END))
    pattern = re.escape(BEGIN) + ".*" + re.escape(END)
    return re.sub(pattern, lambda _: "%s\n\n%s\n\n%s" % (BEGIN, part, END), text, flags=re.S)


def write(docs, found, makefile):
    page = docs / "performance.md"
    page.write_text(replace(page.read_text(), "\n".join(body(found, makefile))))
    (docs / "performance").mkdir(exist_ok=True)
    for name, plot in PLOTS.items():
        (docs / "performance" / name).write_text(plot(found))
