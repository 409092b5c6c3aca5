/*
 * Scraped text as lines and runs of lines, before it becomes nodes.
 *
 * The scraper may have been a terminal browser: its link marks and reference list are taken
 * out, and lines that it cut at its width are joined, so that a line here is a line of the
 * page. A run is what stands between blank lines. Indents and widths are in columns.
 */
#ifndef CP_PAGE_TEXT_H
#define CP_PAGE_TEXT_H

#include "base/fail.h"
#include "base/slice.h"

struct cp_text_line {
    struct cp_slice text;    /* without white space at both ends; joined ones hold line feeds */
    uint32_t indent;         /* columns before it; a tab goes to the next multiple of 8 */
    uint8_t mark;            /* bytes of the list mark it begins with and the space behind */
    bool wide_gap;           /* has a gap of two columns or more that no sentence ends before */
};

struct cp_text_run {
    uint32_t first, n;       /* lines, blank ones only in a joined run */
    bool joined;             /* of several, all with a layout that is to be kept */
};

struct cp_text {
    struct cp_slice source;  /* what the lines are parts of: the input without link marks */
    struct cp_text_line *lines;
    uint32_t n_lines;
    struct cp_text_run *runs;
    uint32_t n_runs;
    uint32_t base_indent;    /* that most of the text has */
    uint32_t width;          /* columns the lines were cut at, 0 if they were not */
};

/* Splits into lines and runs, in the arena. */
cleanpage_status cp_text_split(struct cp_ctx *cx, struct cp_slice utf8, struct cp_text *text);

/*
 * Takes out "[12]" before links and the list of their addresses at the end, as lynx and
 * elinks write them, and html2text's underscores in links. *out is the input itself if there
 * are none, else a copy in the arena.
 */
cleanpage_status cp_text_strip_links(struct cp_ctx *cx, struct cp_slice utf8,
                                     struct cp_slice *out);

/*
 * What stands for each byte of a link mark until lines are joined: the mark took part in the
 * width. cp_text_drop_marks takes it out of the lines.
 */
#define CP_TEXT_LINK_MARK '\x01'
void cp_text_drop_marks(struct cp_text *text, const char *source);

/* Bytes of the list mark a line begins with ("- ", "• ", "12. "), its space included, or 0. */
uint8_t cp_text_mark(struct cp_slice line, uint32_t indent);

/* Columns that the mark takes. */
uint32_t cp_text_mark_columns(const struct cp_text_line *line);

/* Finds the width that lines were cut at and joins those that were. Before runs are found. */
void cp_text_unwrap(struct cp_text *text);

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
