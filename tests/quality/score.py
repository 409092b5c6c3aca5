"""A scorer with the few functions tools/quality/ asks for, over the pages quality.tap makes."""
import collections
import json
import os

BENCH = os.environ["BENCH"]


class Page:
    def __init__(self, root, truth):
        self.path = os.path.join(root, truth["id"] + ".html")
        self.id, self.url, self.type = truth["id"], truth["url"], truth["page_type"]
        self.gold, self.must, self.mustnot = truth["gold"].split(), truth["with"], truth["without"]

    def html(self):
        with open(self.path, "rb") as f:
            return f.read()


def load_set(name):
    root = os.path.join(BENCH, name)
    with open(os.path.join(root, "truth.jsonl"), encoding="utf-8") as f:
        return [Page(root, json.loads(line)) for line in f]


def score_page(set_name, page, text):
    row = {"id": page.id, "type": page.type, "words": len(text.split())}
    hit, bad = (sum(s in text for s in some) for some in (page.must, page.mustnot))
    if set_name == "snippets-dev":
        right, got, wanted = hit, hit + bad, len(page.must)
        row.update(tp=hit, fp=bad, fn=wanted - hit, tn=len(page.mustnot) - bad)
    else:
        right = sum((collections.Counter(text.split()) & collections.Counter(page.gold)).values())
        got, wanted = row["words"], len(page.gold)
        row.update(gold_words=wanted, with_hit=hit, with_n=len(page.must), without_hit=bad,
                   without_n=len(page.mustnot))
    row.update(p=right / got if got else 0.0, r=right / wanted, f1=2 * right / (got + wanted))
    return row
