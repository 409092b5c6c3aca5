/*
 * Text that does not read like text: Rae et al. 2021, A.1.1, "Quality Filtering".
 *
 * Words are cleanpage's, without punctuation; what is held against letters is what stands
 * between white space. Characters of scripts without spaces are words each: texts that are half
 * of them or more are not asked for the length of their words.
 */
#include "base/utf8.h"
#include "corpus/filters.h"

struct shape {
    size_t tokens, lettered;  /* between white space; of these, with a letter */
    size_t hashes, dots;      /* "#"; "..." and U+2026 */
    size_t bullets, trailing; /* lines that begin with a bullet, end with an ellipsis */
};

static bool
is_bullet(uint32_t c)
{
    return c == '-' || c == '*' || c == 0x2022 || c == 0x2023 || c == 0x25E6 || c == 0x25AA ||
           c == 0x25CF || c == 0x25CB || c == 0x2043 || c == 0x2013;
}

static bool
starts_with_bullet(struct cp_slice line)
{
    uint32_t first, second = ' ';
    const char *end = line.p + line.n, *p = cp_utf8_next(line.p, end, &first);

    if (p < end)
        cp_utf8_next(p, end, &second);
    return is_bullet(first) && (first >= 0x80 || cp_utf8_is_space(second));
}

static bool
ends_with(struct cp_slice text, struct cp_slice end)
{
    return text.n >= end.n && memcmp(text.p + text.n - end.n, end.p, end.n) == 0;
}

static void
look_at_tokens(struct cp_slice line, struct shape *s)
{
    const char *p = line.p, *end = p + line.n;
    bool in_token = false, has_letter = false;
    unsigned dots = 0;

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_space(c)) {
            s->lettered += has_letter;
            in_token = has_letter = false;
        } else {
            s->tokens += !in_token;
            in_token = true;
            has_letter |= cp_utf8_is_word(c) && !(c < 0x80 && cp_is_digit((unsigned char)c));
        }
        dots = c == '.' ? dots + 1 : 0;
        s->dots += dots == 3 || c == 0x2026;
        s->hashes += c == '#';
    }
    s->lettered += has_letter;
}

static struct shape
look(const struct cp_corpus_text *t)
{
    struct shape s = { 0 };

    for (size_t i = 0; i < t->n_lines; i++) {
        struct cp_slice line = t->lines[i].text;

        look_at_tokens(line, &s);
        s.bullets += starts_with_bullet(line);
        s.trailing += ends_with(line, CP_LIT("...")) || ends_with(line, CP_LIT("\u2026"));
    }
    return s;
}

static void
judge_length(const struct cp_corpus *c, const struct cp_corpus_text *t,
             struct cp_corpus_verdict *v)
{
    size_t chars = 0;
    double mean;

    if (!t->n || 2 * t->unspaced >= t->words)
        return;
    for (size_t i = 0; i < t->n; i++)
        chars += t->chars[i];
    mean = (double)chars / (double)t->n;
    cp_corpus_below(v, CP_FILTER_QUALITY, "mean word length", mean, c->limits.word_length_min);
    cp_corpus_above(v, CP_FILTER_QUALITY, "mean word length", mean, c->limits.word_length_max);
}

/* Gopher's are English. Here they are those of the text's language, as far as its words are
 * known; a text that no language can be told of is held to the English ones, as there. */
static void
judge_stop_words(const struct cp_corpus *c, const struct cp_corpus_text *t,
                 const char *language, struct cp_corpus_verdict *v)
{
    int n = cp_corpus_frequent(&c->words, t, language ? language : "en");

    if (n >= 0)
        cp_corpus_below(v, CP_FILTER_QUALITY, "stop words", n, c->limits.stop_words);
}

void
cp_corpus_quality(const struct cp_corpus *c, const struct cp_corpus_text *t,
                  const char *language, struct cp_corpus_verdict *v)
{
    const struct cp_corpus_limits *l = &c->limits;
    struct shape s = look(t);
    double words = t->words ? (double)t->words : 1;
    double lines = t->n_lines ? (double)t->n_lines : 1;
    double tokens = s.tokens ? (double)s.tokens : 1;

    cp_corpus_below(v, CP_FILTER_QUALITY, "words", (double)t->words, l->words_min);
    cp_corpus_above(v, CP_FILTER_QUALITY, "words", (double)t->words, l->words_max);
    judge_length(c, t, v);
    cp_corpus_above(v, CP_FILTER_QUALITY, "number signs for a word", (double)s.hashes / words,
                    l->symbols);
    cp_corpus_above(v, CP_FILTER_QUALITY, "ellipses for a word", (double)s.dots / words,
                    l->symbols);
    cp_corpus_above(v, CP_FILTER_QUALITY, "share of lines with a bullet",
                    (double)s.bullets / lines, l->bullets);
    cp_corpus_above(v, CP_FILTER_QUALITY, "share of lines that end in an ellipsis",
                    (double)s.trailing / lines, l->ellipses);
    cp_corpus_below(v, CP_FILTER_QUALITY, "share of words with a letter",
                    (double)s.lettered / tokens, l->letters);
    judge_stop_words(c, t, language, v);
}
