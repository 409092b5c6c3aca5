/* What "cleanpage feed" remembers: see archive/cache.h. */
#include "archive/cache.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sql/sql.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "crawl/crawl.h"
#include "warc/warc.h"

/* Of the tables; a cache of another one is thrown away. */
#define VERSION 1
/* What was not asked for so long is forgotten, in seconds: a reader's longest holiday. */
#define FORGET_SECONDS (60 * 86400)
/* It is noted once in so long at most that something was asked for, so that reading what is
 * known writes nothing. */
#define NOTE_SECONDS 86400

/* What is long stands last, so that the rest of a row is found without reading it. */
static const char tables[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT,"
    "  charset TEXT, used INTEGER NOT NULL, sum TEXT NOT NULL, body BLOB);"
    "CREATE TABLE IF NOT EXISTS page (feed TEXT NOT NULL, url TEXT NOT NULL,"
    "  digest TEXT NOT NULL, title TEXT, author TEXT, published TEXT, fetched INTEGER NOT NULL,"
    "  failures INTEGER NOT NULL, used INTEGER NOT NULL, html TEXT, PRIMARY KEY (feed, url));"
    "CREATE INDEX IF NOT EXISTS page_used ON page (used);"
    "CREATE TABLE IF NOT EXISTS host (origin TEXT PRIMARY KEY, robots_until INTEGER NOT NULL,"
    "  wait_until INTEGER NOT NULL, failures INTEGER NOT NULL, used INTEGER NOT NULL,"
    "  robots BLOB);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

struct cp_cache {
    struct cp_ctx cx; /* what SQLite says: nobody's failure but the cache's */
    char *path;       /* NULL: in memory */
    struct cp_sql *db;
    int64_t now;
};

/* ------------------------------------------------------------------ opening */

static void
throw_away(const char *path)
{
    static const char *const ends[] = { "-wal", "-shm", "" };
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

/* CLEANPAGE_READ: it is damaged or of another version. */
static cleanpage_status
try_open(struct cp_cache *cache)
{
    int64_t version;
    cleanpage_status st = cp_sql_open(
        &cache->cx, cache->path ? cache->path : ":memory:", CP_SQL_CREATE, &cache->db);

    if (st)
        return st;
    version = cp_sql_int(cache->db, 0, "PRAGMA user_version", "");
    if (version == 0)
        cp_sql_script(cache->db, tables);
    /* A cache may lose its last pages when the power goes. */
    cp_sql_script(cache->db, "PRAGMA synchronous = NORMAL;");
    st = cp_sql_status(cache->db);
    if (!st && version != 0 && version != VERSION)
        st = cp_fail(&cache->cx, CLEANPAGE_READ, "%s: of another version", cache->path);
    if (st) {
        cp_sql_close(cache->db);
        cache->db = NULL;
    }
    return st;
}

cleanpage_status
cp_cache_open(struct cp_ctx *cx, const char *path, int64_t now, struct cp_cache **opened)
{
    struct cp_cache *cache = calloc(1, sizeof *cache);
    cleanpage_status st;

    *opened = NULL;
    if (!cache || (path && !(cache->path = strdup(path)))) {
        free(cache);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    cache->now = now;
    st = try_open(cache);
    if (st == CLEANPAGE_READ && path) {
        throw_away(path);
        st = try_open(cache);
    }
    if (!st) {
        *opened = cache;
        return CLEANPAGE_OK;
    }
    if (st == CLEANPAGE_READ && path)
        cp_fail(cx, st, "%s: it is damaged, and cannot be removed", path);
    else
        cp_fail(cx, st, "%s", cache->cx.message);
    cp_cache_close(cache);
    return st;
}

const char *
cp_cache_trouble(const struct cp_cache *cache)
{
    switch (cp_sql_status(cache->db)) {
    case CLEANPAGE_OK:
        return NULL;
    case CLEANPAGE_READ: /* SQLite's words end with what to do about an archive */
        return "it is damaged; the next call begins it anew";
    default:
        return cache->cx.message;
    }
}

static void
forget(struct cp_cache *cache)
{
    static const char *const old[] = { "DELETE FROM feed WHERE used < ?",
                                       "DELETE FROM page WHERE used < ?",
                                       "DELETE FROM host WHERE used < ?" };

    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        cp_sql_do(cache->db, old[i], "i", cache->now - FORGET_SECONDS);
}

void
cp_cache_close(struct cp_cache *cache)
{
    bool is_damaged;

    if (!cache)
        return;
    if (cache->db)
        forget(cache);
    is_damaged = cache->db && cp_sql_status(cache->db) == CLEANPAGE_READ;
    cp_sql_close(cache->db);
    /* Damage in its midst shows only when it is read; the next call begins anew. */
    if (is_damaged && cache->path)
        throw_away(cache->path);
    free(cache->path);
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

/* Damage inside a value is not seen by SQLite, and the server would say for ever that the feed
 * has not changed. */
static bool
is_whole(struct cp_slice body, struct cp_slice sum)
{
    char digest[CP_DIGEST_MAX];

    cp_digest(body, digest);
    return cp_slice_eq(sum, cp_slice_of(digest));
}

void
cp_cache_get_feed(struct cp_cache *cache, struct cp_arena *arena, const char *url,
                  struct cp_cached_feed *feed)
{
    struct cp_rows *rows = cp_sql_query(
        cache->db,
        "SELECT etag, last_modified, charset, used, sum, body FROM feed WHERE url = ?", "t",
        url);
    int64_t used;

    *feed = (struct cp_cached_feed){ 0 };
    if (!cp_rows_next(rows))
        return;
    feed->etag = keep(arena, rows, 0).p;
    feed->last_modified = keep(arena, rows, 1).p;
    feed->charset = keep(arena, rows, 2).p;
    used = cp_rows_int(rows, 3);
    feed->body = keep(arena, rows, 5);
    if (!is_whole(feed->body, cp_rows_text(rows, 4)))
        feed->body = (struct cp_slice){ 0 };
    cp_rows_end(rows);
    if (used < cache->now - NOTE_SECONDS)
        cp_sql_do(cache->db, "UPDATE feed SET used = ? WHERE url = ?", "it", cache->now, url);
}

void
cp_cache_put_feed(struct cp_cache *cache, const char *url, const struct cp_cached_feed *feed)
{
    char sum[CP_DIGEST_MAX];

    cp_digest(feed->body, sum);
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?)", "ttttitb",
              url, feed->etag, feed->last_modified, feed->charset, cache->now, sum, feed->body);
}

/* ------------------------------------------------------------------ pages */

/* Here such damage is harmless, as long as the feed stays well-formed. */
static struct cp_slice
keep_text(struct cp_arena *arena, const struct cp_rows *rows, int column, bool *is_bad)
{
    struct cp_slice text = keep(arena, rows, column);

    if (text.n && cp_utf8_valid_prefix(text.p, text.n) < text.n)
        *is_bad = true;
    return text;
}

static bool
read_page(struct cp_arena *arena, struct cp_rows *rows, const char *digest,
          struct cp_cached_page *page)
{
    bool is_bad = false;

    page->is_same = cp_slice_eq(cp_rows_text(rows, 0), cp_slice_of(digest));
    page->title = keep_text(arena, rows, 1, &is_bad);
    page->author = keep_text(arena, rows, 2, &is_bad);
    page->published = keep_text(arena, rows, 3, &is_bad);
    page->fetched = cp_rows_int(rows, 4);
    page->failures = (unsigned)cp_rows_int(rows, 5);
    page->html = keep_text(arena, rows, 7, &is_bad);
    return !is_bad;
}

bool
cp_cache_get_page(struct cp_cache *cache, struct cp_arena *arena, const char *feed,
                  struct cp_slice url, const char *digest, struct cp_cached_page *page)
{
    struct cp_rows *rows = cp_sql_query(
        cache->db,
        "SELECT digest, title, author, published, fetched, failures, used, html FROM page "
        "WHERE feed = ? AND url = ?",
        "ts", feed, url);
    int64_t used;
    bool is_good;

    *page = (struct cp_cached_page){ 0 };
    if (!cp_rows_next(rows))
        return false;
    is_good = read_page(arena, rows, digest, page);
    used = cp_rows_int(rows, 6);
    cp_rows_end(rows);
    if (used < cache->now - NOTE_SECONDS)
        cp_sql_do(cache->db, "UPDATE page SET used = ? WHERE feed = ? AND url = ?", "its",
                  cache->now, feed, url);
    return is_good;
}

void
cp_cache_put_page(struct cp_cache *cache, const char *feed, struct cp_slice url,
                  const char *digest, const struct cp_cached_page *page)
{
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              "tstsssiiis", feed, url, digest, page->title, page->author, page->published,
              page->fetched, (int64_t)page->failures, cache->now, page->html);
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
    cp_sql_do(cache->db, "INSERT OR REPLACE INTO host VALUES (?, ?, ?, ?, ?, ?)", "tiiiib",
              host->origin, host->robots_until, host->wait_until, (int64_t)host->failures,
              cache->now, host->robots);
}
