#include "rules/match.h"

#include "rules/element.h"

/* What tells an id from a class of the same name, and both from the start of a prefix. */
enum key_salt { ID_SALT = 0x1D, CLASS_SALT = 0xC1, PREFIX_SALT = 0xFE };
#define PREFIX_KEY_BYTES 3

#define HASH_START 2166136261u
#define HASH_STEP 16777619u

static inline uint32_t
finish_hash(uint32_t h, uint32_t salt)
{
    h ^= salt * HASH_STEP;
    return h ^ h >> 15;
}

/* Folds ASCII case, and some other bytes with it: a match is tested in full afterwards. */
static uint32_t
hash_name(const char *p, size_t n, uint32_t salt)
{
    uint32_t h = HASH_START;

    for (size_t i = 0; i < n; i++)
        h = (h ^ ((unsigned char)p[i] | 0x20)) * HASH_STEP;
    return finish_hash(h, salt);
}

/* One of 64 bits for an id or class, for sets of them that may be too large by chance. */
static inline uint64_t
bit_of(uint32_t hash)
{
    return (uint64_t)1 << (hash >> 8 & 63);
}

/* ---- building ---- */

/* What a rule is best filed under: the test of its rightmost compound that the fewest elements
 * pass. */
static const struct cp_simple *
choose_key(const struct cp_selector *s)
{
    static const uint8_t worth[] = {
        [CP_SIMPLE_ID] = 5,   [CP_SIMPLE_CLASS] = 4, [CP_SIMPLE_CLASS_PREFIX] = 3,
        [CP_SIMPLE_ATTR] = 2, [CP_SIMPLE_TAG] = 1,   [CP_SIMPLE_HAS_HEADING] = 0
    };
    const struct cp_simple *best = NULL;

    for (const struct cp_simple *t = s->compounds[0].tests; t; t = t->next)
        if (worth[t->kind] && (!best || worth[t->kind] > worth[best->kind]))
            best = t;
    return best;
}

static const struct cp_select_entry **
find_cell(const struct cp_select_index *index, uint32_t hash)
{
    uint32_t at = hash & index->mask;

    while (index->cells[at].first && index->cells[at].hash != hash)
        at = (at + 1) & index->mask;
    index->cells[at].hash = hash;
    return &index->cells[at].first;
}

/* The low five bits of a letter are the same in either case. */
static uint64_t *
lengths_of(struct cp_select_index *index, struct cp_slice name)
{
    return &index->lengths[name.p[0] & 31][name.p[name.n - 1] & 31];
}

static const struct cp_select_entry **
find_chain(struct cp_select_index *index, const struct cp_simple *key)
{
    if (!key)
        return &index->any;
    switch (key->kind) {
    case CP_SIMPLE_ID:
        return find_cell(index, hash_name(key->name.p, key->name.n, ID_SALT));
    case CP_SIMPLE_CLASS:
        *lengths_of(index, key->name) |= (uint64_t)1 << (key->name.n & 63);
        return find_cell(index, hash_name(key->name.p, key->name.n, CLASS_SALT));
    case CP_SIMPLE_CLASS_PREFIX:
        index->has_prefixes = true;
        return find_cell(index, hash_name(key->name.p, PREFIX_KEY_BYTES, PREFIX_SALT));
    case CP_SIMPLE_ATTR:
        return &index->by_attr[key->id];
    default:
        return &index->by_tag[key->id];
    }
}

/* A tag that an ancestor or sibling must have: both come earlier on the page. */
static uint16_t
needed_tag(const struct cp_selector *s)
{
    for (uint32_t i = 1; i < s->n; i++)
        for (const struct cp_simple *t = s->compounds[i].tests; t; t = t->next)
            if (t->kind == CP_SIMPLE_TAG && t->id != CP_TAG_UNKNOWN)
                return t->id;
    return CP_TAG_UNKNOWN;
}

/* The bit of an id or class that an element must have; 0 for other tests. */
static uint64_t
bit_of_test(struct cp_select_index *index, const struct cp_simple *t)
{
    if (t->kind == CP_SIMPLE_ID)
        return bit_of(hash_name(t->name.p, t->name.n, ID_SALT));
    if (t->kind != CP_SIMPLE_CLASS)
        return 0;
    *lengths_of(index, t->name) |= (uint64_t)1 << (t->name.n & 63);
    return bit_of(hash_name(t->name.p, t->name.n, CLASS_SALT));
}

/* Siblings have the same elements around them, so of a compound behind one the same is true. */
static uint64_t
needed_around(struct cp_select_index *index, const struct cp_selector *s)
{
    uint64_t bits = 0;

    for (uint32_t i = 1; i < s->n; i++) {
        uint8_t combinator = s->compounds[i - 1].combinator;

        if (combinator == CP_INSIDE || combinator == CP_CHILD)
            for (const struct cp_simple *t = s->compounds[i].tests; t; t = t->next)
                bits |= bit_of_test(index, t);
    }
    return bits;
}

static bool
add_rule(struct cp_select_index *index, struct cp_arena *arena, const struct cp_rule *rule)
{
    for (const struct cp_selector *s = rule->selectors; s; s = s->next) {
        struct cp_select_entry *entry = cp_arena_alloc(arena, sizeof *entry);
        const struct cp_simple *key = choose_key(s);
        const struct cp_select_entry **chain;
        if (!entry)
            return false;
        chain = find_chain(index, key);
        *entry = (struct cp_select_entry){ rule, s, key, *chain, needed_tag(s),
                                           needed_around(index, s) };
        *chain = entry;
        index->around |= entry->around;
        index->empty = false;
    }
    return true;
}

bool
cp_select_index_build(struct cp_select_index *index, struct cp_arena *arena,
                      const struct cp_layer *const *layers, size_t n_layers)
{
    uint32_t n = 0, n_cells = 16;

    *index = (struct cp_select_index){ .empty = true };
    for (size_t i = 0; i < n_layers; i++)
        n += layers[i]->n_selectors;
    while (n_cells < n * 2)
        n_cells *= 2;
    index->mask = n_cells - 1;
    index->cells = cp_arena_zalloc(arena, n_cells, sizeof *index->cells);
    if (!index->cells)
        return false;
    for (size_t i = 0; i < n_layers; i++)
        for (const struct cp_rule *rule = layers[i]->rules; rule; rule = rule->next)
            if (!add_rule(index, arena, rule))
                return false;
    return true;
}

/* ---- marking ---- */

struct walk {
    struct cp_ctx *cx;
    struct cp_matcher matcher;
    const struct cp_select_index *index;
    struct cp_slice host;
    uint32_t element;
    const struct cp_rule *best; /* of the element at hand */
    uint64_t around;            /* bits of the ids and classes of the elements around it */
    uint64_t own;               /* and its own, as far as rules ask for them */
    bool no_memory;
    bool seen[CP_TAG_COUNT]; /* elements up to the one at hand */
};

static bool
has_what_it_needs(const struct walk *w, const struct cp_select_entry *entry)
{
    return !(entry->around & ~w->around) && (!entry->needs || w->seen[entry->needs]);
}

/* For each element the one before it under the same parent. */
static const uint32_t *
find_previous(struct cp_arena *arena, const struct cp_page *page)
{
    size_t n = page->n_nodes;
    uint32_t *previous = cp_arena_alloc(arena, n * 2 * sizeof *previous), *last;

    if (!previous)
        return NULL;
    last = previous + n; /* of an element's children, so far */
    for (uint32_t i = 0; i < n; i++) {
        uint32_t parent = page->nodes[i].parent;
        if (page->nodes[i].kind != CP_NODE_ELEMENT)
            continue;
        last[i] = CP_NO_NODE;
        previous[i] = parent == CP_NO_NODE ? CP_NO_NODE : last[parent];
        if (parent != CP_NO_NODE)
            last[parent] = i;
    }
    return previous;
}

/* On most pages no selector comes as far as to ask for siblings. False without memory. */
static bool
know_siblings(struct walk *w, const struct cp_selector *s)
{
    if (!s->has_siblings || w->matcher.previous)
        return true;
    w->matcher.previous = find_previous(w->cx->arena, w->matcher.page);
    w->no_memory |= !w->matcher.previous;
    return !w->no_memory;
}

static void
try_entry(struct walk *w, const struct cp_select_entry *entry)
{
    if ((!w->best || entry->rule->rank > w->best->rank) && has_what_it_needs(w, entry) &&
        cp_rule_holds_for(entry->rule, w->host) && know_siblings(w, entry->selector) &&
        cp_element_matches(&w->matcher, w->element, entry->selector))
        w->best = entry->rule;
}

static void
try_chain(struct walk *w, const struct cp_select_entry *entry)
{
    for (; entry; entry = entry->next)
        try_entry(w, entry);
}

/* Whether the low five bits of the first bytes, which are the same in either case of a letter,
 * let one begin with the other. */
static inline bool
may_begin(struct cp_slice value, struct cp_slice wanted)
{
    return value.n >= wanted.n && (!wanted.n || ((value.p[0] ^ wanted.p[0]) & 31) == 0);
}

/* A look at lengths and first letters, which turns most attributes away. */
static inline bool
may_match(const struct cp_attr *a, const struct cp_simple *key)
{
    if (a->name.n != key->name.n || ((a->name.p[0] ^ key->name.p[0]) & 31) != 0)
        return false;
    if (key->op == '=')
        return a->value.n == key->value.n && may_begin(a->value, key->value);
    return key->op != '^' || may_begin(a->value, key->value);
}

/* Many rules ask for one of an attribute's values: that is tested first. */
static void
try_attr(struct walk *w, const struct cp_attr *a)
{
    for (const struct cp_select_entry *e = w->index->by_attr[a->id]; e; e = e->next)
        if (may_match(a, e->key) && has_what_it_needs(w, e) && cp_attr_matches(a, e->key))
            try_entry(w, e);
}

static void
try_hash(struct walk *w, uint32_t hash)
{
    const struct cp_select_index *index = w->index;
    uint32_t at = hash & index->mask;

    w->own |= bit_of(hash) & index->around;
    for (; index->cells[at].first; at = (at + 1) & index->mask)
        if (index->cells[at].hash == hash) {
            try_chain(w, index->cells[at].first);
            return;
        }
}

/* Class names are a good part of many pages: most are turned away by their length and ends. */
static void
try_class(struct walk *w, const char *name, size_t n)
{
    if (w->index->lengths[name[0] & 31][name[n - 1] & 31] >> (n & 63) & 1)
        try_hash(w, hash_name(name, n, CLASS_SALT));
    if (w->index->has_prefixes && n >= PREFIX_KEY_BYTES)
        try_hash(w, hash_name(name, PREFIX_KEY_BYTES, PREFIX_SALT));
}

/* Whether one of eight bytes is a space or a control character. */
static bool
has_space_of_eight(const char *p)
{
    uint64_t w;

    memcpy(&w, p, 8);
    return (w - 0x2121212121212121u) & ~w & 0x8080808080808080u;
}

/* A control character ends a class name too; the test in full that follows knows better. */
static void
try_classes(struct walk *w, struct cp_slice classes)
{
    const char *p = classes.p, *end = p + classes.n, *start;

    for (; p < end; p++) {
        for (start = p; end - p >= 8 && !has_space_of_eight(p); p += 8)
            continue;
        while (p < end && (unsigned char)*p > ' ')
            p++;
        if (p > start)
            try_class(w, start, (size_t)(p - start));
    }
}

static void
try_element(struct walk *w)
{
    const struct cp_node *node = &w->matcher.page->nodes[w->element];

    try_chain(w, w->index->by_tag[node->tag]);
    try_chain(w, w->index->any);
    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];
        if (a->id == CP_ATTR_CLASS && a->value.n)
            try_classes(w, a->value);
        else if (a->id == CP_ATTR_ID)
            try_hash(w, hash_name(a->value.p, a->value.n, ID_SALT));
        try_attr(w, a);
    }
}

cleanpage_status
cp_select_mark(struct cp_ctx *cx, const struct cp_select_index *index, struct cp_slice host,
               const struct cp_page *page, struct cp_mark *marks)
{
    struct walk w = { .cx = cx,
                      .matcher = { .page = page, .steps_left = CP_SELECT_STEPS_MAX },
                      .index = index,
                      .host = host };
    uint64_t *names; /* of an element and those around it: bits as in walk.around */

    if (index->empty) {
        memset(marks, 0, page->n_nodes * sizeof *marks);
        return CLEANPAGE_OK;
    }
    names = cp_arena_alloc(cx->arena, page->n_nodes * sizeof *names);
    if (!names)
        return cp_fail_nomem(cx);
    for (w.element = 0; w.element < page->n_nodes; w.element++) {
        const struct cp_node *node = &page->nodes[w.element];

        marks[w.element] = (struct cp_mark){ NULL, 0, 0 };
        if (node->kind != CP_NODE_ELEMENT)
            continue;
        w.best = NULL;
        w.seen[node->tag] = true;
        w.around = node->parent == CP_NO_NODE ? 0 : names[node->parent];
        w.own = 0;
        try_element(&w);
        names[w.element] = w.around | w.own;
        if (w.best)
            marks[w.element] =
                (struct cp_mark){ &w.best->place, w.best->verb, w.best->guards.certain };
    }
    if (w.no_memory)
        return cp_fail_nomem(cx);
    if (!w.matcher.steps_left)
        cp_note(cx, "selector-limit", "elements looked at for selectors: more than %d",
                CP_SELECT_STEPS_MAX);
    return CLEANPAGE_OK;
}
