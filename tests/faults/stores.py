"""Scenarios of what is kept between two calls: archives, and the cache of feeds."""
import io
import os
import re
import shutil
import zipfile

import checking
from scenario import FAILURES, Scenario, get

DAY = 86400


class Kept(Scenario):
    """A command that reads an archive."""

    # cleanpage-archive(1): no archive, or a damaged one.
    failures = FAILURES + (9,)


class Book(Kept):
    """Has the text of an article's file if its page cannot be read."""

    def wrong_success(self, run, whole):
        try:
            return [] if zipfile.ZipFile(io.BytesIO(run.written)).testzip() is None else ["damaged"]
        except zipfile.BadZipFile as e:
            return [f"no book: {e}"]


class Verified(Kept):
    """What it finds it tells on stdout."""

    def is_told(self, run):
        return super().is_told(run) or (run.status == 9 and b" troubles" in run.out)

    def wrong_out(self, run, whole):
        return []


class Archive(Kept):
    """A command that changes an archive: whatever it could not do, the same one does afterwards."""

    def __init__(self, name, archive, arguments, **more):
        super().__init__(name, ["archive", *arguments], **more)
        self.archive = os.path.join(self.work, archive)

    def written(self):
        """The articles' texts, the addresses of the rows, and what "verify" finds wrong."""
        files = {name: checking.body_of(get(os.path.join(self.archive, name)))
                 for name in checking.files_below(self.archive) if name.endswith(".md")}
        listed = self.call(["archive", "list", self.archive, "--json"])
        verified = self.call(["archive", "verify", self.archive])
        found = re.findall(rb'"url":"[^"]*"', listed.stdout)
        return files, sorted(found), verified.stdout, listed.stderr + verified.stderr

    def finish(self, done):
        run = super().finish(done)
        # What a rebuild does away with has the second in its name.
        run.left = {name for name in checking.files_below(self.work)
                    if ".cleanpage." in name or "staging/" in name}
        return run

    def wrong_success(self, run, whole):
        """A page that failed is no news of a run; the others tell of each."""
        told = self.arguments[1] == "run" or run.err or b" left alone" in run.out
        if told or run.written == whole.written:
            return []
        return [f"status 0, {run.out[:300]} and {differences(run.written, whole.written)}"]

    def wrong_failure(self, kind, run, old, whole):
        return super().wrong_failure(kind, run, old, whole) if run.err else []

    def wrong_left(self, run, whole):
        return []   # the next run puts it in place or drops it

    def again(self):
        """A day later, when a page that failed is asked for once more."""
        now = str(int(self.environment["CLEANPAGE_NOW"]) + 3 * DAY)
        return self.finish(self.call(self.arguments, later={"CLEANPAGE_NOW": now}))

    def wrong_afterwards(self, whole):
        mended = self.again()
        gone = self.arguments[1] == "remove" and mended.status == 2
        if (mended.status == 0 or gone) and mended.written == whole.written and not mended.left:
            return []
        return [f"the next run: {mended}, {differences(mended.written, whole.written)}"]


def differences(mended, whole):
    return [f"{there} instead of {wanted}"[:300] for there, wanted in zip(mended, whole)
            if there != wanted]


class CachedFeed(Scenario):
    """A feed of which all pages are to be fetched, or are known: what failed is not remembered as
    if it had not."""

    def __init__(self, name, site, directory, is_known=False):
        base = os.path.join(directory, name.replace(" ", "-"))
        os.mkdir(base)
        self.site = site
        site.day = site.days - 1
        work = os.path.join(directory, "work")
        super().__init__(name, ["feed", "--pause", "0", site.feed_url(site.feeds[0])], base=base,
                         environment={"XDG_CACHE_HOME": os.path.join(work, "cache"),
                                      "CLEANPAGE_NOW": str(site.now())})
        if is_known:
            self.run()
            shutil.copytree(os.path.join(work, "cache"), os.path.join(base, "cache"))

    def wrong_success(self, run, whole):
        """An entry has its page's text, or none; pages that could not be had are no failure."""
        there, wanted = run.out.split(b"<entry"), whole.out.split(b"<entry")
        if len(there) != len(wanted):
            return [f"{len(there) - 1} entries of {len(wanted) - 1}"]
        return [f"an entry that is another: {a[:300]}" for a, b in zip(there, wanted)
                if a != b and b"<content" in a]

    def wrong_afterwards(self, whole):
        """Three days later."""
        now = str(self.site.now() + 3 * DAY)
        mended = self.finish(self.call(self.arguments, later={"CLEANPAGE_NOW": now}))
        if (mended.status, mended.out) == (0, whole.out):
            return []
        return [f"the next run: {mended}, {mended.out[:300]}"]
