/* What was learned of hosts: see site/sitedb.h. */
#include "site/sitedb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sql/sql.h"

/* "clps": SQLite's application_id, and the version of the tables. */
#define APPLICATION_ID 0x636C7073
#define VERSION 1
/* Pages of one transaction. */
#define COMMIT_AFTER 4096

struct cp_sitedb {
    struct cp_ctx *cx;
    struct cp_sql *sql;
    unsigned waiting; /* put and not committed */
};

/* ------------------------------------------------------------------ the file */

static const char schema[] =
    "CREATE TABLE page ("
    "  host TEXT NOT NULL, number INTEGER NOT NULL,"
    "  digest INTEGER NOT NULL, keys BLOB NOT NULL, texts TEXT NOT NULL,"
    "  UNIQUE (host, number));";

static cleanpage_status
make_tables(struct cp_sitedb *db)
{
    char pragma[96];

    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, VERSION);
    cp_sql_begin(db->sql);
    cp_sql_script(db->sql, schema);
    cp_sql_script(db->sql, pragma);
    cp_sql_commit(db->sql);
    return cp_sql_status(db->sql);
}

static cleanpage_status
check(struct cp_sitedb *db, const char *path, enum cp_sitedb_mode mode)
{
    int64_t id = cp_sql_int(db->sql, 0, "PRAGMA application_id", "");
    int64_t version = cp_sql_int(db->sql, 0, "PRAGMA user_version", "");
    int64_t tables = cp_sql_int(db->sql, 0, "SELECT count(*) FROM sqlite_schema", "");

    if (cp_sql_status(db->sql))
        return cp_sql_status(db->sql);
    if (mode == CP_SITEDB_LEARN && !id && !version && !tables)
        return make_tables(db);
    if (id != APPLICATION_ID)
        return cp_fail(db->cx, CLEANPAGE_BADARG,
                       "%s: not a database that --learn-site has made", path);
    if (version != VERSION)
        return cp_fail(db->cx, CLEANPAGE_BADARG,
                       "%s: made by another cleanpage (version %" PRId64
                       " of the tables, this one knows %d)",
                       path, version, VERSION);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_sitedb_open(struct cp_ctx *cx, const char *path, enum cp_sitedb_mode mode,
               struct cp_sitedb **opened)
{
    static const enum cp_sql_mode modes[] = { CP_SQL_ALONE, CP_SQL_STILL, CP_SQL_FROZEN };
    struct cp_sitedb *db = calloc(1, sizeof *db);
    cleanpage_status st;

    *opened = NULL;
    if (!db)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    db->cx = cx;
    st = cp_sql_open(cx, path, modes[mode], &db->sql);
    if (!st)
        st = check(db, path, mode);
    if (st)
        cp_sitedb_close(db);
    else
        *opened = db;
    return st;
}

cleanpage_status
cp_sitedb_finish(struct cp_sitedb *db)
{
    db->waiting = 0;
    cp_sql_commit(db->sql);
    return cp_sql_status(db->sql);
}

void
cp_sitedb_close(struct cp_sitedb *db)
{
    if (!db)
        return;
    cp_sql_close(db->sql);
    free(db);
}

/* ------------------------------------------------------------------ pages */

static const char last_of_host[] = "SELECT number FROM page WHERE host = ?1 "
                                   "ORDER BY number LIMIT 1 OFFSET ?2";
static const char drop_above[] = "DELETE FROM page WHERE host = ?1 AND number > ?2";
static const char put_page[] =
    "INSERT INTO page (host, number, digest, keys, texts) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (host, number) DO UPDATE SET digest = excluded.digest, keys = excluded.keys, "
    "texts = excluded.texts WHERE excluded.digest < digest";

/* The largest number that still counts; INT64_MAX while there is room. */
static int64_t
limit_of(struct cp_sitedb *db, struct cp_slice host)
{
    return cp_sql_int(db->sql, INT64_MAX, last_of_host, "si", host,
                      (int64_t)CP_SITE_PAGES_MAX - 1);
}

cleanpage_status
cp_sitedb_put(struct cp_sitedb *db, const struct cp_sitepage *page)
{
    int64_t limit;

    cp_sql_begin(db->sql);
    limit = limit_of(db, page->host);
    if (page->number > limit)
        return cp_sql_status(db->sql);
    cp_sql_do(db->sql, put_page, "siibs", page->host, page->number, page->digest, page->keys,
              page->texts);
    if (limit != INT64_MAX)
        cp_sql_do(db->sql, drop_above, "si", page->host, limit_of(db, page->host));
    return ++db->waiting < COMMIT_AFTER ? cp_sql_status(db->sql) : cp_sitedb_finish(db);
}

static struct cp_sitepage
page_of(const struct cp_rows *rows)
{
    return (struct cp_sitepage){
        .host = cp_rows_text(rows, 0),
        .number = cp_rows_int(rows, 1),
        .digest = cp_rows_int(rows, 2),
        .keys = cp_rows_text(rows, 3),
        .texts = cp_rows_text(rows, 4),
    };
}

cleanpage_status
cp_sitedb_merge(struct cp_sitedb *db, struct cp_sitedb *from)
{
    struct cp_rows *rows =
        cp_sql_query(from->sql, "SELECT host, number, digest, keys, texts FROM page", "");
    cleanpage_status st = CLEANPAGE_OK;

    while (cp_rows_next(rows)) {
        struct cp_sitepage page = page_of(rows);

        st = cp_sitedb_put(db, &page);
        if (st) {
            cp_rows_end(rows);
            return st;
        }
    }
    return cp_sql_status(from->sql);
}

/* ------------------------------------------------------------------ hosts */

cleanpage_status
cp_sitedb_list(struct cp_sitedb *db,
               void (*tell)(void *user, struct cp_slice host, int64_t pages), void *user)
{
    struct cp_rows *rows = cp_sql_query(
        db->sql, "SELECT host, count(*) FROM page GROUP BY host ORDER BY host", "");

    while (cp_rows_next(rows))
        tell(user, cp_rows_text(rows, 0), cp_rows_int(rows, 1));
    return cp_sql_status(db->sql);
}

/* A key of one page, and its text there. */
struct seen {
    uint64_t key;
    struct cp_slice text;
};

struct reading {
    struct cp_sitehost *host;
    struct seen *seen;
    size_t n_seen, seen_room;
    int64_t digests[CP_SITE_PAGES_MAX];
    bool no_memory;
};

static bool
has_digest(const struct reading *r, int64_t digest)
{
    for (uint32_t i = 0; i < r->host->pages; i++)
        if (r->digests[i] == digest)
            return true;
    return false;
}

static bool
make_room(struct reading *r, size_t more)
{
    size_t room = r->seen_room ? r->seen_room : 1024;
    struct seen *larger;

    if (r->n_seen + more <= r->seen_room)
        return true;
    while (room < r->n_seen + more)
        room *= 2;
    larger = realloc(r->seen, room * sizeof *larger);
    r->no_memory |= !larger;
    if (!larger)
        return false;
    r->seen = larger;
    r->seen_room = room;
    return true;
}

static void
add_keys(struct reading *r, const struct cp_sitepage *page)
{
    size_t n = page->keys.n / 8;
    struct cp_slice rest = { 0 };
    const char *copy = cp_arena_strndup(&r->host->arena, page->texts.p, page->texts.n);

    r->no_memory |= !copy;
    if (!copy || !make_room(r, n))
        return;
    rest = (struct cp_slice){ copy, page->texts.n };
    for (size_t i = 0; i < n; i++) {
        const char *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
        size_t len = end ? (size_t)(end - rest.p) : 0;

        r->seen[r->n_seen++] = (struct seen){ cp_sitepage_key(page->keys, i), { rest.p, len } };
        rest.p += end ? len + 1 : 0;
        rest.n -= end ? len + 1 : 0;
    }
}

/* The same lines under another address are the same page: mirrors, session ids, printed ones.
 */
static void
add_page(struct reading *r, const struct cp_sitepage *page)
{
    struct cp_sitehost *h = r->host;

    h->numbers[h->n_numbers++] = page->number;
    if (has_digest(r, page->digest))
        return;
    r->digests[h->pages++] = page->digest;
    add_keys(r, page);
}

/* Of a key those with a text come first, the smallest of them at the front. */
static int
compare_seen(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
    int order;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (!x->text.n || !y->text.n)
        return (x->text.n == 0) - (y->text.n == 0);
    order = memcmp(x->text.p, y->text.p, n);
    return order ? order : x->text.n < y->text.n ? -1 : x->text.n > y->text.n;
}

/* What is on one page alone is not told: it is most of all. */
static void
count(struct reading *r)
{
    struct cp_sitehost *h = r->host;

    if (r->n_seen)
        qsort(r->seen, r->n_seen, sizeof *r->seen, compare_seen);
    h->lines = cp_arena_zalloc(&h->arena, r->n_seen / 2 + 1, sizeof *h->lines);
    r->no_memory |= !h->lines;
    for (size_t i = 0, end; h->lines && i < r->n_seen; i = end) {
        for (end = i + 1; end < r->n_seen && r->seen[end].key == r->seen[i].key; end++)
            ;
        if (end - i > 1)
            h->lines[h->n_lines++] =
                (struct cp_siteline){ r->seen[i].key, (uint32_t)(end - i), r->seen[i].text };
    }
}

cleanpage_status
cp_sitedb_host(struct cp_sitedb *db, struct cp_slice host, struct cp_sitehost *out)
{
    struct reading r = { .host = out };
    struct cp_rows *rows;

    *out = (struct cp_sitehost){ 0 };
    cp_arena_init(&out->arena, 0);
    out->numbers = cp_arena_zalloc(&out->arena, CP_SITE_PAGES_MAX, sizeof *out->numbers);
    if (!out->numbers)
        return cp_fail(db->cx, CLEANPAGE_NOMEM, "out of memory");
    rows = cp_sql_query(db->sql,
                        "SELECT host, number, digest, keys, texts FROM page WHERE host = ?1 "
                        "ORDER BY number LIMIT ?2",
                        "si", host, (int64_t)CP_SITE_PAGES_MAX);
    while (cp_rows_next(rows)) {
        struct cp_sitepage page = page_of(rows);

        add_page(&r, &page);
    }
    count(&r);
    free(r.seen);
    return r.no_memory ? cp_fail(db->cx, CLEANPAGE_NOMEM, "out of memory")
                       : cp_sql_status(db->sql);
}

void
cp_sitehost_clear(struct cp_sitehost *host)
{
    cp_arena_clear(&host->arena);
    *host = (struct cp_sitehost){ 0 };
}
