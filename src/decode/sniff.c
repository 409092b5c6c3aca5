/*
 * Markup or scraped text?
 *
 * The rule, on the first 64 kB:
 *
 * 1. It is markup if it starts (after white space) with a doctype, an XML declaration, a
 *    comment, or a tag that only whole pages have. Source: the MIME sniffing standard.
 * 2. It is markup if it starts with a block-level tag, or with another tag and has more.
 * 3. What starts with words is markup only if it uses tags rather than mentions them: at
 *    least three elements that are closed or need no end tag, and either an eighth of the
 *    bytes is markup or half of them stand in lines with tags. So "a < b", a sentence about
 *    <b>, and an article about HTML with a few samples stay text.
 *
 * A tag is a known name followed by ">", "/>" or attributes of which one has a "=".
 */
#include "decode/decode.h"

#include <string.h>

#define SNIFFED_BYTES ((size_t)64 << 10)
#define USED_MIN 3
#define MARKUP_SHARE 8        /* one byte in so many */
#define TAGGED_LINES_SHARE 2

enum known_kind { INLINE, BLOCK, VOID, PAGE, RAW };

static const struct known {
    const char *name;
    enum known_kind kind;
} known_tags[] = {
    { "a", INLINE }, { "abbr", INLINE }, { "address", BLOCK }, { "article", BLOCK },
    { "aside", BLOCK }, { "b", INLINE }, { "base", PAGE }, { "blockquote", BLOCK },
    { "body", PAGE }, { "br", VOID }, { "button", INLINE }, { "center", BLOCK },
    { "cite", INLINE }, { "code", INLINE }, { "dd", BLOCK }, { "del", INLINE },
    { "div", BLOCK }, { "dl", BLOCK }, { "dt", BLOCK }, { "em", INLINE },
    { "figcaption", BLOCK }, { "figure", BLOCK }, { "font", INLINE }, { "footer", BLOCK },
    { "form", BLOCK }, { "frameset", PAGE }, { "h1", BLOCK }, { "h2", BLOCK },
    { "h3", BLOCK }, { "h4", BLOCK }, { "h5", BLOCK }, { "h6", BLOCK }, { "head", PAGE },
    { "header", BLOCK }, { "hr", VOID }, { "html", PAGE }, { "i", INLINE },
    { "iframe", INLINE }, { "img", VOID }, { "input", VOID }, { "label", INLINE },
    { "li", BLOCK }, { "link", PAGE }, { "main", BLOCK }, { "meta", PAGE }, { "nav", BLOCK },
    { "noscript", BLOCK }, { "ol", BLOCK }, { "p", BLOCK }, { "picture", INLINE },
    { "pre", BLOCK }, { "s", INLINE }, { "script", RAW }, { "section", BLOCK },
    { "small", INLINE }, { "span", INLINE }, { "strong", INLINE }, { "style", RAW },
    { "sub", INLINE }, { "sup", INLINE }, { "table", BLOCK }, { "tbody", BLOCK },
    { "td", BLOCK }, { "th", BLOCK }, { "title", PAGE }, { "tr", BLOCK }, { "u", INLINE },
    { "ul", BLOCK }, { "video", INLINE },
};

#define N_KNOWN (sizeof known_tags / sizeof *known_tags)

struct tag {
    size_t known;       /* its number in known_tags */
    bool closing;
    const char *end;    /* behind the ">" */
};

/* What tags a text has and how it uses them. */
struct survey {
    uint32_t tags;
    uint32_t used;                 /* elements that are closed or need no end tag */
    size_t markup_bytes;
    size_t tagged_line_bytes;      /* of lines that have a tag */
    const char *counted_to;        /* the end of the last such line */
    uint32_t open[N_KNOWN];
};

static size_t
find_known(struct cp_slice name)
{
    for (size_t i = 0; i < N_KNOWN; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(known_tags[i].name)))
            return i;
    return N_KNOWN;
}

/* Behind the ">" of a start tag whose attributes begin at p, or NULL if they are none. */
static const char *
end_of_attributes(const char *p, const char *end)
{
    bool has_value = false;
    char quote = 0;

    for (; p < end; p++) {
        if (quote) {
            if (*p == quote)
                quote = 0;
        } else if (*p == '=') {
            has_value = true;
        } else if (*p == '<') {
            return NULL;
        } else if (*p == '>') {
            return has_value || p[-1] == '/' ? p + 1 : NULL;
        } else if (has_value && (*p == '"' || *p == '\'')) {
            quote = *p;
        }
    }
    return NULL;
}

/* Reads the tag at p, which is a "<". */
static bool
read_tag(const char *p, const char *end, struct tag *tag)
{
    const char *name = p + 1;
    const char *q;

    tag->closing = name < end && *name == '/';
    name += tag->closing;
    q = name;
    while (q < end && (cp_is_alpha((unsigned char)*q) || cp_is_digit((unsigned char)*q)))
        q++;
    if (q == name || q == end)
        return false;
    tag->known = find_known((struct cp_slice){ name, (size_t)(q - name) });
    if (tag->known == N_KNOWN)
        return false;
    if (*q == '>')
        tag->end = q + 1;
    else if (!tag->closing && (cp_is_space((unsigned char)*q) || *q == '/'))
        tag->end = end_of_attributes(q, end);
    else
        return false;
    return tag->end != NULL;
}

/* Adds the line that holds the tag at p, once. */
static void
count_line(struct survey *v, struct cp_slice s, const char *p)
{
    const char *start = p, *from = v->counted_to ? v->counted_to : s.p, *stop;

    if (p < from)
        return;
    while (start > from && start[-1] != '\n')
        start--;
    stop = memchr(p, '\n', (size_t)(s.p + s.n - p));
    v->counted_to = stop ? stop : s.p + s.n;
    v->tagged_line_bytes += (size_t)(v->counted_to - start);
}

static void
count_tag(struct survey *v, const struct tag *tag)
{
    v->tags++;
    if (known_tags[tag->known].kind == VOID) {
        v->used++;
    } else if (!tag->closing) {
        v->open[tag->known]++;
    } else if (v->open[tag->known]) {
        v->open[tag->known]--;
        v->used++;
    }
}

/* Script and style are markup to their end, whatever they hold. */
static const char *
skip_raw(const struct tag *tag, const char *end)
{
    struct cp_slice rest = { tag->end, (size_t)(end - tag->end) };
    bool script = known_tags[tag->known].name[1] == 'c';
    struct cp_slice end_tag = script ? CP_LIT("</script") : CP_LIT("</style");
    const char *close = cp_slice_find_nocase(rest, end_tag);

    return close ? close : end;
}

static void
survey(struct survey *v, struct cp_slice s)
{
    const char *p = s.p, *end = s.p + s.n;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        struct tag tag;
        if (!read_tag(p, end, &tag)) {
            p++;
            continue;
        }
        if (known_tags[tag.known].kind == RAW && !tag.closing)
            tag.end = skip_raw(&tag, end);
        count_tag(v, &tag);
        count_line(v, s, p);
        v->markup_bytes += (size_t)(tag.end - p);
        p = tag.end;
    }
}

static bool
starts_page(struct cp_slice s)
{
    return cp_slice_starts_nocase(s, CP_LIT("<!doctype"))
        || cp_slice_starts_nocase(s, CP_LIT("<?xml"))
        || cp_slice_starts_nocase(s, CP_LIT("<!--"));
}

bool
cp_sniff_html(struct cp_slice utf8)
{
    struct cp_slice s = utf8;
    struct survey v = { 0 };
    struct tag first;

    if (s.n > SNIFFED_BYTES)
        s.n = SNIFFED_BYTES;
    s = cp_slice_trim(s);
    if (starts_page(s))
        return true;
    if (s.n && s.p[0] == '<' && read_tag(s.p, s.p + s.n, &first) && !first.closing) {
        if (known_tags[first.known].kind != INLINE)
            return true;
        survey(&v, s);
        return v.tags > 1;
    }
    survey(&v, s);
    return v.used >= USED_MIN
        && (v.markup_bytes >= s.n / MARKUP_SHARE
            || v.tagged_line_bytes >= s.n / TAGGED_LINES_SHARE);
}
