/* What repeats on a host: its keys told and taken back, see cleanpage.h. */
#include "site.h"

#include <stdlib.h>

#include "judge/site.h"
#include "measure/sitekeys.h"

/* ------------------------------------------------------------------ of a document */

/* A key and the block that has it; CP_NO_NODE for a box or what is dropped. */
struct told {
    uint64_t key;
    uint32_t block;
};

static int
compare_told(const void *a, const void *b)
{
    const struct told *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->block < y->block ? -1 : x->block > y->block;
}

/* All of them, in the arena. */
static cleanpage_status
gather(struct cp_ctx *cx, const struct cleanpage_doc *doc, struct told **all, size_t *n)
{
    struct cp_site_keys keys;
    cleanpage_status st = cp_site_keys_measure(cx, &doc->page, &doc->blocks, &keys);

    if (st)
        return st;
    *n = 0;
    *all = cp_arena_alloc(cx->arena, (doc->blocks.n + keys.n_boxes + 1) * sizeof **all);
    if (!*all)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < doc->blocks.n; i++)
        if (keys.v[i].line)
            (*all)[(*n)++] =
                (struct told){ keys.v[i].line, doc->verdicts.v[i].keep ? i : CP_NO_NODE };
    for (uint32_t i = 0; i < keys.n_boxes; i++)
        (*all)[(*n)++] = (struct told){ keys.boxes[i].key, CP_NO_NODE };
    qsort(*all, *n, sizeof **all, compare_told);
    return CLEANPAGE_OK;
}

static cleanpage_status
tell_all(const struct cleanpage_doc *doc, const struct told *all, size_t n,
         cleanpage_key_fn tell, void *user)
{
    size_t told = 0;

    for (size_t i = 0; i < n && told < CP_SITE_KEYS_MAX; i++) {
        struct cp_slice text = { 0 };

        if (i && all[i].key == all[i - 1].key)
            continue;
        if (all[i].block != CP_NO_NODE)
            text = doc->blocks.v[all[i].block].text;
        if (tell(user, all[i].key, text.p, text.n))
            return CLEANPAGE_WRITE;
        told++;
    }
    return CLEANPAGE_OK;
}

cleanpage_status
cp_site_tell(struct cp_ctx *cx, const struct cleanpage_doc *doc, cleanpage_key_fn tell,
             void *user)
{
    struct cp_arena arena;
    struct told *all;
    size_t n;
    cleanpage_status st;

    cp_arena_init(&arena, CP_ARENA_MAX);
    cx->arena = &arena;
    st = gather(cx, doc, &all, &n);
    if (!st)
        st = tell_all(doc, all, n, tell, user);
    cx->arena = NULL;
    cp_arena_clear(&arena);
    return st;
}

/* ------------------------------------------------------------------ of a host */

struct counted {
    uint64_t key;
    uint32_t count;
};

static int
compare_counted(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

/* Sorts what is on more pages than one. */
static struct counted *
sort(const uint64_t *keys, const uint32_t *counts, size_t n, size_t *kept)
{
    struct counted *v = calloc(n + 1, sizeof *v);

    *kept = 0;
    if (!v)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (counts[i] > 1)
            v[(*kept)++] = (struct counted){ keys[i], counts[i] };
    qsort(v, *kept, sizeof *v, compare_counted);
    return v;
}

cleanpage_site *
cleanpage_site_new(const uint64_t *keys, const uint32_t *counts, size_t n, uint32_t pages)
{
    size_t kept;
    struct counted *v = sort(keys, counts, n, &kept);
    struct cleanpage_site *site = v ? calloc(1, sizeof *site) : NULL;

    if (site) {
        *site = (struct cleanpage_site){ .keys = calloc(kept + 1, sizeof *site->keys),
                                         .counts = calloc(kept + 1, sizeof *site->counts),
                                         .n = kept,
                                         .pages = pages };
        if (!site->keys || !site->counts) {
            cleanpage_site_free(site);
            site = NULL;
        }
    }
    for (size_t i = 0; site && i < kept; i++) {
        site->keys[i] = v[i].key;
        site->counts[i] = v[i].count;
    }
    free(v);
    return site;
}

void
cleanpage_site_free(cleanpage_site *site)
{
    if (!site)
        return;
    free(site->keys);
    free(site->counts);
    free(site);
}
