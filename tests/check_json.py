"""TAP: JSON against its schema and against the text; front matter read back by a YAML parser.

usage: check_json.py CLEANPAGE TOP_SRCDIR
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import yaml

command, top = sys.argv[1], pathlib.Path(sys.argv[2])
pages = top / "fixtures" / "pages"
count = 0

# The user's rules must not count.
nowhere = tempfile.TemporaryDirectory()
env = {k: v for k, v in os.environ.items() if k != "CLEANPAGE_RULES"}
env.update(HOME=nowhere.name, XDG_CONFIG_HOME=nowhere.name)


def result(problems, name):
    global count
    count += 1
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for problem in list(problems)[:8]:
        print("# " + str(problem).replace("\n", "\n# ")[:400])


def run(*args, page=None):
    done = subprocess.run([command, *args], input=page, capture_output=True, env=env)
    return done.returncode, done.stdout, done.stderr.decode()


def unique(pairs):
    """An object whose names are all different, in the order written."""
    assert len({k for k, _ in pairs}) == len(pairs), "a name is there twice"
    return dict(pairs)


def read(data):
    return json.loads(data.decode(), object_pairs_hook=unique)


schema = json.loads((top / "docs" / "cleanpage.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
ORDER = schema["required"]


def problems_of(page, known_order=True):
    found = [f"{list(e.path)}: {e.message}"[:300] for e in validator.iter_errors(page)]
    names = [n for n in page if n not in ("text", "markdown")]
    if known_order and names != ORDER:
        found.append(f"order {names}")
    return found


def first_line(path):
    return path.read_text().splitlines()[0] if path.exists() else None


def arguments_of(directory):
    """Options and source of a fixture."""
    args = (first_line(directory / "args") or "").split()
    if first_line(directory / "url"):
        args += ["-u", first_line(directory / "url")]
    if (directory / "source.txt").exists():
        return args + ["--text", str(directory / "source.txt")]
    return args + [str(directory / "source.html")]


# ---------------------------------------------------------------- every fixture

bad, lines, texts, different, statuses = [], [], [], [], []
n_pages = n_comments = n_links = 0
for directory in sorted(pages.iterdir()):
    args = arguments_of(directory)
    if "--json" in args or "--to" in args:
        continue
    status, plain, _ = run("--no-title", *args)
    line_status, line, _ = run("--jsonl", *args)
    if line_status not in (0, 1):
        statuses.append(f"{directory.name}: {line_status}")
        continue
    n_pages += 1
    if line.count(b"\n") != 1 or not line.endswith(b"\n"):
        lines.append(directory.name)
    page = read(line)
    bad += [f"{directory.name}: {p}" for p in problems_of(page)]
    n_comments += len(page["comments"])
    n_links += len(page["links"])
    kept_comments = "--comments=yes" in args or "--comments=only" in args
    if not kept_comments and page["text"].encode() != plain.rstrip(b"\n"):
        texts.append(directory.name)
    if line_status != status and not kept_comments:
        statuses.append(f"{directory.name}: {line_status}, as text {status}")
    pretty = read(run("--json", *args)[1])
    for either in (page, pretty):
        either["stats"].pop("ms")
    if page != pretty:
        different.append(directory.name)
result(bad, f"{n_pages} fixtures fit docs/cleanpage.schema.json, fields in order")
result(lines, "jsonl is one line each")
result(texts, "the text is that of --to text --no-title")
result(different, "json says the same as jsonl")
result(statuses, "the exit status is that of --to text")
result([] if n_pages > 100 and n_comments > 5 and n_links > 20 else
       [f"{n_pages} pages, {n_comments} comments, {n_links} links"], "there was something to see")
documented = (top / "docs" / "json.md").read_text()
result([name for name in ORDER + ["text", "markdown"] if f"| `{name}` |" not in documented],
       "docs/json.md has every field")

# ---------------------------------------------------------------- one page made for it

BODY = "".join(
    f"<p>{s} It rained all night, and in the morning the river stood in the lower town, where "
    "nobody had expected it before the summer.</p>" for s in ("One.", "Two.", "Three."))
MORE = BODY.replace("One", "Four").replace("Two", "Five").replace("Three", "Six")
CAPTION = "The river in June, when it stood as high as the windows of the old mill by the bridge."
PAGE = f"""<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Rain</title></head><body>
<article><h1>Rain</h1>{BODY}
<p>Those who could went up <a href="/hill">the hill</a>, see <a href="https://other.example/x">the
map</a>, <a href="javascript:alert(1)">open</a>, <a href="data:text/html,x">data</a>, <a
href=" VBScript:x">vb</a>, <a href="#top">up</a> or <a href="/hill">the hill again</a> at once.</p>
<figure><img src="pics/river.jpg" alt="The river"><figcaption>{CAPTION}</figcaption></figure>
<img src="data:image/gif;base64,AAAA" alt=pixel>{MORE}
<div class="comments"><div class=comment><p>My cellar was under water for a whole week.</p>
<p>And nobody came to help us with the pumps.</p></div>
<div class=comment><p>Ours was dry, we live on the hill since last year.</p></div></div>
</article></body></html>""".encode()


def page_of(*args, page=PAGE):
    return read(run("--jsonl", "-u", "https://example.org/a/b.html", *args, page=page)[1])


page = page_of()
result(problems_of(page), "a page with everything fits the schema")
result([] if page["links"] == [{"url": "https://example.org/hill", "text": "the hill"},
                               {"url": "https://other.example/x", "text": "the map"}]
       else page["links"], "links are absolute, each once, and safe")
result([] if page["images"] == [{"url": "https://example.org/a/pics/river.jpg", "alt": "The river",
                                 "caption": CAPTION}]
       else page["images"], "pictures with their text and caption")
COMMENTS = ["My cellar was under water for a whole week.\n\n"
            "And nobody came to help us with the pumps.",
            "Ours was dry, we live on the hill since last year."]
for choice, comments, in_text in ((None, COMMENTS, True), ("yes", COMMENTS, True),
                                  ("no", [], True), ("only", COMMENTS, False)):
    page = page_of(*([f"--comments={choice}"] if choice else []))
    good = (page["comments"] == comments and "cellar" not in page["text"] and
            ("rained" in page["text"]) == in_text)
    result([] if good else [page["comments"], page["text"]], f"comments={choice}")
page = page_of(page=PAGE.replace(b"<head>", b"<head><base href=/other/>"))
addresses = [image["url"] for image in page["images"]]
result([] if addresses == ["https://example.org/other/pics/river.jpg"] else addresses,
       "the base element counts")

# ---------------------------------------------------------------- no text, several pages

status, out, err = run("--json", page=b"<title>Nothing</title><body>")
page = read(out)
result([] if status == 1 and page["text"] == "" and "no main content" in err and
       not problems_of(page) else [status, out, err],
       "a page without text: an object, a word on stderr, status 1")

with tempfile.TemporaryDirectory() as there:
    name = pathlib.Path(there) / "rain.html"
    name.write_bytes(PAGE)
    status, out, err = run("--jsonl", str(name), str(name) + ".missing", str(name))
    result([] if status == 10 and out.count(b"\n") == 2 and err.count("\n") == 1 and
           all(read(line)["text"] for line in out.splitlines()) else [status, out, err],
           "several inputs: a line each, none for one that fails")
    rest, objects = run("--json", str(name), str(name))[1].decode(), []
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        objects.append(value)
        rest = rest[end:].lstrip()
    result([] if len(objects) == 2 else [objects], "objects of --json, one behind the other")
    target = pathlib.Path(there) / "out.jsonl"
    status, out, err = run("-o", str(target), str(name))
    result([] if status == 0 and out == b"" and read(target.read_bytes())["title"] == "Rain"
           else [status, out, err], "-o x.jsonl is jsonl by its name")

# ---------------------------------------------------------------- nasty values

NASTY = [
    'He said "no": it\'s over', "- not a list", "yes", "No", "null", "~", "true", "Off", "y", "n",
    "12", "1e3", "0x1F", "12:30:45", "2024-05-17", "2001-12-14t21:59:43.10-05:00", "---", "...",
    "# no comment", "a # b", "key: value", "{flow: map}", "[list]", "&anchor", "*alias", "!tag",
    "|", ">", "%directive", "@at", "`tick`", "back\\slash \\n", "'single", "trailing colon:",
    ".inf", ".nan", "=", "<<", "?", "? x", ", x", "é à ü 你好", "👩‍👧 family", "a\\", '"', "''",
    "tab\tin", "\ufeffbom", "\u2028line\u2029para", "\x85nel", "\ue000 private", "\uffff no",
]


def nasty_page(title):
    # As character references: the decoder leaves raw control characters out.
    text = "".join(f"&#x{ord(c):x};" for c in title)
    return (f'<!DOCTYPE html><html><head><meta charset=utf-8><title>{text}</title></head><body>'
            f"<article>{BODY}</article></body></html>").encode()


def told(page):
    """Title as --select has it."""
    out = run("--select", "title", page=page)[1].decode()
    return out[:-1] if out.endswith("\n") else None


bad, raw, jsons = [], [], []
FORBIDDEN = [chr(c) for c in [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F),
                              *range(0x2066, 0x206A)] if c not in (9, 10)]
for title in NASTY + ["\x1b[31mred\x1b[0m \x9b31m", "\u202eevil\u202c \u2066x\u2069", "a\x00b",
                      "\x07bell"]:
    source = nasty_page(title)
    plain = told(source)
    status, out, _ = run("--front-matter", page=source)
    text = out.decode()
    page = read(run("--jsonl", page=source)[1])
    jsons += [f"{title!r}: {p}" for p in problems_of(page)]
    if plain is None:
        if page["title"] is not None:
            bad.append(f"{title!r}: selected nothing, JSON has {page['title']!r}")
        continue
    if page["title"] != plain:
        jsons.append(f"{title!r}: {page['title']!r} is not {plain!r}")
    front = yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}
    if front.get("title") != plain:
        bad.append(f"{title!r}: {front.get('title')!r} is not {plain!r}")
    for shown in (text, plain, run("--template", "{title} {text}", page=source)[1].decode(),
                  json.dumps(page, ensure_ascii=False).replace("\\t", "")):
        if any(c in shown for c in FORBIDDEN):
            raw.append(f"{title!r}: {shown!r}")
result(bad, f"front matter of {len(NASTY)} nasty titles reads back as --select has them")
result(jsons, "so does JSON")
result(raw, "no control character and no override gets through")

status, out, _ = run("-v", "--json", page=b'<meta charset="\x1b[31m\xff">' + PAGE)
result(problems_of(read(out)), "notes that quote bytes are UTF-8")
UNNAMED = PAGE.replace(b"charset=utf-8", b"x")
status, out, err = run("-v", page=b'<meta charset="\x1b[31mxyz">' + UNNAMED)
result([err] if "\x1b" in err else [], "-v shows no escape sequence of a page")

lines = b"".join(json.dumps({"id": i, "html": p, "title": "carried"}).encode() + b"\n"
                 for i, p in enumerate([PAGE.decode(), "<p>", ["no page"]]))
status, out, err = run("batch", "-f", "jsonl", page=lines)
if "no batches" not in err:
    of_batch = validator.evolve(schema=schema["$defs"]["batch_line"])
    got = [read(line) for line in out.splitlines()]
    result([e.message for x in got for e in of_batch.iter_errors(x)]
           + [x for x in got if x.get("input_title") != "carried"]
           + ([] if [x["status"] for x in got] == ["ok", "empty", "error"] else [got]),
           "lines of batch are as #/$defs/batch_line says")

print(f"1..{count}")
