#include "meta/lines.h"

#include "base/utf8.h"

#define WORD_MAX 64
/* Words before a date that may say which one it is, and bytes they may take. */
#define BEFORE_WORDS 5
#define BEFORE_BYTES 60
/* A date of so little precision is believed less. */
#define IMPRECISE 12

bool
cp_lines_word(struct cp_slice *rest, char *word, size_t max, struct cp_slice *lower,
              const char **at)
{
    const char *p = rest->p, *end = rest->n ? p + rest->n : p;
    size_t n = 0;

    *at = NULL;
    while (p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);

        if (!cp_utf8_is_word(c) && !(*at && (c == '\'' || c == 0x2019))) {
            if (*at)
                break;
        } else {
            if (!*at)
                *at = p;
            if (n + 4 <= max)
                n += cp_utf8_put(word + n, cp_utf8_lower(c));
        }
        p = next;
    }
    *lower = (struct cp_slice){ word, n };
    *rest = (struct cp_slice){ p, (size_t)(end - p) };
    return n > 0;
}

bool
cp_lines_tagged(const struct cp_list *list, struct cp_slice word, const char *tag)
{
    char tagged[WORD_MAX + 16];
    size_t n = strlen(tag);

    if (word.n > WORD_MAX || !cp_list_has_tagged(list, word))
        return false;
    memcpy(tagged, word.p, word.n);
    memcpy(tagged + word.n, tag, n);
    return cp_list_has(list, (struct cp_slice){ tagged, word.n + n });
}

/* The last BEFORE_BYTES of a text, from the start of a character. */
static struct cp_slice
tail(struct cp_slice text)
{
    size_t from = text.n > BEFORE_BYTES ? text.n - BEFORE_BYTES : 0;

    while (from < text.n && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from++;
    return (struct cp_slice){ text.p + from, text.n - from };
}

enum cp_field
cp_lines_announced(const struct cp_finds *finds, struct cp_slice text)
{
    enum cp_field said[BEFORE_WORDS];
    struct cp_slice rest = tail(text), lower;
    char word[WORD_MAX];
    const char *at;
    size_t n = 0;

    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        bool is_modified = cp_list_has(finds->modified_words, lower);

        said[n++ % BEFORE_WORDS] =
            is_modified                                   ? CP_FIELD_MODIFIED
            : cp_list_has(finds->published_words, lower) ? CP_FIELD_PUBLISHED
                                                          : CP_FIELD_COUNT;
    }
    for (size_t k = 0; k < n && k < BEFORE_WORDS; k++)
        if (said[(n - 1 - k) % BEFORE_WORDS] != CP_FIELD_COUNT)
            return said[(n - 1 - k) % BEFORE_WORDS];
    return CP_FIELD_COUNT;
}

static bool
is_copyright(struct cp_slice before)
{
    before = tail(before);
    return cp_slice_find(before, CP_LIT("©")) || cp_slice_find_nocase(before, CP_LIT("(c)")) ||
           cp_slice_find_nocase(before, CP_LIT("copyright"));
}

void
cp_lines_add_dates(struct cp_finds *finds, struct cp_slice text, enum cp_source source,
                   unsigned rank, uint32_t group)
{
    enum cp_field last = CP_FIELD_COUNT;
    struct cp_date date;
    size_t at, end;

    while (text.n && cp_dates_find(&finds->dates, text, &date, &at, &end)) {
        struct cp_slice before = { text.p, at };
        enum cp_field announced = cp_lines_announced(finds, before);
        unsigned add = announced == CP_FIELD_COUNT ? 2 : 0;

        if (announced == CP_FIELD_COUNT)
            announced = CP_FIELD_PUBLISHED;
        if (date.month && !is_copyright(before) && announced != last)
            cp_finds_add(finds, announced, source,
                         rank + add + (date.day ? 0 : IMPRECISE), group,
                         (struct cp_slice){ text.p + at, end - at });
        last = announced;
        text = (struct cp_slice){ text.p + end, text.n - end };
    }
}

/* Whether the first word of a text may be one of those before a name. */
static bool
may_be_byline(const struct cp_finds *finds, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;

    while (p < end && !(*p & 0x80) && !cp_utf8_is_word((unsigned char)*p))
        p++;
    return p < end && cp_list_may_start(finds->byline_words, p, end);
}

static bool
starts_with_upper(struct cp_slice text)
{
    uint32_t c;

    if (!text.n)
        return false;
    cp_utf8_next(text.p, text.p + text.n, &c);
    return cp_utf8_is_upper(c) || (c >= 0x5D0 && cp_utf8_is_word(c));
}

/* Behind words like "Written by" at the start of a text: what is left, or nothing. */
static struct cp_slice
behind_byline_words(const struct cp_finds *finds, struct cp_slice text)
{
    const struct cp_list *words = finds->byline_words;
    struct cp_slice rest = text, behind = { NULL, 0 }, lower;
    char word[WORD_MAX];
    const char *at;

    for (int n = 0; n < 4 && (n || may_be_byline(finds, text)); n++) {
        struct cp_slice next = rest, colon;
        bool starts;

        if (!cp_lines_word(&next, word, sizeof word, &lower, &at))
            break;
        starts = cp_lines_tagged(words, lower, ":start");
        if (!starts && !cp_list_has(words, lower))
            break;
        rest = next;
        colon = cp_slice_trim(rest);
        if (starts || cp_slice_starts_nocase(colon, CP_LIT(":")) ||
            cp_slice_starts_nocase(colon, CP_LIT("：")))
            behind = rest;
    }
    while (behind.n && (cp_is_space((unsigned char)*behind.p) || *behind.p == ':' ||
                        cp_slice_starts_nocase(behind, CP_LIT("：")))) {
        size_t n = *behind.p == (char)0xEF ? 3 : 1;
        behind = (struct cp_slice){ behind.p + n, behind.n - n };
    }
    return behind;
}

bool
cp_lines_is_label(const struct cp_finds *finds, struct cp_slice text)
{
    const struct cp_list *words = finds->byline_words;
    struct cp_slice rest = text, lower;
    char word[WORD_MAX];
    const char *at;
    bool starts = false;

    if (!may_be_byline(finds, text))
        return false;
    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        bool start = cp_lines_tagged(words, lower, ":start");

        if (!start && !cp_list_has(words, lower))
            return false;
        starts |= start;
    }
    return starts;
}

/* "... by" and its like inside a short line, before a capital letter. */
static struct cp_slice
behind_by(const struct cp_finds *finds, struct cp_slice line)
{
    const struct cp_list *words = finds->byline_words;
    struct cp_slice rest = line, lower;
    char word[WORD_MAX];
    const char *at;

    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        struct cp_slice behind = cp_slice_trim(rest);

        if (lower.n > 1 && cp_lines_tagged(words, lower, ":start") && starts_with_upper(behind))
            return behind;
    }
    return (struct cp_slice){ NULL, 0 };
}

struct cp_slice
cp_lines_name(const struct cp_finds *finds, struct cp_slice line)
{
    struct cp_slice name = behind_byline_words(finds, line);
    struct cp_date date;
    size_t at, end;

    if (name.n)
        return starts_with_upper(name) ? name : (struct cp_slice){ NULL, 0 };
    if (!cp_dates_find(&finds->dates, line, &date, &at, &end))
        return (struct cp_slice){ NULL, 0 };
    return behind_by(finds, line);
}
