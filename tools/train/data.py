"""Pages, their blocks and features as cpdump writes them, and what of each block is content."""
import concurrent.futures
import ctypes
import gzip
import hashlib
import json
import os
import re
import subprocess
import zlib

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r"\w+")
SECOND_LEVEL = {"co", "com", "org", "gov", "ac", "net", "edu", "or", "ne", "go"}


def kernels(work):
    """The C helpers, compiled once into the work directory."""
    so = os.path.join(work, "kernels.so")
    sources = [os.path.join(HERE, name) for name in ("align.c", "fit.c")]
    if not os.path.exists(so) or any(os.path.getmtime(s) > os.path.getmtime(so) for s in sources):
        subprocess.run(["cc", "-std=c11", "-O3", "-ffast-math", "-shared", "-fPIC", "-o", so]
                       + sources + ["-lm"], check=True)
    return ctypes.CDLL(so)


def domain(url):
    """Registrable domain, near enough: the last two labels, three under co.uk and its like."""
    host = re.sub(r"^[a-z]+://", "", url.lower()).split("/")[0].split("?")[0].split(":")[0]
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


class Page:
    """A page of the bench. y: per block the share of its words that are content.

    known: per block whether y is known, or None if all are. kind: of the page, or None.
    """

    def __init__(self, set_name, truth, path):
        self.set, self.id, self.url, self.path = set_name, truth["id"], truth["url"] or "", path
        self.type = truth.get("page_type", "article")
        self.gold = truth.get("main_content") or ""
        self.must, self.mustnot = truth["with"] or [], truth["without"] or []
        self.domain = domain(self.url)
        self.texts, self.x, self.n, self.y, self.known = [], None, None, None, None
        self.kind = None


def load(bench, names, work):
    """The pages of the sets, their HTML unpacked into the work directory."""
    pages = []
    for name in names:
        folder = os.path.join(work, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(bench, name, "truth.jsonl"), encoding="utf-8") as f:
            for truth in map(json.loads, f):
                path = os.path.join(folder, truth["id"] + ".html")
                if not os.path.exists(path):
                    with gzip.open(os.path.join(bench, name, "html", truth["id"] + ".html.gz")) as z, \
                            open(path, "wb") as out:
                        out.write(z.read())
                pages.append(Page(name, truth, path))
    return pages


def feature_list(cpdump):
    """Names and help texts, in the order of the rows."""
    out = subprocess.run([cpdump, "--stage=features", "--list"], check=True, capture_output=True)
    return [line.split("\t", 1) for line in out.stdout.decode().splitlines()]


def measure(pages, cpdump):
    """Fills texts and features of every page from one run of cpdump."""
    listing = "".join("%s\t%s\n" % (p.path, p.url) for p in pages).encode()
    by_path = {p.path: p for p in pages}
    proc = subprocess.Popen([cpdump, "--stage=features"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        fed = pool.submit(lambda: (proc.stdin.write(listing), proc.stdin.close()))
        for head in proc.stdout:
            _, n, m, path = head.decode().rstrip("\n").split(" ", 3)
            page, n, m = by_path[path], int(n), int(m)
            page.texts = [proc.stdout.readline().decode().rstrip("\n") for _ in range(n)]
            page.x = np.frombuffer(proc.stdout.read(4 * n * m), np.float32).reshape(n, m)
        fed.result()
    if proc.wait():
        raise SystemExit("train: cpdump failed")


def align(lib, a, b):
    a, b = np.ascontiguousarray(a, np.int32), np.ascontiguousarray(b, np.int32)
    out = np.full(len(a), -1, np.int32)
    pointer = ctypes.POINTER(ctypes.c_int)
    if len(a) and len(b) and len(a) * len(b) < 3_000_000_000:
        if lib.align(a.ctypes.data_as(pointer), len(a), b.ctypes.data_as(pointer), len(b),
                     ctypes.c_float(2.0), out.ctypes.data_as(pointer)):
            raise MemoryError
    return out


def matched_words(lib, blocks, gold):
    """Words of each block that are in the truth.

    Three rounds, for truth and page may differ in order: blocks of which a third is matched
    are settled, the rest and what is left of the truth are aligned again.
    """
    numbers = {}
    words = [[numbers.setdefault(w, len(numbers)) for w in b] for b in blocks]
    truth = np.array([numbers.setdefault(w, len(numbers)) for w in gold], np.int32)
    n = np.array([len(w) for w in words], int)
    owner = np.repeat(np.arange(len(words)), n)
    flat = np.array([w for b in words for w in b], np.int32)
    hits, free, live = np.zeros(len(words), int), np.ones(len(truth), bool), np.ones(len(flat), bool)
    known = np.zeros(len(numbers), bool)
    known[truth] = True
    for last in (False, False, True):
        at, left = np.nonzero(live & known[flat])[0], np.nonzero(free)[0]
        if not len(at) or not len(left):
            break
        match = align(lib, flat[at], truth[left])
        found = np.bincount(owner[at[match >= 0]], minlength=len(words))
        settled = found > 0 if last else found + hits >= 0.35 * n
        good = (match >= 0) & settled[owner[at]]
        hits += np.bincount(owner[at[good]], minlength=len(words))
        free[left[match[good]]] = False
        live[at[good]] = False
        live &= ~(hits >= 0.35 * n)[owner]
    return hits, n


def label_by_snippets(page):
    """Where only snippets are known: a block that holds one is content, or is not."""
    def holds(text, snippets):
        return any(s in text or (len(text) > 20 and text in s) for s in snippets)
    must, mustnot = ([" ".join(s.split()) for s in q] for q in (page.must, page.mustnot))
    good = np.array([holds(t, must) for t in page.texts], bool)
    bad = np.array([holds(t, mustnot) for t in page.texts], bool) & ~good
    page.n = np.array([len(WORD.findall(t)) for t in page.texts], int)
    page.y, page.known = good.astype(float), (good | bad).astype(float)


def label(pages, work):
    """Fills n (words) and y (share of them that is content); cached by the texts."""
    lib = kernels(work)
    folder = os.path.join(work, "labels")
    os.makedirs(folder, exist_ok=True)

    def one(page):
        if page.set == "snippets-dev":
            return label_by_snippets(page)
        key = hashlib.sha1("\n".join(page.texts + [page.gold]).encode()).hexdigest()
        path = os.path.join(folder, key + ".npz")
        if os.path.exists(path):
            with np.load(path) as z:
                hits, n = z["hits"], z["n"]
        else:
            blocks = [WORD.findall(t.lower()) for t in page.texts]
            hits, n = matched_words(lib, blocks, WORD.findall(page.gold.lower()))
            np.savez(path, hits=hits, n=n)
        page.n, page.y = n, hits / np.maximum(1, n)
        return None

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, pages))


def fold_of(page, folds, seed=7):
    """The fold of a page, by its domain alone: stable when pages come and go."""
    return zlib.crc32(b"%d %s" % (seed, page.domain.encode())) % folds


def is_in_share(page, percent):
    """Whether a page is in a sample of so many percent of the domains; larger samples hold it too."""
    return fold_of(page, 100, seed=11) < percent
