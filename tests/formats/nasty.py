#!/usr/bin/env python3
"""Writes pages that try to break out of a format: nasty.py DIRECTORY [COUNT].

Each is an article with prose enough to be kept, and between its paragraphs fragments with
signs that mean something in Markdown, HTML, XML, JSON or YAML. The same numbers give the same
pages: the generator is seeded by the number of the page.
"""
import html
import pathlib
import random
import sys

PROSE = [
    'The ferry left the harbour at six in the morning, and nobody on board had slept very well.',
    'It took the better part of an hour, which the captain spent telling us about his brother.',
    'Behind the island the wind was weaker, so that for a while the sea lay as flat as a table.',
    'Later on we found out that the lighthouse had been sold, and that its new owner keeps bees.',
    'There is a bench at the end of the pier, where people sit when they have nothing to do.',
    'Most of the houses are empty in winter, but the shop is open, and so is the small library.',
    'We asked three people for the way, and each of them sent us in another direction.',
    'By the evening all of us were tired, wet and hungry, and not one wanted to go back.',
]

# Text that is to come through as it is, whatever the format makes of its signs.
TEXT = [
    '"double" and \'single\' quotes', '[brackets](and) [more]: http://a.b/c', '`backticks` and ``two``',
    '| pipes | in | a | row |', '*stars* **two** ***three*** _under_ __two__', '~tilde~ ~~two~~ ~~~three~~~',
    '# no heading', '## no heading ##', '- no item', '+ no item', '* no item', '1. no item', '12) no item',
    '> no quote', '>> no quote', '--- no rule', '*** no rule', '=== no underline', '``` no fence',
    '~~~ no fence', '<b>no tag</b>', '<script>alert(1)</script>', '</article></body>', '<!-- no comment -->',
    '<![CDATA[ no section ]]>', ']]> no end', '<?xml version="1.0"?>', '&amp; &lt; &copy; &#65; no references',
    'a & b && c &', '\\ backslash \\n \\" \\* \\\\', 'ends with a backslash \\', '{braces} {{two}} ${a} #{b} %s %n',
    ': colon at the start', 'key: value', '? question', '- - - dashes', 'yes', 'null', '~', '!tag', '!! tag',
    '@at', '%percent', '---', '...', '| |', '|---|---|', ':--- no table', '\U0001F600 smile \U0001F468\u200D\U0001F469\u200D\U0001F467 family',
    '\U0001F1E9\U0001F1EA flags', 'e\u0301 combining', 'Z\u0351\u036B\u0343\u036A\u0302algo\u0323\u0319',
    '\u0634\u0644\u0648\u0645 \u05E9\u05DC\u05D5\u05DD from the right', '\u202Eoverride\u202C', '\u2066isolate\u2069',
    '\u200Ezero\u200Bwidth\uFEFF', '\u2028separators\u2029', '\uFFFD replacement', '\uFFFC object',
    '\u0000 nul', '\u0007 bell \u001B[31m escape', '\u0085 \u009B31m', '\u6C49\u5B57\u300C\u6C49\u300D\u3002',
    '$5 and $6', '$x$ and $$y$$', '\\(x\\) and \\[y\\]', '[^1] no note', '[ ] no task', '!\\[no picture](x)',
    'http://example.org/a_b*c~d', 'www.example.org', '<http://example.org>', 'a@example.org', '  two  spaces  ',
    '&nbsp;&nbsp;', 'a\tb', '1986\\. A year.', '-5 degrees', '+1', '#hashtag', 'C#', 'C# ##', '100%', "'", '"', '`',
    '``', '<', '>', '&', '|', '*', '_', '[', ']', '(', ')', '\\', '<a', '</', '<!', '&#', '&x',
]

ADDRESSES = [
    'http://example.org/a(b)c', '/a b"c', "/a'b", 'javascript:alert(1)', ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)', 'data:text/html,<script>', 'vbscript:x', '#place', '', '//other.example/x',
    '?q=a&b=c&copy;', 'mailto:a@b.c', 'http://[::1]:80/', 'http://a\\b', '/\u202Ex', '/<script>', '/a|b', '/`a`',
    '/[a](b)', 'ftp://a.b/c', 'http://user:pass@a.b/', '/a%20b%zz', '/\u00E9?\u00FC', 'x' * 3000,
]

MARKS = ['b', 'i', 'em', 'strong', 'code', 's', 'sub', 'sup', 'q', 'u', 'span', 'mark', 'kbd', 'del']


class Page:
    def __init__(self, number):
        self.random = random.Random(number)
        self.number = number

    def words(self):
        """One of the texts as HTML; sometimes between words."""
        text = self.random.choice(TEXT)
        if self.random.random() < 0.5:
            text = f'word {text} word'
        return html.escape(text, quote=False).replace('\0', '&#0;')

    def marked(self, depth=3):
        """Text with marks around and inside of it, not always with white space where one would expect it."""
        r = self.random
        if depth == 0 or r.random() < 0.3:
            return self.words()
        tag = r.choice(MARKS)
        gap = r.choice(['', ' '])
        inner = ''.join(self.marked(depth - 1) for _ in range(r.randint(1, 2)))
        if r.random() < 0.3:
            address = html.escape(r.choice(ADDRESSES))
            inner = f'<a href="{address}" onclick="alert(1)" title="{html.escape(r.choice(TEXT))}">{inner}</a>'
        if r.random() < 0.2:
            inner += '<br>' + self.words()
        return f'{gap}<{tag} style="x" onmouseover="y()">{inner}</{tag}>{gap}'

    def paragraph(self):
        return f'<p>{self.random.choice(PROSE)} {self.marked()} {self.random.choice(PROSE)}</p>'

    def line(self):
        return f'<p>{self.marked()} and a few more words, as they are usual in a line of text.</p>'

    def items(self, depth=3):
        r = self.random
        tag = r.choice(['ul', 'ol', 'ol start=7', 'ol reversed', 'ol type=a', 'ol start=-3'])
        rows = []
        for _ in range(r.randint(1, 4)):
            row = self.marked(2) + ' and a few more words of this item.'
            if depth and r.random() < 0.4:
                row += r.choice([self.items, lambda d: self.code(), lambda d: self.quote(d)])(depth - 1)
            if r.random() < 0.2:
                row = f'<p>{row}</p><p>{self.marked(1)} said once more.</p>'
            rows.append(f'<li>{row}</li>')
        return f'<{tag}>{"".join(rows)}</{tag.split()[0]}>'

    def code(self):
        r = self.random
        lines = [html.escape(r.choice(TEXT), quote=False).replace('\0', '') for _ in range(r.randint(1, 5))]
        language = r.choice(['language-c', 'lang-"x', 'brush: js', 'language-`x`', ''])
        return (f'<pre class="{html.escape(language)}"><code>int some_code_of_this(void);\n'
                + '\n'.join('  ' * r.randint(0, 3) + line for line in lines) + '\n</code></pre>')

    def quote(self, depth=2):
        inner = self.paragraph()
        if depth and self.random.random() < 0.5:
            inner += self.random.choice([self.items, self.quote])(depth - 1)
        return f'<blockquote>{inner}</blockquote>'

    def table(self, rows=None, columns=None):
        r = self.random
        n_rows, n_columns = rows or r.randint(2, 6), columns or r.randint(2, 5)
        head = r.choice(['th', 'td'])
        out = [f'<caption>{self.marked(1)}</caption>'] if r.random() < 0.3 else []
        for i in range(n_rows):
            cells = []
            for _ in range(n_columns):
                tag = head if i == 0 else 'td'
                span = r.choice(['', '', '', ' colspan=2', ' rowspan=2', ' colspan=9e15', ' rowspan=0'])
                cells.append(f'<{tag}{span}>{self.marked(1)}</{tag}>')
            out.append(f'<tr>{"".join(cells)}</tr>')
        return f'<table>{"".join(out)}</table>'

    def terms(self):
        return '<dl>' + ''.join(f'<dt>{self.marked(1)}</dt><dd>{self.paragraph()}</dd>'
                                for _ in range(self.random.randint(1, 3))) + '</dl>'

    def picture(self):
        r = self.random
        alt, src = html.escape(r.choice(TEXT)), html.escape(r.choice(ADDRESSES))
        return (f'<figure><img src="{src}" alt="{alt}" onerror="alert(1)"><figcaption>The caption says: '
                f'{self.marked(1)}, and that is all of it.</figcaption></figure>')

    def heading(self):
        return f'<h{self.random.randint(2, 6)}>A heading {self.marked(1)}</h{self.random.randint(2, 6)}>'

    def formula(self):
        tex = html.escape(self.random.choice(['x_1^2', '\\frac{a}{b}', 'a\\\\b', '\\{x*y*z\\}', '$', '`', '<x>', '_a_']))
        return (f'<p>{self.random.choice(PROSE)} So <math><mi>x</mi><annotation encoding="application/x-tex">{tex}'
                f'</annotation></math> holds, and that <script type="math/tex">{tex}</script> does, too.</p>')

    def notes(self):
        return (f'<p>{self.random.choice(PROSE)}<sup><a href="#n{self.number}">1</a></sup> {self.random.choice(PROSE)}</p>'
                f'<ol><li id="n{self.number}">{self.paragraph()} <a href="#r">\u21A9</a></li></ol>')

    def ruby(self):
        return f'<p>{self.random.choice(PROSE)} <ruby>\u6F22<rp>(</rp><rt>{self.marked(1)}</rt><rp>)</rp></ruby> it said.</p>'

    def head(self):
        r = self.random

        def meta(name, key='name'):
            return f'<meta {key}="{name}" content="{html.escape(r.choice(TEXT))} {html.escape(r.choice(TEXT))}">'

        title = html.escape('The ferry and ' + r.choice(TEXT), quote=False).replace('\0', '')
        return (f'<title>{title}</title><link rel=canonical href="{html.escape(r.choice(ADDRESSES))}">'
                + ''.join(meta(n) for n in ('author', 'description', 'keywords'))
                + ''.join(meta(n, 'property') for n in ('og:site_name', 'og:image', 'article:published_time')))

    def body(self):
        r = self.random
        parts = [self.line, self.items, self.code, self.quote, self.table, self.terms, self.picture, self.heading,
                 self.formula, self.notes, self.ruby, self.paragraph]
        out = [f'<h1>The ferry and {self.words()}</h1>']
        for _ in range(r.randint(4, 12)):
            out.append(f'<p>{" ".join(r.sample(PROSE, 3))}</p>')
            out.append(r.choice(parts)())
        if self.number % 50 == 0:
            out.append(self.table(rows=2500, columns=4))
        out.append(f'<p>{" ".join(PROSE)}</p>')
        return '\n'.join(out)

    def text(self):
        direction = self.random.choice(['', ' dir=rtl', ' lang=en', ' lang="e\'n"'])
        return (f'<!DOCTYPE html><html{direction}><head><meta charset=utf-8>{self.head()}</head>'
                f'<body><article>{self.body()}</article></body></html>')


def main():
    directory = pathlib.Path(sys.argv[1])
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 300):
        (directory / f'page{number:03}.html').write_bytes(Page(number).text().encode('utf-8', 'replace'))


if __name__ == '__main__':
    main()
