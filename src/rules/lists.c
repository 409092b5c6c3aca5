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
cp_lists_are_too_many(struct cp_layer *const *layers, size_t n_layers)
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

static bool
add_words(struct cp_lists *lists, struct cp_list *list, const struct cp_list_words *words)
{
    for (uint32_t i = 0; i < words->n_words; i++) {
        struct cp_slice word = words->words[i];
        const uint32_t *at = cp_table_add(&lists->words, word, lists->words.count);

        if (!at)
            return false;
        lists->sets[*at] |= list->bit;
        lists->shapes[word.p[0] & 31][word.p[word.n - 1] & 31] |= shape_bit(word);
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
cp_lists_build(struct cp_lists *lists, struct cp_arena *arena, struct cp_layer *const *layers,
               size_t n_layers)
{
    size_t n_words = 0;

    cp_table_init(&lists->names, arena, 0);
    cp_table_init(&lists->words, arena, 0);
    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_list_words *words = layers[i]->lists; words; words = words->next)
            n_words += words->n_words;
    lists->v = cp_arena_zalloc(arena, CP_LISTS_MAX, sizeof *lists->v);
    lists->sets = cp_arena_zalloc(arena, n_words, sizeof *lists->sets);
    if (!lists->v || !lists->sets)
        return false;
    for (size_t i = 0; i < n_layers; i++)
        if (!add_layer(lists, layers[i]))
            return false;
    return true;
}

/* ---- looking up ---- */

static bool
may_have(const struct cp_lists *lists, struct cp_slice word)
{
    return word.n &&
           (lists->shapes[word.p[0] & 31][word.p[word.n - 1] & 31] & shape_bit(word));
}

static uint64_t
find_word(const struct cp_lists *lists, struct cp_slice word)
{
    char lower[WORD_BYTES_MAX];
    const uint32_t *at;

    if (word.n > sizeof lower)
        return 0;
    for (size_t i = 0; i < word.n; i++)
        lower[i] = (char)cp_lower((unsigned char)word.p[i]);
    at = cp_table_find(&lists->words, (struct cp_slice){ lower, word.n });
    return at ? lists->sets[*at] : 0;
}

uint64_t
cp_list_bit(const struct cp_list *list)
{
    return list ? list->bit : 0;
}

uint64_t
cp_lists_with(const struct cp_lists *lists, struct cp_slice word)
{
    return may_have(lists, word) ? find_word(lists, word) : 0;
}

bool
cp_list_has(const struct cp_list *list, struct cp_slice word)
{
    return list && (cp_lists_with(list->all, word) & list->bit);
}
