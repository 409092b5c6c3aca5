/*
 * What is counted over the pages of one host to find out what repeats from page to page.
 *
 * A line is the text of a block with the elements that it lies in; a box is an element of
 * several lines. Both are numbers: hashes of the text as a reader takes it in, without case and
 * punctuation. What two pages share is thus found by comparing numbers, in any language.
 * Figures count: with one digit for each, pages of products lose theirs (docs/quality.md).
 */
#ifndef CP_MEASURE_SITEKEYS_H
#define CP_MEASURE_SITEKEYS_H

#include "measure/measure.h"

struct cp_site_key {
    uint64_t line; /* of a block; 0: it has neither letter nor digit */
    uint32_t box;  /* the smallest around it: its number in boxes, plus 1; 0: none */
};

struct cp_site_box {
    uint64_t key;
    uint32_t words;
    uint32_t around; /* the next larger one, told in the same way */
};

struct cp_site_keys {
    struct cp_site_key *v;     /* one per block */
    struct cp_site_box *boxes; /* behind those around them */
    uint32_t n_boxes;
};

/* In the context's arena. */
cleanpage_status cp_site_keys_measure(struct cp_ctx *cx, const struct cp_page *page,
                                      const struct cp_blocks *blocks,
                                      struct cp_site_keys *keys);

#endif
