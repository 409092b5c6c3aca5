/*
 * Cuts a page into tags, texts and what is neither, as the HTML standard's tokenizer does, and
 * copies nothing: every slice is of the page.
 *
 * Whether the text behind a tag is raw (script, title ...) is for the caller to say, who knows
 * what the tree builder would think, by cp_token_raw_text after the start tag.
 */
#ifndef CP_PAGE_TOKENIZE_H
#define CP_PAGE_TOKENIZE_H

#include "base/limits.h"
#include "page/page.h"

enum cp_token_kind {
    CP_TOKEN_TEXT,
    CP_TOKEN_START,
    CP_TOKEN_END,
    CP_TOKEN_DOCTYPE,
    CP_TOKEN_COMMENT     /* and whatever else the standard treats as one */
};

struct cp_token {
    enum cp_token_kind kind;
    struct cp_slice source;   /* all of it, from '<' to '>' */
    /* Of tags: */
    struct cp_slice name;     /* as written */
    enum cp_tag tag;
    bool self_closing;
    uint32_t n_attrs;         /* in the tokenizer's attrs, until the next token */
    bool attrs_dropped;       /* there were more than CP_ATTRS_MAX */
};

/* A name of up to eight bytes, as written, and its number: a page has the same few all over. */
struct cp_known_name {
    uint64_t bytes;
    uint16_t n;               /* 0: none was met yet */
    uint16_t number;
};

#define CP_KNOWN_NAMES_BITS 5

struct cp_tokenizer {
    const char *p, *end;
    bool foreign;             /* in svg or math, where CDATA sections are text (and dropped) */
    uint32_t attrs_seen;      /* of the tag at hand: a bit for each enum cp_attr_name */
    struct cp_known_name known_tags[1 << CP_KNOWN_NAMES_BITS];
    struct cp_known_name known_attrs[1 << CP_KNOWN_NAMES_BITS];
    /* Names and values of the last start tag as written; a name repeated in it is left out. */
    struct cp_attr attrs[CP_ATTRS_MAX];
};

void cp_tokenizer_init(struct cp_tokenizer *t, struct cp_slice page);

/* False at the end of the page. A tag that the end of the page cuts off is no token. */
bool cp_token_next(struct cp_tokenizer *t, struct cp_token *token);

/* True of the comment that is none, "</>", which parts no texts either. */
static inline bool
cp_token_is_nothing(const struct cp_token *token)
{
    return token->source.n == 3 && memcmp(token->source.p, "</>", 3) == 0;
}

/* The raw text up to the end tag of that name (which comes next) or the end of the page. */
struct cp_slice cp_token_raw_text(struct cp_tokenizer *t, const struct cp_token *start);

/* True for tags whose content is raw text or RCDATA in ordinary HTML. */
bool cp_tag_is_raw(enum cp_tag tag);

#endif
