/*
 * What repeats from page to page of the host: furniture that no rule and no point knows.
 *
 * A block goes whose line, or a box around it, stands on many other pages of the host. Short
 * lines and headings go with their box alone: "Parameters" is on every page of a manual and
 * belongs to it. What the page itself says twice stays: it is a label of its items.
 * The numbers are in rules/site.rules.
 */
#ifndef CP_JUDGE_SITE_H
#define CP_JUDGE_SITE_H

#include "judge/judging.h"

/* Read-only once it is made. */
struct cleanpage_site {
    uint64_t *keys;   /* measure/sitekeys.h; in ascending order */
    uint32_t *counts; /* pages that each is on, 2 at least */
    size_t n;
    uint32_t pages; /* of the host that were looked at */
};

/*
 * Drops them. Nothing goes if most of what is kept would: then it is the page itself that is
 * there several times, under other addresses. What a rule keeps stays.
 */
cleanpage_status cp_judge_site(const struct cp_judging *j);

#endif
