/* A growing list of feeds, each address once. */
#ifndef CP_FEED_LINKS_H
#define CP_FEED_LINKS_H

#include "base/table.h"
#include "feed/feed.h"

struct cp_feed_collect {
    struct cp_ctx *cx;
    struct cp_feed_links links;    /* in the arena */
    size_t room;
    struct cp_table seen;          /* their addresses */
    bool no_memory;
};

void cp_feed_collect_begin(struct cp_feed_collect *c, struct cp_ctx *cx);

/* Adds the address, made absolute, unless it is there or there are CP_FEED_LINKS_MAX. Returns
 * the new link, in which the caller may set what else it knows, or NULL. */
struct cp_feed_link *cp_feed_collect_add(struct cp_feed_collect *c, struct cp_slice base,
                                         struct cp_slice url, struct cp_slice title);

/* Adds those of another list. */
void cp_feed_collect_all(struct cp_feed_collect *c, const struct cp_feed_collect *from);

/* A copy of the text that lives as long as the list. */
struct cp_slice cp_feed_collect_keep(struct cp_feed_collect *c, struct cp_slice s);

#endif
