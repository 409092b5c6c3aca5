#include "page/tokenize.h"

enum { SPACE = 1, SLASH = 2, GREATER = 4, EQUALS = 8 };

static const unsigned char class_of[256] = {
    [' '] = SPACE, ['\t'] = SPACE, ['\n'] = SPACE, ['\f'] = SPACE, ['\r'] = SPACE,
    ['/'] = SLASH, ['>'] = GREATER, ['='] = EQUALS,
};

static bool
is_class(const char *p, int classes)
{
    return class_of[(unsigned char)*p] & classes;
}

void
cp_tokenizer_init(struct cp_tokenizer *t, struct cp_slice page)
{
    t->p = page.n ? page.p : "";
    t->end = t->p + page.n;
    t->foreign = false;
    memset(t->known_tags, 0, sizeof t->known_tags);
    memset(t->known_attrs, 0, sizeof t->known_attrs);
}

/* Past the next `c`, or the end. */
static const char *
after(const char *p, const char *end, char c)
{
    const char *found = p < end ? memchr(p, c, (size_t)(end - p)) : NULL;

    return found ? found + 1 : end;
}

static bool
starts(const char *p, const char *end, const char *word, size_t n)
{
    return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* A name in either case with a character behind it that ends a tag name. */
static bool
starts_name(const char *p, const char *end, struct cp_slice name)
{
    struct cp_slice rest = { p, (size_t)(end - p) };

    return rest.n > name.n && cp_slice_starts_nocase(rest, name) &&
           is_class(p + name.n, SPACE | SLASH | GREATER);
}

/* ---- what is neither text nor tag ---- */

static const char *
comment_end(const char *p, const char *end)
{
    p += 4;
    if (p < end && *p == '>')
        return p + 1;
    if (starts(p, end, "->", 2))
        return p + 2;
    while (p < end && (p = memchr(p, '-', (size_t)(end - p)))) {
        if (starts(p, end, "-->", 3))
            return p + 3;
        if (starts(p, end, "--!>", 4))
            return p + 4;
        p++;
    }
    return end;
}

static const char *
cdata_end(const char *p, const char *end)
{
    while (p < end && (p = memchr(p, ']', (size_t)(end - p)))) {
        if (starts(p, end, "]]>", 3))
            return p + 3;
        p++;
    }
    return end;
}

/* "<!..." */
static const char *
declaration(const struct cp_tokenizer *t, const char *p, struct cp_token *token)
{
    token->kind = CP_TOKEN_COMMENT;
    if (starts(p, t->end, "<!--", 4))
        return comment_end(p, t->end);
    if (t->foreign && starts(p, t->end, "<![CDATA[", 9))
        return cdata_end(p, t->end);
    if (cp_slice_starts_nocase((struct cp_slice){ p, (size_t)(t->end - p) },
                               CP_LIT("<!doctype")))
        token->kind = CP_TOKEN_DOCTYPE;
    return after(p, t->end, '>');
}

/* ---- tags ---- */

/* Where a name of up to eight bytes is, if it is known, or goes; NULL for others. */
static struct cp_known_name *
place_of(const struct cp_tokenizer *t, struct cp_known_name *known, struct cp_slice name,
         uint64_t *bytes)
{
    static const unsigned char ones_and_zeros[16] = { 255, 255, 255, 255, 255, 255, 255, 255 };
    uint64_t mask;

    if (name.n - 1 > 7 || t->end - name.p < 8)
        return NULL;
    memcpy(bytes, name.p, 8);
    memcpy(&mask, ones_and_zeros + 8 - name.n, 8);
    *bytes &= mask;
    return &known[*bytes * 0x9E3779B97F4A7C15u >> (64 - CP_KNOWN_NAMES_BITS)];
}

static inline unsigned
number_of(const struct cp_tokenizer *t, struct cp_known_name *known, struct cp_slice name,
          unsigned (*find)(struct cp_slice))
{
    uint64_t bytes = 0;
    struct cp_known_name *at = place_of(t, known, name, &bytes);

    if (!at)
        return find(name);
    if (at->bytes != bytes || at->n != name.n)
        *at = (struct cp_known_name){ bytes, (uint16_t)name.n, (uint16_t)find(name) };
    return at->number;
}

static unsigned
find_tag(struct cp_slice name)
{
    return cp_tag_find(name);
}

static unsigned
find_attr(struct cp_slice name)
{
    return cp_attr_find(name);
}

_Static_assert(CP_ATTR_COUNT <= 32, "attributes fit in a set of bits");

static bool
is_repeated(struct cp_tokenizer *t, uint32_t n, const struct cp_attr *a)
{
    uint32_t bit = (uint32_t)1 << a->id, seen = t->attrs_seen & bit;

    t->attrs_seen |= bit;
    if (a->id != CP_ATTR_OTHER || !seen)
        return seen;
    for (uint32_t i = 0; i < n; i++)
        if (t->attrs[i].id == CP_ATTR_OTHER && t->attrs[i].name.n == a->name.n &&
            cp_slice_eq_nocase(t->attrs[i].name, a->name))
            return true;
    return false;
}

static void
keep_attr(struct cp_tokenizer *t, struct cp_token *token, struct cp_attr *a)
{
    if (token->n_attrs == CP_ATTRS_MAX) {
        token->attrs_dropped = true;
        return;
    }
    a->id = (uint16_t)number_of(t, t->known_attrs, a->name, find_attr);
    if (!is_repeated(t, token->n_attrs, a))
        t->attrs[token->n_attrs++] = *a;
}

static const char *
skip_space(const char *p, const char *end)
{
    while (p < end && is_class(p, SPACE))
        p++;
    return p;
}

/* The value behind '='. NULL if the page ends in it. */
static const char *
attr_value(const char *p, const char *end, struct cp_slice *value)
{
    const char *start = p = skip_space(p, end);

    if (p == end)
        return NULL;
    if (*p == '"' || *p == '\'') {
        start++;
        p = start < end ? memchr(start, *p, (size_t)(end - start)) : NULL;
        if (!p)
            return NULL;
        *value = (struct cp_slice){ start, (size_t)(p - start) };
        return p + 1;
    }
    while (p < end && !is_class(p, SPACE | GREATER))
        p++;
    *value = (struct cp_slice){ start, (size_t)(p - start) };
    return p;
}

/* One attribute, whose name may begin with '='. NULL if the page ends in it. */
static const char *
attr(const char *p, const char *end, struct cp_attr *a)
{
    const char *name = p++, *next;

    while (p < end && !is_class(p, SPACE | SLASH | GREATER | EQUALS))
        p++;
    a->name = (struct cp_slice){ name, (size_t)(p - name) };
    a->value = (struct cp_slice){ p, 0 };
    next = skip_space(p, end);
    if (next < end && *next == '=')
        return attr_value(next + 1, end, &a->value);
    return next;
}

/* From the end of the tag's name to behind its '>'. NULL if the page ends before. */
static const char *
attributes(struct cp_tokenizer *t, const char *p, struct cp_token *token)
{
    while (p && p < t->end) {
        struct cp_attr a;
        if (*p == '>')
            return p + 1;
        token->self_closing = *p == '/' && starts(p, t->end, "/>", 2);
        if (is_class(p, SPACE | SLASH)) {
            p++;
            continue;
        }
        p = attr(p, t->end, &a);
        if (p && token->kind == CP_TOKEN_START)
            keep_attr(t, token, &a);
    }
    return NULL;
}

static const char *
tag(struct cp_tokenizer *t, const char *p, struct cp_token *token)
{
    const char *name = p + (token->kind == CP_TOKEN_END ? 2 : 1), *end = name;

    while (end < t->end && !is_class(end, SPACE | SLASH | GREATER))
        end++;
    token->name = (struct cp_slice){ name, (size_t)(end - name) };
    token->tag = (enum cp_tag)number_of(t, t->known_tags, token->name, find_tag);
    token->self_closing = false;
    token->n_attrs = 0;
    t->attrs_seen = 0;
    token->attrs_dropped = false;
    return attributes(t, end, token);
}

/* ---- the tokenizer's states ---- */

/* Whether something else than text begins at p, two bytes or more before the end. */
static inline bool
is_markup(const char *p, const char *end)
{
    if (*p != '<')
        return false;
    return p[1] == '/' ? end - p > 2
                       : p[1] == '!' || p[1] == '?' || cp_is_alpha((unsigned char)p[1]);
}

/* The end of the text at p: a '<' that begins something else, or the end of the page. */
static const char *
text_end(const char *p, const char *end)
{
    for (;; p++) {
        p = memchr(p, '<', (size_t)(end - p));
        if (!p || end - p < 2)
            return end;
        if (is_markup(p, end))
            return p;
    }
}

/* What stands at a '<' that text_end stopped at. NULL if the page ends in it. */
static const char *
markup(struct cp_tokenizer *t, const char *p, struct cp_token *token)
{
    if (p[1] == '!')
        return declaration(t, p, token);
    if (p[1] == '/' && cp_is_alpha((unsigned char)p[2])) {
        token->kind = CP_TOKEN_END;
        return tag(t, p, token);
    }
    if (p[1] == '/' || p[1] == '?') {
        token->kind = CP_TOKEN_COMMENT;
        return after(p + 2, t->end, '>');
    }
    token->kind = CP_TOKEN_START;
    return tag(t, p, token);
}

bool
cp_token_next(struct cp_tokenizer *t, struct cp_token *token)
{
    const char *start = t->p, *next;

    if (start == t->end)
        return false;
    if (t->end - start >= 2 && is_markup(start, t->end)) {
        next = markup(t, start, token);
    } else {
        next = text_end(start, t->end);
        token->kind = CP_TOKEN_TEXT;
    }
    t->p = next ? next : t->end;
    token->source = (struct cp_slice){ start, (size_t)(t->p - start) };
    return next != NULL;
}

/* ---- raw text ---- */

bool
cp_tag_is_raw(enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_IFRAME:
    case CP_TAG_NOEMBED:
    case CP_TAG_NOFRAMES:
    case CP_TAG_SCRIPT:
    case CP_TAG_STYLE:
    case CP_TAG_TEXTAREA:
    case CP_TAG_TITLE:
    case CP_TAG_XMP:
        return true;
    default:
        return false;
    }
}

static const char *
raw_end(const char *p, const char *end, struct cp_slice name)
{
    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        if (end - p > 2 && p[1] == '/' && starts_name(p + 2, end, name))
            return p;
        p++;
    }
    return end;
}

/*
 * A script's text has states of its own: behind "<!--" it is "escaped", and behind "<script"
 * in there "double escaped", where "</script>" only leads back to "escaped".
 */
enum script_state { SCRIPT_DATA, SCRIPT_ESCAPED, SCRIPT_DOUBLE_ESCAPED };

/* At a '<'. Advances *p at least one byte; true at the end of the script. */
static bool
script_less_than(const char **p, const char *end, enum script_state *state)
{
    const char *at = (*p)++;

    if (*state == SCRIPT_DATA && starts(at, end, "<!--", 4)) {
        *state = SCRIPT_ESCAPED;
        *p = at + 2;   /* the dashes count again: "<!-->" is over at once */
    } else if (end - at > 2 && at[1] == '/' && starts_name(at + 2, end, CP_LIT("script"))) {
        if (*state != SCRIPT_DOUBLE_ESCAPED)
            return true;
        *state = SCRIPT_ESCAPED;
    } else if (*state == SCRIPT_ESCAPED && starts_name(at + 1, end, CP_LIT("script"))) {
        *state = SCRIPT_DOUBLE_ESCAPED;
    }
    return false;
}

static const char *
script_end(const char *p, const char *end)
{
    enum script_state state = SCRIPT_DATA;

    while (p < end) {
        const char *at;
        if (state == SCRIPT_DATA) {
            p = memchr(p, '<', (size_t)(end - p));
            if (!p)
                return end;
        }
        at = p;
        if (*p == '<') {
            if (script_less_than(&p, end, &state))
                return at;
        } else {
            if (starts(p, end, "-->", 3))
                state = SCRIPT_DATA;
            p++;
        }
    }
    return end;
}

struct cp_slice
cp_token_raw_text(struct cp_tokenizer *t, const struct cp_token *start)
{
    const char *p = t->p;

    t->p = start->tag == CP_TAG_SCRIPT ? script_end(p, t->end)
                                       : raw_end(p, t->end, start->name);
    return (struct cp_slice){ p, (size_t)(t->p - p) };
}
