/* What "cleanpage feed" remembers: see archive/cache.h. */
#include "archive/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/sql.h"
#include "base/buf.h"
#include "crawl/crawl.h"

/* Of the tables; a cache of another one is thrown away. */
#define VERSION 1
/* What was not asked for so long is forgotten, in seconds: a reader's longest holiday. */
#define FORGET_SECONDS (60 * 86400)

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT,"
    "  charset TEXT, body BLOB, used INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY, digest TEXT NOT NULL, html TEXT,"
    "  title TEXT, author TEXT, published TEXT, fetched INTEGER NOT NULL,"
    "  used INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS host (origin TEXT PRIMARY KEY, robots BLOB,"
    "  robots_until INTEGER NOT NULL, wait_until INTEGER NOT NULL,"
    "  failures INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;"
    /* A cache may lose its last pages when the power goes. */
    "PRAGMA synchronous = NORMAL; PRAGMA user_version = 1;";

struct cp_cache {
    struct cp_sql *db;
    int64_t now;
};

/* ------------------------------------------------------------------ opening */

static void
throw_away(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    struct cp_buf name = { 0 };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        name.n = 0;
        cp_buf_puts(&name, path);
        cp_buf_puts(&name, ends[i]);
        if (cp_buf_str(&name))
            unlink(name.p);
    }
    cp_buf_clear(&name);
}

/* Not CLEANPAGE_OK: it is damaged, or cannot be written. */
static cleanpage_status
try_open(struct cp_ctx *cx, const char *path, struct cp_cache *cache, bool *is_other)
{
    int64_t version;
    cleanpage_status st = cp_sql_open(cx, path, CP_SQL_CREATE, &cache->db);

    *is_other = st == CLEANPAGE_READ;
    if (st)
        return st;
    version = cp_sql_int(cache->db, 0, "PRAGMA user_version", "");
    *is_other = version != 0 && version != VERSION;
    if (!*is_other)
        cp_sql_script(cache->db, tables);
    st = cp_sql_status(cache->db);
    *is_other |= st == CLEANPAGE_READ;
    if (st || *is_other) {
        cp_sql_close(cache->db);
        cache->db = NULL;
    }
    return st;
}

cleanpage_status
cp_cache_open(struct cp_ctx *cx, const char *path, int64_t now, struct cp_cache **opened)
{
    struct cp_cache *cache = calloc(1, sizeof *cache);
    bool is_other;
    cleanpage_status st;

    *opened = NULL;
    if (!cache)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cache->now = now;
    st = try_open(cx, path ? path : ":memory:", cache, &is_other);
    if (is_other && path) {
        throw_away(path);
        st = try_open(cx, path, cache, &is_other);
    }
    if (st)
        free(cache);
    else
        *opened = cache;
    return st;
}

void
cp_cache_close(struct cp_cache *cache)
{
    static const char *const forget[] = { "DELETE FROM feed WHERE used < ?",
                                          "DELETE FROM page WHERE used < ?",
                                          "DELETE FROM host WHERE used < ?" };

    if (!cache)
        return;
    for (size_t i = 0; i < sizeof forget / sizeof *forget; i++)
        cp_sql_do(cache->db, forget[i], "i", cache->now - FORGET_SECONDS);
    cp_sql_close(cache->db);
    free(cache);
}

/* ------------------------------------------------------------------ feeds */

/* In the arena; p NULL for NULL. */
static struct cp_slice
keep(struct cp_arena *arena, const struct cp_rows *rows, int column)
{
    struct cp_slice text = cp_rows_text(rows, column);

    if (text.p)
        text.p = cp_arena_strndup(arena, text.p, text.n);
    return text.p ? text : (struct cp_slice){ 0 };
}

void
cp_cache_get_feed(struct cp_cache *cache, struct cp_arena *arena, const char *url,
                  struct cp_cached_feed *feed)
{
    struct cp_rows *rows = cp_sql_query(
        cache->db, "SELECT etag, last_modified, charset, body FROM feed WHERE url = ?", "t", url);

    *feed = (struct cp_cached_feed){ 0 };
    if (!cp_rows_next(rows))
        return;
    feed->etag = keep(arena, rows, 0).p;
    feed->last_modified = keep(arena, rows, 1).p;
    feed->charset = keep(arena, rows, 2).p;
    feed->body = keep(arena, rows, 3);
    cp_rows_end(rows);
    cp_sql_do(cache->db, "UPDATE feed SET used = ? WHERE url = ?", "it", cache->now, url);
}

void
cp_cache_put_feed(struct cp_cache *cache, const char *url, const struct cp_cached_feed *feed)
{
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?)", "ttttbi",
              url, feed->etag, feed->last_modified, feed->charset, feed->body, cache->now);
}

/* ------------------------------------------------------------------ pages */

bool
cp_cache_get_page(struct cp_cache *cache, struct cp_arena *arena, struct cp_slice url,
                  const char *digest, struct cp_cached_page *page)
{
    struct cp_rows *rows = cp_sql_query(
        cache->db,
        "SELECT html, title, author, published, fetched FROM page WHERE url = ? AND digest = ?",
        "st", url, digest);

    *page = (struct cp_cached_page){ 0 };
    if (!cp_rows_next(rows))
        return false;
    page->html = keep(arena, rows, 0);
    page->title = keep(arena, rows, 1);
    page->author = keep(arena, rows, 2);
    page->published = keep(arena, rows, 3);
    page->fetched = cp_rows_int(rows, 4);
    cp_rows_end(rows);
    cp_sql_do(cache->db, "UPDATE page SET used = ? WHERE url = ?", "is", cache->now, url);
    return true;
}

void
cp_cache_put_page(struct cp_cache *cache, struct cp_slice url, const char *digest,
                  const struct cp_cached_page *page)
{
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              "stssssii", url, digest, page->html, page->title, page->author, page->published,
              page->fetched, cache->now);
}

/* ------------------------------------------------------------------ hosts */

bool
cp_cache_load_host(struct cp_cache *cache, struct cp_arena *arena, const char *origin,
                   struct cp_crawl_host *host)
{
    struct cp_rows *rows = cp_sql_query(
        cache->db,
        "SELECT robots, robots_until, wait_until, failures FROM host WHERE origin = ?", "t",
        origin);

    if (!cp_rows_next(rows))
        return false;
    *host = (struct cp_crawl_host){ .origin = origin,
                                    .robots = keep(arena, rows, 0),
                                    .robots_until = cp_rows_int(rows, 1),
                                    .wait_until = cp_rows_int(rows, 2),
                                    .failures = (unsigned)cp_rows_int(rows, 3) };
    cp_rows_end(rows);
    return true;
}

void
cp_cache_save_host(struct cp_cache *cache, const struct cp_crawl_host *host)
{
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO host VALUES (?, ?, ?, ?, ?, ?)", "tbiiii",
              host->origin, host->robots, host->robots_until, host->wait_until,
              (int64_t)host->failures, cache->now);
}
