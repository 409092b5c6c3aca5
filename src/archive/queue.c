/* Entries that wait for their pages: see archive/queue.h. */
#include "archive/queue.h"

#include <stdlib.h>

struct cp_queue_host {
    int64_t *ids;
    size_t first, n, room; /* those from `first` on wait */
    bool is_busy;
};

void
cp_queue_init(struct cp_queue *queue)
{
    *queue = (struct cp_queue){ 0 };
    cp_arena_init(&queue->arena, 0);
    cp_table_init(&queue->names, &queue->arena, 0);
}

void
cp_queue_clear(struct cp_queue *queue)
{
    for (size_t i = 0; i < queue->host_count; i++)
        free(queue->hosts[i].ids);
    free(queue->hosts);
    cp_arena_clear(&queue->arena);
    *queue = (struct cp_queue){ 0 };
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

static struct cp_queue_host *
host_named(struct cp_queue *queue, struct cp_slice name)
{
    uint32_t *place = cp_table_find(&queue->names, name);
    struct cp_queue_host *hosts;
    char *copy;

    if (place)
        return &queue->hosts[*place];
    copy = cp_arena_strndup(&queue->arena, name.p ? name.p : "", name.n);
    hosts = grow(queue->hosts, &queue->host_room, queue->host_count, sizeof *hosts);
    if (!copy || !hosts)
        return NULL;
    queue->hosts = hosts;
    if (!cp_table_add(&queue->names, (struct cp_slice){ copy, name.n },
                      (uint32_t)queue->host_count))
        return NULL;
    hosts[queue->host_count] = (struct cp_queue_host){ 0 };
    return &queue->hosts[queue->host_count++];
}

bool
cp_queue_add(struct cp_queue *queue, struct cp_slice host, int64_t id)
{
    struct cp_queue_host *h = host_named(queue, host);
    int64_t *ids = h ? grow(h->ids, &h->room, h->n, sizeof *ids) : NULL;

    if (!ids)
        return false;
    h->ids = ids;
    h->ids[h->n++] = id;
    queue->waiting++;
    return true;
}

bool
cp_queue_take(struct cp_queue *queue, int64_t *id, uint32_t *host)
{
    for (size_t i = 0; i < queue->host_count; i++) {
        size_t at = (queue->next + i) % queue->host_count;
        struct cp_queue_host *h = &queue->hosts[at];

        if (h->is_busy || h->first == h->n)
            continue;
        *id = h->ids[h->first++];
        *host = (uint32_t)at;
        h->is_busy = true;
        queue->waiting--;
        queue->next = at + 1;
        return true;
    }
    return false;
}

void
cp_queue_free_host(struct cp_queue *queue, uint32_t host)
{
    queue->hosts[host].is_busy = false;
}
