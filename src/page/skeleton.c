#include "page/skeleton.h"

#include "base/table.h"
#include "base/utf8.h"
#include "page/traits.h"

#define FIRST_CAPACITY 1024

/* Most pages have fewer tags, and fewer texts, than one for so many bytes. */
#define BYTES_A_TAG 64

/* Run numbers are code points from U+0100 on without the surrogates, then those of the planes
 * above without each plane's last two: Gumbo replaces the others. */
#define RUN_FIRST 0x100u
#define RUNS_LOW (0xD800u - RUN_FIRST)
#define RUNS_A_PLANE 0xFFFEu
#define RUNS_MAX (RUNS_LOW + 16 * RUNS_A_PLANE)

static uint32_t
run_to_code_point(uint32_t run)
{
    if (run < RUNS_LOW)
        return RUN_FIRST + run;
    run -= RUNS_LOW;
    return 0x10000 + run / RUNS_A_PLANE * 0x10000 + run % RUNS_A_PLANE;
}

static uint32_t
code_point_to_run(uint32_t c)
{
    if (c < 0xD800)
        return c - RUN_FIRST;
    c -= 0x10000;
    return RUNS_LOW + c / 0x10000 * RUNS_A_PLANE + c % 0x10000;
}

const struct cp_skeleton_run *
cp_skeleton_run_of(const struct cp_skeleton *sk, uint32_t c)
{
    uint32_t run;

    if (c < RUN_FIRST || (c >= 0xD800 && c < 0x10000))
        return NULL;
    run = code_point_to_run(c);
    return run < sk->n_runs ? &sk->runs[run] : NULL;
}

void
cp_skeleton_init(struct cp_skeleton *sk, struct cp_arena *doc, struct cp_arena *scratch,
                 struct cp_slice page)
{
    memset(sk, 0, sizeof *sk);
    sk->doc = doc;
    sk->scratch = scratch;
    sk->page = page;
    sk->has_returns = page.n && (memchr(page.p, '\r', page.n) || memchr(page.p, '\0', page.n));
}

void
cp_skeleton_reset(struct cp_skeleton *sk)
{
    cp_guard_init(&sk->guard);
    sk->html.n = 0;
    sk->n_tags = sk->n_places = sk->n_runs = 0;
    sk->collapse.text.n = sk->collapse.n_folds = sk->collapse.n_open = 0;
    sk->root_html.n = sk->root_body.n = 0;
    sk->attrs_left = CP_PAGE_ATTRS_MAX;
    sk->attrs_dropped = false;
    sk->cut = NULL;
}

void
cp_skeleton_clear(struct cp_skeleton *sk)
{
    cp_buf_clear(&sk->html);
    cp_buf_clear(&sk->collapse.text);
}

const struct cp_skeleton_tag *
cp_skeleton_find(const struct cp_skeleton *sk, size_t place, uint32_t *hint)
{
    uint32_t low = 0, high = sk->n_places, next = *hint + 1;

    if (next < high && sk->places[next].place == place) {
        *hint = next;
        return &sk->tags[sk->places[next].tag];
    }
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (sk->places[mid].place < place)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == sk->n_places || sk->places[low].place != place)
        return NULL;
    *hint = low;
    return &sk->tags[sk->places[low].tag];
}

/* ---- growing ---- */

void *
cp_skeleton_grow(struct cp_skeleton *sk, const void *array, uint32_t *capacity, size_t size)
{
    uint32_t first = (uint32_t)(sk->page.n / BYTES_A_TAG) + FIRST_CAPACITY;
    uint32_t larger = *capacity ? *capacity * 2 : first;
    void *copy = cp_arena_alloc(sk->scratch, larger * size);

    if (!copy) {
        sk->no_memory = true;
        return NULL;
    }
    if (*capacity)
        memcpy(copy, array, *capacity * size);
    *capacity = larger;
    return copy;
}

/* Whether decoding may change anything in a tag: asked once for all of its attributes, and of
 * most pages only for references. */
static bool
needs_decoding(const struct cp_skeleton *sk, struct cp_slice tag)
{
    return memchr(tag.p, '&', tag.n) ||
           (sk->has_returns && (memchr(tag.p, '\r', tag.n) || memchr(tag.p, '\0', tag.n)));
}

void
cp_skeleton_keep_attrs(struct cp_skeleton *sk, struct cp_skeleton_tag *tag,
                       const struct cp_tokenizer *t, const struct cp_token *token)
{
    uint32_t n = token->n_attrs < sk->attrs_left ? token->n_attrs : sk->attrs_left;
    struct cp_attr *attrs;

    sk->attrs_dropped |= token->attrs_dropped || n < token->n_attrs;
    sk->attrs_left -= n;
    if (!n)
        return;
    attrs = cp_arena_alloc(sk->doc, n * sizeof *attrs);
    if (!attrs) {
        sk->no_memory = true;
        return;
    }
    memcpy(attrs, t->attrs, n * sizeof *attrs);
    if (needs_decoding(sk, token->source))
        for (uint32_t i = 0; i < n; i++)
            if (!cp_text_decode(sk->doc, attrs[i].value, CP_TEXT_ATTRIBUTE, &attrs[i].value))
                sk->no_memory = true;
    tag->attrs = attrs;
    tag->n_attrs = (uint16_t)n;
}

static bool
add_place(struct cp_skeleton *sk)
{
    if (sk->n_places == sk->places_capacity) {
        struct cp_skeleton_place *places =
            cp_skeleton_grow(sk, sk->places, &sk->places_capacity, sizeof *places);
        if (!places)
            return false;
        sk->places = places;
    }
    sk->places[sk->n_places++] =
        (struct cp_skeleton_place){ .place = (uint32_t)sk->html.n, .tag = sk->n_tags };
    return true;
}

struct cp_skeleton_tag *
cp_skeleton_add_tag(struct cp_skeleton *sk, const struct cp_token *token)
{
    struct cp_skeleton_tag *tag;

    if (sk->n_tags == sk->tags_capacity) {
        tag = cp_skeleton_grow(sk, sk->tags, &sk->tags_capacity, sizeof *tag);
        if (!tag)
            return NULL;
        sk->tags = tag;
    }
    if (!add_place(sk))
        return NULL;
    tag = &sk->tags[sk->n_tags++];
    *tag = (struct cp_skeleton_tag){ .source = (uint32_t)(token->source.p - sk->page.p),
                                     .tag = (uint16_t)token->tag };
    return tag;
}

void
cp_skeleton_space(struct cp_skeleton *sk, char c)
{
    /* In front of everything else white space means nothing. */
    if (sk->html.n && !cp_is_space((unsigned char)sk->html.p[sk->html.n - 1])) {
        cp_buf_putc(&sk->html, c);
        cp_collapse_text(sk, sk->html.n - 1);
    }
}

void
cp_skeleton_drop(struct cp_skeleton *sk, enum cp_tag tag)
{
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))
        return;
    cp_guard_text(&sk->guard, true);
    cp_skeleton_space(sk, ' ');
}

uint32_t
cp_token_attrs_hash(const struct cp_token *token)
{
    const char *p = token->name.p + token->name.n;

    if (!token->n_attrs)
        return 0;
    return cp_hash((struct cp_slice){ p, (size_t)(token->source.p + token->source.n - p) }, 0) |
           1;
}

static void
add_run(struct cp_skeleton *sk, struct cp_skeleton_run new_run)
{
    struct cp_skeleton_run *run;
    char *out;

    if (sk->n_runs == RUNS_MAX) {
        sk->cut = "page-cut";
        return;
    }
    if (sk->n_runs == sk->runs_capacity) {
        run = cp_skeleton_grow(sk, sk->runs, &sk->runs_capacity, sizeof *run);
        if (!run)
            return;
        sk->runs = run;
    }
    out = cp_buf_reserve(&sk->html, 4);
    if (!out)
        return;
    sk->html.n += cp_utf8_put(out, run_to_code_point(sk->n_runs));
    sk->runs[sk->n_runs++] = new_run;
}

void
cp_skeleton_add_run(struct cp_skeleton *sk, struct cp_slice text, enum cp_text_kind kind)
{
    size_t place = sk->html.n;

    add_run(sk, (struct cp_skeleton_run){ text.p, (uint32_t)text.n, kind });
    cp_collapse_text(sk, place);
}

void
cp_skeleton_add_fold(struct cp_skeleton *sk, uint32_t fold)
{
    add_run(sk, (struct cp_skeleton_run){ .n = fold });
}

static bool
has_attr(const struct cp_attr *attrs, uint32_t n, const struct cp_attr *a)
{
    for (uint32_t i = 0; i < n; i++)
        if (attrs[i].id == a->id &&
            (a->id != CP_ATTR_OTHER || cp_slice_eq_nocase(attrs[i].name, a->name)))
            return true;
    return false;
}

static bool
make_mergeable(struct cp_skeleton *sk, struct cp_skeleton_root *root)
{
    root->merged = cp_arena_alloc(sk->doc, CP_ATTRS_MAX * sizeof *root->merged);
    if (!root->merged) {
        sk->no_memory = true;
        return false;
    }
    memcpy(root->merged, root->attrs, root->n * sizeof *root->merged);
    root->attrs = root->merged;
    return true;
}

void
cp_skeleton_merge_root(struct cp_skeleton *sk, struct cp_skeleton_root *root,
                       const struct cp_skeleton_tag *tag)
{
    if (!tag->n_attrs || root->n == CP_ATTRS_MAX)
        return;
    if (!root->n) {
        *root = (struct cp_skeleton_root){ .attrs = tag->attrs, .n = tag->n_attrs };
        return;
    }
    if (!root->merged && !make_mergeable(sk, root))
        return;
    for (uint32_t i = 0; i < tag->n_attrs && root->n < CP_ATTRS_MAX; i++)
        if (!has_attr(root->merged, root->n, &tag->attrs[i]))
            root->merged[root->n++] = tag->attrs[i];
}
