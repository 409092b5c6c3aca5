/*
 * The judge's numbers: points tables and pair rules with their features looked up, and
 * settings. All come from the rules; see rules/points.rules.
 */
#ifndef CP_JUDGE_WEIGHTS_H
#define CP_JUDGE_WEIGHTS_H

#include "judge/judge.h"
#include "judge/kind.h"
#include "judge/sheet.h"

struct cp_weights {
    struct cp_sheet html, text;    /* for pages, for scraped text */
    float smoothing;         /* cost of a verdict unlike its container's, in words */
    float threshold_min;     /* least probability of a kept block */
    float rescue_words;      /* of prose, from which a page is not left empty */
    float scrap_words;       /* fewer of them, without any prose, are no content */
    float short_chars;       /* characters of scraped text below which points drop nothing */
    float settled_share;     /* of settled text, from which points may drop blocks */
    float repeat_share;      /* of a block's 3-grams in kept text, from which it repeats */
    float site_pages;        /* other pages with a line from which it is the host's */
    float site_share;        /* and the share of all others; */
    float site_share_shop;   /* of products and collections */
    float site_words;        /* of such a line or box at least */
    float site_most;         /* share of the kept words from which none of them goes */
    struct cp_kind_weights kinds;
    float comments_outside;  /* share of prose outside comments, from which comments go */
};

#endif
