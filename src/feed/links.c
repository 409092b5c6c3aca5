#include "feed/links.h"

#include "url/url.h"

#define FIRST_LINKS 8
#define HASH_SEED 0x66656564u

void
cp_feed_collect_begin(struct cp_feed_collect *c, struct cp_ctx *cx)
{
    *c = (struct cp_feed_collect){ .cx = cx };
    cp_table_init(&c->seen, cx->arena, HASH_SEED);
}

struct cp_slice
cp_feed_collect_keep(struct cp_feed_collect *c, struct cp_slice s)
{
    char *copy = s.n ? cp_arena_strndup(c->cx->arena, s.p, s.n) : NULL;

    c->no_memory |= s.n && !copy;
    return (struct cp_slice){ copy, copy ? s.n : 0 };
}

static bool
grow(struct cp_feed_collect *c)
{
    size_t room = c->room ? c->room * 2 : FIRST_LINKS;
    struct cp_feed_link *v;

    if (c->links.n < c->room)
        return true;
    v = cp_arena_zalloc(c->cx->arena, room, sizeof *v);
    c->no_memory |= !v;
    if (!v)
        return false;
    if (c->links.n)
        memcpy(v, c->links.v, c->links.n * sizeof *v);
    c->links.v = v;
    c->room = room;
    return true;
}

static struct cp_feed_link *
append(struct cp_feed_collect *c, struct cp_slice url)
{
    if (c->links.n == CP_FEED_LINKS_MAX || !url.n || cp_table_find(&c->seen, url) || !grow(c))
        return NULL;
    if (!cp_table_add(&c->seen, url, 0)) {
        c->no_memory = true;
        return NULL;
    }
    c->links.v[c->links.n] = (struct cp_feed_link){ .url = url };
    return &c->links.v[c->links.n++];
}

struct cp_feed_link *
cp_feed_collect_add(struct cp_feed_collect *c, struct cp_slice base, struct cp_slice url,
                    struct cp_slice title)
{
    struct cp_buf resolved = { 0 };
    struct cp_feed_link *link = NULL;

    cp_url_resolve(&resolved, base, url);
    c->no_memory |= resolved.no_memory;
    if (!resolved.no_memory && !cp_table_find(&c->seen, cp_buf_slice(&resolved)))
        link = append(c, cp_feed_collect_keep(c, cp_buf_slice(&resolved)));
    if (link)
        link->title = cp_feed_collect_keep(c, title);
    cp_buf_clear(&resolved);
    return link;
}

void
cp_feed_collect_all(struct cp_feed_collect *c, const struct cp_feed_collect *from)
{
    for (size_t i = 0; i < from->links.n; i++) {
        struct cp_feed_link *link = append(c, from->links.v[i].url);

        if (link)
            *link = from->links.v[i];
    }
}
