/* What a listing is written in. */
#ifndef CP_RENDER_CODE_H
#define CP_RENDER_CODE_H

#include "page/page.h"

/*
 * The programming language that a pre element, its code or the boxes around it name in their
 * classes or attributes ("language-c", "lang-c", "brush: c", "highlight-source-c"); empty if they
 * name none. Letters, digits and + - # . _ alone.
 */
struct cp_slice cp_code_language(const struct cp_page *page, uint32_t pre);

#endif
