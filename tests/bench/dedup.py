"""What --dedup near finds: python3 dedup.py CLEANPAGE [PAIRS]

Makes pages and changed copies of them, cleans all of them, and prints for each share of runs of five words
that two have in common how many copies were found, and how many the curve of MinHash promises. Then how
many of the pages that resemble none were taken for duplicates.
"""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "batch"))
from corpora import Corpus, page, similarity  # noqa: E402

SHARES = (0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def curve(share):
    return 1 - (1 - share ** 8) ** 14


def pairs(count):
    """(similarity, page, its copy)"""
    corpus = Corpus(3)
    for target in SHARES:
        for _ in range(count):
            words = corpus.words(300)
            copy = corpus.changed(words, target)
            yield target, similarity(words, copy), page(words), page(copy)


def main():
    command, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500
    made = list(pairs(count))
    lines = [json.dumps({"id": f"{kind}{i}", "html": html})
             for i, (_, _, one, two) in enumerate(made) for kind, html in (("a", one), ("b", two))]
    done = subprocess.run([command, "batch", "-f", "jsonl", "--dedup", "near"], check=True,
                          input="\n".join(lines).encode(), stdout=subprocess.PIPE)
    told = {x["id"]: x.get("filter") for x in map(json.loads, done.stdout.splitlines())}
    print("share  copies  found  promised")
    for target in SHARES:
        those = [(i, s) for i, (t, s, _, _) in enumerate(made) if t == target]
        found = sum(told[f"b{i}"] == f"dedup: near a{i}" for i, _ in those)
        print(f"{sum(s for _, s in those) / len(those):5.2f}  {len(those):6}  {found / len(those):5.1%}"
              f"  {sum(curve(s) for _, s in those) / len(those):8.1%}")
    wrong = sum(told[f"a{i}"] is not None for i in range(len(made)))
    print(f"of {len(made)} pages that resemble none {wrong} were taken for duplicates")


if __name__ == "__main__":
    main()
