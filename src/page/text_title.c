#include "page/text.h"

#include "base/utf8.h"

/* Lines at the start among which the title is looked for. */
#define HEAD_LINES 60
/* A title has at least two words (or characters of a script without spaces), at most 40. */
#define TITLE_WORDS_MIN 2
#define TITLE_WORDS_MAX 40
/* A sentence of so many words begins the text proper. */
#define PROSE_WORDS 12
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

/* Whether the lines of a run, joined by spaces, end with what `tail` says. */
static bool
run_ends_with(const struct cp_text *text, uint32_t run, struct cp_slice tail)
{
    const struct cp_text_run *r = &text->runs[run];

    for (uint32_t i = r->n; i-- > 0;) {
        struct cp_slice line = text->lines[r->first + i].text;

        if (tail.n <= line.n)
            return ends_with(line, tail);
        if (!ends_with(tail, line) || tail.p[tail.n - line.n - 1] != ' ')
            return false;
        tail.n -= line.n + 1;
    }
    return false;
}

static bool
is_sentence(struct cp_slice s)
{
    static const char *const stops[] = { ".", ",", ";", ":", "…",
                                         "。", "，", "；", "：" };

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (ends_with(s, cp_slice_of(stops[i])))
            return true;
    return false;
}

/* Length of the mark between the entries of a menu on one line, with its spaces, or 0. */
static size_t
separator_at(struct cp_slice s)
{
    static const char *const marks[] = { " | ", " > ", " / ", " · ",
                                         " • ", " » ", " › ", " → " };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (cp_slice_starts_nocase(s, cp_slice_of(marks[i])))
            return strlen(marks[i]);
    return 0;
}

/* Entries of a line: its parts if none has more words than an entry has, else 0. */
static uint32_t
count_line_entries(struct cp_slice line)
{
    uint32_t n = 0;
    size_t start = 0;

    for (size_t i = 0; i <= line.n; i++) {
        size_t gap = i < line.n ? separator_at((struct cp_slice){ line.p + i, line.n - i }) : 0;

        if (i < line.n && gap == 0)
            continue;
        if (cp_text_count_words((struct cp_slice){ line.p + start, i - start }) >
            ENTRY_WORDS_MAX)
            return 0;
        n++;
        start = i + gap;
        i = gap ? start - 1 : i;
    }
    return n;
}

/* Entries of a run of short lines, 0 if one of its lines is longer. */
static uint32_t
count_entries(const struct cp_text *text, uint32_t run)
{
    const struct cp_text_run *r = &text->runs[run];
    uint32_t sum = 0;

    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t n = count_line_entries(text->lines[r->first + i].text);

        if (n == 0)
            return 0;
        sum += n;
    }
    return sum;
}

static bool
is_title_line(const struct cp_text_line *line)
{
    uint32_t n_words = cp_text_count_words(line->text);

    return !line->wide_gap && n_words >= TITLE_WORDS_MIN && n_words <= TITLE_WORDS_MAX &&
           !is_sentence(line->text) && !memchr("-*>#|[", line->text.p[0], 6) &&
           count_line_entries(line->text) < MENU_ENTRIES_MIN;
}

static bool
is_title_like(const struct cp_text *text, uint32_t run)
{
    return text->runs[run].n == 1 && is_title_line(&text->lines[text->runs[run].first]);
}

static bool
is_prose(const struct cp_text *text, uint32_t run)
{
    struct cp_slice line = first_line(text, run);
    uint32_t n_words = cp_text_count_words(line);

    return n_words > TITLE_WORDS_MAX || (is_sentence(line) && n_words >= PROSE_WORDS);
}

/* Runs before the text proper; all of them if nothing reads like text. */
static uint32_t
measure_head(const struct cp_text *text)
{
    uint32_t n = 0;

    while (n < text->n_runs && text->runs[n].first < HEAD_LINES && !is_prose(text, n))
        n++;
    return n;
}

/* Whether run i says what an earlier one says or ends with: a title under its breadcrumb. */
static bool
is_said_before(const struct cp_text *text, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (run_ends_with(text, k, first_line(text, i)))
            return true;
    return false;
}

static uint32_t
find_repeated(const struct cp_text *text, uint32_t head)
{
    for (uint32_t i = 1; i < head; i++)
        if (is_title_like(text, i) && is_said_before(text, i))
            return i;
    return text->n_runs;
}

/* Whether everything before the run is a menu, or a line that ends with the run's own. */
static bool
stands_behind_furniture(const struct cp_text *text, uint32_t run, uint32_t entries_min)
{
    uint32_t entries = 0;

    for (uint32_t k = 0; k < run; k++) {
        uint32_t n = count_entries(text, k);

        if (run_ends_with(text, k, first_line(text, run)))
            continue;
        if (n == 0)
            return false;
        entries += n;
    }
    return entries == 0 || entries >= entries_min;
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

    if (head == text->n_runs)
        return head > 1 && is_title_like(text, 0) ? 0 : text->n_runs;
    found = find_repeated(text, head);
    if (found < text->n_runs && stands_behind_furniture(text, found, 1))
        return found;
    found = find_behind_menu(text, head);
    if (found < text->n_runs && stands_behind_furniture(text, found, MENU_ENTRIES_MIN))
        return found;
    return head && is_title_like(text, 0) ? 0 : text->n_runs;
}

/* Whether one of the first lines says again what another of them says or ends with. */
static bool
says_title_twice(const struct cp_text *text, uint32_t n_lines)
{
    for (uint32_t i = 1; i < n_lines; i++) {
        if (text->lines[i].text.n == 0 || !is_title_line(&text->lines[i]))
            continue;
        for (uint32_t k = 0; k < i; k++)
            if (ends_with(text->lines[k].text, text->lines[i].text))
                return true;
    }
    return false;
}

void
cp_text_split_head(struct cp_text *text)
{
    uint32_t head = measure_head(text), n_lines, n = 0;
    struct cp_text_run *rest = text->runs + head;

    if (head == 0 || head == text->n_runs)
        return;
    n_lines = text->runs[head].first;
    if (n_lines > 2 * HEAD_LINES || !says_title_twice(text, n_lines))
        return;
    /* There is a place for each line in runs: the rest moves up, the lines go before it. */
    for (uint32_t i = 0; i < n_lines; i++)
        n += text->lines[i].text.n > 0;
    memmove(text->runs + n, rest, (text->n_runs - head) * sizeof *rest);
    text->n_runs = text->n_runs - head + n;
    n = 0;
    for (uint32_t i = 0; i < n_lines; i++)
        if (text->lines[i].text.n)
            text->runs[n++] = (struct cp_text_run){ i, 1, false };
}
