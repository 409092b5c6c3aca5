/*
 * What a block looks like to a reader who only glances at it: a paragraph of the article, a
 * card's date, a teaser that breaks off, a heading.
 *
 * Boilerplate often shares its container with the article, so the runs that sections and
 * scraped text drop are bounded by such looks and not by structure alone. The numbers and
 * word lists are in rules/sections.rules.
 */
#ifndef CP_JUDGE_LOOK_H
#define CP_JUDGE_LOOK_H

#include "measure/measure.h"
#include "rules/rules.h"

enum cp_look {
    CP_LOOK_OTHER,
    CP_LOOK_ARTICLE,    /* long prose that ends as sentences end */
    CP_LOOK_TEASER,     /* prose that breaks off: "as it involves predicting the march of…" */
    CP_LOOK_DATE,       /* a date and little else: "BRAZIL / 31 DEC 2021" */
    CP_LOOK_TITLE       /* a short line without a full stop */
};

struct cp_looks {
    const struct cp_list *dates, *icons, *address;
    double address_words;    /* words of address that a block has at least */
    double article_words;    /* least words of a paragraph that is the article's */
    double date_words;       /* most words of a date line */
    double title_words;      /* most words of a title */
    double teaser_words;     /* least words of a teaser */
};

struct cp_looks cp_looks_of(const struct cp_ruleset *rs);

enum cp_look cp_look_at(const struct cp_looks *looks, const struct cp_block *b);

/* Two words or more, all of them names of icons: "share icon icon icon", also fused. */
bool cp_look_is_icons(const struct cp_looks *looks, const struct cp_block *b);

/* Speaks of its site and to its reader: "We welcome your comments." */
bool cp_look_is_address(const struct cp_looks *looks, const struct cp_block *b);

/* Ends like a sentence, a closing quote or bracket behind it or not. */
bool cp_look_ends_sentence(struct cp_slice text);

#endif
