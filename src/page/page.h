/*
 * The node table: a page as all later stages see it.
 *
 * Nodes lie in document order. Node 0 is the root (html, or body for plain text). Each node
 * knows its parent and its end, one past its last descendant, so skipping a subtree is
 * `i = nodes[i].end` and summing upwards is one loop from the last node to the first. Text is
 * valid UTF-8 with character references decoded, white space not yet folded. Everything
 * lies in the document's arena or in the decoded page, which must both outlive the table.
 */
#ifndef CP_PAGE_PAGE_H
#define CP_PAGE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"
#include "base/slice.h"

enum cp_tag {
    CP_TAG_UNKNOWN,   /* a custom element, or one inside svg or math: ask cp_node_name */
#define CP_TAG(name, id, flags) CP_TAG_##id,
#include "page/tags.def"
#undef CP_TAG
    CP_TAG_COUNT
};

enum cp_tag_flags {
    CP_TAG_BLOCK = 1,
    CP_TAG_SKIPPED = 2,
    CP_TAG_VOID = 4,
    CP_TAG_HEADING = 8,
    CP_TAG_LIST = 16,
    CP_TAG_TABLE_PART = 32
};

enum cp_attr_name {
    CP_ATTR_OTHER,
#define CP_ATTR(name, id) CP_ATTR_##id,
#include "page/attrs.def"
#undef CP_ATTR
    CP_ATTR_COUNT
};

struct cp_attr {
    struct cp_slice name;    /* as written; compare without case */
    struct cp_slice value;   /* references decoded; empty when there is none */
    uint16_t id;             /* enum cp_attr_name */
};

enum cp_node_kind { CP_NODE_ELEMENT, CP_NODE_TEXT };

#define CP_NO_NODE UINT32_MAX

struct cp_node {
    uint32_t parent;    /* CP_NO_NODE for the root */
    uint32_t end;       /* one past the last descendant; a text's is its own number + 1 */
    uint16_t tag;       /* enum cp_tag; of a text, its parent's tag */
    uint8_t kind;       /* enum cp_node_kind */
    uint8_t foreign;    /* inside (or itself) svg or math */
    uint32_t source;    /* byte offset of the start tag or text in the decoded page; 0 if implied */
    uint32_t len;       /* text: bytes; element: attributes */
    union {
        const char *text;
        const struct cp_attr *attrs;
    } u;
};

struct cp_page {
    struct cp_node *nodes;
    uint32_t n_nodes;
    struct cp_slice source;   /* the decoded page */
    bool plain_text;          /* came from scraped text, not from HTML */
    bool settled;             /* and is as cleanpage writes text: it may have been cleaned */
    bool titled;              /* and its first line was the title: if it is kept, it still is */
    bool truncated;           /* a limit cut it; the note says which */
};

static inline struct cp_slice
cp_node_text(const struct cp_node *n)
{
    return (struct cp_slice){ n->u.text, n->len };
}

static inline bool
cp_node_is(const struct cp_page *page, uint32_t i, enum cp_tag tag)
{
    return page->nodes[i].kind == CP_NODE_ELEMENT && page->nodes[i].tag == tag;
}

extern const uint8_t cp_tag_flag_bits[CP_TAG_COUNT];

/* Flags of a tag, 0 for CP_TAG_UNKNOWN. */
static inline unsigned
cp_tag_flags(enum cp_tag tag)
{
    return cp_tag_flag_bits[tag];
}

const char *cp_tag_name(enum cp_tag tag);
/* CP_TAG_UNKNOWN if it is none of ours; letters of either case. */
enum cp_tag cp_tag_find(struct cp_slice name);
enum cp_attr_name cp_attr_find(struct cp_slice name);

/* An element's name as the page wrote it, for CP_TAG_UNKNOWN; else cp_tag_name. */
struct cp_slice cp_node_name(const struct cp_page *page, uint32_t i);

/* The value of an element's attribute: p is NULL if it has none, n is 0 if it is empty. */
struct cp_slice cp_node_attr(const struct cp_page *page, uint32_t i, enum cp_attr_name name);
bool cp_node_has_attr(const struct cp_page *page, uint32_t i, enum cp_attr_name name);

/* First element with the tag in document order at or after `from`, or CP_NO_NODE. */
uint32_t cp_page_find(const struct cp_page *page, uint32_t from, enum cp_tag tag);

/*
 * Parses HTML (valid UTF-8, no byte-order mark) with Gumbo. Never recurses, bounded in time
 * and memory for any input: see page/guard.h. Limits reached are noted and set `truncated`.
 */
cleanpage_status cp_page_parse_html(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8);

/* The same without page/collapse.h, for the test that compares both. */
cleanpage_status cp_page_parse_html_uncollapsed(struct cp_ctx *cx, struct cp_page *page,
                                                struct cp_slice utf8);

/*
 * Plain scraped text: a body with an element for each run of lines between blank lines. The
 * title is an h1, prose a p with a br between its lines, a run of short lines a div whose
 * lines are blocks of their own, items are lists, and what has columns or indents a pre. Lines
 * that a program cut at its width are joined and its link marks taken out: see page/text.h.
 */
cleanpage_status cp_page_parse_text(struct cp_ctx *cx, struct cp_page *page, struct cp_slice utf8);

#endif
