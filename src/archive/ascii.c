/* Text of any script in ASCII letters: see archive/ascii.h. */
#include "archive/ascii.h"

#include "base/utf8.h"

/* ------------------------------------------------------------------ the table */

struct row {
    uint32_t first;
    const char *letters;
};

static const struct row rows[] = {
#define ROW(first, letters) { first, letters },
#include "archive/ascii.def"
#undef ROW
};

enum { ROWS = sizeof rows / sizeof *rows };

static struct cp_slice
word_at(const char *p, uint32_t i)
{
    for (; i && *p; p++)
        i -= *p == ' ';
    return (struct cp_slice){ p, strcspn(p, " ") };
}

/* The letters of a row for the character; empty if it is in none. */
static struct cp_slice
letters_of(uint32_t c)
{
    size_t low = 0, high = ROWS;
    struct cp_slice letters = { "", 0 };

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].first <= c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low)
        letters = word_at(rows[low - 1].letters, c - rows[low - 1].first);
    if (cp_slice_eq(letters, CP_LIT(".")))
        letters.n = 0;
    return letters;
}

/* ------------------------------------------------------------------ the words */

enum script { NO_SCRIPT, OTHER, GREEK, HIRAGANA, KATAKANA };

struct writer {
    struct cp_buf *out;
    size_t start;       /* where ours begins in out */
    enum script script; /* of the word being written; NO_SCRIPT between words */
    bool doubles;       /* a small tsu: the next consonant is written twice */
    uint32_t next;      /* the character behind the one at hand; 0 at the end */
    struct cp_ascii_count *count;
};

static void
end_word(struct writer *w)
{
    w->script = NO_SCRIPT;
    w->doubles = false;
}

/* Part of a word; a change of script is where another begins, as in "iPhoneのケース". */
static void
put(struct writer *w, struct cp_slice letters, enum script script)
{
    if (w->script != script && w->out->n > w->start)
        cp_buf_putc(w->out, '-');
    w->script = script;
    cp_buf_put_slice(w->out, letters);
    w->count->kept++;
}

/* The last letter of the word being written; NUL if there is none. */
static char
last_letter(const struct writer *w)
{
    return w->script != NO_SCRIPT && w->out->n > w->start ? w->out->p[w->out->n - 1] : '\0';
}

static bool
is_vowel(char c)
{
    return c && strchr("aeiou", c);
}

/* ------------------------------------------------------------------ Kana */

static bool
is_kana(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FC;
}

/* Small a, i, u, e, o; ya, yu, yo; wa. */
static bool
is_small_kana(uint32_t hiragana)
{
    return (hiragana <= 0x3049 && hiragana % 2) || hiragana == 0x3083 || hiragana == 0x3085 ||
           hiragana == 0x3087 || hiragana == 0x308E;
}

/* Whether the word ends in "shi", "chi" or "ji". */
static bool
ends_soft(const struct writer *w)
{
    struct cp_slice s = { w->out->p + w->start, w->out->n - w->start };

    return s.n >= 2 && s.p[s.n - 1] == 'i' &&
           (s.p[s.n - 2] == 'j' ||
            (s.n >= 3 && s.p[s.n - 2] == 'h' && (s.p[s.n - 3] == 's' || s.p[s.n - 3] == 'c')));
}

/* A small letter takes the place of the vowel before it: "ki" and "ya" are "kya", "fu" and "a"
 * are "fa", "shi" and "ya" are "sha". */
static void
join_small(struct writer *w, struct cp_slice *letters)
{
    struct cp_buf *out = w->out;
    char before = out->n > w->start + 1 ? out->p[out->n - 2] : '\0';

    if (!is_vowel(last_letter(w)))
        return;
    if (letters->n == 2 && letters->p[0] == 'y' && ends_soft(w))
        *letters = (struct cp_slice){ letters->p + 1, 1 };
    out->n--;
    /* "i" and "u" that stand alone become consonants: "ye", "wi". */
    if (!before || before == '-' || is_vowel(before))
        cp_buf_putc(out, out->p[out->n] == 'i' ? 'y' : 'w');
}

static void
put_kana(struct writer *w, uint32_t c)
{
    enum script script = c < 0x30A0 ? HIRAGANA : KATAKANA;
    uint32_t hiragana = script == HIRAGANA || c == 0x30FC ? c : c - 0x60;
    struct cp_slice letters = letters_of(hiragana);

    if (cp_slice_eq(letters, CP_LIT("-"))) {
        w->doubles = hiragana == 0x3063;
        w->count->kept++;
        return;
    }
    if (is_small_kana(hiragana) && w->script == script)
        join_small(w, &letters);
    if (w->doubles && !is_vowel(letters.p[0]))
        put(w, (struct cp_slice){ letters.p[0] == 'c' ? "t" : letters.p, 1 }, script);
    w->doubles = false;
    put(w, letters, script);
}

/* ------------------------------------------------------------------ Hangul */

/* Revised Romanization of 2000, syllable by syllable: how the sounds of two of them change each
 * other is left out but for the last consonant that goes over to a vowel. */
static const char *const hangul_first[] = {
    "g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
    "ss", "",   "j", "jj", "ch", "k", "t", "p", "h",
};
static const char *const hangul_vowel[] = {
    "a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
    "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i",
};
static const char *const hangul_last[] = {
    "",  "k", "k", "k", "n", "n", "n", "t",  "l", "k", "m", "l", "l", "l",
    "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
};
static const char *const hangul_last_before_vowel[] = {
    "",   "g", "kk", "ks", "n",  "nj", "n",  "d",  "r", "lg", "lm", "lb", "ls", "lt",
    "lp", "r", "m",  "b",  "ps", "s",  "ss", "ng", "j", "ch", "k",  "t",  "p",  "",
};

enum { FIRST_SYLLABLE = 0xAC00, SYLLABLES = 11172, VOWELS = 21, LASTS = 28, SILENT_FIRST = 11 };

static bool
is_syllable(uint32_t c)
{
    return c - FIRST_SYLLABLE < SYLLABLES;
}

static void
put_syllable(struct writer *w, uint32_t c)
{
    uint32_t i = c - FIRST_SYLLABLE, next = w->next - FIRST_SYLLABLE;
    bool goes_over = is_syllable(w->next) && next / (VOWELS * LASTS) == SILENT_FIRST;

    put(w, cp_slice_of(hangul_first[i / (VOWELS * LASTS)]), OTHER);
    cp_buf_puts(w->out, hangul_vowel[i / LASTS % VOWELS]);
    cp_buf_puts(w->out, (goes_over ? hangul_last_before_vowel : hangul_last)[i % LASTS]);
}

/* ------------------------------------------------------------------ the others */

/* The upsilon of "ou", "au" and "eu". */
static bool
is_second_of_digraph(const struct writer *w, uint32_t c)
{
    char before = last_letter(w);

    return (c == 0x3C5 || c == 0x3CD) && w->script == GREEK &&
           (before == 'o' || before == 'a' || before == 'e');
}

/* A hard sign before ye, yo, yu or ya is the Russian one, which is not heard; any other is the
 * Bulgarian vowel. */
static bool
is_silent_hard_sign(const struct writer *w, uint32_t c)
{
    uint32_t next = cp_utf8_lower(w->next);

    return c == 0x44A && (next == 0x435 || next == 0x451 || next == 0x44E || next == 0x44F ||
                          !cp_utf8_is_word(next));
}

static bool
is_greek(uint32_t c)
{
    return (c >= 0x370 && c < 0x400) || (c >= 0x1F00 && c < 0x2000);
}

static void
put_letter(struct writer *w, uint32_t c, struct cp_slice letters)
{
    enum script script = is_greek(c) ? GREEK : OTHER;

    if (cp_slice_eq(letters, CP_LIT("-")) || is_silent_hard_sign(w, c))
        return;
    if (is_second_of_digraph(w, c))
        letters = CP_LIT("u");
    put(w, letters, script);
}

/* Marks that belong to the letter before them, and what shows nothing. */
static bool
is_mark(uint32_t c)
{
    return cp_utf8_width(c) == 0 && (cp_utf8_is_word(c) || cp_utf8_is_invisible(c));
}

static void
put_wide(struct writer *w, uint32_t c)
{
    struct cp_slice letters;

    if (is_kana(c)) {
        put_kana(w, c);
        return;
    }
    if (is_syllable(c)) {
        put_syllable(w, c);
        return;
    }
    letters = letters_of(c);
    if (letters.n) {
        put_letter(w, c, letters);
    } else if (!is_mark(c)) {
        w->count->lost += cp_utf8_is_word(c);
        end_word(w);
    }
}

static void
put_character(struct writer *w, uint32_t c)
{
    char letter;

    c = cp_utf8_lower(c);
    letter = (char)c;
    if (c >= 0x80 || c == '\'')
        put_wide(w, c);
    else if (cp_utf8_is_word(c))
        put(w, (struct cp_slice){ &letter, 1 }, OTHER);
    else
        end_word(w);
}

void
cp_ascii_put(struct cp_buf *out, struct cp_slice text, struct cp_ascii_count *count)
{
    struct writer w = { .out = out, .start = out->n, .count = count };
    const char *p = text.p, *end = text.p + text.n;
    uint32_t c = 0;

    *count = (struct cp_ascii_count){ 0 };
    if (text.n)
        p = cp_utf8_next(p, end, &c);
    while (c && !cp_buf_failed(out)) {
        w.next = 0;
        if (p < end)
            p = cp_utf8_next(p, end, &w.next);
        put_character(&w, c);
        c = w.next;
    }
}
