"""Made hosts: pages of a few templates in several scripts, of which it is known what is what.

Words are made up, so no list of phrases has them. What a host puts around and into its articles lies
in the article's own container, as paragraphs like others: a line about the author (of a few), a
disclaimer, a call to write in, a notice of the section. Further pages make it harder: an index, and
pages of tags that show the beginnings of articles; printed versions, which are the article again under
another address.
"""
import random

# First letter, number of letters, longest word (1: a script without spaces), full stop, space.
SCRIPTS = {
    "latin": ("aeioubcdfghklmnprstvz", 9, ".", " "),
    "cyrillic": ("аеиоубвгдежзклмнпрст", 10, ".", " "),
    "greek": ("αεηιουβγδζθκλμνξπρστ", 9, ".", " "),
    "arabic": ("ابتثجحدذرزسشصطعغفقكل", 7, ".", " "),
    "han": ([chr(0x4E00 + 7 * i) for i in range(2000)], 1, "。", ""),
}
SIZES = (20, 60, 200)
AUTHORS = 4
SECTIONS = 3


class Writer:
    """Words of a language that grows as it is needed; frequent ones come often."""

    def __init__(self, name, dice):
        letters, self.longest, self.stop, self.space = SCRIPTS[name]
        self.dice = dice
        self.words = ["".join(dice.choice(letters) for _ in range(dice.randint(2, self.longest)))
                      if self.longest > 1 else dice.choice(letters) for _ in range(3000)]

    def sentence(self, least=8, most=20):
        count = self.dice.randint(least, most)
        words = [self.words[int(3000 ** self.dice.random()) - 1] for _ in range(count)]
        return self.space.join(words).capitalize() + self.stop

    def paragraph(self, least=3, most=6):
        return (self.space or "").join(self.sentence() for _ in range(self.dice.randint(least, most)))

    def title(self):
        return self.sentence(4, 8).rstrip(self.stop)


class Host:
    def __init__(self, name, script, pages, dice):
        self.name, self.pages, self.dice = name, pages, dice
        self.write = Writer(script, dice)
        self.label = self.write.title()
        self.menu = [self.write.title() for _ in range(5)]
        self.authors = [self.write.sentence() for _ in range(AUTHORS)]
        self.notices = [self.write.sentence() for _ in range(SECTIONS)]
        self.disclaimer = self.write.paragraph(2, 3)
        self.call = self.write.sentence(6, 12)
        self.articles = [self.article(i) for i in range(pages * 8 // 10)]

    def article(self, number):
        return {"url": f"https://{self.name}/{number % SECTIONS}/{number}.html",
                "title": self.write.title(), "author": self.authors[number % AUTHORS],
                "notice": self.notices[number % SECTIONS],
                "text": [self.write.paragraph() for _ in range(self.dice.randint(3, 8))]}

    def frame(self, title, body):
        menu = "".join(f"<li><a href=/{i}/>{t}</a></li>" for i, t in enumerate(self.menu))
        return (f"<!doctype html><meta charset=utf-8><title>{title} | {self.label}</title>"
                f"<nav><ul>{menu}</ul></nav>{body}<footer>{self.label}</footer>").encode()

    def article_page(self, a, printed=False):
        text = list(a["text"])
        middle = len(text) // 2
        body = [f"<p>{p}</p>" for p in text]
        if not printed:
            body.insert(middle, f"<p class=call>{self.call}</p>")
            body.insert(0, f"<p class=by>{a['author']}</p>")
            body += [f"<p class=notice>{a['notice']}</p>", f"<p>{self.disclaimer}</p>"]
        html = self.frame(a["title"], f"<div class=main><div class=body><h1>{a['title']}</h1>"
                                      + "".join(body) + "</div></div>")
        furniture = [] if printed else [self.call, a["author"], a["notice"], self.disclaimer]
        return html, text, furniture

    def index_page(self, title, articles):
        cards = "".join(f"<div class=card><h2><a href={a['url']}>{a['title']}</a></h2>"
                        f"<p>{a['text'][0]}</p></div>" for a in articles)
        return self.frame(title, f"<div class=main>{cards}</div>")

    def all_pages(self):
        """(url, bytes, article's lines, furniture's lines); None for pages that are no articles."""
        for a in self.articles:
            yield (a["url"], *self.article_page(a))
        rest = self.pages - len(self.articles)
        for i in range(rest // 2):
            a = self.articles[i]
            html, text, furniture = self.article_page(a, printed=True)
            yield a["url"] + "?print=1", html, text, furniture
        for i in range(rest - rest // 2):
            some = self.dice.sample(self.articles, min(8, len(self.articles)))
            yield f"https://{self.name}/tag/{i}", self.index_page(self.write.title(), some), None, None


def make_hosts(seed, sizes=SIZES):
    """{host: [(url, bytes, article, furniture)]}"""
    dice = random.Random(seed)
    hosts = [Host(f"{script}{size}.example", script, size, dice)
             for script in SCRIPTS for size in sizes]
    return {host.name: list(host.all_pages()) for host in hosts}
