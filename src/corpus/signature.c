/* Signatures of texts: see corpus/signature.h. */
#include "corpus/signature.h"

#define HASHES (CP_MINHASH_BANDS * CP_MINHASH_ROWS)
/* Odd, without a pattern: 2^64 divided by the golden ratio. */
#define GOLDEN 0x9e3779b97f4a7c15u

_Static_assert(CP_SIGNATURE_BYTES % 3 == 0, "base64 without padding");

static uint64_t
sign_exactly(const struct cp_corpus_text *t)
{
    uint64_t h = GOLDEN;

    for (size_t i = 0; i < t->n; i++)
        h = cp_corpus_stir(h + t->hashes[i]) + GOLDEN;
    /* What is longer than is read differs by its length at least. */
    return cp_corpus_stir(h ^ t->words);
}

/*
 * Multiplied, added, shifted: the upper half of a * x + b (Dietzfelbinger 1996). The numbers
 * have no other use, so they are made where they are needed.
 */
static void
make_functions(uint64_t a[HASHES], uint64_t b[HASHES])
{
    uint64_t state = 1;

    for (size_t i = 0; i < HASHES; i++) {
        a[i] = cp_corpus_stir(state += GOLDEN) | 1;
        b[i] = cp_corpus_stir(state += GOLDEN);
    }
}

static void
add_run(uint64_t run, const uint64_t a[HASHES], const uint64_t b[HASHES],
        uint32_t least[HASHES])
{
    uint32_t x = (uint32_t)(run ^ run >> 32);

    for (size_t i = 0; i < HASHES; i++) {
        uint32_t h = (uint32_t)((a[i] * x + b[i]) >> 32);

        least[i] = h < least[i] ? h : least[i];
    }
}

static uint64_t
run_at(const uint64_t *hashes, size_t n)
{
    uint64_t h = 0;

    for (size_t i = 0; i < n; i++)
        h = (h + hashes[i]) * GOLDEN;
    return cp_corpus_stir(h);
}

static uint64_t
band_of(const uint32_t least[CP_MINHASH_ROWS], size_t number)
{
    uint64_t h = number;

    for (size_t i = 0; i < CP_MINHASH_ROWS; i++)
        h = cp_corpus_stir(h + least[i]) + GOLDEN;
    return cp_corpus_stir(h);
}

void
cp_sign(const struct cp_corpus_text *t, struct cp_signature *signature)
{
    size_t words = t->n < CP_MINHASH_WORDS ? t->n : CP_MINHASH_WORDS;
    uint64_t a[HASHES], b[HASHES];
    uint32_t least[HASHES];

    signature->exact = sign_exactly(t);
    make_functions(a, b);
    memset(least, 0xff, sizeof least);
    for (size_t i = 0; i + words <= t->n && i < t->n; i++)
        add_run(run_at(t->hashes + i, words), a, b, least);
    for (size_t i = 0; i < CP_MINHASH_BANDS; i++)
        signature->bands[i] = band_of(least + i * CP_MINHASH_ROWS, i);
}

/* ------------------------------------------------------------------ as text */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint64_t
number_of(const struct cp_signature *s, size_t i)
{
    return i ? s->bands[i - 1] : s->exact;
}

static unsigned
byte_of(const struct cp_signature *s, size_t i)
{
    return (unsigned)(number_of(s, i / 8) >> i % 8 * 8) & 0xff;
}

void
cp_signature_write(const struct cp_signature *signature, char text[CP_SIGNATURE_TEXT])
{
    for (size_t i = 0; i < CP_SIGNATURE_BYTES; i += 3) {
        unsigned three = byte_of(signature, i) << 16 | byte_of(signature, i + 1) << 8 |
                         byte_of(signature, i + 2);

        for (unsigned k = 0; k < 4; k++)
            *text++ = digits[three >> (18 - 6 * k) & 63];
    }
}

bool
cp_signature_read(struct cp_slice text, struct cp_signature *signature)
{
    uint64_t numbers[1 + CP_MINHASH_BANDS] = { 0 };
    unsigned bits = 0;
    size_t at = 0;

    if (text.n != CP_SIGNATURE_TEXT)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        const char *digit = text.p[i] ? strchr(digits, text.p[i]) : NULL;

        if (!digit)
            return false;
        bits = bits << 6 | (unsigned)(digit - digits);
        for (unsigned k = 0; i % 4 == 3 && k < 3; k++, at++)
            numbers[at / 8] |= (uint64_t)(bits >> (16 - 8 * k) & 0xff) << at % 8 * 8;
    }
    signature->exact = numbers[0];
    memcpy(signature->bands, numbers + 1, sizeof signature->bands);
    return true;
}
