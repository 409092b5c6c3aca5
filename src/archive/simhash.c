/* Fingerprints of texts: see archive/simhash.h. */
#include "archive/simhash.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u
#define PART_BITS (64 / CP_SIMHASH_PARTS)

/* Spreads the last bytes of a word over all bits, which FNV-1a alone does not. The constants
 * are those of MurmurHash3's last step (Appleby, public domain). */
static uint64_t
stir(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

/* Hash of the next word; false at the end. */
static bool
next_word(const char **at, const char *end, uint64_t *hash)
{
    const char *p = *at;
    uint64_t h = FNV_OFFSET;
    bool begun = false;

    while (p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);
        bool alone = cp_utf8_is_unspaced(c);

        if (begun && (alone || !cp_utf8_is_word(c)))
            break;
        p = next;
        if (!alone && !cp_utf8_is_word(c))
            continue;
        h = (h ^ cp_utf8_lower(c)) * FNV_PRIME;
        begun = true;
        if (alone)
            break;
    }
    *at = p;
    *hash = stir(h);
    return begun;
}

static void
count_bits(int32_t sums[64], uint64_t h)
{
    for (unsigned i = 0; i < 64; i++)
        sums[i] += h >> i & 1 ? 1 : -1;
}

uint64_t
cp_simhash(struct cp_slice text, size_t *words)
{
    const char *p = text.p, *end = text.p + text.n;
    uint64_t word, before = 0, before_that = 0, result = 0;
    int32_t sums[64] = { 0 };
    size_t n = 0;

    while (next_word(&p, end, &word)) {
        n++;
        if (n >= 3)
            count_bits(sums, stir(word + 3 * before + 5 * before_that));
        before_that = before;
        before = word;
    }
    for (unsigned i = 0; i < 64; i++)
        result |= (uint64_t)(sums[i] > 0) << i;
    *words = n;
    return result;
}

unsigned
cp_simhash_distance(uint64_t a, uint64_t b)
{
    unsigned n = 0;

    for (uint64_t d = a ^ b; d; d &= d - 1)
        n++;
    return n;
}

void
cp_simhash_write(uint64_t hash, size_t words, char text[CP_SIMHASH_TEXT])
{
    snprintf(text, CP_SIMHASH_TEXT, "%zu-%016" PRIx64, words, hash);
}

bool
cp_simhash_read(struct cp_slice text, uint64_t *hash, size_t *words)
{
    size_t i = 0, digits;

    *hash = 0;
    *words = 0;
    for (; i < text.n && cp_is_digit((unsigned char)text.p[i]) && *words < INT32_MAX; i++)
        *words = *words * 10 + (size_t)(text.p[i] - '0');
    if (!i || i == text.n || text.p[i++] != '-')
        return false;
    for (digits = 0; i < text.n && cp_hex_digit(text.p[i]) >= 0; i++, digits++)
        *hash = *hash << 4 | (uint64_t)cp_hex_digit(text.p[i]);
    return digits == 16 && i == text.n;
}

int64_t
cp_simhash_part(uint64_t hash, unsigned i)
{
    uint64_t bits = hash >> i * PART_BITS & ((1u << PART_BITS) - 1);

    return (int64_t)(bits | (uint64_t)i << PART_BITS);
}
