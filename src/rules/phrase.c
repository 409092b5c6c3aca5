#include "rules/phrase.h"

#include <stdlib.h>
#include <string.h>

enum op_kind { WORD, NUMBER, STAR, COLON, FORK, JUMP, MATCH };

struct cp_phrase_op {
    uint8_t kind;
    uint16_t to;        /* FORK: the other way; JUMP: the way */
    uint16_t n;         /* WORD */
    uint32_t hash;
    const char *p;
};

#define ALTERNATIVES_MAX 256
#define PARTS_MAX 128
#define POOL_BYTES 16384

/* The alternatives of one part, as text: of the phrase, or spelt out in the pool. */
struct alternatives {
    struct cp_slice v[ALTERNATIVES_MAX];
    uint32_t n;
    char pool[POOL_BYTES];
    size_t pool_used;
};

struct part {
    uint32_t first, n;      /* alternatives */
};

/* A compiled alternative: a run of ops without forks. */
struct run {
    uint16_t first, n;
};

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
    struct alternatives alternatives;
};

static cleanpage_status
too_large(struct compiler *c)
{
    return cp_rule_error(c->error, c->text.p,
                         "the phrase has too many words or alternatives: make two of it");
}

/* ---- parts and their alternatives ---- */

/* The characters that mean something in a phrase; between them, scanning goes on quickly. */
static const bool signs[256] = {
    ['('] = true, [')'] = true, ['|'] = true, ['*'] = true, ['#'] = true, [' '] = true,
    ['\t'] = true, ['\n'] = true, ['\f'] = true, ['\r'] = true
};

static inline const char *
find_sign(const char *p, const char *end)
{
    while (p < end && !signs[(unsigned char)*p])
        p++;
    return p;
}

static cleanpage_status
check_brackets(struct compiler *c)
{
    const char *open[8], *end = c->text.p + c->text.n;
    size_t depth = 0;

    for (const char *p = find_sign(c->text.p, end); p < end; p = find_sign(p + 1, end)) {
        if (*p == '(') {
            if (depth == sizeof open / sizeof *open)
                return cp_rule_error(c->error, p, "brackets are nested too deep");
            open[depth++] = p;
        } else if (*p == ')' && depth-- == 0) {
            return cp_rule_error(c->error, p, "\")\" without a \"(\" before it");
        }
    }
    if (depth)
        return cp_rule_error(c->error, open[depth - 1], "\"(\" is not closed by \")\"");
    return CLEANPAGE_OK;
}

/* The next part: bytes up to white space outside brackets. */
static struct cp_slice
cut_part(struct cp_slice *rest)
{
    const char *p, *end;
    struct cp_slice part;
    int depth = 0;

    *rest = cp_slice_trim(*rest);
    end = rest->p + rest->n;
    for (p = find_sign(rest->p, end); p < end; p = find_sign(p + 1, end)) {
        depth += (*p == '(') - (*p == ')');
        if (depth == 0 && cp_is_space((unsigned char)*p))
            break;
    }
    part = (struct cp_slice){ rest->p, (size_t)(p - rest->p) };
    *rest = (struct cp_slice){ p, (size_t)(end - p) };
    return part;
}

static bool
add_alternative(struct alternatives *a, struct cp_slice s)
{
    if (a->n == ALTERNATIVES_MAX)
        return false;
    a->v[a->n++] = s;
    return true;
}

/* Replaces *s by before + *s + after, in the pool. */
static bool
spell_out(struct alternatives *a, struct cp_slice *s, struct cp_slice before, struct cp_slice after)
{
    char *p = a->pool + a->pool_used;
    size_t n = before.n + s->n + after.n;

    if (n > POOL_BYTES - a->pool_used)
        return false;
    memcpy(p, before.p, before.n);
    memcpy(p + before.n, s->p, s->n);
    memcpy(p + before.n + s->n, after.p, after.n);
    a->pool_used += n;
    *s = (struct cp_slice){ p, n };
    return true;
}

/* The next bar or closing bracket of a group's own, past those of the groups in it. */
static const char *
find_bar(const char *p, const char *end)
{
    int depth = 0;

    for (p = find_sign(p, end); depth || (*p != '|' && *p != ')'); p = find_sign(p + 1, end))
        depth += (*p == '(') - (*p == ')');
    return p;
}

/*
 * Replaces alternative i by those of its first group, the outermost: groups in different
 * alternatives then never multiply. False if there are too many.
 */
static bool
expand_group(struct alternatives *a, uint32_t i, const char *open)
{
    struct cp_slice whole = a->v[i], before = { whole.p, (size_t)(open - whole.p) }, after;
    const char *end = whole.p + whole.n, *p = open, *bar;
    uint32_t first;

    a->v[i] = a->v[--a->n];
    first = a->n;
    do {
        p++;
        bar = find_bar(p, end);
        if (!add_alternative(a, (struct cp_slice){ p, (size_t)(bar - p) }))
            return false;
        p = bar;
    } while (*bar == '|');
    after = (struct cp_slice){ bar + 1, (size_t)(end - bar - 1) };
    /* Most groups stand alone, and then their text need not be copied. */
    for (uint32_t k = first; before.n + after.n && k < a->n; k++)
        if (!spell_out(a, &a->v[k], before, after))
            return false;
    return true;
}

/* All ways to write a part: "you('re| are)" becomes "you're" and "you are". */
static bool
expand_part(struct alternatives *a, struct cp_slice part)
{
    a->n = 0;
    a->pool_used = 0;
    if (!add_alternative(a, part))
        return false;
    for (uint32_t i = 0; i < a->n;) {
        const char *open = memchr(a->v[i].p, '(', a->v[i].n);
        if (!open)
            i++;
        else if (!expand_group(a, i, open))
            return false;
    }
    return true;
}

/* ---- the program ---- */

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

static cleanpage_status
emit_words(struct compiler *c, struct cp_slice text)
{
    struct cp_words *w = &c->words;
    char *copy;

    text = cp_slice_trim(text);
    if (!cp_words_fold(w, text, CP_PHRASE_WORDS_MAX))
        return too_large(c);
    if (text.n && text.p[0] == ':' && !emit_colon(c))
        return too_large(c);
    if (!w->n)
        return CLEANPAGE_OK;
    c->unspaced |= w->unspaced;
    copy = cp_arena_strndup(c->arena, w->text, w->n_text);
    if (!copy)
        return CLEANPAGE_NOMEM;
    for (uint32_t i = 0; i < w->n; i++)
        if (!emit(c, (struct cp_phrase_op){ .kind = WORD, .hash = w->v[i].hash, .n = w->v[i].n,
                                            .p = copy + w->v[i].at }) ||
            (w->v[i].colon && !emit_colon(c)))
            return too_large(c);
    return CLEANPAGE_OK;
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
            sign = find_sign(sign + 1, end);
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

/* FORK first or next, first, JUMP behind, FORK second or next ... */
static cleanpage_status
emit_part(struct compiler *c, const struct alternatives *a, bool last_part)
{
    struct part *part = &c->parts[c->n_parts++];
    uint16_t jumps[ALTERNATIVES_MAX];
    uint32_t n_jumps = 0;

    *part = (struct part){ c->n_runs, a->n };
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
    return CLEANPAGE_OK;
}

static cleanpage_status
emit_phrase(struct compiler *c)
{
    struct cp_slice rest = c->text, part;
    cleanpage_status st;

    while (part = cut_part(&rest), part.n) {
        if (c->n_parts == PARTS_MAX || !expand_part(&c->alternatives, part))
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

/* Bits of the words that can stand at one end of the phrase; all if it is not that simple. */
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

/* The longest word of an alternative, for it is likely the rarest, or else a number. */
static const struct cp_phrase_op *
longest_word(const struct compiler *c, const struct run *r)
{
    const struct cp_phrase_op *best = NULL;

    for (uint32_t k = 0; k < r->n; k++) {
        const struct cp_phrase_op *op = &c->ops[r->first + k];
        if ((op->kind == WORD || op->kind == NUMBER) && (!best || op->n > best->n))
            best = op;
    }
    return best;
}

/* How well a part anchors the phrase: bytes of its weakest alternative's longest word. */
static uint32_t
anchor_strength(const struct compiler *c, const struct part *part)
{
    uint32_t weakest = UINT32_MAX;

    for (uint32_t k = 0; k < part->n; k++) {
        const struct cp_phrase_op *word = longest_word(c, &c->runs[part->first + k]);
        uint32_t strength = word ? word->n + 1u : 0;
        if (strength < weakest)
            weakest = strength;
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
                                  : longest_word(c, &c->runs[anchor->first + i])->hash;
    phrase->hashes = hashes;
    return CLEANPAGE_OK;
}

static cleanpage_status
compile(struct compiler *c, struct cp_phrase *phrase)
{
    struct cp_phrase_op *ops;
    cleanpage_status st;

    st = check_brackets(c);
    if (!st)
        st = emit_phrase(c);
    if (!st)
        st = index_phrase(c, phrase);
    if (st)
        return st;
    ops = cp_arena_alloc(c->arena, c->n_ops * sizeof *ops);
    if (!ops)
        return CLEANPAGE_NOMEM;
    phrase->ops = memcpy(ops, c->ops, c->n_ops * sizeof *ops);
    phrase->n_ops = c->n_ops;
    phrase->text = c->text;
    phrase->has_star = c->has_star;
    phrase->unspaced = c->unspaced;
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
    c->n_ops = c->n_runs = c->n_parts = 0;
    c->has_star = c->has_number = c->unspaced = false;
    st = compile(c, phrase);
    free(c);
    return st;
}

/* ---- matching ---- */

/* A set of places in the program, closed over forks and jumps, and over a colon if the word
 * before it had one. */
struct threads {
    uint16_t at[CP_PHRASE_OPS_MAX];
    uint32_t n;
    bool has[CP_PHRASE_OPS_MAX];
};

static void
add_thread(const struct cp_phrase *phrase, struct threads *t, uint16_t at, bool colon)
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
        if (op->kind == JUMP || op->kind == FORK)
            waiting[n++] = op->to;
        else
            t->at[t->n++] = at;
        if (op->kind == FORK || op->kind == STAR || (op->kind == COLON && colon))
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
takes(const struct cp_phrase_op *op, const struct cp_words *w, const struct cp_word *word)
{
    if (op->kind == WORD)
        return op->hash == word->hash && op->n == word->n &&
               memcmp(op->p, w->text + word->at, op->n) == 0;
    return op->kind == STAR || (op->kind == NUMBER && word->number);
}

bool
cp_phrase_matches(const struct cp_phrase *phrase, const struct cp_words *w)
{
    struct threads sets[2], *now = &sets[0], *next = &sets[1], *swap;

    if (w->n == 0 || w->n < phrase->min_words || w->n > phrase->max_words ||
        !(phrase->first & cp_word_bit(w->v[0].hash)) ||
        !(phrase->last & cp_word_bit(w->v[w->n - 1].hash)))
        return false;
    clear_threads(phrase, now);
    add_thread(phrase, now, 0, false);
    for (uint32_t i = 0; i < w->n && now->n; i++) {
        clear_threads(phrase, next);
        for (uint32_t k = 0; k < now->n; k++) {
            const struct cp_phrase_op *op = &phrase->ops[now->at[k]];
            if (takes(op, w, &w->v[i]))
                add_thread(phrase, next, (uint16_t)(now->at[k] + (op->kind != STAR)), w->v[i].colon);
        }
        swap = now;
        now = next;
        next = swap;
    }
    return now->has[phrase->n_ops - 1];
}
