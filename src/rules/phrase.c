#include "rules/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rules/alternatives.h"
#include "rules/phrase_ops.h"

#define PARTS_MAX 128

struct part {
    uint32_t first, n; /* alternatives */
};

/* A compiled alternative: a run of ops without forks. */
struct run {
    uint16_t first, n;
};

/* Two words in a row are rarer than one, however long. */
#define PAIR_BYTES 64

struct compiler {
    struct cp_arena *arena;
    struct cp_slice text;
    struct cp_rule_error *error;
    struct cp_phrase_op ops[CP_PHRASE_OPS_MAX];
    uint32_t n_ops;
    struct run runs[CP_PHRASE_OPS_MAX];
    uint32_t n_runs;
    struct part parts[PARTS_MAX];
    uint32_t n_parts;
    bool has_star, has_number, unspaced;
    struct cp_words words;
    struct cp_buf bytes;       /* of the words, each once */
    struct cp_alternatives alternatives;
};

static cleanpage_status
too_large(struct compiler *c)
{
    return cp_rule_error(c->error, c->text.p,
                         "the phrase has too many words or alternatives: make two of it");
}

static bool
emit(struct compiler *c, struct cp_phrase_op op)
{
    if (c->n_ops == CP_PHRASE_OPS_MAX)
        return false;
    c->ops[c->n_ops++] = op;
    return true;
}

/* A colon in a phrase must be in the text; one in the text may be missing in the phrase. */
static bool
emit_colon(struct compiler *c)
{
    return emit(c, (struct cp_phrase_op){ .kind = COLON });
}

/* Where the bytes of a word lie among those of the phrase, to which they are added if need be. */
static uint64_t
place_of(struct compiler *c, const char *p, size_t n)
{
    const char *found = cp_slice_find(cp_buf_slice(&c->bytes), (struct cp_slice){ p, n });
    size_t at = found ? (size_t)(found - c->bytes.p) : c->bytes.n;

    if (!found)
        cp_buf_put(&c->bytes, p, n);
    return at;
}

static cleanpage_status
emit_words(struct compiler *c, struct cp_slice text)
{
    struct cp_words *w = &c->words;

    text = cp_slice_trim(text);
    if (!cp_words_fold(w, text, CP_PHRASE_WORDS_MAX))
        return too_large(c);
    if (text.n && text.p[0] == ':' && !emit_colon(c))
        return too_large(c);
    c->unspaced |= w->unspaced;
    for (uint32_t i = 0; i < w->n; i++)
        if (!emit(c, (struct cp_phrase_op){ .kind = WORD,
                                            .hash = w->v[i].hash,
                                            .n = w->v[i].n,
                                            .u.at = place_of(c, w->text + w->v[i].at,
                                                             w->v[i].n) }) ||
            (w->v[i].colon && !emit_colon(c)))
            return too_large(c);
    return cp_buf_failed(&c->bytes) ? CLEANPAGE_NOMEM : CLEANPAGE_OK;
}

/* The ops of one alternative: words, and what stands for words. A colon that ends the phrase
 * does not count, as none does at the end of a text. */
static cleanpage_status
emit_alternative(struct compiler *c, struct cp_slice text, bool last_part)
{
    const char *p = text.p, *end = p + text.n, *sign = p;
    uint32_t first = c->n_ops;

    for (;; p = ++sign) {
        cleanpage_status st;
        while (sign < end && *sign != '*' && *sign != '#')
            sign++;
        st = emit_words(c, (struct cp_slice){ p, (size_t)(sign - p) });
        if (st)
            return st;
        if (sign == end)
            break;
        if (!emit(c, (struct cp_phrase_op){ .kind = *sign == '*' ? STAR : NUMBER,
                                            .hash = CP_NUMBER_HASH }))
            return too_large(c);
        *(*sign == '*' ? &c->has_star : &c->has_number) = true;
    }
    if (last_part && c->n_ops > first && c->ops[c->n_ops - 1].kind == COLON)
        c->n_ops--;
    if (c->n_runs == CP_PHRASE_OPS_MAX)
        return too_large(c);
    c->runs[c->n_runs++] = (struct run){ (uint16_t)first, (uint16_t)(c->n_ops - first) };
    return CLEANPAGE_OK;
}

/* Bits of the words that can stand at one end of a part; all if it is not that simple. */
static uint64_t
end_bits(const struct compiler *c, const struct part *part, bool last)
{
    uint64_t bits = 0;

    for (uint32_t k = 0; k < part->n; k++) {
        const struct run *r = &c->runs[part->first + k];
        const struct cp_phrase_op *op = r->n ? &c->ops[r->first + (last ? r->n - 1 : 0)] : NULL;
        if (!op || op->kind != WORD)
            return UINT64_MAX;
        bits |= cp_word_bit(op->hash);
    }
    return bits;
}

/* GROUP, FORK first or next, first, JUMP behind, FORK second or next ... */
static cleanpage_status
emit_part(struct compiler *c, const struct cp_alternatives *a, bool last_part)
{
    struct part *part = &c->parts[c->n_parts++];
    uint16_t jumps[CP_ALTERNATIVES_MAX];
    uint32_t n_jumps = 0, group = c->n_ops;

    *part = (struct part){ c->n_runs, a->n };
    if (a->n > 1 && !emit(c, (struct cp_phrase_op){ .kind = GROUP }))
        return too_large(c);
    for (uint32_t i = 0; i < a->n; i++) {
        bool last = i == a->n - 1;
        uint32_t fork = c->n_ops;
        cleanpage_status st;
        if (!last && !emit(c, (struct cp_phrase_op){ .kind = FORK }))
            return too_large(c);
        st = emit_alternative(c, a->v[i], last_part);
        if (st)
            return st;
        if (last)
            break;
        jumps[n_jumps++] = (uint16_t)c->n_ops;
        if (!emit(c, (struct cp_phrase_op){ .kind = JUMP }))
            return too_large(c);
        c->ops[fork].to = (uint16_t)c->n_ops;
    }
    while (n_jumps)
        c->ops[jumps[--n_jumps]].to = (uint16_t)c->n_ops;
    if (a->n > 1)
        c->ops[group].u.bits = end_bits(c, part, false);
    return CLEANPAGE_OK;
}

static cleanpage_status
emit_phrase(struct compiler *c)
{
    struct cp_slice rest = c->text, part;
    cleanpage_status st;

    while (part = cp_phrase_part(&rest), part.n) {
        if (c->n_parts == PARTS_MAX || !cp_alternatives_expand(&c->alternatives, part))
            return too_large(c);
        st = emit_part(c, &c->alternatives, cp_slice_trim(rest).n == 0);
        if (st)
            return st;
    }
    return emit(c, (struct cp_phrase_op){ .kind = MATCH }) ? CLEANPAGE_OK : too_large(c);
}

/* ---- what the index needs ---- */

static uint32_t
count_words(const struct compiler *c, const struct run *r)
{
    uint32_t n = 0;

    for (uint32_t k = 0; k < r->n; k++)
        n += c->ops[r->first + k].kind == WORD || c->ops[r->first + k].kind == NUMBER;
    return n;
}

/* The fewest words the phrase can match, and the most if it has no star. */
static void
measure_spellings(const struct compiler *c, struct cp_phrase *phrase)
{
    uint32_t least = 0, most = 0;

    for (uint32_t i = 0; i < c->n_parts; i++) {
        uint32_t shortest = UINT32_MAX, longest = 0;
        for (uint32_t k = 0; k < c->parts[i].n; k++) {
            uint32_t n = count_words(c, &c->runs[c->parts[i].first + k]);
            shortest = n < shortest ? n : shortest;
            longest = n > longest ? n : longest;
        }
        least += shortest;
        most += longest;
    }
    phrase->min_words = least;
    phrase->max_words = c->has_star || most > CP_PHRASE_WORDS_MAX ? CP_PHRASE_WORDS_MAX : most;
}

/* Ways to write the phrase, or CP_PHRASE_SPELLINGS_MAX + 1 if there are more. */
static uint32_t
count_spellings(const struct compiler *c)
{
    uint32_t n = 1;

    for (uint32_t i = 0; i < c->n_parts && n <= CP_PHRASE_SPELLINGS_MAX; i++)
        n *= c->parts[i].n;
    return n <= CP_PHRASE_SPELLINGS_MAX ? n : CP_PHRASE_SPELLINGS_MAX + 1;
}

/* The hash of spelling number `which`, counted like a clock whose last part runs fastest. */
static uint32_t
hash_spelling(const struct compiler *c, uint32_t which, uint32_t n_spellings)
{
    uint32_t h = 0;

    for (uint32_t i = 0; i < c->n_parts; i++) {
        const struct run *r;
        n_spellings /= c->parts[i].n;
        r = &c->runs[c->parts[i].first + which / n_spellings % c->parts[i].n];
        for (uint32_t k = 0; k < r->n; k++)
            if (c->ops[r->first + k].kind == WORD)
                h = cp_words_hash_step(h, c->ops[r->first + k].hash);
    }
    return h;
}

/* What every text has that an alternative matches. */
struct anchor {
    uint32_t hash;
    uint32_t bytes;    /* the more, the rarer it likely is; 0: there is none */
};

/* The two words in a row that are longest together, or the longest word, or a number. */
static struct anchor
anchor_of(const struct compiler *c, const struct run *r)
{
    const struct cp_phrase_op *before = NULL;
    struct anchor best = { 0, 0 };

    for (uint32_t k = 0; k < r->n; k++) {
        const struct cp_phrase_op *op = &c->ops[r->first + k];
        struct anchor a = { op->hash, op->n + 1u };

        if (op->kind == COLON)
            continue;
        if (op->kind == WORD && before && before->kind == WORD)
            a = (struct anchor){ cp_words_hash_pair(before->hash, op->hash),
                                 PAIR_BYTES + before->n + op->n };
        if (op->kind != STAR && a.bytes > best.bytes)
            best = a;
        before = op;
    }
    return best;
}

/* How well a part anchors the phrase: as its weakest alternative does. */
static uint32_t
anchor_strength(const struct compiler *c, const struct part *part)
{
    uint32_t weakest = UINT32_MAX;

    for (uint32_t k = 0; k < part->n; k++) {
        struct anchor a = anchor_of(c, &c->runs[part->first + k]);

        if (a.bytes < weakest)
            weakest = a.bytes;
    }
    return weakest;
}

static const struct part *
choose_anchor(const struct compiler *c)
{
    const struct part *best = NULL;
    uint32_t best_strength = 0;

    for (uint32_t i = 0; i < c->n_parts; i++) {
        uint32_t strength = anchor_strength(c, &c->parts[i]);
        if (strength > best_strength) {
            best = &c->parts[i];
            best_strength = strength;
        }
    }
    return best;
}

static cleanpage_status
index_phrase(struct compiler *c, struct cp_phrase *phrase)
{
    const struct part *anchor = choose_anchor(c);
    uint32_t n_spellings = count_spellings(c);
    uint32_t *hashes;

    if (!anchor)
        return cp_rule_error(c->error, c->text.p,
                             "the phrase needs a word that is in every text it matches");
    phrase->exact = !c->has_star && !c->has_number && n_spellings <= CP_PHRASE_SPELLINGS_MAX;
    phrase->n_hashes = phrase->exact ? n_spellings : anchor->n;
    hashes = cp_arena_alloc(c->arena, phrase->n_hashes * sizeof *hashes);
    if (!hashes)
        return CLEANPAGE_NOMEM;
    for (uint32_t i = 0; i < phrase->n_hashes; i++)
        hashes[i] = phrase->exact ? hash_spelling(c, i, n_spellings)
                                  : anchor_of(c, &c->runs[anchor->first + i]).hash;
    phrase->hashes = hashes;
    return CLEANPAGE_OK;
}

/* The words of the parts without alternatives: without one of them nothing matches. */
static uint64_t
required_bits(const struct compiler *c)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < c->n_parts; i++) {
        const struct run *r = &c->runs[c->parts[i].first];

        for (uint32_t k = 0; k < r->n && c->parts[i].n == 1; k++)
            if (c->ops[r->first + k].kind == WORD)
                bits |= cp_word_bit(c->ops[r->first + k].hash);
    }
    return bits;
}

static cleanpage_status
compile(struct compiler *c, struct cp_phrase *phrase)
{
    struct cp_phrase_op *ops;
    cleanpage_status st;

    st = cp_phrase_check(c->text, c->error);
    if (!st)
        st = emit_phrase(c);
    if (!st)
        st = index_phrase(c, phrase);
    if (st)
        return st;
    ops = cp_arena_alloc(c->arena, c->n_ops * sizeof *ops);
    phrase->words = cp_arena_strndup(c->arena, c->bytes.n ? c->bytes.p : "", c->bytes.n);
    if (!ops || !phrase->words)
        return CLEANPAGE_NOMEM;
    phrase->ops = memcpy(ops, c->ops, c->n_ops * sizeof *ops);
    phrase->n_ops = c->n_ops;
    phrase->text = c->text;
    phrase->has_star = c->has_star;
    phrase->unspaced = c->unspaced;
    phrase->required = required_bits(c);
    phrase->first = end_bits(c, &c->parts[0], false);
    phrase->last = end_bits(c, &c->parts[c->n_parts - 1], true);
    measure_spellings(c, phrase);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_phrase_compile(struct cp_arena *a, struct cp_slice text, struct cp_phrase *phrase,
                  struct cp_rule_error *error)
{
    /* Some 70 kB, most of which a phrase never touches; too much for a small thread's stack. */
    struct compiler *c = malloc(sizeof *c);
    cleanpage_status st;

    if (!c)
        return CLEANPAGE_NOMEM;
    c->arena = a;
    c->text = text;
    c->error = error;
    c->bytes = (struct cp_buf){ 0 };
    c->n_ops = c->n_runs = c->n_parts = 0;
    c->has_star = c->has_number = c->unspaced = false;
    st = compile(c, phrase);
    cp_buf_clear(&c->bytes);
    free(c);
    return st;
}
