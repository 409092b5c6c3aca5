#include "judge/site.h"

#include <math.h>
#include <stdlib.h>

#include "judge/weights.h"
#include "measure/sitekeys.h"

/* What is asked of the site for one page. */
struct asking {
    const struct cp_judging *j;
    const struct cleanpage_site *site;
    struct cp_site_keys keys;
    uint32_t need;    /* pages that a key must be on, this one with them if it was counted */
    bool *boxes;      /* per box: it repeats, or one around it does */
    uint64_t *sorted; /* the keys of all lines */
};

static uint32_t
pages_with(const struct cleanpage_site *site, uint64_t key)
{
    size_t low = 0, high = site->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (site->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < site->n && site->keys[low] == key ? site->counts[low] : 0;
}

/* Of other pages so many, and that share of them. Things on sale have much in common. */
static uint32_t
pages_needed(const struct cp_judging *j)
{
    bool sells = j->kind == CLEANPAGE_KIND_PRODUCT || j->kind == CLEANPAGE_KIND_COLLECTION;
    uint32_t own = j->site_has_page && j->site->pages ? 1 : 0, others = j->site->pages - own;
    float share =
        (sells ? j->weights->site_share_shop : j->weights->site_share) * (float)others;
    float need = fmaxf(1, fmaxf(share, j->weights->site_pages));

    /* Rules may ask for any number. */
    return own + (need > (float)others ? others + 1 : (uint32_t)ceilf(need));
}

/* Boxes come behind those around them. */
static void
ask_boxes(const struct asking *a)
{
    for (uint32_t i = 0; i < a->keys.n_boxes; i++) {
        const struct cp_site_box *box = &a->keys.boxes[i];

        a->boxes[i] = (box->around && a->boxes[box->around - 1]) ||
                      ((float)box->words >= a->j->weights->site_words &&
                       pages_with(a->site, box->key) >= a->need);
    }
}

static bool
repeats(const struct asking *a, uint32_t i)
{
    const struct cp_block *b = &a->j->blocks->v[i];
    const struct cp_site_key *key = &a->keys.v[i];

    if (key->box && a->boxes[key->box - 1])
        return true;
    return !b->heading && (float)b->n_words >= a->j->weights->site_words &&
           pages_with(a->site, key->line) >= a->need;
}

static int
compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void
sort_lines(const struct asking *a)
{
    for (uint32_t i = 0; i < a->j->blocks->n; i++)
        a->sorted[i] = a->keys.v[i].line;
    qsort(a->sorted, a->j->blocks->n, sizeof *a->sorted, compare_keys);
}

/* What this page says again and again belongs to each of its items: "Weight:", "compared to".
 */
static bool
is_twice(const struct asking *a, uint64_t key)
{
    const uint64_t *end = a->sorted + a->j->blocks->n;
    const uint64_t *at = bsearch(&key, a->sorted, a->j->blocks->n, sizeof key, compare_keys);

    return at && ((at > a->sorted && at[-1] == key) || (at + 1 < end && at[1] == key));
}

static bool
may_go(const struct cp_judging *j, uint32_t i)
{
    return j->verdicts->v[i].keep && i != j->meta->title_block &&
           !(j->marks[i].place && j->marks[i].verb == CP_RULE_KEEP);
}

/* Whether so much of the kept words would go that it is the page which repeats. */
static bool
is_copy(const struct cp_judging *j, const bool *goes)
{
    float kept = 0, gone = 0;

    for (uint32_t i = 0; i < j->blocks->n; i++) {
        float words = (float)j->blocks->v[i].n_words;

        kept += j->verdicts->v[i].keep && i != j->meta->title_block ? words : 0;
        gone += goes[i] ? words : 0;
    }
    return gone > j->weights->site_most * kept;
}

static void
drop(const struct cp_judging *j, const bool *goes)
{
    for (uint32_t i = 0; i < j->blocks->n; i++)
        if (goes[i]) {
            j->verdicts->v[i].keep = false;
            j->verdicts->v[i].reason = CP_BY_SITE;
            j->verdicts->v[i].place = NULL;
        }
}

cleanpage_status
cp_judge_site(const struct cp_judging *j)
{
    struct asking a = { .j = j, .site = j->site };
    cleanpage_status st;
    bool *goes;

    if (!j->site)
        return CLEANPAGE_OK;
    a.need = pages_needed(j);
    if (a.need > j->site->pages)
        return CLEANPAGE_OK;
    st = cp_site_keys_measure(j->cx, j->page, j->blocks, &a.keys);
    if (st)
        return st;
    a.boxes = cp_arena_alloc(j->cx->arena, (a.keys.n_boxes + 1) * sizeof *a.boxes);
    goes = cp_arena_zalloc(j->cx->arena, j->blocks->n + 1, sizeof *goes);
    a.sorted = cp_arena_alloc(j->cx->arena, (j->blocks->n + 1) * sizeof *a.sorted);
    if (!a.boxes || !goes || !a.sorted)
        return cp_fail_nomem(j->cx);
    ask_boxes(&a);
    sort_lines(&a);
    for (uint32_t i = 0; i < j->blocks->n; i++)
        goes[i] = may_go(j, i) && repeats(&a, i) && !is_twice(&a, a.keys.v[i].line);
    if (!is_copy(j, goes))
        drop(j, goes);
    return CLEANPAGE_OK;
}
