#include "page/text.h"

#include "base/utf8.h"

/* Runs at the start that may be the title or stand before it. */
#define HEAD_RUNS 24
/* A title has at least two words (or characters of a script without spaces) and at most 40. */
#define TITLE_WORDS_MIN 2
#define TITLE_WORDS_MAX 40
/* A menu entry has at most 4 words; three of them in a row are a menu. */
#define ENTRY_WORDS_MAX 4
#define MENU_ENTRIES_MIN 3

static struct cp_slice
first_line(const struct cp_text *text, uint32_t run)
{
    return text->lines[text->runs[run].first].text;
}

static bool
ends_with(struct cp_slice s, struct cp_slice tail)
{
    return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

static bool
is_sentence(struct cp_slice s)
{
    static const char *const stops[] = { ".", ",", ";", ":", "…", "。", "，", "；", "：" };

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (ends_with(s, cp_slice_of(stops[i])))
            return true;
    return false;
}

static bool
is_title_like(const struct cp_text *text, uint32_t run)
{
    struct cp_slice line = first_line(text, run);
    uint32_t n_words = cp_text_count_words(line);

    return text->runs[run].n == 1 && !text->lines[text->runs[run].first].wide_gap &&
           n_words >= TITLE_WORDS_MIN && n_words <= TITLE_WORDS_MAX && !is_sentence(line) &&
           !memchr("-*>#|[", line.p[0], 6);
}

static bool
is_prose(const struct cp_text *text, uint32_t run)
{
    struct cp_slice line = first_line(text, run);

    return cp_text_count_words(line) > TITLE_WORDS_MAX ||
           (is_sentence(line) && cp_text_count_words(line) >= 12);
}

/* Entries in a run of short lines, 0 if one of its lines is longer. */
static uint32_t
count_entries(const struct cp_text *text, uint32_t run)
{
    const struct cp_text_run *r = &text->runs[run];

    for (uint32_t i = 0; i < r->n; i++)
        if (cp_text_count_words(text->lines[r->first + i].text) > ENTRY_WORDS_MAX)
            return 0;
    return r->n;
}

/* Runs before the text proper. */
static uint32_t
measure_head(const struct cp_text *text)
{
    uint32_t n = 0;

    while (n < text->n_runs && n < HEAD_RUNS && !is_prose(text, n))
        n++;
    return n;
}

/* A run that is said again by, or is the end of, the one line before it that is not an entry. */
static uint32_t
find_repeated(const struct cp_text *text, uint32_t head)
{
    for (uint32_t i = 1; i < head; i++) {
        if (!is_title_like(text, i))
            continue;
        for (uint32_t k = 0; k < i; k++)
            if (text->runs[k].n == 1 && ends_with(first_line(text, k), first_line(text, i)))
                return i;
    }
    return text->n_runs;
}

/* Whether everything before the run is a menu, or a line that ends with the run's own. */
static bool
stands_behind_furniture(const struct cp_text *text, uint32_t run)
{
    uint32_t entries = 0, others = 0;

    for (uint32_t k = 0; k < run; k++) {
        uint32_t n = count_entries(text, k);

        if (text->runs[k].n == 1 && ends_with(first_line(text, k), first_line(text, run)))
            continue;
        entries += n;
        others += n == 0;
    }
    return others == 0 && (entries == 0 || entries >= MENU_ENTRIES_MIN);
}

static uint32_t
find_behind_menu(const struct cp_text *text, uint32_t head)
{
    for (uint32_t i = 0; i < head; i++)
        if (is_title_like(text, i) && count_entries(text, i) == 0)
            return i;
    return text->n_runs;
}

uint32_t
cp_text_find_title(const struct cp_text *text)
{
    uint32_t head = measure_head(text), found;

    if (head == text->n_runs && head < 2)
        return text->n_runs;
    found = find_repeated(text, head);
    if (found == text->n_runs || !stands_behind_furniture(text, found))
        found = find_behind_menu(text, head);
    if (found < text->n_runs && stands_behind_furniture(text, found))
        return found;
    return head && is_title_like(text, 0) ? 0 : text->n_runs;
}
