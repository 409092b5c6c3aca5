#include "rules/lists.h"

/* Longest word that is looked up, in bytes. */
#define WORD_BYTES_MAX 128

/* ---- building ---- */

static bool
has_name(const struct cp_slice *names, size_t n, struct cp_slice name)
{
    for (size_t i = 0; i < n; i++)
        if (cp_slice_eq(names[i], name))
            return true;
    return false;
}

bool
cp_lists_are_too_many(const struct cp_layer *const *layers, size_t n_layers)
{
    struct cp_slice names[CP_LISTS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_list_words *list = layers[i]->lists; list; list = list->next) {
            if (has_name(names, n, list->name))
                continue;
            if (n == CP_LISTS_MAX)
                return true;
            names[n++] = list->name;
        }
    return false;
}

/* One of 64 bits for the length of a word and the letter in its middle. */
static inline uint64_t
shape_bit(struct cp_slice word)
{
    return (uint64_t)1 << ((word.n + 3 * (word.p[word.n / 2] & 31)) & 63);
}

/* What begins with other bytes than ASCII is not told apart by its start. */
static void
add_start(struct cp_starts *starts, struct cp_slice word)
{
    unsigned char first = (unsigned char)word.p[0];
    unsigned char second = word.n > 1 ? (unsigned char)word.p[1] : 0;

    if (first < 0x80 && second < 0x80)
        starts->v[first & 31] |= (uint32_t)1 << cp_starts_second(second);
}

/* A word as sets or tagged has it, with its shape. */
static bool
add_word(struct cp_lists *lists, uint64_t *sets, uint64_t shapes[32][32], struct cp_slice word,
         uint64_t bit)
{
    const uint32_t *at = cp_table_add(&lists->words, word, lists->words.count);

    if (!at)
        return false;
    sets[*at] |= bit;
    shapes[word.p[0] & 31][word.p[word.n - 1] & 31] |= shape_bit(word);
    return true;
}

/* "may" of "may:5"; empty if there is no tag. */
static struct cp_slice
before_tag(struct cp_slice word)
{
    size_t n = word.n;

    while (n > 0 && word.p[n - 1] != ':')
        n--;
    return (struct cp_slice){ word.p, n ? n - 1 : 0 };
}

static bool
add_words(struct cp_lists *lists, struct cp_list *list, const struct cp_list_words *words)
{
    for (uint32_t i = 0; i < words->n_words; i++) {
        struct cp_slice word = words->words[i], stem = before_tag(word);

        if (!add_word(lists, lists->sets, lists->shapes, word, list->bit) ||
            (stem.n &&
             !add_word(lists, lists->tagged, lists->tagged_shapes, stem, list->bit)))
            return false;
        add_start(&list->starts, word);
    }
    return true;
}

static bool
add_layer(struct cp_lists *lists, const struct cp_layer *layer)
{
    for (const struct cp_list_words *words = layer->lists; words; words = words->next) {
        const uint32_t *at = cp_table_add(&lists->names, words->name, lists->names.count);
        struct cp_list *list = at ? &lists->v[*at] : NULL;

        if (!list)
            return false;
        list->all = lists;
        list->bit = (uint64_t)1 << *at;
        if (!add_words(lists, list, words))
            return false;
    }
    return true;
}

bool
cp_lists_build(struct cp_lists *lists, struct cp_arena *arena, const struct cp_layer *const *layers,
               size_t n_layers)
{
    size_t n_words = 0;

    cp_table_init(&lists->names, arena, 0);
    cp_table_init(&lists->words, arena, 0);
    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_list_words *words = layers[i]->lists; words; words = words->next)
            n_words += words->n_words;
    lists->v = cp_arena_zalloc(arena, CP_LISTS_MAX, sizeof *lists->v);
    /* A word with a tag is in the table without it, too. */
    lists->sets = cp_arena_zalloc(arena, 2 * n_words, sizeof *lists->sets);
    lists->tagged = cp_arena_zalloc(arena, 2 * n_words, sizeof *lists->tagged);
    if (!lists->v || !lists->sets || !lists->tagged)
        return false;
    for (size_t i = 0; i < n_layers; i++)
        if (!add_layer(lists, layers[i]))
            return false;
    return true;
}

/* ---- looking up ---- */

static inline bool
may_have(const uint64_t shapes[32][32], struct cp_slice word)
{
    return word.n && (shapes[word.p[0] & 31][word.p[word.n - 1] & 31] & shape_bit(word));
}

static uint64_t
find_word(const struct cp_lists *lists, const uint64_t *sets, struct cp_slice word)
{
    char lower[WORD_BYTES_MAX];
    const uint32_t *at;

    if (word.n > sizeof lower)
        return 0;
    for (size_t i = 0; i < word.n; i++)
        lower[i] = (char)cp_lower((unsigned char)word.p[i]);
    at = cp_table_find(&lists->words, (struct cp_slice){ lower, word.n });
    return at ? sets[*at] : 0;
}

uint64_t
cp_list_bit(const struct cp_list *list)
{
    return list ? list->bit : 0;
}

void
cp_starts_add(struct cp_starts *starts, const struct cp_list *list)
{
    for (size_t i = 0; list && i < 32; i++)
        starts->v[i] |= list->starts.v[i];
}

uint64_t
cp_lists_with(const struct cp_lists *lists, struct cp_slice word)
{
    return may_have(lists->shapes, word) ? find_word(lists, lists->sets, word) : 0;
}

bool
cp_list_may_start(const struct cp_list *list, const char *p, const char *end)
{
    return list && cp_starts_may(&list->starts, p, end);
}

static inline bool
may_start(const struct cp_list *list, struct cp_slice word)
{
    return list && word.n && cp_starts_may(&list->starts, word.p, word.p + word.n);
}

bool
cp_list_has(const struct cp_list *list, struct cp_slice word)
{
    return may_start(list, word) && (cp_lists_with(list->all, word) & list->bit);
}

bool
cp_list_has_tagged(const struct cp_list *list, struct cp_slice word)
{
    const struct cp_lists *all = list ? list->all : NULL;

    return may_start(list, word) && may_have(all->tagged_shapes, word) &&
           (find_word(all, all->tagged, word) & list->bit);
}
