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

/* Cuts the next class off the front of *rest; false if none is left. */
bool cp_next_class(struct cp_slice *rest, struct cp_slice *name);

#endif
