/* Whether one element of a page matches one selector. */
#ifndef CP_RULES_ELEMENT_H
#define CP_RULES_ELEMENT_H

#include "rules/select.h"

/* What came of testing an element that others lie in. */
struct cp_tested {
    const struct cp_compound *compound;   /* NULL: nothing yet */
    uint32_t element;
    bool passed;
};

#define CP_TESTED_BITS 7

struct cp_matcher {
    const struct cp_page *page;
    const uint32_t *previous;   /* element before it under one parent; NULL if nobody asks */
    uint32_t steps_left;
    struct cp_tested tested[1 << CP_TESTED_BITS];   /* lately; zeroed */
};

/* Whether an attribute is the one that an ATTR test asks for, with the value it asks for. */
bool cp_attr_matches(const struct cp_attr *a, const struct cp_simple *s);

bool cp_element_matches(struct cp_matcher *m, uint32_t element, const struct cp_selector *s);

#endif
