#include "suggest/candidates.h"

/* Nodes of a subtree that its shape is made of. */
#define SHAPE_NODES 200
/* Longest sign, kind and name of a key. */
#define KEY_BYTES 48

/* ---- growing arrays ---- */

static void *
grow(struct cp_ctx *cx, void *v, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t more = *room ? 2 * *room : 256;
    void *larger = cp_arena_zalloc(cx->arena, more, size);

    if (!larger)
        return NULL;
    if (n)
        memcpy(larger, v, n * size);
    *room = more;
    return larger;
}

/* ---- texts ---- */

struct cp_text_seen *
cp_candidates_text(const struct cp_candidates *c, const struct cp_block *b)
{
    uint32_t *number = cp_table_find(&c->by_text, b->text);

    return number ? &c->texts[*number] : NULL;
}

bool
cp_candidates_repeats(const struct cp_candidates *c, const struct cp_block *b)
{
    const struct cp_text_seen *seen = cp_candidates_text(c, b);

    return seen && seen->pages >= c->need;
}

static cleanpage_status
count_text(struct cp_candidates *c, uint32_t page, const struct cp_block *b)
{
    uint32_t *number = cp_table_add(&c->by_text, b->text, c->n_texts);
    struct cp_text_seen *seen;

    if (number && *number == c->n_texts && c->n_texts == c->texts_room)
        c->texts = grow(c->cx, c->texts, c->n_texts, &c->texts_room, sizeof *c->texts);
    if (!number || !c->texts)
        return cp_fail_nomem(c->cx);
    seen = &c->texts[*number];
    if (*number == c->n_texts) {
        c->n_texts++;
        seen->text = b->text;
        seen->n_words = b->n_words;
    }
    seen->pages += seen->last_page != page + 1;
    seen->last_page = page + 1;
    return CLEANPAGE_OK;
}

/* ---- amounts ---- */

static struct cp_amounts
amounts_of(const struct cp_candidates *c, const struct cp_block *b, bool keep)
{
    bool varies = !cp_candidates_repeats(c, b);

    return (struct cp_amounts){
        .words = b->n_words,
        .kept = keep ? b->n_words : 0,
        .varying = varies ? b->n_words : 0,
        .varying_links = varies ? b->n_link_words : 0,
        .prose = varies && cp_block_is_prose(b) ? b->n_words : 0,
    };
}

static void
add(struct cp_amounts *to, const struct cp_amounts *from)
{
    to->words += from->words;
    to->kept += from->kept;
    to->varying += from->varying;
    to->varying_links += from->varying_links;
    to->prose += from->prose;
}

static cleanpage_status
sum_page(struct cp_candidates *c, uint32_t number)
{
    const struct cp_suggest_page *p = &c->in->pages[number];
    const struct cp_blocks *blocks = p->blocks;
    struct cp_amounts *v = cp_arena_zalloc(c->cx->arena, p->page->n_nodes + 1u, sizeof *v);

    if (!v)
        return cp_fail_nomem(c->cx);
    for (uint32_t i = 0; i < blocks->n; i++) {
        struct cp_amounts own = amounts_of(c, &blocks->v[i], p->verdicts->v[i].keep);

        add(&v[blocks->v[i].owner], &own);
    }
    for (uint32_t k = blocks->n_holders; k-- > 1;)
        add(&v[p->page->nodes[blocks->holders[k]].parent], &v[blocks->holders[k]]);
    c->amounts[number] = v;
    return CLEANPAGE_OK;
}

/* ---- names ---- */

/* A name with the sign of its kind before it. */
static struct cp_slice
key_of(const struct cp_name *name, char key[KEY_BYTES])
{
    size_t n = name->text.n < KEY_BYTES - 1 ? name->text.n : KEY_BYTES - 1;

    key[0] = "#.<"[name->kind];
    memcpy(key + 1, name->text.p, n);
    return (struct cp_slice){ key, n + 1 };
}

struct cp_candidate *
cp_candidates_find(const struct cp_candidates *c, const struct cp_name *name)
{
    char key[KEY_BYTES];
    uint32_t *number = cp_table_find(&c->by_name, key_of(name, key));

    return number ? &c->v[*number] : NULL;
}

static struct cp_candidate *
find_or_add(struct cp_candidates *c, const struct cp_name *name)
{
    struct cp_candidate *found = cp_candidates_find(c, name);
    char bytes[KEY_BYTES];
    struct cp_slice key;

    if (found)
        return found;
    if (c->n == c->room)
        c->v = grow(c->cx, c->v, c->n, &c->room, sizeof *c->v);
    key = key_of(name, bytes);
    key.p = cp_arena_strndup(c->cx->arena, key.p, key.n);
    if (!c->v || !key.p || !cp_table_add(&c->by_name, key, c->n))
        return NULL;
    c->v[c->n] = (struct cp_candidate){ .name = *name, .least_share = 1 };
    return &c->v[c->n++];
}

/* The tags of a subtree and how they lie in each other. */
static uint64_t
shape_of(const struct cp_page *page, uint32_t element)
{
    uint32_t end = page->nodes[element].end;
    uint64_t hash = 14695981039346656037u;

    for (uint32_t i = element, n = 0; i < end && n < SHAPE_NODES; i++)
        if (page->nodes[i].kind == CP_NODE_ELEMENT) {
            uint64_t up = i == element ? 0 : page->nodes[page->nodes[i].parent].tag + 1u;

            hash = (hash ^ (page->nodes[i].tag | up << 16)) * 1099511628211u;
            n++;
        }
    return hash;
}

static cleanpage_status
count_name(struct cp_candidates *c, uint32_t number, uint32_t element,
           const struct cp_name *name)
{
    const struct cp_amounts *all = c->amounts[number];
    struct cp_candidate *found = find_or_add(c, name);
    double share;

    if (!found)
        return cp_fail_nomem(c->cx);
    add(&found->sum, &all[element]);
    found->elements++;
    if (found->last_page == number + 1)
        return CLEANPAGE_OK;
    if (found->pages == 0)
        found->shape = shape_of(c->in->pages[number].page, element);
    found->same_shape += found->shape == shape_of(c->in->pages[number].page, element);
    found->pages++;
    found->last_page = number + 1;
    share = all[0].prose ? (double)all[element].prose / all[0].prose : 0;
    if (share < found->least_share)
        found->least_share = share;
    return CLEANPAGE_OK;
}

static cleanpage_status
count_names(struct cp_candidates *c, uint32_t number)
{
    const struct cp_suggest_page *p = &c->in->pages[number];
    cleanpage_status st = CLEANPAGE_OK;

    for (uint32_t k = 0; !st && k < p->blocks->n_holders; k++) {
        struct cp_name names[CP_NAMES_MAX];
        uint32_t element = p->blocks->holders[k];
        uint32_t n = cp_names_of(c->layout, p->page, element, names);

        for (uint32_t i = 0; !st && i < n; i++)
            st = count_name(c, number, element, &names[i]);
    }
    return st;
}

cleanpage_status
cp_candidates_count(struct cp_candidates *c)
{
    cleanpage_status st = CLEANPAGE_OK;
    uint32_t n = c->in->n;

    c->layout = cp_ruleset_list(c->in->rules, "layout-names");
    cp_table_init(&c->by_name, c->cx->arena, 0);
    cp_table_init(&c->by_text, c->cx->arena, 0);
    c->amounts = cp_arena_zalloc(c->cx->arena, n + 1u, sizeof *c->amounts);
    if (!c->amounts)
        return cp_fail_nomem(c->cx);
    for (uint32_t i = 0; !st && i < n; i++)
        for (uint32_t k = 0; !st && k < c->in->pages[i].blocks->n; k++)
            st = count_text(c, i, &c->in->pages[i].blocks->v[k]);
    for (uint32_t i = 0; !st && i < n; i++)
        st = sum_page(c, i);
    for (uint32_t i = 0; !st && i < n; i++)
        st = count_names(c, i);
    return st;
}
