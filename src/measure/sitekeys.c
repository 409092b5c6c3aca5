#include "measure/sitekeys.h"

#include "base/utf8.h"

/* Most words of a box: longer ones are the page's own, and would only take room. */
#define BOX_WORDS_MAX 200

/* Elements of a line that count, from its block's own upwards. */
#define LEVELS 2

/* ------------------------------------------------------------------ lines */

/* FNV-1a, a character at a time. */
#define START 14695981039346656037u

static uint64_t
add(uint64_t hash, uint32_t c)
{
    return (hash ^ c) * 1099511628211u;
}

/* The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): every bit counts. */
static uint64_t
mix(uint64_t h)
{
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 27) * 0x94D049BB133111EBu;
    return h ^ h >> 31;
}

/* Words with one space between them; false if there are none. */
static bool
add_words(uint64_t *hash, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    bool any = false, parted = false;
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_word(c)) {
            *hash = add(parted && any ? add(*hash, ' ') : *hash, cp_utf8_lower(c));
            any = true;
            parted = false;
        } else if (!cp_utf8_is_invisible(c)) {
            parted = true;
        }
    }
    return any;
}

/* The teaser of an article on other pages lies in other elements than the article. Digits of
 * class names are passed over: "post-4711". */
static uint64_t
add_place(uint64_t hash, const struct cp_page *page, uint32_t element)
{
    for (int level = 0; level < LEVELS && element != CP_NO_NODE; level++) {
        struct cp_slice class = cp_node_attr(page, element, CP_ATTR_CLASS);

        hash = add(hash, page->nodes[element].tag);
        for (size_t i = 0; i < class.n; i++)
            if (!cp_is_digit((unsigned char)class.p[i]))
                hash = add(hash, (unsigned char)class.p[i]);
        element = page->nodes[element].parent;
    }
    return hash;
}

/* 0 for a line without words. */
static uint64_t
key_of(const struct cp_page *page, const struct cp_block *b)
{
    uint64_t hash = START;

    return add_words(&hash, b->text) ? mix(add_place(hash, page, b->owner)) | 1 : 0;
}

/* ------------------------------------------------------------------ boxes */

struct sum {
    uint64_t hash;
    uint32_t words, blocks;
    uint32_t most; /* blocks of the child with most of them */
    uint32_t box;  /* as of struct cp_site_key; once boxes are numbered */
};

/* The order of blocks does not count: that they are together does. */
static void
sum_blocks(const struct cp_page *page, const struct cp_blocks *blocks,
           const struct cp_site_keys *keys, struct sum *sums)
{
    for (uint32_t i = 0; i < blocks->n; i++) {
        struct sum *s = &sums[blocks->v[i].owner];

        s->hash += mix(keys->v[i].line);
        s->words += blocks->v[i].n_words;
        s->blocks++;
    }
    for (uint32_t k = blocks->n_holders; k-- > 1;) {
        const struct sum *own = &sums[blocks->holders[k]];
        struct sum *up = &sums[page->nodes[blocks->holders[k]].parent];

        up->hash += own->hash;
        up->words += own->words;
        up->blocks += own->blocks;
        up->most = own->blocks > up->most ? own->blocks : up->most;
    }
}

/* Several blocks, more than one of its children has, for else the child is the box. */
static bool
is_box(const struct sum *s)
{
    return s->blocks > 1 && s->most < s->blocks && s->words <= BOX_WORDS_MAX;
}

/* From the root down, so that the box around one is known. */
static void
number_boxes(const struct cp_page *page, const struct cp_blocks *blocks,
             struct cp_site_keys *keys, struct sum *sums)
{
    for (uint32_t k = 0; k < blocks->n_holders; k++) {
        uint32_t element = blocks->holders[k], up = page->nodes[element].parent;
        struct sum *s = &sums[element];

        s->box = up == CP_NO_NODE ? 0 : sums[up].box;
        if (!is_box(s))
            continue;
        keys->boxes[keys->n_boxes++] = (struct cp_site_box){
            .key = mix(add(s->hash, page->nodes[element].tag)) | 1,
            .words = s->words,
            .around = s->box,
        };
        s->box = keys->n_boxes;
    }
    for (uint32_t i = 0; i < blocks->n; i++)
        keys->v[i].box = sums[blocks->v[i].owner].box;
}

cleanpage_status
cp_site_keys_measure(struct cp_ctx *cx, const struct cp_page *page,
                     const struct cp_blocks *blocks, struct cp_site_keys *keys)
{
    struct sum *sums = cp_arena_zalloc(cx->arena, page->n_nodes + 1u, sizeof *sums);

    keys->v = cp_arena_alloc(cx->arena, (blocks->n + 1) * sizeof *keys->v);
    keys->boxes = cp_arena_alloc(cx->arena, (blocks->n_holders + 1) * sizeof *keys->boxes);
    keys->n_boxes = 0;
    if (!sums || !keys->v || !keys->boxes)
        return cp_fail_nomem(cx);
    for (uint32_t i = 0; i < blocks->n; i++)
        keys->v[i] = (struct cp_site_key){ .line = key_of(page, &blocks->v[i]) };
    sum_blocks(page, blocks, keys, sums);
    number_boxes(page, blocks, keys, sums);
    return CLEANPAGE_OK;
}
