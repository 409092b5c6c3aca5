/* What is known of the names that elements of several pages have. */
#ifndef CP_SUGGEST_CANDIDATES_H
#define CP_SUGGEST_CANDIDATES_H

#include "base/table.h"
#include "suggest/names.h"
#include "suggest/suggest.h"

/* Words below an element, or below all of a name. */
struct cp_amounts {
    uint32_t words;
    uint32_t kept;           /* by today's verdict */
    uint32_t varying;        /* on no other page, or on few */
    uint32_t varying_links;  /* of those, in links */
    uint32_t prose;          /* varying and running text */
};

struct cp_candidate {
    struct cp_name name;
    struct cp_amounts sum;
    uint32_t pages, last_page;   /* pages with the name; the last of them, 1 more than its number */
    uint32_t elements;
    uint64_t shape;              /* of the first element's subtree */
    uint32_t same_shape;         /* pages whose first element has the same */
    double least_share;          /* of a page's varying prose, on the page where it is least */
    uint32_t votes;              /* kept blocks for which it is the best name */
    struct cp_slice sample;      /* one of its kept blocks */
};

struct cp_text_seen {
    uint32_t pages, last_page;
    uint32_t votes;              /* kept blocks with the text that no name covers */
    struct cp_slice text;
    uint32_t n_words;
};

struct cp_candidates {
    struct cp_ctx *cx;
    const struct cp_suggest_input *in;
    const struct cp_list *layout;
    uint32_t need;               /* pages on which something is to be the same */
    struct cp_table by_name, by_text;
    struct cp_candidate *v;
    uint32_t n, room;
    struct cp_text_seen *texts;
    uint32_t n_texts, texts_room;
    struct cp_amounts **amounts; /* of each page: one per node */
};

/* Counts everything, in the context's arena. */
cleanpage_status cp_candidates_count(struct cp_candidates *c);

/* NULL if the name has been seen nowhere. */
struct cp_candidate *cp_candidates_find(const struct cp_candidates *c,
                                        const struct cp_name *name);
struct cp_text_seen *cp_candidates_text(const struct cp_candidates *c,
                                        const struct cp_block *b);
/* The block's text stands on enough pages to be the site's and not the page's. */
bool cp_candidates_repeats(const struct cp_candidates *c, const struct cp_block *b);

#endif
