"""What a document of ours may be made of, and readers that believe nothing.

Each function takes a whole document and returns what is wrong with it as a text, or None. HTML is
read by html5lib as browsers read it, XML by expat, JSON and YAML by Python's.
"""
import json
import re
import zlib
import xml.parsers.expat

# What no output may hold raw: control characters, and those that turn the direction of text.
FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]')

XHTML = '{http://www.w3.org/1999/xhtml}'
TAGS = set('''html head meta title link body article section h1 h2 h3 h4 h5 h6 p a em strong code s sub sup q ruby rt rp ul ol
    li dl dt dd blockquote pre table caption thead tbody tr th td figure figcaption img br span div'''.split())
ATTRIBUTES = set('''lang dir charset http-equiv content name rel href src alt class id role start reversed type value
    colspan rowspan'''.split())
# What cmark-gfm adds of its own: notes and the alignment of columns.
OF_CMARK = {'section', 'del', 'hr', 'data-footnotes', 'data-footnote-ref', 'data-footnote-backref', 'aria-label', 'align'}
SCHEMES = {'http', 'https', 'ftp', 'mailto', 'tel'}


def scheme_of(address):
    """As the URL standard finds it: whatever is in the way is taken away first. '' for none."""
    address = re.sub('[\t\n\r]', '', address.strip(''.join(map(chr, range(33)))))
    found = re.match(r'([A-Za-z][-+.A-Za-z0-9]*):', address)
    return found.group(1).lower() if found else ''


def unsafe_address(address):
    scheme = scheme_of(address)
    if scheme and scheme not in SCHEMES:
        return f'the scheme of {address!a:.100}'
    if re.search('[\x00-\x20\x7f-\x9f"<>`\\\\]', address):
        return f'a character of {address!a:.100}'
    return None


def unsafe_element(element, more):
    """What is wrong with one element of a tree of html5lib."""
    if not isinstance(element.tag, str):    # a comment
        return None if element.text == ' raw HTML omitted ' else f'a comment: {element.text!a:.80}'
    tag = element.tag.replace(XHTML, '')
    if tag not in TAGS and tag not in more:
        return f'an element {tag!a:.80}'
    for name, value in element.attrib.items():
        if name not in ATTRIBUTES and name not in more:
            return f'{tag} has {name!a:.80}={value!a:.80}'
        if name in ('href', 'src') and unsafe_address(value):
            return f'{tag}: {unsafe_address(value)}'
        if name == 'http-equiv' and value.lower() != 'content-security-policy':
            return f'http-equiv={value!a:.80}'
    return None


def tree_of_html(html5lib, text):
    """The tree, and what html5lib complains about."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder('etree'))
    return parser.parse(text), parser.errors


def unsafe_html(html5lib, text, more=()):
    """Of ours, and with `more` of others."""
    tree, _ = tree_of_html(html5lib, text)
    for element in tree.iter():
        why = unsafe_element(element, more)
        if why:
            return why
    return None


def control_in(text):
    found = FORBIDDEN.search(text)
    if not found:
        return None
    at = found.start()
    return f'U+{ord(found.group()):04X} in {text[max(0, at - 30):at + 20]!a}'


def control_in_value(value):
    """The same of all that JSON or YAML holds, names of members, too."""
    if isinstance(value, str):
        return control_in(value)
    parts = list(value) + list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return next(filter(None, map(control_in_value, parts)), None)


def unique(pairs):
    """For json: what is said twice may be read either way."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f'a member is there twice: {names!a:.200}')
    return dict(pairs)


def strict_json(text):
    return json.loads(text, object_pairs_hook=unique, parse_constant=lambda c: 1 / 0)


def walk_xml(text, on_element):
    """Calls on_element(name, attributes) for each, as "namespace name"; raises for what no document
    of ours has: a type but that of HTML, entities, instructions, comments."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=' ')

    def refuse(*what):
        raise ValueError(f'no document of ours has {what!a:.100}')

    def on_type(*what):
        if what != ('html', None, None, 0):
            refuse(what)

    parser.StartElementHandler = on_element
    parser.StartDoctypeDeclHandler = on_type
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = parser.CommentHandler = refuse
    parser.Parse(text if isinstance(text, bytes) else text.encode(), True)


# ---------------------------------------------------------------- WARC

VERSION = re.compile(rb'WARC/1\.[01]')
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([^\x00-\x1f\x7f]*)")


def head_fields(lines):
    """Lines of a head as (name, value) pairs; raises for what is no field on one line of its own."""
    pairs = []
    for line in lines:
        found = FIELD.fullmatch(line)
        if not found:
            raise ValueError(f'no field: {line!a:.150}')
        pairs.append((found[1].decode(), found[2].decode()))
    return pairs


def warc_record(data):
    """(fields, block, rest) of the record at the start of data; raises for what is not by the book."""
    head, end, rest = data.partition(b'\r\n\r\n')
    version, *lines = head.split(b'\r\n')
    if not end or not VERSION.fullmatch(version):
        raise ValueError(f'no record: {data[:60]!a}')
    fields = unique(head_fields(lines))
    n = int(fields['Content-Length'])
    if rest[n:n + 4] != b'\r\n\r\n':
        raise ValueError(f'a block does not end where it should: {rest[n:n + 60]!a}')
    return fields, rest[:n], rest[n + 4:]


def warc_records(data):
    """All records of an unpacked file."""
    records = []
    while data:
        fields, block, data = warc_record(data)
        records.append((fields, block))
    return records


def gzip_members(data):
    """Each unpacked: a record of its own."""
    members = []
    while data:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        members.append(unpacker.decompress(data))
        if not unpacker.eof:
            raise ValueError('a member is not whole')
        data = unpacker.unused_data
    return members


def http_answer(block):
    """(status line, fields, payload) of an answer as a record has it."""
    head, end, payload = block.partition(b'\r\n\r\n')
    status, *lines = head.split(b'\r\n')
    if not end or not re.fullmatch(rb'HTTP/\d(\.\d)? \d{3}( [^\x00-\x1f\x7f]*)?', status):
        raise ValueError(f'no answer: {block[:80]!a}')
    return status, [line.partition(b':') for line in lines], payload


# ---------------------------------------------------------------- names of files

NAME = re.compile('[A-Za-z0-9_][A-Za-z0-9._-]*')
DEVICES = re.compile(r'(con|prn|aux|nul|conin|conout|com\d|lpt\d)(\..*)?', re.I)


def unsafe_name(path):
    """What is wrong with one of the parts of a relative path."""
    for part in path.split('/'):
        if not NAME.fullmatch(part) or part.endswith('.') or len(part) > 255 or DEVICES.fullmatch(part):
            return f'the name {part!a:.100}'
    return None
