"""What an archive must be, whatever happened to it. Python's standard library alone."""
import gzip
import hashlib
import os
import re
import sqlite3
import subprocess
import zlib

OWN_FILES = {"archive.db", "archive.db-wal", "archive.db-shm", "archive.lock", "feeds.opml"}


class Command:
    """The command as built; a libtool script costs more time than the work itself."""

    def __init__(self, path):
        self.path, self.env = path, dict(os.environ, LC_ALL="C")
        libs = os.path.join(os.path.dirname(path), ".libs")
        if os.path.exists(os.path.join(libs, os.path.basename(path))):
            self.path = os.path.join(libs, os.path.basename(path))
            self.env["LD_LIBRARY_PATH"] = libs
        self.cleaned = {}

    def start(self, now, *arguments, **env):
        return subprocess.Popen([self.path, "archive", *arguments], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=dict(self.env, CLEANPAGE_NOW=str(now), **env))

    def archive(self, now, *arguments, timeout=120, **env):
        """Returns the status, stdout and stderr."""
        process = self.start(now, *arguments, **env)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return "timeout", out.decode(errors="replace"), err.decode(errors="replace")
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def clean(self, page, url):
        """The page alone, as the archive must have it."""
        if page not in self.cleaned:
            self.cleaned[page] = subprocess.run(
                [self.path, "--md", "--base", url], input=page, env=self.env,
                stdout=subprocess.PIPE, check=True).stdout
        return self.cleaned[page]


def make(command, site, directory):
    """An archive of all feeds of a site, none asked yet."""
    opml = directory + ".opml"
    with open(opml, "w") as f:
        f.write("<opml version='2.0'><body>" + "".join(
            f"<outline type='rss' text='Feed {feed.number}' xmlUrl='{site.feed_url(feed)}'/>"
            for feed in site.feeds) + "</body></opml>")
    return command.archive(site.now(), "add", directory, "--opml", opml)


def body_of(text):
    """The text behind its front matter; None if that is not whole."""
    match = re.match(rb"---\n.*?\n---\n\n?", text, re.S)
    return text[match.end():] if match else None


def rows(directory, sql):
    db = sqlite3.connect("file:" + directory + "/archive.db?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def files_below(directory):
    return {os.path.relpath(os.path.join(base, name), directory)
            for base, _, names in os.walk(directory) for name in names}


def check_tree(directory, known):
    """No file but the archive's own."""
    wrong = []
    for name in sorted(files_below(directory) - OWN_FILES - known):
        if not re.fullmatch(r"raw/\d{4}-\d\d(-\d+)?\.warc\.gz|archive\.db\.old-.*", name):
            wrong.append(f"unknown file {name}")
    return wrong


def check_warc(directory, name):
    """The records of a file, by their place, and where it is no row of whole gzip members."""
    with open(os.path.join(directory, name), "rb") as f:
        data = f.read()
    records, wrong, at = {}, [], 0
    while at < len(data):
        member = zlib.decompressobj(31)
        try:
            record = member.decompress(data[at:])
        except zlib.error as e:
            wrong.append(f"{name}: byte {at}: {e}")
            at = data.find(b"\x1f\x8b\x08", at + 1)
            if at < 0:
                break
            continue
        if not member.eof:
            wrong.append(f"{name}: the member at byte {at} is cut off")
            break
        records[at] = record
        at = len(data) - len(member.unused_data)
    return records, wrong


def payload_of(record):
    """The page of a response record, unpacked as the server packed it or not."""
    head, _, rest = record.partition(b"\r\n\r\n")
    http, _, body = rest.partition(b"\r\n\r\n")
    body = body[:-4]
    packed = re.search(rb"(?im)^content-encoding: gzip", http)
    return head, gzip.decompress(body) if packed else body


def check_version(directory, command, feed, article, site, row, records):
    """One version against what the site served; returns its number there, or what is wrong."""
    path, digest, raw_file, raw_offset, raw_id = row
    try:
        with open(os.path.join(directory, path), "rb") as f:
            text = f.read()
    except OSError as e:
        return None, f"{path}: {e.strerror}"
    if digest.split(":")[-1] != hashlib.sha256(text).hexdigest():
        return None, f"{path}: not as its row tells"
    body = body_of(text)
    for v in range(article.version(site.days) + 1):
        page = site.page_body(article, v)
        if command.clean(page, site.url(feed, article.path())) == body:
            break
    else:
        return None, f"{path}: a text that was never served"
    if raw_id is None or records is None:
        return v, None
    record = records.get(raw_file, {}).get(raw_offset)
    if record is None or raw_id.encode() not in record:
        return None, f"{path}: no raw page at {raw_file} byte {raw_offset}"
    if payload_of(record)[1] != page:
        return None, f"{path}: its raw page is another"
    return v, None


def check_article(directory, command, site, feed, article, versions, records, complete):
    wrong, numbers = [], []
    for row in versions:
        number, trouble = check_version(directory, command, feed, article, site, row, records)
        if trouble:
            wrong.append(trouble)
        numbers.append(number)
    if wrong:
        return wrong
    if numbers != sorted(set(numbers)):
        wrong.append(f"{versions[0][0]}: versions {numbers} of the site, in this order")
    if complete and numbers[-1] != article.version(site.day):
        wrong.append(f"{versions[0][0]}: newest is {numbers[-1]} of the site's "
                     f"{article.version(site.day)}")
    return wrong


def check(command, site, directory, complete=True, raw=True, optional=(), holes=False):
    """All that is wrong. `complete`: every article that the site has today must be there, but
    those of the addresses `optional`. `raw`: with its raw page, which is looked at unless it is
    None, for raw pages known to be damaged. `holes`: WARC files may be damaged between records."""
    wrong = []
    status, out, err = command.archive(site.now(), "verify", directory)
    if raw is not None and (status != 0 or ", 0 troubles" not in out):
        wrong.append(f"verify: {status} {out}{err}")
    if os.path.isdir(directory + "/staging") and os.listdir(directory + "/staging"):
        wrong.append("staging/ is not empty")
    records = {}
    for name in os.listdir(directory + "/raw") if os.path.isdir(directory + "/raw") else ():
        records["raw/" + name], troubles = check_warc(directory, "raw/" + name)
        wrong += troubles if not holes and raw is not None else []
    by_url, known = {}, set()
    for url, *row in rows(directory, "SELECT a.url, v.path, v.digest, v.raw_file, v.raw_offset, "
                          "v.raw_id FROM version v JOIN article a ON a.id = v.article "
                          "ORDER BY a.id, v.number"):
        by_url.setdefault(url, []).append(row)
        known.add(row[0])
        if raw and row[4] is None:
            wrong.append(f"{row[0]}: without a raw page")
    wrong += check_tree(directory, known)
    for feed, article, _ in site.articles():
        versions = by_url.pop(site.url(feed, article.path()), None)
        if versions:
            wrong += check_article(directory, command, site, feed, article, versions,
                                   records if raw is not None else None, complete)
        elif complete and site.url(feed, article.path()) not in optional:
            wrong.append(f"{site.url(feed, article.path())}: is not there")
    return wrong + [f"{url}: an article that the site has not" for url in by_url]
