/* Selectors for an element that are likely to outlive the site's next release. */
#ifndef CP_SUGGEST_NAMES_H
#define CP_SUGGEST_NAMES_H

#include "page/page.h"
#include "rules/rules.h"

/* In the order in which they are preferred. */
enum cp_name_kind { CP_NAME_ID, CP_NAME_CLASS, CP_NAME_TAG };

struct cp_name {
    enum cp_name_kind kind;
    struct cp_slice text;    /* without its sign; the page's own */
};

#define CP_NAMES_MAX 8

/*
 * The names of an element that look as if somebody had chosen them for what is in it; returns how
 * many. layout: words that say how something looks (the list layout-names).
 */
uint32_t cp_names_of(const struct cp_list *layout, const struct cp_page *page, uint32_t element,
                     struct cp_name names[CP_NAMES_MAX]);

/* "entry-content" and "relatedBox" do, "css-1x2y3z", "sc-bdVaJa", "mt-4" and "text-sm" do not. */
bool cp_name_is_lasting(const struct cp_list *layout, struct cp_slice name);

#endif
