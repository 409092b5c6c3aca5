/* Parsing, with jansson where json_read.c leaves it to that; see json.h. */
#include "measure/json.h"

#include <jansson.h>

#include "base/poison.h"

/* A container that is being copied: its next member by iterator, its next item by number. */
struct level {
    json_t *from;
    void *member;
    size_t item;
    uint32_t to;
};

struct copying {
    struct cp_ctx *cx;
    struct cp_json *json;
    uint32_t room;
    unsigned depth;
    bool no_memory;
    struct level levels[CP_JSON_DEPTH_MAX];
};

static struct cp_slice
copy_text(struct copying *c, const char *p, size_t n)
{
    char *copy = n ? cp_arena_alloc(c->cx->arena, n) : NULL;

    cp_written(p, n);
    if (copy)
        memcpy(copy, p, n);
    c->no_memory |= n && !copy;
    return (struct cp_slice){ copy, copy ? n : 0 };
}

static void
add_value(struct copying *c, uint32_t parent, struct cp_slice key, json_t *from)
{
    struct cp_json_value *v;
    bool is_string;

    cp_written(from, sizeof *from);
    is_string = json_is_string(from);
    if (!is_string && !json_is_object(from) && !json_is_array(from))
        return;
    if (c->json->n == c->room || (!is_string && c->depth == CP_JSON_DEPTH_MAX))
        return;
    v = &c->json->v[c->json->n++];
    *v = (struct cp_json_value){ .parent = parent, .end = c->json->n, .key = key };
    if (is_string) {
        v->kind = CP_JSON_STRING;
        v->text = copy_text(c, json_string_value(from), json_string_length(from));
        return;
    }
    v->kind = json_is_object(from) ? CP_JSON_OBJECT : CP_JSON_ARRAY;
    c->levels[c->depth++] = (struct level){ from, json_object_iter(from), 0, c->json->n - 1 };
}

static void
copy_member(struct copying *c, struct level *l)
{
    const char *key = json_object_iter_key(l->member);
    json_t *value = json_object_iter_value(l->member);

    l->member = json_object_iter_next(l->from, l->member);
    cp_written(value, sizeof *value);
    cp_written_string(key);
    if (!json_is_number(value))
        add_value(c, l->to, copy_text(c, key, strlen(key)), value);
}

/* Copies the tree without recursing: a level for each container that is open. */
static void
copy_tree(struct copying *c, json_t *root)
{
    add_value(c, CP_JSON_NO_VALUE, (struct cp_slice){ NULL, 0 }, root);
    while (c->depth > 0 && !c->no_memory) {
        struct level *l = &c->levels[c->depth - 1];

        if (l->member) {
            copy_member(c, l);
        } else if (l->item < json_array_size(l->from)) {
            add_value(c, l->to, (struct cp_slice){ NULL, 0 },
                      json_array_get(l->from, l->item++));
        } else {
            c->json->v[l->to].end = c->json->n;
            c->depth--;
        }
    }
}

void
cp_json_seed(void)
{
    json_object_seed(0);
}

cleanpage_status
cp_json_parse(struct cp_ctx *cx, struct cp_slice text, struct cp_json *json)
{
    struct cp_json_repaired repaired;
    struct copying c = { .cx = cx, .json = json };
    cleanpage_status st = cp_json_repair(cx, text, &repaired);
    bool done = false;
    json_t *root;

    *json = (struct cp_json){ 0 };
    if (st || !repaired.text.n)
        return st;
    st = cp_json_read(cx, &repaired, json, &done);
    if (st || done)
        return st;
    cp_library_begin();
    root = json_loadb(repaired.text.p, repaired.text.n, 0, NULL);
    cp_library_end();
    if (!root)
        return CLEANPAGE_OK;
    cp_written(root, sizeof *root);
    c.room = repaired.n_kept;
    json->v = cp_arena_zalloc(cx->arena, c.room, sizeof *json->v);
    if (json->v)
        copy_tree(&c, root);
    json_decref(root);
    return !json->v || c.no_memory ? cp_fail_nomem(cx) : CLEANPAGE_OK;
}
