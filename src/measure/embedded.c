#include "measure/embedded.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "measure/embedded_parts.h"

/* Bytes in which a tag must end, so that a text full of "<" takes no longer than others. */
#define TAG_MAX 1000

/* ------------------------------------------------------------------ texts */

const char *
cp_embedded_tag_end(const char *p, const char *end)
{
    size_t n = (size_t)(end - p);
    const char *close = *p == '<' ? memchr(p, '>', n < TAG_MAX ? n : TAG_MAX) : NULL;

    return close ? close + 1 : NULL;
}

uint32_t
cp_embedded_words(struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    bool in_word = false;
    uint32_t n = 0;

    while (p < end) {
        uint32_t c;
        const char *behind = cp_embedded_tag_end(p, end);

        if (behind) {
            p = behind;
            in_word = false;
            continue;
        }
        p = cp_utf8_next(p, end, &c);
        n += cp_utf8_is_unspaced(c) || (cp_utf8_is_word(c) && !in_word);
        in_word = cp_utf8_is_word(c) && !cp_utf8_is_unspaced(c);
    }
    return n;
}

void
cp_embedded_add(struct cp_embedded_search *s, struct cp_slice text)
{
    text = cp_slice_trim(text);
    for (size_t i = 0; i < s->n_texts; i++)
        if (cp_slice_eq(s->texts[i], text))
            return;
    if (text.n && s->n_texts < CP_EMBEDDED_TEXTS_MAX)
        s->texts[s->n_texts++] = text;
}

/* ------------------------------------------------------------------ scripts */

/* Past the limits a script is passed over. */
static cleanpage_status
read_script(struct cp_embedded_search *s, struct cp_slice text, bool linked_data)
{
    struct cp_json json;
    cleanpage_status st;

    if (s->n_scripts == CP_EMBEDDED_SCRIPTS_MAX || text.n > CP_JSON_BYTES_MAX - s->n_bytes)
        return CLEANPAGE_OK;
    s->n_bytes += text.n;
    st = cp_json_parse(s->cx, text, &json);
    if (!st && json.n)
        s->scripts[s->n_scripts++] = (struct cp_embedded_script){ json, linked_data, NULL };
    return st;
}

/* The scripts whose text the page room has kept: those with data. */
static cleanpage_status
read_scripts(struct cp_embedded_search *s, const struct cp_page *page)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (uint32_t i = 1; !st && i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];

        if (node->kind == CP_NODE_TEXT && node->tag == CP_TAG_SCRIPT)
            st = read_script(
                s, cp_node_text(node),
                cp_slice_find_nocase(cp_node_attr(page, node->parent, CP_ATTR_TYPE),
                                     CP_LIT("ld+json")) != NULL);
    }
    return st;
}

/* What follows "NAME =" up to the end of the script, if it is an object; else nothing. */
static struct cp_slice
find_assigned(struct cp_slice source, struct cp_slice name)
{
    const char *at = cp_slice_find(source, name), *end = source.p + source.n;
    struct cp_slice rest;

    if (!at)
        return (struct cp_slice){ NULL, 0 };
    rest = cp_slice_trim((struct cp_slice){ at + name.n, (size_t)(end - at) - name.n });
    if (rest.n == 0 || *rest.p != '=')
        return (struct cp_slice){ NULL, 0 };
    rest = cp_slice_trim((struct cp_slice){ rest.p + 1, rest.n - 1 });
    if (rest.n == 0 || *rest.p != '{')
        return (struct cp_slice){ NULL, 0 };
    end = cp_slice_find_nocase(rest, CP_LIT("</script"));
    return (struct cp_slice){ rest.p, end ? (size_t)(end - rest.p) : rest.n };
}

/* States that a script assigns, in the page's source: the node table drops such scripts. */
static cleanpage_status
read_assignments(struct cp_embedded_search *s, struct cp_slice source)
{
    static const char *const names[] = {
        "window.__INITIAL_STATE__", "window.__PRELOADED_STATE__", "window.__APOLLO_STATE__",
    };
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i < sizeof names / sizeof *names; i++) {
        struct cp_slice state = find_assigned(source, cp_slice_of(names[i]));

        if (state.n)
            st = read_script(s, state, false);
    }
    return st;
}

/* ------------------------------------------------------------------ the description */

static bool
is_of_a_thing(const struct cp_ruleset *rs, struct cp_slice og_type)
{
    const char *dot = og_type.n ? memchr(og_type.p, '.', og_type.n) : NULL;

    if (dot)   /* "product.item" */
        og_type.n = (size_t)(dot - og_type.p);
    return cp_list_has(cp_ruleset_list(rs, "embedded-types"), og_type);
}

static void
from_description(struct cp_embedded_search *s, const struct cp_meta *meta)
{
    double least = cp_ruleset_number(s->rs, "embedded-words", 8);

    if (!is_of_a_thing(s->rs, meta->og_type) || cp_embedded_words(meta->description) < least)
        return;
    cp_embedded_add(s, meta->description);
    s->found.source = "the description in its head";
}

/* ------------------------------------------------------------------ HTML of it */

/* HTML inside HTML, "&lt;p&gt;It rained.": its tags are written out first. */
static bool
is_escaped(struct cp_slice text)
{
    return !memchr(text.p, '<', text.n) && (cp_slice_find(text, CP_LIT("&lt;/")) != NULL ||
                                            cp_slice_find(text, CP_LIT("&lt;br")) != NULL);
}

static void
put_unescaped(struct cp_buf *html, struct cp_slice text)
{
    static const struct { struct cp_slice name; char c; } refs[] = {
        { { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' }, { { "&quot;", 6 }, '"' },
        { { "&amp;", 5 }, '&' },
    };

    while (text.n) {
        size_t n = 1;
        char c = *text.p;

        for (size_t k = 0; c == '&' && k < sizeof refs / sizeof *refs; k++)
            if (cp_slice_starts_nocase(text, refs[k].name)) {
                n = refs[k].name.n;
                c = refs[k].c;
            }
        cp_buf_putc(html, c);
        text.p += n;
        text.n -= n;
    }
}

static bool
has_tags(struct cp_slice text)
{
    for (size_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '<' &&
            (text.p[i + 1] == '/' || cp_is_alpha((unsigned char)text.p[i + 1])))
            return true;
    return false;
}

/* A text without tags has a line for each paragraph. */
static void
put_lines(struct cp_buf *html, struct cp_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            cp_buf_puts(html, "<p>");
        else
            cp_buf_putc(html, text.p[i]);
    }
}

static cleanpage_status
write_html(struct cp_embedded_search *s)
{
    struct cp_buf html = { .max = CP_INPUT_MAX };
    cleanpage_status st;

    for (size_t i = 0; i < s->n_texts; i++) {
        cp_buf_puts(&html, "<div><p>");
        if (is_escaped(s->texts[i]))
            put_unescaped(&html, s->texts[i]);
        else if (has_tags(s->texts[i]))
            cp_buf_put_slice(&html, s->texts[i]);
        else
            put_lines(&html, s->texts[i]);
        cp_buf_puts(&html, "</div>\n");
    }
    st = cp_buf_finish(s->cx, &html, "embedded text");
    if (!st) {
        s->found.html.p = cp_arena_strndup(s->cx->arena, html.p, html.n);
        s->found.html.n = html.n;
        st = s->found.html.p ? CLEANPAGE_OK : cp_fail_nomem(s->cx);
    }
    cp_buf_clear(&html);
    return st;
}

cleanpage_status
cp_embedded_find(struct cp_ctx *cx, const struct cp_ruleset *rs, const struct cp_page *page,
                 const struct cp_meta *meta, struct cp_embedded *found)
{
    struct cp_embedded_search *s = cp_arena_zalloc(cx->arena, 1, sizeof *s);
    cleanpage_status st;

    *found = (struct cp_embedded){ 0 };
    if (!s)
        return cp_fail_nomem(cx);
    s->cx = cx;
    s->rs = rs;
    st = read_scripts(s, page);
    if (!st)
        st = read_assignments(s, page->source);
    if (st)
        return st;
    st = cp_embedded_from_linked_data(s);
    if (!st && !s->n_texts)
        st = cp_embedded_from_state(s);
    if (!st && !s->n_texts)
        from_description(s, meta);
    if (!st && s->n_texts)
        st = write_html(s);
    if (!st)
        *found = s->found;
    return st;
}
