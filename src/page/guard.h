/*
 * Keeps the tree builder's work linear: a light emulation of its stack of open elements and of
 * its list of active formatting elements, which says which tags may still be passed on.
 *
 * Gumbo's time grows with the square of the depth, of the formatting elements left open and of
 * the end tags that close nothing; base/limits.h bounds each. Where the emulation cannot know,
 * it takes the deeper of two possibilities. Nothing is dropped before a limit is reached,
 * and never text.
 */
#ifndef CP_PAGE_GUARD_H
#define CP_PAGE_GUARD_H

#include "base/limits.h"
#include "page/tokenize.h"

/* Reopened formatting elements come on top of the limited depth. */
#define CP_GUARD_STACK (CP_DEPTH_MAX + 2 * CP_FORMATTING_MAX)

enum cp_guard_kind {
    CP_GUARD_HTML,
    CP_GUARD_FOREIGN,       /* an element of svg or math */
    CP_GUARD_ANNOTATION,    /* an annotation-xml in math that holds no HTML, but svg */
    CP_GUARD_INTEGRATION    /* one that holds HTML again: foreignObject, desc, mi ... */
};

/* What the first tag in a template made of it: a place for no part of a table, for all of them,
 * for rows and cells, for cells; or one where all but col and template is ignored, text too. */
enum cp_guard_template {
    CP_TEMPLATE_UNDECIDED,
    CP_TEMPLATE_BODY,
    CP_TEMPLATE_TABLE,
    CP_TEMPLATE_ROWS,
    CP_TEMPLATE_CELLS,
    CP_TEMPLATE_COLUMNS
};

/* How far the page has come. In a head, noscript elements do not nest, and what belongs into no
 * head ends both. */
enum cp_guard_place { CP_GUARD_HEAD, CP_GUARD_AFTER_HEAD, CP_GUARD_BODY };

struct cp_guard_element {
    uint8_t tag;            /* of foreign elements: CP_TAG_SVG or CP_TAG_MATH, which they are in */
    uint8_t kind;           /* enum cp_guard_kind */
    uint16_t name;          /* of foreign elements: a hash of the name; of a template:
                             * cp_guard_template; of a form: 1 if it is the one that ends next */
};

/* A formatting element that is opened again wherever text follows, until its end tag. */
struct cp_guard_format {
    uint8_t tag;            /* CP_TAG_UNKNOWN: a marker, at which reopening stops */
    bool open;              /* on the stack now */
    uint32_t hash;          /* of its attributes: of four alike the tree builder keeps three */
};

struct cp_guard {
    struct cp_guard_element stack[CP_GUARD_STACK];
    uint32_t depth;
    uint32_t n_open[CP_TAG_COUNT];    /* HTML elements on the stack, by tag */
    struct cp_guard_format formats[CP_FORMATTING_MAX + CP_GUARD_STACK];
    uint32_t n_formats;               /* with the markers */
    uint32_t n_formatting;            /* without */
    uint32_t n_closed;                /* behind the last marker and not open: to be reopened */
    uint32_t tags;                    /* seen, and those the tree builder adds by reopening */
    uint32_t strays;
    uint32_t framesets;               /* start tags */
    uint32_t format_floor;            /* as deep as this, and below, none of them is open */
    enum cp_guard_place place;
    bool has_closed;                  /* the start tag at hand closed something */
    bool misnested;                   /* a formatting element was ended amid others */
    bool lost;                        /* the lists here and the tree builder's may differ */
    bool quirks;                      /* perhaps: a table then does not close a p */
    bool p_in_doubt;                  /* there was such a table */
    bool has_form;                    /* one that no </form> has followed: others are ignored */
    bool too_deep, too_many_formats, too_many_strays;   /* a tag was dropped for it */
};

void cp_guard_init(struct cp_guard *guard);

/* True if the start tag may be passed on; hash is over its attributes, 0 if it has none. */
bool cp_guard_start(struct cp_guard *guard, const struct cp_token *token,
                    const struct cp_attr *attrs, uint32_t hash);
bool cp_guard_end(struct cp_guard *guard, const struct cp_token *token);

/* To be told of every text: formatting elements are opened again before it. Blank is one of
 * white space alone. */
void cp_guard_text(struct cp_guard *guard, bool blank);

/* To be told of a text that is nothing but NUL, before which they are not. */
void cp_guard_nul(struct cp_guard *guard);

/* True once the page has more tags than CP_TAGS_MAX: the rest is to be cut off. */
static inline bool
cp_guard_is_full(const struct cp_guard *guard)
{
    return guard->tags > CP_TAGS_MAX;
}

/* The innermost open element, or NULL. */
static inline const struct cp_guard_element *
cp_open_top(const struct cp_guard *guard)
{
    return guard->depth ? &guard->stack[guard->depth - 1] : NULL;
}

static inline bool
cp_open_is(const struct cp_guard_element *e, enum cp_tag tag)
{
    return e->kind == CP_GUARD_HTML && e->tag == tag;
}

/* True if that is the innermost open element. */
static inline bool
cp_guard_is_inside(const struct cp_guard *guard, enum cp_tag tag)
{
    return guard->depth && cp_open_is(cp_open_top(guard), tag);
}

/* True in a template that began with a col. */
static inline bool
cp_guard_in_columns(const struct cp_guard *guard)
{
    return cp_guard_is_inside(guard, CP_TAG_TEMPLATE) &&
           cp_open_top(guard)->name == CP_TEMPLATE_COLUMNS;
}

/* True if a formatting element with the tag is active behind the last marker. */
bool cp_guard_is_active(const struct cp_guard *guard, enum cp_tag tag);

/* True if what is known here of formatting elements may be more than there is. */
bool cp_guard_is_misnested(const struct cp_guard *guard);

/* True if a formatting element is open around so many others that its end tag, or an a's start
 * tag, may move what has just been written. */
bool cp_guard_may_be_adopted(const struct cp_guard *guard);

/* True if a p is open, or may be. */
bool cp_guard_may_be_in_p(const struct cp_guard *guard);

/* True in svg or math, outside the elements there that hold HTML again. */
static inline bool
cp_guard_in_foreign(const struct cp_guard *guard)
{
    const struct cp_guard_element *e = cp_open_top(guard);

    return e && (e->kind == CP_GUARD_FOREIGN || e->kind == CP_GUARD_ANNOTATION);
}

#endif
