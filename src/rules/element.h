/* Whether one element of a page matches one selector. */
#ifndef CP_RULES_ELEMENT_H
#define CP_RULES_ELEMENT_H

#include "rules/select.h"

struct cp_matcher {
    const struct cp_page *page;
    const uint32_t *previous;   /* element before it under one parent; NULL if nobody asks */
    uint32_t steps_left;
};

bool cp_element_matches(struct cp_matcher *m, uint32_t element, const struct cp_selector *s);

#endif
