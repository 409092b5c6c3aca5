"""Corpora of made-up pages, of which it is known which are the same and how nearly. The same seed gives the
same pages."""
import random

SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
FREQUENT = "the of and to in is that for with was".split()


class Corpus:
    def __init__(self, seed):
        self.dice = random.Random(seed)

    def word(self):
        if self.dice.random() < 0.35:
            return self.dice.choice(FREQUENT)
        return "".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4)))

    def words(self, n):
        return [self.word() for _ in range(n)]

    def changed(self, words, share):
        """So that about that share of the runs of five words is in both."""
        # A word that is another breaks five runs; of n runs, broken ones are in each text once.
        kept = 2 * share / (1 + share)
        chance = 1 - kept ** 0.2
        return [self.word() + "x" if self.dice.random() < chance else w for w in words]


def similarity(a, b):
    """Share of the runs of five words that two texts have in common."""
    x, y = ({tuple(w[i:i + 5]) for i in range(len(w) - 4)} for w in (a, b))
    return len(x & y) / len(x | y)


def page(words, head="Weir Gazette"):
    """A page whose text has these words alone, in paragraphs of sentences."""
    sentences = [" ".join(words[i:i + 12]).capitalize() + "." for i in range(0, len(words), 12)]
    paragraphs = [" ".join(sentences[i:i + 4]) for i in range(0, len(sentences), 4)]
    body = "".join(f"<p>{p}</p>\n" for p in paragraphs)
    return (f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><nav><a href=/>{head}</a>"
            f"</nav><article>{body}</article></body></html>")
