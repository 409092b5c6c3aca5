/*
 * What a block's own text says: its length, marks, capitals, digits.
 *
 * One pass over the letters. Marks of all scripts count alike; nothing here knows a language.
 */
#include "base/utf8.h"
#include "measure/features.h"
#include "measure/words.h"

/* What has been seen of one block's text. */
struct letters {
    unsigned capitals, uppers, numbers;    /* words */
    unsigned commas, separators, currency, dates;
    bool copyright;
};

/* The word being read. */
struct word {
    unsigned length;
    unsigned digits, upper;    /* letters of that kind */
    uint32_t number;           /* its value as far as it is all digits */
    bool capital;
};

static inline void
end_word(struct letters *l, struct word *w)
{
    if (w->upper) {
        l->capitals += w->capital;
        l->uppers += w->upper == w->length && w->length > 1;
    }
    if (w->digits) {
        l->numbers += w->digits == w->length;
        l->dates += w->digits == 4 && w->length == 4 && w->number >= 1900 && w->number < 2100;
    }
    *w = (struct word){ 0 };
}

static void
read_letter(struct word *w, unsigned char c)
{
    if (cp_is_digit(c)) {
        w->digits++;
        w->number = w->number * 10 + (c - '0');
    } else if (c >= 'A' && c <= 'Z') {
        w->upper++;
        w->capital |= w->length == 0;
    }
    w->length++;
}

static void
read_mark(struct letters *l, const char *p, const char *end)
{
    switch (*p) {
    case ',':
        l->commas++;
        break;
    case '|':
    case '/':
        l->separators++;
        break;
    case '$':
        l->currency++;
        break;
    case ':':
        l->dates += p + 2 < end && cp_is_digit((unsigned char)p[1]) &&
                    cp_is_digit((unsigned char)p[2]);
        break;
    default:
        break;
    }
}

static void
read_wide(struct letters *l, struct word *w, uint32_t c)
{
    if (cp_utf8_is_word(c)) {
        w->upper += cp_utf8_is_upper(c);
        w->capital |= w->length == 0 && w->upper;
        w->length++;
        return;
    }
    end_word(l, w);
    if (c == 0x3001 || c == 0xFF0C || c == 0x060C)
        l->commas++;
    else if (c == 0xB7 || c == 0xBB || c == 0xAB || (c >= 0x2022 && c <= 0x2023) ||
             c == 0x203A || c == 0x2039 || (c >= 0x2190 && c <= 0x21FF) ||
             (c >= 0x25A0 && c <= 0x25FF))
        l->separators++;
    else if (c == 0xA3 || c == 0xA5 || (c >= 0x20A0 && c <= 0x20CF))
        l->currency++;
    else if (c == 0xA9 || c == 0xAE || c == 0x2122)
        l->copyright = true;
}

static inline bool
is_small(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static void
read_text(struct letters *l, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    struct word w = { 0 };

    while (p < end) {
        unsigned char c = (unsigned char)*p;

        if (is_small(c)) {
            const char *run = p++;

            while (p < end && is_small((unsigned char)*p))
                p++;
            w.length += (unsigned)(p - run);
        } else if (c == ' ') {
            end_word(l, &w);
            p++;
        } else if (c >= 0x80) {
            uint32_t wide;
            p = cp_utf8_next(p, end, &wide);
            read_wide(l, &w, wide);
        } else if (cp_is_alpha(c) || cp_is_digit(c)) {
            read_letter(&w, c);
            p++;
        } else {
            end_word(l, &w);
            read_mark(l, p, end);
            p++;
        }
    }
    end_word(l, &w);
}

static float
opening(struct cp_slice text)
{
    uint32_t c;

    cp_utf8_next(text.p, text.p + text.n, &c);
    if (cp_utf8_is_upper(c))
        return 1;
    if (c >= '0' && c <= '9')
        return 2;
    if (!cp_utf8_is_word(c))
        return 4;
    return c < 0x80 || !cp_utf8_is_unspaced(c) ? 0 : 3;
}

static uint32_t
last_character(struct cp_slice text)
{
    const char *end = text.p + text.n, *p = end - 1;
    uint32_t c;

    while (p > text.p && ((unsigned char)*p & 0xC0) == 0x80)
        p--;
    cp_utf8_next(p, end, &c);
    return c;
}

static float
ending(uint32_t last)
{
    switch (last) {
    case '.': case '!': case '?': case 0x2026: case 0x3002: case 0xFF01: case 0xFF1F:
    case 0x0964: case 0x06D4: case 0x061F: case 0x0589:
        return 1;
    case ':': case 0xFF1A:
        return 2;
    case '"': case '\'': case ')': case ']': case 0x2019: case 0x201D: case 0xBB:
    case 0x300D: case 0x300F: case 0xFF09:
        return 3;
    default:
        return cp_utf8_is_word(last) ? 0 : 4;
    }
}

/* Thai and Lao have no full stop, so their running text ends as other text does at one. */
static bool
needs_no_stop(const struct cp_block *b, uint32_t last)
{
    return last >= 0xE00 && last < 0xF00 && cp_block_is_prose(b);
}

void
cp_features_text(struct cp_measuring *m)
{
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        const struct cp_block *b = &m->blocks->v[i];
        float *row = cp_feature_row(m, i), words = (float)b->n_words;
        struct letters l = { 0 };
        uint32_t last = last_character(b->text);
        bool unstopped = needs_no_stop(b, last);

        memset(row, 0, CP_FEATURE_COUNT * sizeof *row);
        read_text(&l, b->text);
        row[CP_FEATURE_WORDS] = cp_feature_log_of(m, words);
        row[CP_FEATURE_WORD_LENGTH] = (float)b->n_chars / words;
        row[CP_FEATURE_LINK_SHARE] = (float)b->n_link_words / words;
        row[CP_FEATURE_LINKS] = (float)b->n_links;
        row[CP_FEATURE_SENTENCES] = (float)(b->n_sentences + unstopped);
        row[CP_FEATURE_COMMAS] = (float)l.commas;
        row[CP_FEATURE_ENDING] = unstopped ? 1 : ending(last);
        row[CP_FEATURE_OPENING] = opening(b->text);
        row[CP_FEATURE_DIGIT_SHARE] = (float)l.numbers / words;
        row[CP_FEATURE_CAPITAL_SHARE] = (float)l.capitals / words;
        row[CP_FEATURE_UPPER_SHARE] = (float)l.uppers / words;
        row[CP_FEATURE_SEPARATORS] = (float)l.separators;
        row[CP_FEATURE_CURRENCY] = (float)l.currency;
        row[CP_FEATURE_DATES] = (float)l.dates;
        row[CP_FEATURE_COPYRIGHT] = l.copyright;
    }
}
