#include "measure/words.h"

#include "base/utf8.h"

size_t
cp_words_of(struct cp_slice text, uint32_t *words, size_t max)
{
    const char *p = text.p, *end = text.p + text.n;
    bool in_word = false;
    size_t n = 0;

    while (p < end && (in_word || n < max)) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_invisible(c))
            continue;
        if (cp_utf8_is_unspaced(c)) {
            n += in_word;
            if (n < max)
                words[n++] = cp_word_add(CP_WORD_START, c);
            in_word = false;
        } else if (c == '_' || cp_utf8_is_word(c)) {
            words[n] = cp_word_add(in_word ? words[n] : CP_WORD_START, cp_utf8_lower(c));
            in_word = true;
        } else {
            n += in_word;
            in_word = false;
        }
    }
    return n + in_word;
}

size_t
cp_words_shared(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    uint64_t bits = 0;    /* one for each of b's words: most of a's have none of them */
    size_t shared = 0;

    for (size_t k = 0; k < n_b; k++)
        bits |= (uint64_t)1 << (b[k] >> 26);
    for (size_t i = 0; i < n_a; i++)
        for (size_t k = 0; bits >> (a[i] >> 26) & 1 && k < n_b; k++)
            if (a[i] == b[k]) {
                shared++;
                break;
            }
    return shared;
}
