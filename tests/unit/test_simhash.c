/* Fingerprints of texts: near for the same article, far for another, in several scripts. */
#include "unit.h"

#include "archive/simhash.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

/* A language: letters from `first` on, so many of them; words of 2 letters or more. */
static const struct script {
    const char *name;
    uint32_t first, letters;
    unsigned longest; /* letters of a word; 1: words of one letter without spaces */
} SCRIPTS[] = {
    { "Latin", 'a', 26, 9 },        { "Cyrillic", 0x430, 32, 10 }, { "Arabic", 0x627, 20, 8 },
    { "Devanagari", 0x915, 34, 7 }, { "Han", 0x4E00, 3000, 1 },
};

#define WORDS 400
#define TEXTS 60

struct text {
    unsigned v[WORDS + 40]; /* ranks of words: the lower the more frequent */
    size_t n;
};

static unsigned
next_random(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Zipf's law: a word of rank r comes about 1/r as often as the first. 6000 words. */
static unsigned
random_word(unsigned *seed)
{
    double below = 1, at = (double)next_random(seed) / (1 << 24);

    for (unsigned steps = (unsigned)(at * 8700); steps; steps--)
        below *= 1.001;
    return (unsigned)below;
}

static void
put_word(struct cp_buf *out, const struct script *s, unsigned rank)
{
    unsigned seed = rank * 2654435761u + s->first, n = 1;
    char bytes[4];

    if (s->longest > 1) {
        n = 2 + next_random(&seed) % (s->longest - 1);
        cp_buf_putc(out, ' ');
    }
    while (n--)
        cp_buf_put(out, bytes, cp_utf8_put(bytes, s->first + next_random(&seed) % s->letters));
}

static void
make(struct text *t, unsigned *seed)
{
    for (t->n = 0; t->n < WORDS; t->n++)
        t->v[t->n] = random_word(seed);
}

static void
insert(struct text *t, size_t at, size_t n, unsigned *seed)
{
    memmove(t->v + at + n, t->v + at, (t->n - at) * sizeof *t->v);
    for (size_t i = 0; i < n; i++)
        t->v[at + i] = random_word(seed);
    t->n += n;
}

static uint64_t
hash_of(const struct text *t, const struct script *s)
{
    struct cp_buf out = { 0 };
    uint64_t hash;
    size_t words;

    for (size_t i = 0; i < t->n; i++)
        put_word(&out, s, t->v[i]);
    hash = cp_simhash(cp_buf_slice(&out), &words);
    assert_int_equal(words, t->n);
    cp_buf_clear(&out);
    return hash;
}

/* How many of the texts stay near after a byline, three words changed, one sentence more. */
static void
the_same_article_is_near(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(SCRIPTS); k++) {
        const struct script *s = &SCRIPTS[k];
        unsigned seed = 11, near[3] = { 0 };

        for (int i = 0; i < TEXTS; i++) {
            struct text text, other;
            uint64_t hash;

            make(&text, &seed);
            hash = hash_of(&text, s);
            other = text;
            insert(&other, 0, 8, &seed);
            near[0] += cp_simhash_distance(hash, hash_of(&other, s)) <= CP_SIMHASH_NEAR;
            other = text;
            for (int n = 0; n < 3; n++)
                other.v[next_random(&seed) % WORDS] = random_word(&seed);
            near[1] += cp_simhash_distance(hash, hash_of(&other, s)) <= CP_SIMHASH_NEAR;
            other = text;
            insert(&other, WORDS / 2, 20, &seed);
            near[2] += cp_simhash_distance(hash, hash_of(&other, s)) <= CP_SIMHASH_NEAR;
        }
        if (near[0] < 56 || near[1] < 51 || near[2] < 46)
            fail_msg("%s: of %d texts %u, %u and %u are near", s->name, TEXTS, near[0], near[1],
                     near[2]);
    }
}

static void
another_article_is_far(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(SCRIPTS); k++) {
        unsigned seed = 5, least = 64;
        uint64_t hash[TEXTS];
        struct text text;

        for (int i = 0; i < TEXTS; i++) {
            make(&text, &seed);
            hash[i] = hash_of(&text, &SCRIPTS[k]);
            for (int j = 0; j < i; j++)
                if (cp_simhash_distance(hash[i], hash[j]) < least)
                    least = cp_simhash_distance(hash[i], hash[j]);
        }
        if (least <= CP_SIMHASH_NEAR + 3)
            fail_msg("%s: two texts differ in %u bits", SCRIPTS[k].name, least);
    }
}

/* A form letter: every other run of 15 words is the same. */
static void
half_the_same_is_not_near(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(SCRIPTS); k++) {
        unsigned seed = 3;
        struct text text, other;

        for (int i = 0; i < TEXTS; i++) {
            make(&text, &seed);
            make(&other, &seed);
            for (size_t n = 0; n < WORDS; n++)
                if (n / 15 % 2)
                    other.v[n] = text.v[n];
            assert_true(cp_simhash_distance(hash_of(&text, &SCRIPTS[k]),
                                            hash_of(&other, &SCRIPTS[k])) > CP_SIMHASH_NEAR);
        }
    }
}

static uint64_t
plain_hash(const char *text, size_t *words)
{
    return cp_simhash(cp_slice_of(text), words);
}

static void
case_and_punctuation_do_not_count(void **state)
{
    size_t one, other;

    (void)state;
    assert_int_equal(plain_hash("“Rain,” they said; rain all NIGHT in Łódź!", &one),
                     plain_hash("rain they said: Rain -- all night, in łódź", &other));
    assert_int_equal(one, 8);
    assert_int_equal(other, 8);
    assert_int_not_equal(plain_hash("rain all night", &one),
                         plain_hash("all rain night", &other));
    plain_hash("北京下雨了", &one);
    assert_int_equal(one, 5);
}

static void
short_texts_have_a_fingerprint_of_nothing(void **state)
{
    size_t words;

    (void)state;
    assert_int_equal(plain_hash("", &words), 0);
    assert_int_equal(words, 0);
    assert_int_equal(plain_hash("two words", &words), 0);
    assert_int_equal(words, 2);
    assert_int_not_equal(plain_hash("now three words", &words), 0);
    assert_int_equal(cp_simhash((struct cp_slice){ NULL, 0 }, &words), 0);
}

static void
distances_count_bits(void **state)
{
    (void)state;
    assert_int_equal(cp_simhash_distance(0, 0), 0);
    assert_int_equal(cp_simhash_distance(UINT64_MAX, 0), 64);
    assert_int_equal(cp_simhash_distance(0x8000000000000001u, 1), 1);
}

static void
near_numbers_agree_in_a_part(void **state)
{
    unsigned seed = 9;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint64_t a = (uint64_t)next_random(&seed) << 40 ^ (uint64_t)next_random(&seed) << 20 ^
                     next_random(&seed);
        uint64_t b = a;
        unsigned same = 0;

        for (unsigned n = 0; n + 1 < CP_SIMHASH_PARTS; n++)
            b ^= (uint64_t)1 << next_random(&seed) % 64;
        for (unsigned i = 0; i < CP_SIMHASH_PARTS; i++)
            same += cp_simhash_part(a, i) == cp_simhash_part(b, i);
        assert_true(same > 0);
    }
    /* The same bits in two places are two parts. */
    for (unsigned i = 0; i < CP_SIMHASH_PARTS; i++)
        for (unsigned j = 0; j < i; j++)
            assert_int_not_equal(cp_simhash_part(0, i), cp_simhash_part(0, j));
}

static void
what_was_written_is_read(void **state)
{
    static const char *const none[] = { "", "-0123456789abcdef", "12", "12-", "12-0123456789abcde",
                                        "12-0123456789abcdef0", "12-0123456789abcdeg",
                                        "99999999999999999999-0123456789abcdef" };
    char text[CP_SIMHASH_TEXT];
    uint64_t hash;
    size_t words;

    (void)state;
    cp_simhash_write(0x0f3a5c7e9b1d2468u, 412, text);
    assert_string_equal(text, "412-0f3a5c7e9b1d2468");
    assert_true(cp_simhash_read(cp_slice_of(text), &hash, &words));
    assert_true(hash == 0x0f3a5c7e9b1d2468u && words == 412);
    cp_simhash_write(UINT64_MAX, CP_INPUT_MAX, text);
    assert_true(cp_simhash_read(cp_slice_of(text), &hash, &words));
    assert_true(hash == UINT64_MAX && words == CP_INPUT_MAX);
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(cp_simhash_read(cp_slice_of(none[i]), &hash, &words));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_article_is_near),
        cmocka_unit_test(another_article_is_far),
        cmocka_unit_test(half_the_same_is_not_near),
        cmocka_unit_test(case_and_punctuation_do_not_count),
        cmocka_unit_test(short_texts_have_a_fingerprint_of_nothing),
        cmocka_unit_test(distances_count_bits),
        cmocka_unit_test(near_numbers_agree_in_a_part),
        cmocka_unit_test(what_was_written_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
