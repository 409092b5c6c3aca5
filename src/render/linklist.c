/* Collecting addresses: see render/linklist.h. */
#include "render/linklist.h"

#include "render/links.h"

static bool
grow(struct cp_linklist *list)
{
    uint32_t capacity = list->capacity ? 2 * list->capacity : 64;
    struct cp_link *v = cp_arena_zalloc(list->arena, capacity, sizeof *v);

    if (!v)
        return false;
    if (list->n)
        memcpy(v, list->v, list->n * sizeof *v);
    list->v = v;
    list->capacity = capacity;
    return true;
}

static bool
copy(struct cp_linklist *list, struct cp_slice from, struct cp_slice *to)
{
    *to = (struct cp_slice){ cp_arena_strndup(list->arena, from.p, from.n), from.n };
    return to->p;
}

static uint32_t
add(struct cp_linklist *list, struct cp_slice url, struct cp_slice words)
{
    struct cp_link link;
    uint32_t *number;

    if (!list->numbers.arena)
        cp_table_init(&list->numbers, list->arena, 0);
    number = cp_table_find(&list->numbers, url);
    if (number)
        return *number;
    if ((list->n == list->capacity && !grow(list)) || !copy(list, url, &link.url) ||
        !copy(list, words, &link.words) ||
        !cp_table_add(&list->numbers, link.url, list->n + 1)) {
        list->no_memory = true;
        return 0;
    }
    list->v[list->n++] = link;
    return list->n;
}

uint32_t
cp_linklist_add(struct cp_linklist *list, const struct cp_render_input *in, uint32_t a,
                struct cp_slice words)
{
    struct cp_buf url = { 0 };
    uint32_t number = 0;

    if (cp_link_put_href(&url, in, a))
        number = add(list, cp_buf_slice(&url), words);
    list->no_memory |= url.no_memory;
    cp_buf_clear(&url);
    return number;
}
