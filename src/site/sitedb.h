/*
 * What was learned of hosts: a database of SQLite with a row for each page that counts.
 *
 * Of a host those pages count whose numbers are smallest, CP_SITE_PAGES_MAX at most, and of a
 * page that came several times the one with the smallest digest. So the rows depend on what was
 * put in and not on its order, putting the same in again changes nothing, and databases of
 * parts of a collection are merged into the one that all of it would have given. Memory is
 * bounded by one host, the file by the number of hosts.
 *
 * Who writes has the file alone; who uses it keeps it from being written to.
 */
#ifndef CP_SITE_SITEDB_H
#define CP_SITE_SITEDB_H

#include "base/fail.h"
#include "site/page.h"

struct cp_sitedb;

enum cp_sitedb_mode {
    CP_SITEDB_LEARN, /* made if it is not there */
    CP_SITEDB_USE,   /* nobody may write meanwhile */
    CP_SITEDB_BESIDE /* the same for a process whose parent has it open like that: no other file
                      * is opened, then or later, and nothing is locked */
};

/* CLEANPAGE_READ, CLEANPAGE_WRITE or CLEANPAGE_BADARG (another program's, a newer version's)
 * with the path and the cause. */
cleanpage_status cp_sitedb_open(struct cp_ctx *cx, const char *path, enum cp_sitedb_mode mode,
                                struct cp_sitedb **db);

/* What was put since the last 4096th page is committed by this. */
cleanpage_status cp_sitedb_finish(struct cp_sitedb *db);
/* What was not committed is not there. NULL is fine. */
void cp_sitedb_close(struct cp_sitedb *db);

cleanpage_status cp_sitedb_put(struct cp_sitedb *db, const struct cp_sitepage *page);
/* All pages of another one, open to be used. */
cleanpage_status cp_sitedb_merge(struct cp_sitedb *db, struct cp_sitedb *from);

/* Calls `tell` for each host, in the order of their names, with the number of its pages. */
cleanpage_status cp_sitedb_list(struct cp_sitedb *db,
                                void (*tell)(void *user, struct cp_slice host, int64_t pages),
                                void *user);

/* A line, or a box, of several pages of a host. */
struct cp_siteline {
    uint64_t key;
    uint32_t pages;
    struct cp_slice text; /* empty: a box, or kept nowhere */
};

struct cp_sitehost {
    struct cp_siteline *lines; /* in the order of their keys */
    size_t n_lines;
    int64_t *numbers; /* of its pages, ascending */
    size_t n_numbers;
    uint32_t pages; /* with different lines: those that count */
    struct cp_arena arena;
};

/* All that is known of a host; of one that is not known it is empty. Clear it in any case. */
cleanpage_status cp_sitedb_host(struct cp_sitedb *db, struct cp_slice host,
                                struct cp_sitehost *out);
void cp_sitehost_clear(struct cp_sitehost *host);

#endif
