/*
 * What Gumbo is given instead of the page, and the way back from its tree to the page.
 *
 * Every text character costs Gumbo some 400 instructions, so it is asked only what it alone
 * knows: which element holds what. A skeleton has the page's tags without their attributes and
 * one code point for each run of text; the code point is the run's number, which survives
 * whatever Gumbo does to text. Pages whose text cannot be told from their markup without
 * knowing the tree (raw text inside select, svg or math; framesets) go as literal HTML instead,
 * filtered of what the cleaner never reads. Both paths pass the guard.
 */
#ifndef CP_PAGE_SKELETON_H
#define CP_PAGE_SKELETON_H

#include "base/buf.h"
#include "page/collapse.h"
#include "page/guard.h"
#include "base/refs.h"

struct cp_skeleton_tag {
    uint32_t source;               /* of the start tag in the page */
    const struct cp_attr *attrs;   /* decoded; in the document's arena */
    uint16_t n_attrs;
    uint16_t tag;                  /* enum cp_tag */
};

/* Where a start tag stands in the skeleton. */
struct cp_skeleton_place {
    uint32_t place;
    uint32_t tag;                  /* its number */
};

struct cp_skeleton_run {
    const char *p;                 /* in the page; NULL: a fold */
    uint32_t n;                    /* bytes, or the fold's number */
    uint32_t kind;                 /* enum cp_text_kind */
};

/* Attributes of all <html> or all <body> tags of a page, which belong to its one element. */
struct cp_skeleton_root {
    const struct cp_attr *attrs;
    uint32_t n;
    struct cp_attr *merged;        /* attrs, once they come from several tags */
};

struct cp_skeleton {
    struct cp_arena *doc, *scratch;
    struct cp_slice page;
    struct cp_buf html;            /* what Gumbo gets */
    bool literal;                  /* it is HTML with its texts and attributes */
    struct cp_skeleton_tag *tags;  /* as the page has them */
    uint32_t n_tags, tags_capacity;
    struct cp_skeleton_place *places;   /* ascending; of the tags outside of folds */
    uint32_t n_places, places_capacity;
    struct cp_skeleton_run *runs;
    uint32_t n_runs, runs_capacity;
    struct cp_skeleton_root root_html, root_body;
    uint32_t attrs_left;           /* of CP_PAGE_ATTRS_MAX */
    struct cp_guard guard;
    struct cp_collapse collapse;
    bool no_memory;                /* sticky */
    bool has_returns;              /* the page has carriage returns or NUL */
    bool attrs_dropped;
    const char *cut;               /* why the page was cut off, as a note's id; or NULL */
};

void cp_skeleton_init(struct cp_skeleton *sk, struct cp_arena *doc, struct cp_arena *scratch,
                      struct cp_slice page);
/* Forgets a build that was given up, before the next. */
void cp_skeleton_reset(struct cp_skeleton *sk);
void cp_skeleton_clear(struct cp_skeleton *sk);

/* Fills the skeleton (build.c). False if this page must take the filter's way instead. */
bool cp_skeleton_build(struct cp_skeleton *sk);

/* Fills it with literal, filtered HTML (filter.c). */
void cp_filter_build(struct cp_skeleton *sk);

/* The tag that was written at a place, or NULL; *hint makes asking in order quick. */
const struct cp_skeleton_tag *cp_skeleton_find(const struct cp_skeleton *sk, size_t place,
                                               uint32_t *hint);

/* The run that a code point of the skeleton stands for, or NULL. */
const struct cp_skeleton_run *cp_skeleton_run_of(const struct cp_skeleton *sk, uint32_t c);

/* ---- what the two builders share ---- */

/* True if the rest of the page is not to be looked at: it is cut off, or memory is gone. */
static inline bool
cp_skeleton_is_over(const struct cp_skeleton *sk)
{
    return sk->cut || sk->no_memory || sk->html.no_memory || sk->collapse.text.no_memory;
}

/* Remembers the start tag that is about to be written at the end of sk->html. */
struct cp_skeleton_tag *cp_skeleton_add_tag(struct cp_skeleton *sk,
                                            const struct cp_token *token);

/* Gives it the token's attributes, decoded, in the document's arena. */
void cp_skeleton_keep_attrs(struct cp_skeleton *sk, struct cp_skeleton_tag *tag,
                            const struct cp_tokenizer *t, const struct cp_token *token);

/* A later <html> or <body> adds the attributes that the first has not. */
void cp_skeleton_merge_root(struct cp_skeleton *sk, struct cp_skeleton_root *root,
                            const struct cp_skeleton_tag *tag);

/* A larger copy of an array in scratch memory, or NULL; the old one is left behind. */
void *cp_skeleton_grow(struct cp_skeleton *sk, const void *array, uint32_t *capacity,
                       size_t size);

/* Appends the code point of a fold. */
void cp_skeleton_add_fold(struct cp_skeleton *sk, uint32_t fold);

/* Appends the code point of a new run of text. */
void cp_skeleton_add_run(struct cp_skeleton *sk, struct cp_slice text, enum cp_text_kind kind);

/* Appends a space unless the skeleton ends in one. */
void cp_skeleton_space(struct cp_skeleton *sk, char c);

/* A tag that the guard dropped: words beside a block must not be glued together. */
void cp_skeleton_drop(struct cp_skeleton *sk, enum cp_tag tag);

/* Hash of a start tag's attributes, 0 if it has none. */
uint32_t cp_token_attrs_hash(const struct cp_token *token);

#endif
