"""TAP: filters, duplicates and merging from outside. Works in the directory that is current.

usage: filters.py CLEANPAGE
"""
import gzip
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from corpora import Corpus, page, similarity
from tap import ok, plan

COMMAND = sys.argv[1]


def run(*args, stdin=b""):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([COMMAND, *args], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)
    return done.returncode, done.stdout, done.stderr.decode()


def batch(*args, stdin=b""):
    return run("batch", "-f", "jsonl", *args, stdin=stdin)


def jsonl(records):
    return "".join(json.dumps(r) + "\n" for r in records).encode()


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def read(name):
    return pathlib.Path(name).read_bytes()


def write(name, data):
    pathlib.Path(name).write_bytes(data)
    return name


# ---------------------------------------------------------------- filters

GOOD = Corpus(1).words(120)
GERMAN = ("Die Brücke über den Fluss wurde im letzten Jahr gebaut und ist seit dem Herbst für den Verkehr "
          "gesperrt, weil das Wasser die Pfeiler unterspült hat. Der Rat der Stadt will nicht warten und "
          "hat einen Auftrag an eine Firma aus der Gegend vergeben. Im Frühjahr soll die neue Brücke offen sein, "
          "sagt sie, wenn nicht wieder das Hochwasser kommt.")
PAGES = {
    "good": page(GOOD),
    "short": page(GOOD[:30]),
    "german": f"<html lang=en><body><article><p>{GERMAN}</p></article></body></html>",
    "twice": page(GOOD[:60] * 3),
    "numbers": page([str(n) for n in range(1000, 1120)]),
    "brace": page(GOOD[:100] + ["{"] + GOOD[100:]),
    "open": "<html><body><article>" + "".join(
        f"<p>{' '.join(GOOD[i:i + 30])} and so</p>" for i in range(0, 120, 30)) + "</article></body></html>",
    "empty": "<html><body></body></html>",
    "broken": None,
}
RECORDS = [{"id": k, "html": v, "url": f"https://a.example/{k}", "topic": {"a": "}"}, "filter": 1}
           if v else {"id": k} for k, v in PAGES.items()]


def turned_away(*options):
    """The pages that do not come through, with what is told."""
    status, out, err = batch(*options, stdin=jsonl(RECORDS))
    lines = objects(out)
    assert status == 10 and err == "" and [x["id"] for x in lines] == list(PAGES), (status, err, out)
    assert [x["status"] for x in lines[-2:]] == ["empty", "error"], lines[-2:]
    return {x["id"]: x["filter"] for x in lines if x["status"] == "filtered"}


def check_filters():
    plain = objects(batch(stdin=jsonl(RECORDS))[1])
    words = {x["id"]: x["stats"]["words"] for x in plain if x["status"] == "ok"}
    ok(words["short"] == 30 and words["good"] == 120 and len(words) == len(PAGES) - 2,
       "the pages have the texts that are meant", words)
    got = turned_away("--min-words", "60")
    ok(got == {"short": "min-words: words 30 < 60"}, "--min-words", got)
    got = turned_away("--max-words", "130")
    ok(got == {"twice": "max-words: words 180 > 130"}, "--max-words", got)
    got = turned_away("--only-lang", "en")
    ok(got == {"german": "only-lang: de", "numbers": "only-lang: not known"},
       "--only-lang: the text counts, not what the page declares", got)
    got = turned_away("--only-lang", "de,fr")
    ok("german" not in got and got["good"] == "only-lang: en", "--only-lang: several", got)
    got = turned_away("--gopher-repetition")
    ok(list(got) == ["twice"] and got["twice"].startswith("gopher-repetition: "),
       "--gopher-repetition", got)
    got = turned_away("--gopher-quality")
    ok(got == {"short": "gopher-quality: words 30 < 50",
               "numbers": "gopher-quality: share of words with a letter 0 < 0.8"},
       "--gopher-quality", got)
    both = turned_away("--gopher")
    ok(set(both) == {"short", "numbers", "twice"}, "--gopher is both", both)
    got = turned_away("--c4")
    ok(got == {"brace": "c4: a curly bracket", "open": "c4: sentences 0 < 3"}, "--c4", got)
    write("mine.rules", b"set gopher-words-min 20\nset c4-braces 0\n")
    got = turned_away("--gopher-quality", "--c4", "--rules", "mine.rules")
    ok(set(got) == {"numbers", "open"}, "a rule file of one's own has other numbers", got)


def check_lines():
    status, out, _ = batch("--min-words", "60", "--stats", "stats", stdin=jsonl(RECORDS[:3]))
    line = objects(out)[1]
    ok(status == 0, "a page that was turned away is no failure", status)
    ok(list(line.items()) == [("id", "short"), ("status", "filtered"), ("error", None),
                              ("filter", "min-words: words 30 < 60"), ("topic", {"a": "}"}),
                              ("input_filter", 1), ("url", "https://a.example/short")],
       "its line", line)
    stats = json.loads(read("stats"))
    ok((stats["records"], stats["ok"], stats["errors"]) == (3, 2, 0)
       and stats["filtered"] == {"only-lang": 0, "min-words": 1, "max-words": 0,
                                 "gopher-repetition": 0, "gopher-quality": 0, "c4": 0, "dedup": 0},
       "--stats counts by filter", stats)
    status, _, err = batch("--min-words", "60", "--output-dir", "dir", stdin=jsonl(RECORDS[:3]))
    ok((status, err, sorted(os.listdir("dir"))) == (0, "", ["good.txt", "german.txt"][::-1]),
       "in a directory it has no file", status, err, os.listdir("dir"))
    plain = batch(stdin=jsonl(RECORDS))[1].splitlines()
    sifted = batch("--gopher", "--c4", "--only-lang", "en", stdin=jsonl(RECORDS))[1].splitlines()
    ok(all(a == b for a, b in zip(plain, sifted) if b'"filtered"' not in b) and plain != sifted,
       "the lines of others are as ever")


def check_usage():
    wrong = [("--dedup", "near", "--unordered"), ("--dedup", "near", "--output-dir", "d"),
             ("--dedup", "other"), ("--dedup", "exact", "--signatures"), ("--only-lang", "xx"),
             ("--only-lang", "en,,de"), ("--min-words", "9", "--max-words", "8"),
             ("--signatures", "--output-dir", "d")]
    for args in wrong:
        status, out, err = batch(*args, stdin=b"")
        ok((status, out) == (2, b"") and err.count("\n") == 1, "usage: " + " ".join(args), status, err)


# ---------------------------------------------------------------- duplicates

SHARES = (1, 0.95, 0.9, 0.6, 0.4, 0.1)


def make_corpus(n):
    """Records, and for each what it was made of: (number of the original, similarity) or None."""
    corpus, dice = Corpus(7), random.Random(8)
    texts, records, made_of = [], [], []
    for i in range(n):
        if i > 10 and dice.random() < 0.4:
            j = dice.randrange(i)
            words = corpus.changed(texts[j], dice.choice(SHARES))
            made_of.append((j, similarity(texts[j], words)))
        else:
            words = corpus.words(dice.randint(80, 200))
            made_of.append(None)
        texts.append(words)
        record = {"id": i if i % 3 else f"page \"{i}\"", "html": page(words, f"Head {i}"), "n": i}
        records.append(record)
    records[n // 2] = {"id": "broken"}
    records[n // 3] = {"id": "empty", "html": ""}
    made_of[n // 2] = made_of[n // 3] = None
    return records, made_of, texts


def check_dedup(records, made_of, texts):
    text = jsonl(records)
    write("all.jsonl", text)
    plain = batch("all.jsonl")[1].splitlines(True)
    outputs = {}
    for kind in "exact", "near":
        status, out, err = batch("--dedup", kind, "-P", "2", "all.jsonl")
        outputs[kind] = out
        lines = objects(out)
        ok((status, err, len(lines)) == (10, "", len(records)), f"{kind}: a line each", status, err)
        ok(all(a == b for a, b in zip(plain, out.splitlines(True)) if b'"status":"filtered"' not in b),
           f"{kind}: the lines of others are as ever")
        gone = {i: x for i, x in enumerate(lines) if x["status"] == "filtered"}
        kept = [i for i, x in enumerate(lines) if x["status"] == "ok"]
        place = {json.dumps(r["id"]): i for i, r in enumerate(records)}
        name = {r["id"]: i for i, r in enumerate(records)}
        name.update({str(r["id"]): i for r, i in zip(records, range(len(records)))})
        said = {i: x["filter"].partition(f"dedup: {kind} ")[2] for i, x in gone.items()}
        ok(gone and all(said[i] in name and name[said[i]] < i and name[said[i]] in kept for i in gone),
           f"{kind}: each that goes names one before it that is kept", said)
        like = {i: similarity(texts[i], texts[name[said[i]]]) for i in gone if said[i] in name}
        if kind == "exact":
            ok(all(s == 1 for s in like.values()), "exact: and has the same text", like)
            same = [i for i, m in enumerate(made_of) if m and m[1] == 1 and texts[i] == texts[m[0]]]
            ok(set(same) - {place['"broken"'], place['"empty"']} <= set(gone), "exact: all of these go")
        else:
            ok(min(like.values()) > 0.45, "near: none resembles it less than 0.45", like)
            wanted = [i for i, m in enumerate(made_of) if m and m[1] >= 0.9
                      and m[0] in kept and records[i].get("html")]
            ok(len(wanted) > 5 and set(wanted) <= set(gone),
               "near: all that resemble one that is kept by 0.9 go", set(wanted) - set(gone))
        for workers in "1", "4":
            ok(batch("--dedup", kind, "-P", workers, stdin=text)[1] == out,
               f"{kind}: the same bytes by {workers}")
    status, _, err = batch("all.jsonl", "--dedup", "near", "-o", "to.jsonl", "--stats", "stats")
    ok(read("to.jsonl") == outputs["near"] and not list(pathlib.Path(".").glob("to.jsonl.*")),
       "the same bytes in a file, and nothing beside it", status, err)
    ok(json.loads(read("stats"))["filtered"]["dedup"] == outputs["near"].count(b'"filter":"dedup: near '),
       "--stats counts duplicates")
    return outputs


def size_of(name):
    try:
        return os.path.getsize(name)
    except FileNotFoundError:    # not yet there, or it has its own name since
        return 0


def kill_somewhere(dice, args, most):
    """Starts a batch that writes r.jsonl and kills it when a part of it is there; whether it had come to
    its end."""
    process = subprocess.Popen([COMMAND, "batch", "-f", "jsonl", *args], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, start_new_session=True)
    target = size_of("r.jsonl.part") + dice.randrange(most)
    while process.poll() is None and size_of("r.jsonl.part") < target:
        time.sleep(0.0005)
    time.sleep(dice.random() * 0.003)
    done = process.poll() is not None
    if not done:
        os.killpg(process.pid, dice.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
    err = process.communicate()[1]
    assert not done or (process.returncode in (0, 10) and not err), (process.returncode, err)
    return done


def check_resume(records):
    """Of records that are large enough that lines are written many times."""
    big = [{**r, "more": "x" * 20000} for r in records] + [{**r, "more": "y" * 20000} for r in records]
    write("big.jsonl", jsonl(big))
    want = batch("big.jsonl", "--dedup", "near")[1]
    args = ["big.jsonl", "--dedup", "near", "-P", "2", "-o", "r.jsonl"]
    dice = random.Random(9)
    kills, parts, same = 0, set(), True
    for _ in range(6):
        done = kill_somewhere(dice, args, len(want) // 3)
        while not done:
            kills += 1
            parts.add(size_of("r.jsonl.part"))
            done = kill_somewhere(dice, [*args, "--resume"], len(want) // 3)
        same = same and read("r.jsonl") == want
        os.unlink("r.jsonl")
    left = sorted(p.name for p in pathlib.Path(".").glob("r.jsonl*"))
    ok(same, "killed again and again, with --resume: the same bytes", kills)
    ok(kills > 4 and len(parts) > 3, "with more and less of it written", kills, parts)
    ok(left == [], "nothing is left beside it", left)

    write("r.jsonl.part", want[:want.index(b"\n", len(want) // 2) + 1])
    status, _, err = batch("big.jsonl", "--dedup", "near", "-o", "r.jsonl", "--resume")
    ok(status == 3 and "r.jsonl.part.seen" in err and err.count("\n") == 1
       and len(read("r.jsonl.part")) > len(want) // 3,
       "without its index --resume says so and changes nothing", status, err)
    status, _, err = batch("big.jsonl", "--dedup", "near", "-o", "r.jsonl")
    ok(status == 10 and read("r.jsonl") == want, "and it can be begun anew", status, err)
    for leftover in pathlib.Path(".").glob("r.jsonl*"):
        leftover.unlink()


# ---------------------------------------------------------------- merging

def make_shards(n, *options):
    names = [f"shard-{i}-{n}.jsonl" for i in range(n)]
    for i, name in enumerate(names):
        status, _, err = batch("all.jsonl", "--shard", f"{i}/{n}", *options, "-o", name)
        assert status in (0, 10), err
    return names


def check_merge(outputs):
    plain = batch("all.jsonl")[1]
    signed = batch("all.jsonl", "--signatures")[1]
    ok(all(len(x["signature"]) == 160 for x in objects(signed) if x["status"] == "ok"),
       "--signatures: a member of lines with a text")
    for n in 1, 2, 3, 7:
        names = make_shards(n)
        status, out, err = run("merge", *names)
        ok((status, err) == (0, "") and out == plain, f"{n} shards: the bytes of one call", status, err)
        names = make_shards(n, "--signatures")
        ok(run("merge", *names)[1] == signed, f"{n} shards: with signatures, too")
        for kind in "exact", "near":
            status, out, err = run("merge", "--dedup", kind, *names)
            ok((status, err) == (0, "") and out == outputs[kind],
               f"{n} shards, --dedup {kind}: the bytes of one call", status, err)
    names = make_shards(3, "--signatures", "--min-words", "120")
    want = batch("all.jsonl", "--dedup", "near", "--min-words", "120")[1]
    ok(run("merge", "--dedup", "near", *names)[1] == want and b'"min-words: ' in want,
       "with filters, too")
    for name in names:
        write(name + ".gz", gzip.compress(read(name)))
    status, out, err = run("merge", "--dedup", "near", *[n + ".gz" for n in names], "-o", "m.jsonl")
    ok((status, out, err) == (0, b"", "") and read("m.jsonl") == want,
       "shards packed by gzip, to a file", status, err)
    ok(not list(pathlib.Path(".").glob("m.jsonl.*")), "nothing is left beside it")


def check_wrong_merge():
    names = make_shards(3)
    write("m.jsonl", b"old\n")
    lines = [read(n).splitlines(True) for n in names]
    short = write("short", b"".join(lines[1][:-1]))
    long = write("long", b"".join(lines[2] + lines[2][-1:]))
    torn = write("torn", gzip.compress(read(names[1]))[:-20])
    other = write("other", b"nonsense\n" + b"".join(lines[1][1:]))
    empty = write("none", b"")
    wrong = {
        "a shard too short": ([names[0], short, names[2]], "short"),
        "a shard too long": ([names[0], names[1], long], "long"),
        "a shard that breaks off": ([names[0], torn, names[2]], "torn"),
        "a file of another kind": ([names[0], other, names[2]], "other:1"),
        "a shard that is empty": ([names[0], empty, names[2]], names[2]),
        "a file that is not there": ([names[0], "missing", names[2]], "missing"),
        "no signatures": (["--dedup", "near", *names], names[0] + ":1"),
    }
    for what, (args, name) in wrong.items():
        status, out, err = run("merge", *args, "-o", "m.jsonl")
        ok(status == 3 and out == b"" and err.count("\n") == 1 and name in err
           and read("m.jsonl") == b"old\n" and not list(pathlib.Path(".").glob("m.jsonl.*")),
           f"{what}: 3, its name, and nothing written", status, err)
    for args in ([], [names[0], "-o", names[0]], ["--nonsense"]):
        status, out, err = run("merge", *args)
        ok((status, out, err.count("\n")) == (2, b"", 1), f"usage: {' '.join(args)}", status, err)
    ok(read(names[0]) == b"".join(lines[0]), "an input is no output")


def check_concat():
    """Files that are done one by one: a call over all of them would have said the same."""
    lines = read("all.jsonl").splitlines(True)
    parts = [write(f"in-{i}.jsonl", b"".join(lines[i * 50:(i + 1) * 50])) for i in range(3)]
    done = []
    for i, part in enumerate(parts):
        done.append(f"done-{i}.jsonl")
        batch(part, "--signatures", "-o", done[-1])
    status, out, err = run("merge", "--concat", *done)
    ok((status, err) == (0, "") and out == b"".join(read(d) for d in done), "--concat", status, err)
    for kind in "exact", "near":
        ok(run("merge", "--concat", "--dedup", kind, *done)[1] == batch("--dedup", kind, *parts)[1],
           f"--concat --dedup {kind}: the bytes of one call over all files")


check_filters()
check_lines()
check_usage()
made = make_corpus(150)
found = check_dedup(*made)
check_resume(made[0])
check_merge(found)
check_wrong_merge()
check_concat()
plan()
