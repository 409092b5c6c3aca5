#include "judge/look.h"

#include "base/utf8.h"

/* Longest word that is compared with a list, in bytes. */
#define WORD_BYTES 64

struct cp_looks
cp_looks_of(const struct cp_ruleset *rs)
{
    return (struct cp_looks){
        .dates = cp_ruleset_list(rs, "date-words"),
        .icons = cp_ruleset_list(rs, "icon-words"),
        .address = cp_ruleset_list(rs, "address-words"),
        .address_words = cp_ruleset_number(rs, "address-words-least", 2),
        .article_words = cp_ruleset_number(rs, "article-words", 20),
        .date_words = cp_ruleset_number(rs, "date-words-max", 8),
        .title_words = cp_ruleset_number(rs, "title-words-max", 24),
        .teaser_words = cp_ruleset_number(rs, "teaser-words", 8),
    };
}

/* The next word of letters, digits and marks in lower case; false if none is left. */
static bool
next_word(struct cp_slice *rest, char *word, size_t *n)
{
    const char *p = rest->p, *end = rest->p + rest->n;

    *n = 0;
    while (p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);
        bool inside = c < 0x80 ? cp_is_alpha((unsigned char)c) || cp_is_digit((unsigned char)c)
                               : cp_utf8_is_word(c);

        inside |= (c == '-' || c == '\'') && *n;
        if (!inside && *n)
            break;
        p = next;
        if (inside && *n + 4 <= WORD_BYTES) {
            if (c < 0x80)
                word[(*n)++] = (char)cp_lower((unsigned char)c);
            else
                *n += cp_utf8_put(word + *n, cp_utf8_lower(c));
        }
    }
    rest->n -= (size_t)(p - rest->p);
    rest->p = p;
    return *n > 0;
}

static bool
starts_with_digit(const char *word, size_t n)
{
    return n && cp_is_digit((unsigned char)word[0]);
}

static bool
has_cjk_date(struct cp_slice text)
{
    return cp_slice_find(text, CP_LIT("年")) && cp_slice_find(text, CP_LIT("月"));
}

static bool
has_separator(struct cp_slice text)
{
    return cp_slice_find(text, CP_LIT(" / ")) || cp_slice_find(text, CP_LIT(" | ")) ||
           cp_slice_find(text, CP_LIT(" · ")) || cp_slice_find(text, CP_LIT(" • "));
}

static bool
has_digit(struct cp_slice text)
{
    size_t i = 0;

    for (; text.n - i >= 8 && !cp_has_digit_of_eight(text.p + i); i += 8)
        continue;
    for (; i < text.n; i++)
        if (cp_is_digit((unsigned char)text.p[i]))
            return true;
    return false;
}

/* Other words that a separator may keep apart from a date: more are no rubric. */
#define RUBRIC_WORDS_MAX 4

/*
 * A number, and nearly all other words are months, days and the like. One or two words more
 * are the card's rubric, if they are in capitals or a separator stands behind them.
 */
static bool
is_date(const struct cp_looks *looks, const struct cp_block *b)
{
    struct cp_slice rest = b->text;
    char word[WORD_BYTES];
    uint32_t numbers = 0, names = 0, others = 0;
    size_t n;

    if (b->n_words > looks->date_words)
        return b->n_words <= 3 * looks->date_words && b->n_chars <= 20 && has_cjk_date(b->text);
    if (b->n_words < 2 || !has_digit(b->text))
        return false;
    while (others <= RUBRIC_WORDS_MAX && next_word(&rest, word, &n)) {
        if (starts_with_digit(word, n))
            numbers++;
        else if (cp_list_has(looks->dates, (struct cp_slice){ word, n }))
            names++;
        else
            others++;
    }
    if (numbers == 0 || others > RUBRIC_WORDS_MAX)
        return false;
    return others == 0 || (names && has_separator(b->text));
}

/* The last character of valid UTF-8, and its length; 0 of nothing. */
static uint32_t
last_character(struct cp_slice s, size_t *length)
{
    const char *end = s.p + s.n, *p = end;
    uint32_t c = 0;

    while (p > s.p && ((unsigned char)*--p & 0xC0) == 0x80)
        continue;
    if (p < end)
        cp_utf8_next(p, end, &c);
    *length = (size_t)(end - p);
    return c;
}

static bool
is_closer(uint32_t c)
{
    switch (c) {
    case '"': case '\'': case ')': case ']': case '*':
    case 0xBB: case 0x2019: case 0x201C: case 0x201D: case 0x2020:
    case 0x300D: case 0x300F: case 0xFF09:
        return true;
    default:
        return false;
    }
}

static bool
is_stop(uint32_t c)
{
    switch (c) {
    case '.': case '!': case '?': case ':': case ';':
    case 0x061F: case 0x06D4: case 0x0964: case 0x2026: case 0x3002: case 0xFF01: case 0xFF1F:
        return true;
    default:
        return false;
    }
}

bool
cp_look_ends_sentence(struct cp_slice text)
{
    size_t length;
    uint32_t c = last_character(text, &length);

    while (is_closer(c)) {
        text.n -= length;
        c = last_character(text, &length);
    }
    return is_stop(c);
}

static bool
ends_with(struct cp_slice s, struct cp_slice tail)
{
    return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

static bool
breaks_off(struct cp_slice s)
{
    switch (s.n ? s.p[s.n - 1] : 0) {
    case '.':
        return ends_with(s, CP_LIT("..."));
    case ']':
        return ends_with(s, CP_LIT("[…]")) || ends_with(s, CP_LIT("[...]")) ||
               ends_with(s, CP_LIT("[ … ]"));
    case ')':
        return ends_with(s, CP_LIT("(…)"));
    default:
        return ends_with(s, CP_LIT("…"));
    }
}

enum cp_look
cp_look_at(const struct cp_looks *looks, const struct cp_block *b)
{
    bool linky = b->n_link_words * 2 > b->n_words;

    if (is_date(looks, b))
        return CP_LOOK_DATE;
    if (b->n_words >= looks->teaser_words && breaks_off(b->text))
        return CP_LOOK_TEASER;
    if (cp_look_ends_sentence(b->text))
        return b->n_words >= looks->article_words && !linky ? CP_LOOK_ARTICLE : CP_LOOK_OTHER;
    return b->n_words <= looks->title_words ? CP_LOOK_TITLE : CP_LOOK_OTHER;
}

/* "shareiconicon": a word made of two names of icons or more, none shorter than three bytes. */
static bool
is_fused_icons(const struct cp_looks *looks, const char *word, size_t n)
{
    uint8_t parts[WORD_BYTES + 1] = { 0 };   /* names that make the first k bytes; 0: none do */

    for (size_t k = 3; k <= n; k++)
        for (size_t from = 0; from + 3 <= k; from++)
            if ((from == 0 || parts[from]) && parts[k] <= parts[from] &&
                cp_list_has(looks->icons, (struct cp_slice){ word + from, k - from }))
                parts[k] = (uint8_t)(parts[from] + 1);
    return n < WORD_BYTES - 4 && parts[n] >= 2;
}

bool
cp_look_is_icons(const struct cp_looks *looks, const struct cp_block *b)
{
    struct cp_slice rest = b->text;
    char word[WORD_BYTES];
    uint32_t words = 0, numbers = 0;
    size_t n;

    if (b->n_words == 1)
        return next_word(&rest, word, &n) && is_fused_icons(looks, word, n);
    while (next_word(&rest, word, &n)) {
        if (starts_with_digit(word, n))
            numbers++;
        else if (!cp_list_has(looks->icons, (struct cp_slice){ word, n }))
            return false;
        words++;
    }
    return words >= 2 && words >= 2 * numbers;
}

bool
cp_look_is_address(const struct cp_looks *looks, const struct cp_block *b)
{
    struct cp_slice rest = b->text;
    char word[WORD_BYTES];
    uint32_t found = 0;
    size_t n;

    while (next_word(&rest, word, &n))
        found += cp_list_has(looks->address, (struct cp_slice){ word, n });
    return found >= looks->address_words;
}
