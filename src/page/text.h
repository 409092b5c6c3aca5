/*
 * Scraped text as lines and runs of lines, before it becomes nodes.
 *
 * A run is what stands between blank lines. Widths and indents are in bytes: they only
 * tell wrapped and indented lines from others.
 */
#ifndef CP_PAGE_TEXT_H
#define CP_PAGE_TEXT_H

#include "base/fail.h"
#include "base/slice.h"

struct cp_text_line {
    struct cp_slice text;    /* without white space at both ends */
    uint32_t indent;         /* columns before it; a tab goes to the next multiple of 8 */
    bool wide_gap;           /* has a gap of two columns or more that no sentence ends before */
};

struct cp_text_run {
    uint32_t first, n;       /* lines */
};

struct cp_text {
    struct cp_text_line *lines;
    uint32_t n_lines;
    struct cp_text_run *runs;
    uint32_t n_runs;
};

/* Splits into lines and runs, in the arena. */
cleanpage_status cp_text_split(struct cp_ctx *cx, struct cp_slice utf8, struct cp_text *text);

/*
 * The run that is the title, or n_runs if none is. It is a line of its own near the start
 * that does not read as a sentence: the first one, or one that is said twice or is what a
 * breadcrumb fused to it ends with, or the first long one behind a menu of short ones. What
 * stands before it is then furniture.
 */
uint32_t cp_text_find_title(const struct cp_text *text);

/*
 * Makes a run of each line before the text proper if the title is said twice among them: the
 * scraper then left no blank lines between breadcrumb, title, byline and date.
 */
void cp_text_split_head(struct cp_text *text);

/* Words; of scripts written without spaces, characters. */
uint32_t cp_text_count_words(struct cp_slice s);

#endif
