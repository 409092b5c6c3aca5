"""An archive of a world's sites as cron keeps it, and whether it is what it must be."""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import ledger
import world as worlds

HOUR_S = 3600
# Copies that must be told as such, but for two: fingerprints miss some with a sentence more, as
# src/archive/simhash.h tells.
COPIES_SHARE = 0.7


class Command:
    """The command as built; a libtool script costs more time than the work itself."""

    def __init__(self, path, work):
        self.path, self.work, self.env = path, work, dict(os.environ, LC_ALL="C")
        real = pathlib.Path(path).parent / ".libs" / pathlib.Path(path).name
        if real.exists():
            self.path, self.env["LD_LIBRARY_PATH"] = str(real), str(real.parent)

    @staticmethod
    def peak_kb(pid):
        """Its memory at its largest so far; wait4() would tell that of this script before exec."""
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return 0
        found = re.search(r"VmHWM:\s*(\d+)", status)
        return int(found[1]) if found else 0

    def run(self, clock, *arguments):
        """Returns the exit status, stdout, stderr and figures."""
        begin, peak = time.monotonic(), 0
        with open(self.work / "stdout", "w+") as out, open(self.work / "stderr", "w+") as err:
            process = subprocess.Popen([self.path, "archive", *arguments], stdout=out, stderr=err,
                                       stdin=subprocess.DEVNULL,
                                       env=dict(self.env, CLEANPAGE_NOW=str(clock)))
            while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
                peak = max(peak, self.peak_kb(process.pid))
                time.sleep(0.005)
            process.returncode = os.waitstatus_to_exitcode(ended[1])
            figures = {"run_s": round(time.monotonic() - begin, 2), "peak_kb": peak,
                       "cpu_ms": int((ended[2].ru_utime + ended[2].ru_stime) * 1000)}
            out.seek(0), err.seek(0)
            return process.returncode, out.read(), err.read(), figures

    def clean(self, urls):
        """Each page, cleaned alone."""
        def one(url):
            return subprocess.run([self.path, "--md", url], env=self.env, check=True,
                                  stdout=subprocess.PIPE).stdout
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(one, urls))


def split(text):
    """The front matter's lines, and what is behind it."""
    match = re.match(rb"---\n(.*?)---\n\n?", text, re.S)
    matter = {}
    for line in match[1].decode().splitlines() if match else ():
        key, _, value = line.partition(": ")
        matter[key] = value.strip('"')
    return matter, text[match.end():] if match else None


class Archive:
    """What simulate.py asks of who keeps one."""

    def __init__(self, options, world, server, watch):
        self.world, self.server, self.watch = world, server, watch
        self.command = Command(options.command, options.work)
        self.place = options.work / "archive"
        self.opml = options.work / "feeds.opml"
        self.opml.write_text(world.opml())
        self.ledger = ledger.Ledger(world, watch.problem)
        self.hourly = options.hourly
        self.clock = worlds.when(0)

    def problem(self, when, text):
        self.watch.problem(when, text)

    def said(self, when, *arguments, place=None, quiet=False):
        """Output of a command that must succeed and has nothing to complain of."""
        status, out, err, _ = self.command.run(self.clock, arguments[0],
                                               str(place or self.place), *arguments[1:])
        if status or err or (quiet and out):
            self.problem(when, f"{' '.join(arguments)}: exit status {status}, {out[-500:]}{err}")
        return out

    # ------------------------------------------------------------ a day

    def day(self, day):
        """Runs of cron: the nightly one, another too soon after it, and for once every hour."""
        if day == 0:
            self.said("first", "add", "--opml", str(self.opml))
        kinds = [("daily", HOUR_S), ("again", HOUR_S + 600)]
        if day == self.world.busy_day:
            kinds += [("hourly", (2 + i) * HOUR_S) for i in range(self.hourly)]
        figures, all_rows = collections.Counter(), []
        for kind, offset in kinds:
            self.clock = worlds.when(day) + offset
            said, rows = self.one_run(ledger.Run(day, self.clock, kind))
            all_rows += rows
            if kind == "daily":
                figures.update(said)
        if day % 5 == 4:
            self.verify(f"day {day}")
        return dict(figures), all_rows

    def one_run(self, run):
        status, out, err, figures = self.command.run(run.clock, "run", str(self.place))
        self.server.settle()
        rows = self.server.rows()
        lines = self.ledger.look(run, rows, self.clean)
        self.look_at_words(run, status, out, err, lines)
        return {**figures, "lines": len(lines)}, rows

    def clean(self, urls):
        bodies = self.command.clean(urls)
        self.server.settle()
        self.server.rows()
        return bodies

    def look_at_words(self, run, status, out, err, lines):
        said = err.splitlines()
        if out:
            self.problem(run, f"stdout: {out[:300]}")
        for url, word in lines:
            mine = [s for s in said if s.startswith(f"cleanpage: {url}: ") and word in s]
            if len(mine) != 1:
                self.problem(run, f"not told once that {url} is {word}")
            said = [s for s in said if s not in mine]
        if said:
            self.problem(run, f"stderr: {said[:3]}")
        if status != (10 if lines else 0):
            self.problem(run, f"exit status {status}")

    def verify(self, when, place=None):
        out = self.said(when, "verify", place=place)
        if not out.endswith(", 0 troubles\n"):
            self.problem(when, f"verify: {out[-1000:]}")
        return out

    # ------------------------------------------------------------ in the end

    def check(self):
        figures = collections.Counter()
        rows = self.listed()
        self.check_articles(figures, rows)
        self.check_copies(figures, rows)
        self.check_feeds()
        self.verify("last")
        self.said("last", "reclean", "--dry-run", quiet=True)
        self.check_rebuilt(figures)
        print(json.dumps(figures), flush=True)

    def listed(self, place=None):
        return [json.loads(line)
                for line in self.said("last", "list", "--json", place=place).splitlines()]

    def check_articles(self, figures, rows):
        by_url = collections.defaultdict(list)
        for row in rows:
            by_url[row["url"].partition("?")[0]].append(row)
        figures["articles"] = len(rows)
        self.row_of = {}
        for article in self.world.articles():
            addresses = {article.site.url(article.path_on(d)) for d in (0, self.world.days)}
            mine = [row for address in addresses for row in by_url.pop(address, [])]
            self.check_article(figures, article, mine)
        for address in by_url:
            self.problem("last", f"{address} is no article")

    def check_article(self, figures, article, rows):
        name = f"{article.site.host}{article.path}"
        versions = self.ledger.pages[article].versions
        is_shown = any(self.world.is_shown(article, d) for d in range(article.day, self.world.days))
        if bool(versions) != is_shown:
            self.problem("last", f"{name} should {'not ' * (not is_shown)}have been seen")
        if len(rows) != bool(versions):
            self.problem("last", f"{name} is there {len(rows)} times")
        if not versions or not rows:
            return
        self.row_of[article] = row = rows[0]
        figures["versions"] += len(versions)
        figures["pages"] += self.ledger.pages[article].pages
        figures["from feed"] += versions[-1][0] == "feed"
        figures["changed"] += any(d > article.day for d in article.changed_on)
        figures["changed and noticed"] += len(versions) > 1 and bool(article.changed_on)
        if (row["title"], row["language"]) != (article.title, article.site.language):
            self.problem("last", f"{name}: {row['title']}, {row['language']}")
        if row["published"][:10] != worlds.iso(article.day)[:10]:
            self.problem("last", f"{name}: published {row['published']}")
        if row["versions"] != len(versions):
            self.problem("last", f"{name}: {row['versions']} versions, not {len(versions)}")
        for number, version in enumerate(versions, 1):
            self.check_version(name, row["path"], number, number == len(versions), version)

    def check_version(self, name, path, number, is_last, version):
        source, body, clock = version
        file = self.place / (path if is_last else re.sub(r"(\.\w+)$", rf".v{number}\1", path))
        if not file.exists():
            self.problem("last", f"{name}: {file} is not there")
            return
        matter, text = split(file.read_bytes())
        if text != body:
            self.problem("last", f"{name}: {file.name} is not what its page is, cleaned alone")
        fetched = worlds.datetime.datetime.fromtimestamp(
            clock, worlds.datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = [matter.get("archive_" + key) for key in ("source", "version", "fetched")]
        if told != [source, str(number), fetched]:
            self.problem("last", f"{name}: {file.name} says {told}, not {source}, {fetched}")

    def check_copies(self, figures, rows):
        """Of those that say the same all but the first are its copies, and no others are."""
        by_id = {row["id"]: row for row in rows}
        articles = {row["id"]: article for article, row in self.row_of.items()}
        for row in rows:
            if "copy_of" not in row:
                continue
            one, other = articles[row["id"]], articles.get(row["copy_of"])
            if not other or (one.copy_of or one) is not (other.copy_of or other):
                self.problem("last", f"{row['url']} is no copy of {by_id[row['copy_of']]['url']}")
            figures["copies told"] += 1
        for group in self.ledger.groups():
            # What came from a feed may be a line alone.
            whole = [self.row_of[a] for a in group if a in self.row_of and
                     self.ledger.pages[a].versions[0][0] == "page"]
            figures["copies"] += max(0, len(whole) - 1)
        if figures["copies told"] < COPIES_SHARE * figures["copies"] - 2:
            self.problem("last", f"{figures['copies told']} of {figures['copies']} copies told")

    def check_feeds(self):
        status = [json.loads(line) for line in self.said("last", "status", "--json").splitlines()]
        last = self.world.days - 1
        states = {row["url"]: row["state"] for row in status}
        opml = (self.place / "feeds.opml").read_text()
        for site, feed in self.ledger.feeds.items():
            url = site.url(site.feed_path(last) if feed.has_moved else site.feed_path())
            must = "retired" if feed.is_retired else "failing" if feed.failures else "good"
            if states.pop(url, None) != must:
                self.problem("last", f"{url} is not told as {must}")
            if (f'"{url}"' in opml) == feed.is_retired:
                self.problem("last", f"{url} is{' not' * (not feed.is_retired)} in feeds.opml")
        if states:
            self.problem("last", f"feeds too many: {states}")

    # ------------------------------------------------------------ without its database

    @staticmethod
    def without_ids(rows):
        """By the path; which article another copies told by its path, too."""
        paths = {row["id"]: row["path"] for row in rows}
        return {row["path"]: dict(row, id=0, copy_of=paths.get(row.get("copy_of")))
                for row in rows}

    def check_rebuilt(self, figures):
        copy = self.place.with_name("copy")
        shutil.copytree(self.place, copy)
        for path in copy.glob("archive.db*"):
            path.unlink()
        self.said("rebuilt", "rebuild", place=copy)
        self.verify("rebuilt", copy)
        before = self.without_ids(self.listed())
        self.compare("rebuilt", before, copy)
        self.clock += HOUR_S
        status, out, err, _ = self.command.run(self.clock, "run", str(copy))
        if status or out or err:
            self.problem("rebuilt", f"run: exit status {status}, {out}{err}")
        self.server.settle()
        figures["requests after rebuild"] = len(self.server.rows())
        self.compare("rebuilt and run", before, copy)
        self.verify("rebuilt and run", copy)
        shutil.rmtree(copy)

    def compare(self, when, before, place):
        after = self.without_ids(self.listed(place))
        for path in sorted(before.keys() | after.keys()):
            one, other = before.get(path, {}), after.get(path, {})
            different = {key: (one.get(key), other.get(key)) for key in one.keys() | other.keys()
                         if one.get(key) != other.get(key)}
            if different:
                self.problem(when, f"{path}: {different}")
