/* Making a page of bytes: for page.c alone. */
#ifndef CP_ARCHIVE_PAGE_MAKE_H
#define CP_ARCHIVE_PAGE_MAKE_H

#include "archive/page.h"

/* Replaces what was in the page, see cp_page_clean. */
cleanpage_status cp_page_make(const struct cp_pagemaker *maker, struct cp_slice bytes,
                              const cleanpage_options *options, struct cp_page *page);

#endif
