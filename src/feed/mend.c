#include "feed/mend.h"

#include "base/refs.h"

/* Bytes after which a piece is handed out. */
#define PIECE ((size_t)64 << 10)

/* Bytes of a name that is kept; no vocabulary comes near. */
#define NAME_MAX_BYTES 100

void
cp_mend_init(struct cp_mend *m, struct cp_slice text)
{
    m->out = (struct cp_buf){ 0 };
    m->is_broken = m->is_root_closed = false;
    m->has_no_comment_end = m->has_no_pi_end = m->has_no_mark_end = false;
    m->p = text.p;
    m->end = text.p + text.n;
    m->raw_end = NULL;
    m->depth = 0;
}

void
cp_mend_clear(struct cp_mend *m)
{
    cp_buf_clear(&m->out);
}

static struct cp_slice
rest(const struct cp_mend *m)
{
    return (struct cp_slice){ m->p, (size_t)(m->end - m->p) };
}

static bool
at(const struct cp_mend *m, struct cp_slice what)
{
    return rest(m).n >= what.n && memcmp(m->p, what.p, what.n) == 0;
}

/* ---------------------------------------------------------------- text */

/* A byte that goes as it is; others have to be looked at. U+FFFE and U+FFFF begin with EF. */
static bool
is_plain(unsigned char c)
{
    return (c >= ' ' && c != '<' && c != '>' && c != '&' && c != '"' && c != 0xEF) ||
           c == '\t' || c == '\n';
}

static void
put_byte(struct cp_buf *out, unsigned char c)
{
    if (c == '<')
        cp_buf_puts(out, "&lt;");
    else if (c == '>')
        cp_buf_puts(out, "&gt;");
    else if (c == '&')
        cp_buf_puts(out, "&amp;");
    else if (c == '"')
        cp_buf_puts(out, "&quot;");
    else if (is_plain(c) || c == 0xEF)
        cp_buf_putc(out, (char)c);
}

/* What a reference means, without what XML cannot hold. */
static void
put_decoded(struct cp_buf *out, struct cp_slice s)
{
    if (s.n == 3 && memcmp(s.p, "\xEF\xBF", 2) == 0 && (unsigned char)s.p[2] >= 0xBE)
        return;
    for (size_t i = 0; i < s.n; i++)
        put_byte(out, (unsigned char)s.p[i]);
}

/*
 * A reference that ends with its semicolon is decoded; what only looks like one is part of an
 * address ("?a=1&copy=2"). Returns how many bytes it took.
 */
static size_t
put_reference(struct cp_buf *out, struct cp_slice s)
{
    char decoded[CP_REF_MAX];
    size_t n = 0, taken = cp_ref_decode(s, false, decoded, &n);

    if (taken && s.p[taken - 1] == ';') {
        put_decoded(out, (struct cp_slice){ decoded, n });
        return taken;
    }
    cp_buf_puts(out, "&amp;");
    return 1;
}

/* One byte or more that are not plain. Returns how many. */
static size_t
put_special(struct cp_buf *out, struct cp_slice s, bool is_raw)
{
    if (*s.p == '&' && !is_raw)
        return put_reference(out, s);
    if ((unsigned char)*s.p == 0xEF && s.n >= 3) {
        put_decoded(out, (struct cp_slice){ s.p, 3 });
        return 3;
    }
    if (*s.p == '\r') {
        if (s.n < 2 || s.p[1] != '\n')
            cp_buf_putc(out, '\n');
    } else {
        put_byte(out, (unsigned char)*s.p);
    }
    return 1;
}

/* Returns the place behind what was put, which is the end or where the piece is full. */
static const char *
put_text(struct cp_buf *out, struct cp_slice s, bool is_raw)
{
    size_t i = 0;

    while (i < s.n && out->n < PIECE) {
        size_t start = i;

        while (i < s.n && i - start < PIECE && is_plain((unsigned char)s.p[i]))
            i++;
        cp_buf_put(out, s.p + start, i - start);
        if (i < s.n && !is_plain((unsigned char)s.p[i]))
            i += put_special(out, (struct cp_slice){ s.p + i, s.n - i }, is_raw);
        if (cp_buf_failed(out))
            break;
    }
    return s.p + i;
}

/* The same for a value, which fits into the piece whatever it holds. */
static void
put_value(struct cp_buf *out, struct cp_slice s)
{
    struct cp_buf part = { 0 };

    while (s.n && !cp_buf_failed(&part)) {
        const char *p = put_text(&part, s, false);

        s.n -= (size_t)(p - s.p);
        s.p = p;
        cp_buf_put_slice(out, cp_buf_slice(&part));
        part.n = 0;
    }
    out->no_memory |= part.no_memory;
    cp_buf_clear(&part);
}

/* ---------------------------------------------------------------- tags */

/* Names that any parser takes; foreign letters are allowed in XML, but not all of them. */
static bool
is_good_name(struct cp_slice name)
{
    if (!name.n || name.n > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] >= 0x80)
            return false;
    return true;
}

static void
close_one(struct cp_mend *m)
{
    cp_buf_puts(&m->out, "</");
    cp_buf_put_slice(&m->out, m->open[--m->depth]);
    cp_buf_putc(&m->out, '>');
}

/* The innermost open element of that name, counted from 1; 0 if there is none. */
static unsigned
find_open(const struct cp_mend *m, struct cp_slice name)
{
    unsigned i = m->depth;

    while (i > 0 && !cp_slice_eq_nocase(m->open[i - 1], name))
        i--;
    return i;
}

static void
end_tag(struct cp_mend *m)
{
    unsigned i = find_open(m, m->tag.name);

    m->is_broken |= i != m->depth;
    while (i > 1 && m->depth >= i)
        close_one(m);
    if (i == 1) {
        while (m->depth > 1)
            close_one(m);
        m->is_root_closed = true;
    }
}

/* Of two attributes of one name the first counts. */
static bool
is_repeated(const struct cp_tag *tag, unsigned i)
{
    for (unsigned k = 0; k < i; k++)
        if (cp_slice_eq(tag->v[k].name, tag->v[i].name))
            return true;
    return false;
}

static void
put_start(struct cp_mend *m)
{
    const struct cp_tag *tag = &m->tag;

    cp_buf_putc(&m->out, '<');
    cp_buf_put_slice(&m->out, tag->name);
    for (unsigned i = 0; i < tag->n; i++) {
        if (!is_good_name(tag->v[i].name) || is_repeated(tag, i))
            continue;
        cp_buf_putc(&m->out, ' ');
        cp_buf_put_slice(&m->out, tag->v[i].name);
        cp_buf_puts(&m->out, "=\"");
        put_value(&m->out, tag->v[i].value);
        cp_buf_putc(&m->out, '"');
    }
    cp_buf_puts(&m->out, tag->is_empty ? "/>" : ">");
}

static bool
is_named(struct cp_slice name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(names[i])))
            return true;
    return false;
}

/* "<title>Rain<link>": an element of one line ends where one begins that cannot be in it. */
static void
close_line(struct cp_mend *m)
{
    static const char *const lines[] = { "title",     "link",    "guid",     "id",
                                         "pubDate",   "category", "comments", "dc:creator",
                                         "published", "updated", "dc:date" };
    static const char *const texts[] = { "description", "summary", "content:encoded",
                                         "content",     "author",  "enclosure" };
    struct cp_slice name = m->tag.name;
    const size_t n_lines = sizeof lines / sizeof *lines, n_texts = sizeof texts / sizeof *texts;

    if (!m->depth || !is_named(m->open[m->depth - 1], lines, n_lines))
        return;
    if (is_named(name, lines, n_lines) || is_named(name, texts, n_texts)) {
        m->is_broken = true;
        close_one(m);
    }
}

/* Entries do not lie in each other: one that was not closed ends where the next begins. */
static void
close_entry(struct cp_mend *m)
{
    struct cp_slice local = cp_tag_local(m->tag.name);
    unsigned i;

    if (!cp_slice_eq_nocase(local, CP_LIT("item")) &&
        !cp_slice_eq_nocase(local, CP_LIT("entry")))
        return;
    i = find_open(m, m->tag.name);
    m->is_broken |= i > 0;
    while (i > 1 && m->depth >= i)
        close_one(m);
}

static void
start_tag(struct cp_mend *m)
{
    struct cp_slice name = m->tag.name;

    if (m->depth && cp_slice_eq_nocase(name, m->open[0]) &&
        (m->is_root_closed || m->depth == 1)) {
        m->is_broken = true;    /* a second feed goes on with the first */
        return;
    }
    close_entry(m);
    close_line(m);
    if (!is_good_name(name) || m->depth == CP_FEED_DEPTH_MAX) {
        m->is_broken = true;
        return;
    }
    /* The root stays open until the end of the text, whatever its tag says. */
    if (m->depth == 0) {
        m->is_root_closed = m->tag.is_empty;
        m->tag.is_empty = false;
    }
    put_start(m);
    if (!m->tag.is_empty)
        m->open[m->depth++] = name;
}

static void
tag(struct cp_mend *m)
{
    cp_tag_read(rest(m), &m->tag);
    if (!m->tag.name.n) {
        cp_buf_puts(&m->out, "&lt;");
        m->p++;
        m->is_broken = true;
        return;
    }
    m->p = m->tag.end;
    m->is_broken |= !m->tag.is_whole;
    if (!m->tag.is_whole && m->p == m->end)
        return;
    if (m->tag.is_end)
        end_tag(m);
    else
        start_tag(m);
}

/* ---------------------------------------------------------------- the rest */

/*
 * Behind `close`, or, if that is missing, behind the next '>'. What was looked for in vain is
 * not looked for again, so that the time stays linear.
 */
static void
skip_past(struct cp_mend *m, struct cp_slice close, bool *is_missing)
{
    const char *found = *is_missing ? NULL : cp_slice_find(rest(m), close);

    if (found) {
        m->p = found + close.n;
        return;
    }
    *is_missing = true;
    m->is_broken = true;
    found = memchr(m->p, '>', rest(m).n);
    m->p = found ? found + 1 : m->end;
}

static void
begin_raw(struct cp_mend *m)
{
    const char *close;

    m->p += strlen("<![CDATA[");
    close = cp_slice_find(rest(m), CP_LIT("]]>"));
    m->is_broken |= !close;
    m->raw_end = close ? close : m->end;
}

static void
markup(struct cp_mend *m)
{
    if (at(m, CP_LIT("<![CDATA[")))
        begin_raw(m);
    else if (at(m, CP_LIT("<!--")))
        skip_past(m, CP_LIT("-->"), &m->has_no_comment_end);
    else if (at(m, CP_LIT("<?")))
        skip_past(m, CP_LIT("?>"), &m->has_no_pi_end);
    else if (at(m, CP_LIT("<!")))
        skip_past(m, CP_LIT(">"), &m->has_no_mark_end);
    else
        tag(m);
}

static void
raw(struct cp_mend *m)
{
    m->p = put_text(&m->out, (struct cp_slice){ m->p, (size_t)(m->raw_end - m->p) }, true);
    if (m->p < m->raw_end)
        return;
    if (at(m, CP_LIT("]]>")))
        m->p += strlen("]]>");
    m->raw_end = NULL;
}

static void
step(struct cp_mend *m)
{
    const char *next;

    if (m->raw_end) {
        raw(m);
    } else if (*m->p == '<') {
        markup(m);
    } else {
        next = memchr(m->p, '<', rest(m).n);
        m->p = put_text(&m->out,
                        (struct cp_slice){ m->p, (size_t)((next ? next : m->end) - m->p) },
                        false);
    }
}

bool
cp_mend_more(struct cp_mend *m)
{
    while ((m->p < m->end || m->raw_end) && m->out.n < PIECE && !cp_buf_failed(&m->out))
        step(m);
    if (m->p == m->end && !m->raw_end && m->depth) {
        m->is_broken |= m->depth > 1 || !m->is_root_closed;
        while (m->depth)
            close_one(m);
    }
    return m->out.n > 0 && !cp_buf_failed(&m->out);
}
