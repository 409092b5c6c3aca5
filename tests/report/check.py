"""Looks at a report in a browser as its reader would, with mouse and keyboard; writes TAP.

usage: check.py CLEANPAGE PAGES-DIRECTORY

Runs in a directory of its own, where it leaves what it made. With CP_PICTURES=DIR it leaves
pictures there, to be looked at.
"""
import json
import os
import subprocess
import sys
import time

import browser

ADDRESS = "https://example.org/\"><script>alert(1)</script>"
NASTY = ["</script><script>window.pwned=1</script>", "<!--<script>", "<img src=x onerror=alert(2)>",
         "]]> &lt;b&gt; &amp;amp;", "line\u2028separators\u2029both", "\\u003c \\\" '; `${1}`",
         "\u202eright to left", "@DATA@ @SCRIPT@"]
PROSE = ("It rained all night, and in the morning the river had left its bed and stood in the "
         "streets of the lower town, where nobody had expected it. ")

tests = 0
failed = 0


def check(ok, name, more=""):
    global tests, failed
    tests += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {tests} - {name}")
    if not ok and more != "":
        print("# " + json.dumps(more)[:900])


def html(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def report(name, page, *options):
    """Writes the page, its report and what --explain says of it; gives the last, as objects."""
    with open(name + ".html", "w", encoding="utf-8") as file:
        file.write(page)
    subprocess.run([sys.argv[1], "-q", "--report", name + ".report.html", *options, name + ".html"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    told = subprocess.run([sys.argv[1], "-q", "--explain", *options, name + ".html"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return [json.loads(line) for line in told.stdout.splitlines()]


def article():
    menu = "".join(f"<li><a href=/{i}>Menu {i}</a></li>" for i in range(8))
    return (f"<!doctype html><html lang=en><title>Rain over the valley</title><body><nav><ul>{menu}"
            f"</ul></nav><article><h1>Rain over the valley</h1><p>{PROSE}</p><p>Advertisement</p>"
            f"<p>{PROSE.replace('river', 'lake')}</p><h2>After the flood</h2><p>"
            f"{PROSE.replace('rained', 'snowed').replace('town', 'village')}</p></article>"
            "<footer><p>© 2024 The Valley News. All rights reserved.</p></footer></body></html>")


# Text whose contrast with what is painted behind it is below 4.5.
CONTRAST = """
(() => {
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let n = 0;
  for (let t; (t = walker.nextNode());) {
    const e = t.parentElement;
    if (!t.data.trim() || !e.checkVisibility() || e.closest("script")) continue;
    const a = lum(parts(getComputedStyle(e).color)), b = lum(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    n++;
    if (ratio < 4.5) bad.push([t.data.slice(0, 30), ratio]);
  }
  return { n, bad: bad.slice(0, 5) };
})()
"""
SHOWN = "[...document.querySelectorAll('#blocks > div')].filter(e => !e.hidden)"
FOCUSED = ("(e => e.className + '#' + e.id + (e.name ? '@' + e.name : '') + e.tagName)"
           "(document.activeElement)")


def check_nasty(b):
    body = "".join(f"<p id='{html(s)[:30]}'>{html(s)} {PROSE.replace('rained', f'rained {i}')}</p>"
                   for i, s in enumerate(NASTY))
    told = report("nasty", f"<!doctype html><title>{html(NASTY[0])} a title</title><body><main>{body}"
                  "</main></body>", "-u", ADDRESS)
    b.open("nasty.report.html", "#block-0")
    check(b.complaints() == [], "a nasty page does and fetches nothing", b.complaints())
    check(b.run("typeof window.pwned + document.scripts.length + document.images.length")
          == "undefined20", "its tags have become no elements")
    shown = b.run("[...document.querySelectorAll('.block .text')].map(e => e.textContent)")
    check([s.rstrip("…") for s in shown] == [x["text"] for x in told[1:]] and len(shown) >= len(NASTY),
          "its text is shown letter for letter", shown)
    check(b.run("document.getElementById('address').textContent") == ADDRESS,
          "its address is text, too")
    check(b.run("(s => { s.textContent = 'window.pwned = 1'; document.body.append(s);"
                "return typeof window.pwned })(document.createElement('script'))") == "undefined",
          "the policy lets no other script run")
    b.events = []   # which the console was told


def check_view(b):
    told = report("article", article())
    dropped = next(x for x in told[1:] if x["text"] == "Advertisement")
    for dark in (False, True):
        b.open("article.report.html", f"#block-{dropped['n']}", dark=dark)
        answer = b.run(CONTRAST)
        check(answer["n"] > 50 and not answer["bad"],
              f"contrast is 4.5 at least, {'dark' if dark else 'light'}", answer)
    check(b.run("getComputedStyle(document.body).backgroundColor") != "rgb(246, 246, 243)",
          "who prefers dark gets dark")
    b.open("article.report.html")
    seen = []
    for _ in range(3):
        b.run("document.getElementById('theme').click()")
        seen.append(b.run("document.documentElement.dataset.theme + "
                          "getComputedStyle(document.body).backgroundColor"))
    light = seen[0].removeprefix("light")
    check(seen == ["light" + light, seen[1], "undefined" + light] and seen[1].startswith("dark") and
          not seen[1].endswith(light), "the switch goes through auto, light and dark", seen)
    for width in (320, 1200):
        b.open("article.report.html", f"#block-{dropped['n']}", width=width)
        wide = b.run("[document.documentElement.scrollWidth, innerWidth]")
        check(wide[0] <= width, f"nothing sticks out at {width} pixels", wide)


def check_words(b):
    told = report("article", article())
    ad = next(x for x in told[1:] if x["text"] == "Advertisement")
    b.open("article.report.html", f"#block-{ad['n']}")
    why = b.run(f"document.getElementById('why-{ad['n']}').textContent")
    rule = ad["rules"][0]
    check(f"{rule['file']}:{rule['line']}" in why and rule["text"] in why and ad["path"] in why,
          "an opened block tells path, rule, file and line", why)
    numbers = b.run(f"[...document.querySelectorAll('#why-{ad['n']} .number')].map(e => e.textContent)")
    values = [float(s.replace("−", "-")) for s in numbers]
    check(len(values) > 10 and abs(sum(values[:-1]) - values[-1]) < .01 * len(values) and
          abs(values[-1] - ad["score"]) < .01, "the bars add up to the score", values)
    check(b.run("document.querySelectorAll('.block').length") == len(told) - 1 and
          b.run("document.querySelectorAll('.block.is-dropped').length")
          == sum(x["verdict"] == "drop" for x in told[1:]), "all blocks are there, each with its verdict")


def check_keys(b):
    report("article", article())
    b.open("article.report.html")
    stops = []
    for _ in range(6):
        b.key("Tab", 9)
        stops.append(b.run(FOCUSED))
    check([s for s in ("theme#theme", "SUMMARY", "@verdict", "#by", "#search", "block") if
           not any(s in stop for stop in stops)] == [], "Tab reaches every control once", stops)
    check(b.run("document.activeElement.id") == "block-0" and
          b.run("getComputedStyle(document.activeElement).outlineStyle") == "solid",
          "the first block has the focus, and one sees it", stops)
    b.key("ArrowDown", 40)
    b.key("ArrowDown", 40)
    b.key("ArrowUp", 38)
    check(b.run("document.activeElement.id") == "block-1", "arrows move through the blocks")
    b.key("Enter", 13, "\r")
    check(b.run("document.activeElement.getAttribute('aria-expanded') + "
                "document.getElementById(document.activeElement.getAttribute('aria-controls')).hidden")
          == "truefalse", "Enter shows why")
    b.key("Enter", 13, "\r")
    check(b.run("document.activeElement.getAttribute('aria-expanded')") == "false",
          "and hides it again")
    b.key("End", 35)
    check(b.run("document.activeElement.id") == b.run("'block-' + (blocks.length - 1)"),
          "End goes to the last block")


def check_filters(b):
    told = report("article", article())
    blocks = told[1:]
    b.open("article.report.html")
    b.run("document.querySelector('[value=keep]').click()")
    kept = [x["text"][:20] for x in blocks if x["verdict"] == "keep"]
    check(b.run(SHOWN + ".map(e => e.querySelector('.text').textContent.slice(0, 20))") == kept,
          "the kept blocks alone")
    b.run("document.querySelector('[value=\"\"]').click()")
    rule = next(x for x in blocks if x["text"] == "Advertisement")["rules"][0]
    b.run(f"(s => {{ s.value = '@{rule['file']}:{rule['line']}';"
          "s.dispatchEvent(new Event('input', {bubbles: true})) })(document.getElementById('by'))")
    check(b.run(SHOWN + ".map(e => e.querySelector('.text').textContent)") == ["Advertisement"],
          "the blocks of one rule alone")
    b.run("document.getElementById('by').value = ''; document.getElementById('search').focus()")
    b.ask("Input.insertText", text="SNOWED")
    check(b.run(SHOWN + ".length") == 1 and
          b.run("document.querySelector('mark').textContent") == "snowed" and
          b.run("document.getElementById('count').textContent") == f"1 of {len(blocks)} blocks shown.",
          "searching finds text of either case, marks it and counts")
    box = b.run("(r => [r.x, r.y, r.width, r.height])"
                "(document.getElementById('plot').getBoundingClientRect())")
    n = len(blocks)
    b.click(box[0] + box[2] * (n - 1.5) / n, box[1] + box[3] / 2)
    check(b.run("document.activeElement.id + document.activeElement.ariaExpanded")
          == f"block-{n - 2}true", "a click on the plot opens its block, filtered out or not",
          b.run(FOCUSED))


def check_large(b):
    page = "<!doctype html><title>Long</title><main>" + "".join(
        f"<p>{PROSE.replace('rained', f'rained {i}')}</p>" for i in range(5000)) + "</main>"
    report("large", page)
    start = time.time()
    b.open("large.report.html")
    opened = time.time() - start
    n = b.run("document.querySelectorAll('.block').length")
    spent = b.run("(t => { document.getElementById('search').value = 'rained 4321'; filter();"
                  "document.body.offsetHeight; return performance.now() - t })(performance.now())")
    check(n >= 5000 and opened < 10 and spent < 1500 and b.run(SHOWN + ".length") == 1,
          "5000 blocks open and filter in reasonable time", [n, opened, spent])
    b.open("large.report.html", "#block-3210")
    place = b.run("new Promise(r => setTimeout(r, 500)).then(() => ["
                  "document.querySelector('.bar').getBoundingClientRect().bottom,"
                  "document.getElementById('block-3210').getBoundingClientRect().top, innerHeight])")
    check(place[0] <= place[1] < place[2], "a link to a block brings it into sight", place)
    print(f"# 5000 blocks: opened in {opened:.2f} s, filtered in {spent:.0f} ms")


def check_empty(b):
    report("empty", "<!doctype html><title></title><body></body>")
    b.open("empty.report.html", "#block-0")
    check("no text at all" in b.run("document.body.innerText"), "a page without blocks has a report")


def check_paths(b, pages):
    """Paths are selectors: the browser's own parser finds the one element of each."""
    wrong, n = [], 0
    for name in sorted(os.listdir(pages))[::6]:
        path = os.path.join(pages, name, "source.html")
        if not os.path.exists(path) or name.startswith("charset"):
            continue
        with open(path, encoding="utf-8", errors="replace") as file:
            source = file.read()
        told = subprocess.run([sys.argv[1], "-q", "--explain", path], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False).stdout.splitlines()
        blocks = [json.loads(line) for line in told[1:]]
        asked = [[x["path"], "".join(x["text"].split())[:12]] for x in blocks
                 if "template" not in x["flags"] and not x["path"].startswith("...")]
        n += len(asked)
        b.run("window.told = " + json.dumps(asked) + "; window.source = " + json.dumps(source))
        wrong += [[name, w] for w in b.run(
            "(d => told.filter(([p, t]) => { const e = d.querySelectorAll(p); return e.length !== 1 ||"
            "!e[0].textContent.replace(/\\s+/gu, '').includes(t) }))"
            "(new DOMParser().parseFromString(source, 'text/html'))")]
    check(n > 300 and len(wrong) * 50 < n, "paths lead a browser to their element", wrong[:6])
    print(f"# {n} paths, {len(wrong)} lead elsewhere {json.dumps(wrong[:3])[:300]}")


def take_pictures(b, where):
    for name, width, dark, block in (("desk-light", 1200, False, ""), ("desk-dark", 1200, True, "#block-10"),
                                     ("phone-light", 320, False, "#block-10"), ("phone-dark", 320, True, "")):
        b.open("article.report.html", block, width=width, height=1000, dark=dark)
        b.picture(os.path.join(where, f"report-{name}.png"))


def main():
    b = browser.Browser(browser.find())
    try:
        for part in (check_nasty, check_view, check_words, check_keys, check_filters, check_large,
                     check_empty):
            part(b)
            check(b.complaints() == [], part.__name__ + ": no errors in the console", b.complaints())
        b.go("about:blank")
        check_paths(b, sys.argv[2])
        if os.environ.get("CP_PICTURES"):
            take_pictures(b, os.environ["CP_PICTURES"])
    finally:
        b.close()
    print(f"1..{tests}")
    return failed > 0


sys.exit(main())
