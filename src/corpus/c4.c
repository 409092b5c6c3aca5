/*
 * Pages that C4 would not have: C. Raffel et al., "Exploring the Limits of Transfer Learning
 * with a Unified Text-to-Text Transformer", 2020, 2.2.
 *
 * C4 drops lines, then pages of which too little is left. Here the page is judged by the lines
 * that C4 would leave, and its text stays as it is. Marks that end sentences are those of all
 * scripts that have them; Thai and Lao have none, and Tibetan's are not looked for.
 */
#include "base/utf8.h"
#include "corpus/filters.h"

/* A full stop that need not have a space behind it. */
static bool
is_wide_end(uint32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF0E || c == 0xFF61;
}

static bool
is_end(uint32_t c)
{
    switch (c) {
    case '.':
    case '!':
    case '?':
    case 0x589: /* Armenian */
    case 0x61F: /* Arabic */
    case 0x6D4: /* Urdu */
    case 0x964: /* Devanagari and its neighbours */
    case 0x965:
    case 0x104A: /* Burmese */
    case 0x104B:
    case 0x1362: /* Ethiopic */
    case 0x1367:
    case 0x17D4: /* Khmer */
    case 0x17D5:
    case 0x203C:
    case 0x203D:
    case 0x2047:
    case 0x2048:
    case 0x2049:
        return true;
    default:
        return is_wide_end(c);
    }
}

static bool
is_quote(uint32_t c)
{
    return c == '"' || c == 0x201D || c == 0x201C || c == 0x2019 || c == 0xBB || c == 0xAB ||
           c == 0x300D || c == 0x300F || c == 0x203A;
}

/* Ends of sentences in a line, and whether the last mark of it is one, or a quote. A row of
 * marks is one end; an ellipsis at the end of the line is none. */
static size_t
count_ends(struct cp_slice line, bool *is_ended)
{
    const char *p = line.p, *end = p + line.n;
    uint32_t before = 0, last = 0, c;
    unsigned dots = 0;
    size_t ends = 0;

    while (p < end) {
        bool is_over;

        p = cp_utf8_next(p, end, &c);
        is_over = is_wide_end(before) ? !is_end(c)
                                      : is_end(before) && (cp_utf8_is_space(c) || is_quote(c));
        ends += is_over;
        dots = c == '.' ? dots + 1 : 0;
        before = c;
        last = c;
    }
    *is_ended = (is_end(last) || is_quote(last)) && dots < 3;
    return ends + is_end(last);
}

static bool
has(struct cp_slice text, const char *words)
{
    return cp_slice_find_nocase(text, cp_slice_of(words)) != NULL;
}

/* C4's, on lines: warnings to switch scripts on, and what is under the law. */
static bool
is_policy(struct cp_slice line)
{
    static const char *const phrases[] = { "javascript",    "terms of use", "privacy policy",
                                           "cookie policy", "uses cookies", "use of cookies",
                                           "use cookies" };

    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (has(line, phrases[i]))
            return true;
    return false;
}

void
cp_corpus_c4(const struct cp_corpus *c, const struct cp_corpus_text *t,
             struct cp_corpus_verdict *v)
{
    size_t sentences = 0;

    if (has(t->bytes, "lorem ipsum"))
        cp_corpus_turn_away(v, CP_FILTER_C4, "lorem ipsum");
    if (c->limits.c4_braces > 0 && memchr(t->bytes.p, '{', t->bytes.n))
        cp_corpus_turn_away(v, CP_FILTER_C4, "a curly bracket");
    for (size_t i = 0; i < t->n_lines && !v->filter; i++) {
        const struct cp_corpus_line *line = &t->lines[i];
        bool is_ended;
        size_t ends = count_ends(line->text, &is_ended);

        if (is_ended && (double)line->words >= c->limits.c4_line_words &&
            !is_policy(line->text))
            sentences += ends ? ends : 1;
    }
    cp_corpus_below(v, CP_FILTER_C4, "sentences", (double)sentences, c->limits.c4_sentences);
}
