/* A text as the corpus filters see it: see corpus/text.h. */
#include "corpus/text.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

struct word {
    uint64_t hash;
    uint32_t chars; /* 0: there is none */
    bool is_unspaced;
};

/* The constants are those of MurmurHash3's last step (Appleby, public domain). */
uint64_t
cp_corpus_stir(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

/* The next word, and the place behind it. */
static const char *
take_word(const char *p, const char *end, struct word *word)
{
    *word = (struct word){ .hash = FNV_OFFSET };
    while (p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);
        bool alone = cp_utf8_is_unspaced(c), is_word = alone || c == '_' || cp_utf8_is_word(c);

        if (cp_utf8_is_invisible(c)) {
            p = next;
            continue;
        }
        if (word->chars && (alone || !is_word))
            break;
        p = next;
        if (!is_word)
            continue;
        word->hash = (word->hash ^ cp_utf8_lower(c)) * FNV_PRIME;
        word->chars++;
        word->is_unspaced = alone;
        if (alone)
            break;
    }
    word->hash = cp_corpus_stir(word->hash);
    return p;
}

uint64_t
cp_corpus_hash(struct cp_slice text)
{
    struct word word;

    take_word(text.p, text.p + text.n, &word);
    return word.hash;
}

static bool
make_word_room(struct cp_corpus_text *t)
{
    size_t room = t->word_room ? 2 * t->word_room : 4096;
    uint64_t *hashes = realloc(t->hashes, room * sizeof *hashes);
    uint16_t *chars;

    if (!hashes)
        return false;
    t->hashes = hashes;
    chars = realloc(t->chars, room * sizeof *chars);
    if (!chars)
        return false;
    t->chars = chars;
    t->word_room = room;
    return true;
}

static bool
add_word(struct cp_corpus_text *t, const struct word *word)
{
    t->words++;
    t->unspaced += word->is_unspaced;
    if (t->n == CP_CORPUS_WORDS_MAX)
        return true;
    if (t->n == t->word_room && !make_word_room(t))
        return false;
    t->hashes[t->n] = word->hash;
    t->chars[t->n++] = word->chars < UINT16_MAX ? (uint16_t)word->chars : UINT16_MAX;
    return true;
}

static bool
read_words(struct cp_corpus_text *t, struct cp_corpus_line *line)
{
    const char *p = line->text.p, *end = p + line->text.n;
    struct word word;

    for (;;) {
        p = take_word(p, end, &word);
        if (!word.chars)
            return true;
        line->words++;
        if (!add_word(t, &word))
            return false;
    }
}

static uint64_t
hash_bytes(struct cp_slice s)
{
    uint64_t h = FNV_OFFSET;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * FNV_PRIME;
    return cp_corpus_stir(h);
}

static bool
add_line(struct cp_corpus_text *t, struct cp_slice text, bool begins)
{
    struct cp_corpus_line *line;

    if (t->n_lines == t->line_room) {
        size_t room = t->line_room ? 2 * t->line_room : 256;
        struct cp_corpus_line *lines = realloc(t->lines, room * sizeof *lines);

        if (!lines)
            return false;
        t->lines = lines;
        t->line_room = room;
    }
    line = &t->lines[t->n_lines++];
    *line = (struct cp_corpus_line){ .text = text,
                                     .chars = cp_utf8_count(text.p, text.n),
                                     .hash = hash_bytes(text),
                                     .begins = begins };
    return read_words(t, line);
}

bool
cp_corpus_read(struct cp_corpus_text *t, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    bool begins = true;

    t->bytes = text;
    t->words = t->unspaced = t->n = t->n_lines = 0;
    while (p < end) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        struct cp_slice line = { p, (size_t)((feed ? feed : end) - p) };

        p += line.n + (feed != NULL);
        line = cp_slice_trim(line);
        if (line.n && !add_line(t, line, begins))
            return false;
        begins = line.n == 0;
    }
    return true;
}

void
cp_corpus_clear(struct cp_corpus_text *t)
{
    free(t->hashes);
    free(t->chars);
    free(t->lines);
    *t = (struct cp_corpus_text){ 0 };
}
