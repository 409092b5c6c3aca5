/* Entries that wait for their pages: see archive/backlog.h. */
#include "archive/backlog.h"

#include <stdlib.h>

struct cp_backlog_host {
    int64_t *ids;
    size_t first, n, room; /* those from `first` on wait */
    bool is_busy;
};

void
cp_backlog_init(struct cp_backlog *backlog)
{
    *backlog = (struct cp_backlog){ 0 };
    cp_arena_init(&backlog->arena, 0);
    cp_table_init(&backlog->names, &backlog->arena, 0);
}

void
cp_backlog_clear(struct cp_backlog *backlog)
{
    for (size_t i = 0; i < backlog->host_count; i++)
        free(backlog->hosts[i].ids);
    free(backlog->hosts);
    cp_arena_clear(&backlog->arena);
    *backlog = (struct cp_backlog){ 0 };
}

/* The array with room for one more than n; NULL without memory, and then it is as it was. */
static void *
grow(void *v, size_t *room, size_t n, size_t size)
{
    size_t wanted = *room ? *room * 2 : 16;
    void *more;

    if (n < *room)
        return v;
    more = realloc(v, wanted * size);
    if (more)
        *room = wanted;
    return more;
}

static struct cp_backlog_host *
host_named(struct cp_backlog *backlog, struct cp_slice name)
{
    uint32_t *place = cp_table_find(&backlog->names, name);
    struct cp_backlog_host *hosts;
    char *copy;

    if (place)
        return &backlog->hosts[*place];
    copy = cp_arena_strndup(&backlog->arena, name.p ? name.p : "", name.n);
    hosts = grow(backlog->hosts, &backlog->host_room, backlog->host_count, sizeof *hosts);
    if (!hosts)
        return NULL;
    /* What they were in may be gone by now, whatever fails below. */
    backlog->hosts = hosts;
    if (!copy)
        return NULL;
    if (!cp_table_add(&backlog->names, (struct cp_slice){ copy, name.n },
                      (uint32_t)backlog->host_count))
        return NULL;
    hosts[backlog->host_count] = (struct cp_backlog_host){ 0 };
    return &backlog->hosts[backlog->host_count++];
}

bool
cp_backlog_add(struct cp_backlog *backlog, struct cp_slice host, int64_t id)
{
    struct cp_backlog_host *h = host_named(backlog, host);
    int64_t *ids = h ? grow(h->ids, &h->room, h->n, sizeof *ids) : NULL;

    if (!ids)
        return false;
    h->ids = ids;
    h->ids[h->n++] = id;
    backlog->waiting++;
    return true;
}

bool
cp_backlog_take(struct cp_backlog *backlog, int64_t *id, uint32_t *host)
{
    for (size_t i = 0; i < backlog->host_count; i++) {
        size_t at = (backlog->next + i) % backlog->host_count;
        struct cp_backlog_host *h = &backlog->hosts[at];

        if (h->is_busy || h->first == h->n)
            continue;
        *id = h->ids[h->first++];
        *host = (uint32_t)at;
        h->is_busy = true;
        backlog->waiting--;
        backlog->next = at + 1;
        return true;
    }
    return false;
}

void
cp_backlog_free_host(struct cp_backlog *backlog, uint32_t host)
{
    backlog->hosts[host].is_busy = false;
}
