#include <string.h>

#include "rules/phrase.h"
#include "rules/phrase_ops.h"

/* A set of places in the program, closed over forks and jumps. */
struct threads {
    uint16_t at[CP_PHRASE_OPS_MAX];
    uint32_t n;
    bool has[CP_PHRASE_OPS_MAX];
};

/*
 * Adds a place and those that follow from it between two words. A colon is passed if the word
 * before had one behind it; a group is entered only if the word after may be its first, for
 * behind a star it would be tried at every word. For the same reason a word that is not next
 * is not kept.
 */
static void
add_thread(const struct cp_phrase *phrase, struct threads *t, uint16_t at, bool colon,
           uint64_t next_word)
{
    uint16_t waiting[CP_PHRASE_OPS_MAX];
    uint32_t n = 0;

    waiting[n++] = at;
    while (n) {
        const struct cp_phrase_op *op;
        at = waiting[--n];
        if (t->has[at])
            continue;
        t->has[at] = true;
        op = &phrase->ops[at];
        if (op->kind == WORD && !(cp_word_bit(op->hash) & next_word))
            continue;
        if (op->kind <= STAR || op->kind == MATCH)
            t->at[t->n++] = at;
        if (op->kind == FORK || op->kind == JUMP)
            waiting[n++] = op->to;
        if (op->kind == FORK || op->kind == STAR || (op->kind == COLON && colon) ||
            (op->kind == GROUP && (op->u.bits == UINT64_MAX || (op->u.bits & next_word))))
            waiting[n++] = (uint16_t)(at + 1);
    }
}

static void
clear_threads(const struct cp_phrase *phrase, struct threads *t)
{
    t->n = 0;
    memset(t->has, 0, phrase->n_ops * sizeof *t->has);
}

static bool
takes(const struct cp_phrase *phrase, const struct cp_phrase_op *op, const struct cp_words *w,
      const struct cp_word *word)
{
    if (op->kind == WORD)
        return op->hash == word->hash && op->n == word->n &&
               memcmp(phrase->words + op->u.at, w->text + word->at, op->n) == 0;
    return op->kind == STAR || (op->kind == NUMBER && word->number);
}

bool
cp_phrase_matches(const struct cp_phrase *phrase, const struct cp_words *w)
{
    struct threads sets[2], *now = &sets[0], *next = &sets[1], *swap;

    if (w->n == 0 || w->n < phrase->min_words || w->n > phrase->max_words ||
        !(phrase->first & cp_word_bit(w->v[0].hash)) ||
        !(phrase->last & cp_word_bit(w->v[w->n - 1].hash)) || (phrase->required & ~w->bits))
        return false;
    clear_threads(phrase, now);
    add_thread(phrase, now, 0, false, cp_word_bit(w->v[0].hash));
    for (uint32_t i = 0; i < w->n && now->n; i++) {
        uint64_t after = i + 1 < w->n ? cp_word_bit(w->v[i + 1].hash) : 0;
        clear_threads(phrase, next);
        for (uint32_t k = 0; k < now->n; k++) {
            const struct cp_phrase_op *op = &phrase->ops[now->at[k]];
            if (takes(phrase, op, w, &w->v[i]))
                add_thread(phrase, next, (uint16_t)(now->at[k] + (op->kind != STAR)),
                           w->v[i].colon, after);
        }
        swap = now;
        now = next;
        next = swap;
    }
    return now->has[phrase->n_ops - 1];
}
