/* The language of a text: see corpus/language.h. */
#include "corpus/language.h"

#include <stdlib.h>

#include "base/utf8.h"

/* Words and bytes of a text that are looked at. */
#define WORDS_SEEN 5000
#define BYTES_SEEN ((size_t)64 << 10)
/* What a word counts is divided among its languages. */
#define WHOLE 60

/* Scripts of one language, as far as pages go. Others, and those of several languages, such as
 * Latin, Cyrillic, Arabic and Devanagari, are told by words. */
static const struct {
    uint32_t from, to;
    const char *tag;
} scripts[] = {
    { 0x370, 0x3FF, "el" },   { 0x531, 0x587, "hy" },   { 0x5D0, 0x5EA, "he" },
    { 0x980, 0x9FF, "bn" },   { 0xA00, 0xA7F, "pa" },   { 0xA80, 0xAFF, "gu" },
    { 0xB00, 0xB7F, "or" },   { 0xB80, 0xBFF, "ta" },   { 0xC00, 0xC7F, "te" },
    { 0xC80, 0xCFF, "kn" },   { 0xD00, 0xD7F, "ml" },   { 0xD80, 0xDFF, "si" },
    { 0xE00, 0xE7F, "th" },   { 0xE80, 0xEFF, "lo" },   { 0xF00, 0xFFF, "bo" },
    { 0x1000, 0x109F, "my" }, { 0x10D0, 0x10FF, "ka" }, { 0x1200, 0x137F, "am" },
    { 0x1780, 0x17FF, "km" }, { 0x3040, 0x30FF, "ja" }, { 0x4E00, 0x9FFF, "zh" },
    { 0xAC00, 0xD7A3, "ko" },
};
#define SCRIPTS (sizeof scripts / sizeof *scripts)
#define KANA 0x3040

/* ------------------------------------------------------------------ the words */

/* The word's entry, or the free place for it; the table is never full. */
static struct cp_corpus_entry *
find(const struct cp_corpus_words *words, uint64_t hash)
{
    size_t i = (size_t)hash & (words->room - 1);

    while (words->table[i].hash && words->table[i].hash != hash)
        i = (i + 1) & (words->room - 1);
    return &words->table[i];
}

static bool
grow(struct cp_corpus_words *words)
{
    struct cp_corpus_words bigger = *words;

    bigger.room = words->room ? 2 * words->room : 4096;
    bigger.table = calloc(bigger.room, sizeof *bigger.table);
    if (!bigger.table)
        return false;
    for (size_t i = 0; i < words->room; i++)
        if (words->table[i].hash)
            *find(&bigger, words->table[i].hash) = words->table[i];
    free(words->table);
    *words = bigger;
    return true;
}

static size_t
place_of(const struct cp_corpus_words *words, struct cp_slice tag)
{
    size_t i = 0;

    while (i < words->n_tags && !cp_slice_eq(cp_slice_of(words->tags[i]), tag))
        i++;
    return i;
}

bool
cp_corpus_words_add(struct cp_corpus_words *words, struct cp_slice tagged)
{
    size_t n = tagged.n, place;
    struct cp_corpus_entry *entry;
    struct cp_slice tag;
    uint64_t hash;

    while (n && tagged.p[n - 1] != ':')
        n--;
    tag = (struct cp_slice){ tagged.p + n, tagged.n - n };
    place = place_of(words, tag);
    if (n < 2 || tag.n < 2 || tag.n > 3 || place == CP_CORPUS_TAGS_MAX)
        return true;
    if (words->n >= words->room / 2 && !grow(words))
        return false;
    if (place == words->n_tags)
        memcpy(words->tags[words->n_tags++], tag.p, tag.n);
    hash = cp_corpus_hash((struct cp_slice){ tagged.p, n - 1 });
    entry = find(words, hash);
    words->n += entry->hash == 0;
    entry->hash = hash;
    entry->tags |= (uint64_t)1 << place;
    return true;
}

void
cp_corpus_words_clear(struct cp_corpus_words *words)
{
    free(words->table);
    *words = (struct cp_corpus_words){ 0 };
}

/* ------------------------------------------------------------------ the text */

/* The language of the script that at least half of the letters belong to. Kana tell Japanese
 * from Chinese: a tenth of them is enough, for which they stand before Han. */
static const char *
language_of_script(struct cp_slice text)
{
    const char *p = text.p, *end = p + (text.n < BYTES_SEEN ? text.n : BYTES_SEEN);
    size_t of_script[SCRIPTS] = { 0 }, letters = 0;

    while (p < end) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        letters += cp_utf8_is_word(c) && !(c < 0x80 && cp_is_digit((unsigned char)c));
        for (size_t i = 0; c >= scripts[0].from && i < SCRIPTS; i++)
            of_script[i] += c >= scripts[i].from && c <= scripts[i].to;
    }
    for (size_t i = 0; i < SCRIPTS; i++)
        if (of_script[i] * (scripts[i].from == KANA ? 10 : 2) > letters)
            return scripts[i].tag;
    return NULL;
}

bool
cp_corpus_knows(const struct cp_corpus_words *words, struct cp_slice language)
{
    for (size_t i = 0; i < SCRIPTS; i++)
        if (cp_slice_eq(language, cp_slice_of(scripts[i].tag)))
            return true;
    return place_of(words, language) < words->n_tags;
}

static uint32_t
count_tags(uint64_t tags)
{
    uint32_t n = 0;

    for (; tags; tags &= tags - 1)
        n++;
    return n;
}

static void
add_tags(uint64_t tags, uint32_t scores[CP_CORPUS_TAGS_MAX])
{
    uint32_t each = tags ? WHOLE / count_tags(tags) : 0;

    for (size_t i = 0; tags; i++, tags >>= 1)
        scores[i] += tags & 1 ? each : 0;
}

const char *
cp_corpus_language(const struct cp_corpus_words *words, const struct cp_corpus_text *text,
                   double share, double least)
{
    const char *tag = language_of_script(text->bytes);
    uint32_t scores[CP_CORPUS_TAGS_MAX] = { 0 };
    size_t n = text->n < WORDS_SEEN ? text->n : WORDS_SEEN, best = 0;

    if (tag || !words->room)
        return tag;
    for (size_t i = 0; i < n; i++)
        add_tags(find(words, text->hashes[i])->tags, scores);
    for (size_t i = 1; i < words->n_tags; i++)
        best = scores[i] > scores[best] ? i : best;
    return scores[best] >= WHOLE * least && scores[best] >= WHOLE * share * (double)n
               ? words->tags[best]
               : NULL;
}

int
cp_corpus_frequent(const struct cp_corpus_words *words, const struct cp_corpus_text *text,
                   const char *language)
{
    size_t place = place_of(words, cp_slice_of(language));
    const struct cp_corpus_entry *seen[CP_CORPUS_FREQUENT_MAX];
    int n = 0;

    if (place == words->n_tags)
        return -1;
    for (size_t i = 0; i < text->n && n < CP_CORPUS_FREQUENT_MAX; i++) {
        const struct cp_corpus_entry *entry = find(words, text->hashes[i]);
        int k = 0;

        while (k < n && seen[k] != entry)
            k++;
        if (entry->tags >> place & 1 && k == n)
            seen[n++] = entry;
    }
    return n;
}
