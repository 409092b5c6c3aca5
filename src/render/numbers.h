/* Numbers and flags in attributes. */
#ifndef CP_RENDER_NUMBERS_H
#define CP_RENDER_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "page/page.h"

/* Reads an integer as HTML does: white space, a sign, digits, then anything. Too large ones are
 * clamped. Without digits *n stays. */
void cp_read_integer(struct cp_slice text, int32_t *n);

/* For attributes without a number of their own; any case. The value has no pointer without one. */
struct cp_slice cp_attr_named(const struct cp_page *page, uint32_t i, struct cp_slice name);
bool cp_has_attr_named(const struct cp_page *page, uint32_t i, struct cp_slice name);

#endif
