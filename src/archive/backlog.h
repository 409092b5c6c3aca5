/* Entries that wait for their pages, by host: one of each host is under way at a time. */
#ifndef CP_ARCHIVE_BACKLOG_H
#define CP_ARCHIVE_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/table.h"

struct cp_backlog_host;

struct cp_backlog {
    struct cp_arena arena;
    struct cp_table names;
    struct cp_backlog_host *hosts;
    size_t host_count, host_room;
    size_t next;    /* host to be looked at first */
    size_t waiting; /* ids in all */
};

void cp_backlog_init(struct cp_backlog *backlog);
void cp_backlog_clear(struct cp_backlog *backlog);

/* False without memory. */
bool cp_backlog_add(struct cp_backlog *backlog, struct cp_slice host, int64_t id);

/* The next id of a host that is not busy, which is busy from now on; false if there is none. */
bool cp_backlog_take(struct cp_backlog *backlog, int64_t *id, uint32_t *host);

/* The host's page has come. */
void cp_backlog_free_host(struct cp_backlog *backlog, uint32_t host);

#endif
