#include "rules/words.h"

#include "base/utf8.h"

enum { BREAK = 0, APOSTROPHE = 1, COLON = 2, POINT = 3 };

/* What an ASCII character is to a word: itself in lower case, or one of the above. The bytes
 * of others are here too, so that a run of letters ends at them. */
static const unsigned char kinds[256] = {
    ['\''] = APOSTROPHE, ['`'] = APOSTROPHE, [':'] = COLON, ['.'] = POINT, [','] = POINT,
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
};

struct folder {
    struct cp_words *w;
    uint32_t max_words;
    uint32_t hash;       /* of the open word */
    uint32_t start;      /* of the open word in w->text */
    bool open;
    bool too_long;
};

static void
open_word(struct folder *f)
{
    f->open = true;
    f->start = f->w->n_text;
    f->hash = 2166136261u;
    if (f->w->n == f->max_words)
        f->too_long = true;
}

static inline void
put(struct folder *f, unsigned char c)
{
    if (!f->open)
        open_word(f);
    if (f->too_long || f->w->n_text == CP_PHRASE_TEXT_MAX) {
        f->too_long = true;
        return;
    }
    f->w->text[f->w->n_text++] = (char)c;
    f->hash = (f->hash ^ c) * 16777619u;
}

/* Digits, and at most one k, m or b behind them; n is 1 or more. */
static bool
is_number(const char *word, uint32_t n)
{
    uint32_t digits = 0;

    if (!cp_is_digit((unsigned char)word[0]))
        return false;
    while (digits < n && cp_is_digit((unsigned char)word[digits]))
        digits++;
    return digits == n || (digits + 1 == n && (word[digits] == 'k' || word[digits] == 'm' ||
                                               word[digits] == 'b'));
}

static inline void
close_word(struct folder *f)
{
    struct cp_word *v;
    uint32_t n;

    if (!f->open || f->too_long)
        return;
    f->open = false;
    n = f->w->n_text - f->start;
    v = &f->w->v[f->w->n++];
    v->hash = f->hash ^ f->hash >> 15;
    f->w->bits |= cp_word_bit(v->hash);
    v->at = (uint16_t)f->start;
    v->n = (uint16_t)n;
    v->colon = false;
    v->number = is_number(f->w->text + f->start, n);
}

static bool
after_digit(const struct folder *f)
{
    return f->open && f->w->n_text > f->start &&
           cp_is_digit((unsigned char)f->w->text[f->w->n_text - 1]);
}

/* What breaks words or may stand between letters; `next` is the place behind it. */
static void
fold_mark(struct folder *f, unsigned char kind, const char *next, const char *end)
{
    if (kind == APOSTROPHE)
        return;
    if (kind == POINT && after_digit(f) && next < end && cp_is_digit((unsigned char)*next))
        return;
    close_word(f);
    if (kind == COLON && f->w->n)
        f->w->v[f->w->n - 1].colon = true;
}

static void
fold_ascii(struct folder *f, unsigned char c, const char *next, const char *end)
{
    unsigned char kind = kinds[c];

    if (kind > POINT)
        put(f, kind);
    else
        fold_mark(f, kind, next, end);
}

/* A run of ASCII letters and digits, which is most of a page: fold_ascii with its state in
 * registers. Returns the place behind it. */
static const char *
fold_letters(struct folder *f, const char *p, const char *end)
{
    const char *full = end;
    uint32_t hash;
    unsigned char kind;
    char *out;

    if (!f->open)
        open_word(f);
    out = f->w->text + f->w->n_text;
    hash = f->hash;
    if ((size_t)(end - p) > CP_PHRASE_TEXT_MAX - f->w->n_text)
        full = p + (CP_PHRASE_TEXT_MAX - f->w->n_text);
    while (p < full && (kind = kinds[(unsigned char)*p]) > POINT) {
        *out++ = (char)kind;
        hash = (hash ^ kind) * 16777619u;
        p++;
    }
    f->w->n_text = (uint32_t)(out - f->w->text);
    f->hash = hash;
    if (p == full && p < end)
        f->too_long |= kinds[(unsigned char)*p] > POINT;
    return p;
}

static void
put_character(struct folder *f, uint32_t c)
{
    char bytes[4];
    size_t n = cp_utf8_put(bytes, c);

    for (size_t i = 0; i < n; i++)
        put(f, (unsigned char)bytes[i]);
}

static bool
is_apostrophe(uint32_t c)
{
    return c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0xB4;
}

/* Variation selectors and the keycap sign, which emoji leave behind. */
static bool
is_emoji_part(uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3;
}

static void
fold_wide(struct folder *f, uint32_t c, const char *next, const char *end)
{
    if (c >= 0xFF01 && c <= 0xFF5E) {
        fold_ascii(f, (unsigned char)(c - 0xFEE0), next, end);
    } else if (is_apostrophe(c) || is_emoji_part(c) || cp_utf8_is_invisible(c)) {
        return;
    } else if (cp_utf8_is_unspaced(c)) {
        close_word(f);
        put_character(f, c);
        close_word(f);
        f->w->unspaced = true;
    } else if (cp_utf8_is_word(c)) {
        put_character(f, cp_utf8_lower(c));
    } else {
        close_word(f);
    }
}

/*
 * The letters of which most other text consists, decoded and folded without the tables:
 * Latin-1, Russian, Kana and Han. Returns the place behind, or NULL for any other.
 */
static const char *
fold_common(struct folder *f, const char *p, const char *end)
{
    uint32_t lead = (unsigned char)p[0], c;

    if (end - p >= 2 && (lead == 0xC3 || lead == 0xD0 || lead == 0xD1)) {
        c = (lead & 0x1F) << 6 | ((unsigned char)p[1] & 0x3F);
        if (lead == 0xC3 ? c == 0xD7 || c == 0xDF || c == 0xF7 : c < 0x410 || c > 0x44F)
            return NULL;
        c += c < 0xDF ? 0x20 : c >= 0x410 && c < 0x430 ? 0x20 : 0;
        put(f, (unsigned char)(0xC0 | c >> 6));
        put(f, (unsigned char)(0x80 | (c & 0x3F)));
        return p + 2;
    }
    if (end - p >= 3 && lead >= 0xE3 && lead <= 0xE9) {
        c = (lead & 0x0F) << 12 | ((unsigned char)p[1] & 0x3Fu) << 6 |
            ((unsigned char)p[2] & 0x3F);
        if (!(c >= 0x4E00 && c <= 0x9FFF) && !(c >= 0x3041 && c <= 0x3096) &&
            !(c >= 0x30A1 && c <= 0x30FA))
            return NULL;
        close_word(f);
        put(f, (unsigned char)p[0]);
        put(f, (unsigned char)p[1]);
        put(f, (unsigned char)p[2]);
        close_word(f);
        f->w->unspaced = true;
        return p + 3;
    }
    return NULL;
}

static const char *
fold_other(struct folder *f, const char *p, const char *end)
{
    const char *behind = fold_common(f, p, end);
    uint32_t c;

    if (behind)
        return behind;
    p = cp_utf8_next(p, end, &c);
    fold_wide(f, c, p, end);
    return p;
}

bool
cp_words_fold(struct cp_words *w, struct cp_slice text, uint32_t max_words)
{
    struct folder f = { .w = w, .max_words = max_words };
    const char *p, *end;

    if (max_words > CP_PHRASE_WORDS_MAX)
        f.max_words = CP_PHRASE_WORDS_MAX;
    w->n = w->n_text = 0;
    w->bits = 0;
    w->unspaced = false;
    if (!text.n)
        return true;
    p = text.p;
    end = p + text.n;
    while (p < end && !f.too_long) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x80) {
            p = fold_other(&f, p, end);
        } else if (kinds[c] > POINT) {
            p = fold_letters(&f, p, end);
        } else if (c == ' ') {
            close_word(&f);
            p++;
        } else {
            p++;
            fold_mark(&f, kinds[c], p, end);
        }
    }
    close_word(&f);
    return !f.too_long;
}
