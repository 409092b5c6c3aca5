/* Feeds that are followed: see archive/follow.h. */
#include "archive/follow.h"

#include <string.h>

#include "archive/names.h"
#include "archive/when.h"
#include "fetch/media.h"

#define HOUR 3600
/* Nobody needs to be asked more often, whatever Cache-Control says: the least that RSS readers
 * keep to. */
#define INTERVAL_MIN (15 * 60)
/* A nightly run must find every feed due, also one that asks for more patience. */
#define INTERVAL_MAX (20 * HOUR)
/* Of a feed that fails: doubled with each failure, up to the longest. */
#define RETRY_MIN HOUR
#define RETRY_MAX (18 * HOUR)
/* Due later than this can only be after the clock was set back. */
#define DUE_MAX (25 * HOUR)

/* ------------------------------------------------------------------ rows */

cleanpage_status
cp_followed_load(struct cp_archive *archive, struct cp_arena *arena, int64_t id,
                 struct cp_followed *feed)
{
    struct cp_rows *rows = cp_sql_query(
        archive->db,
        "SELECT failures, failing_since, told, retired, url, name, title, site, etag, "
        "last_modified, digest, error, ttl, skip_hours, skip_days FROM feed WHERE id = ?",
        "i", id);
    bool failed = false;

    *feed = (struct cp_followed){ .id = id };
    if (!cp_rows_next(rows))
        return cp_sql_status(archive->db)
                   ? cp_sql_status(archive->db)
                   : cp_fail(archive->cx, CLEANPAGE_READ, "no such feed");
    feed->failures = cp_rows_int(rows, 0);
    feed->failing_since = cp_rows_int(rows, 1);
    feed->told = cp_rows_int(rows, 2);
    feed->retired = cp_rows_int(rows, 3);
    feed->url = cp_rows_keep(rows, 4, arena, &failed);
    feed->name = cp_rows_keep(rows, 5, arena, &failed);
    feed->title = cp_rows_keep(rows, 6, arena, &failed);
    feed->site = cp_rows_keep(rows, 7, arena, &failed);
    feed->etag = cp_rows_keep(rows, 8, arena, &failed);
    feed->last_modified = cp_rows_keep(rows, 9, arena, &failed);
    feed->digest = cp_rows_keep(rows, 10, arena, &failed);
    feed->error = cp_rows_keep(rows, 11, arena, &failed);
    feed->ttl = cp_rows_int(rows, 12);
    feed->skip_hours = (uint32_t)cp_rows_int(rows, 13);
    feed->skip_days = (uint32_t)cp_rows_int(rows, 14);
    cp_rows_end(rows);
    return failed ? cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory") : CLEANPAGE_OK;
}

int64_t
cp_followed_find(struct cp_archive *archive, const char *word)
{
    return cp_sql_int(archive->db, 0,
                      "SELECT id FROM feed WHERE url = ?1 OR name = ?1 OR "
                      "CAST(id AS TEXT) = ?1 ORDER BY url = ?1 DESC, name = ?1 DESC LIMIT 1",
                      "t", word);
}

cleanpage_status
cp_followed_due(struct cp_archive *archive, struct cp_arena *arena, bool all, int64_t **ids,
                size_t *n)
{
    int64_t now = cp_archive_now(archive);
    int64_t count = cp_sql_int(archive->db, 0, "SELECT count(*) FROM feed", "");
    struct cp_rows *rows;

    *n = 0;
    *ids = cp_arena_zalloc(arena, (size_t)count + 1, sizeof **ids);
    if (!*ids)
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    rows = cp_sql_query(archive->db,
                        "SELECT id FROM feed WHERE retired IS NULL AND (? OR due <= ? OR "
                        "due > ?) ORDER BY due, id LIMIT ?",
                        "iiii", (int64_t)all, now, now + DUE_MAX, count);
    while (cp_rows_next(rows))
        (*ids)[(*n)++] = cp_rows_int(rows, 0);
    return cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ following */

static bool
is_name_taken(struct cp_archive *archive, struct cp_slice name)
{
    /* Directories that are the archive's own. */
    return cp_slice_eq(name, CP_LIT("raw")) || cp_slice_eq(name, CP_LIT("staging")) ||
           cp_sql_int(archive->db, 0, "SELECT 1 FROM feed WHERE name = ?", "s", name) != 0;
}

/* The host; of further feeds of it with the title behind; then with a number. */
static void
choose_name(struct cp_archive *archive, const char *url, const char *title, struct cp_buf *name)
{
    size_t base;

    cp_name_put_host(name, cp_slice_of(url));
    if (!name->n)
        cp_buf_puts(name, "feed");
    if (!is_name_taken(archive, cp_buf_slice(name)))
        return;
    base = name->n;
    cp_buf_putc(name, '-');
    cp_name_put_slug(name, cp_slice_of(title), 40);
    if (name->n == base + 1)
        name->n = base;
    if (name->n > base && !is_name_taken(archive, cp_buf_slice(name)))
        return;
    base = name->n;
    for (unsigned i = 2; i < 100000 && is_name_taken(archive, cp_buf_slice(name)); i++) {
        name->n = base;
        cp_buf_putc(name, '-');
        cp_buf_put_u64(name, i);
    }
}

static const char *
or_null(const char *text)
{
    return text && *text ? text : NULL;
}

cleanpage_status
cp_follow(struct cp_archive *archive, const char *url, const char *title, const char *site,
          const char *name, int64_t *id, bool *fresh)
{
    struct cp_buf chosen = { 0 };

    cp_sql_begin(archive->db);
    *id = cp_sql_int(archive->db, 0, "SELECT id FROM feed WHERE url = ?", "t", url);
    *fresh = !*id;
    if (*id) {
        cp_sql_do(
            archive->db,
            "UPDATE feed SET retired = NULL, due = 0 WHERE id = ? AND retired IS NOT NULL", "i",
            *id);
        *fresh = cp_sql_changes(archive->db) > 0;
        return cp_sql_status(archive->db);
    }
    if (name && cp_name_is_plain(cp_slice_of(name)) &&
        !is_name_taken(archive, cp_slice_of(name)))
        cp_buf_puts(&chosen, name);
    else
        choose_name(archive, url, title ? title : "", &chosen);
    cp_sql_do(archive->db,
              "INSERT INTO feed (url, name, title, site, added) VALUES (?, ?, ?, ?, ?)",
              "tstti", url, cp_buf_slice(&chosen), or_null(title), or_null(site),
              cp_archive_now(archive));
    *id = cp_sql_last_id(archive->db);
    cp_buf_clear(&chosen);
    return cp_sql_status(archive->db);
}

cleanpage_status
cp_unfollow(struct cp_archive *archive, int64_t id)
{
    cp_sql_begin(archive->db);
    cp_sql_do(archive->db, "UPDATE feed SET retired = ?, error = 'removed' WHERE id = ?", "ii",
              cp_archive_now(archive), id);
    /* What has not come yet is not wanted any more. */
    cp_sql_do(archive->db,
              "UPDATE entry SET state = 2, content = NULL WHERE feed = ? AND state = 0", "i",
              id);
    return cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ when it is due */

/* A number from 0.8 to 1.2 by the feed and its failures, so that feeds that failed together do
 * not come back together. */
static double
jitter(const struct cp_followed *feed)
{
    uint64_t h =
        (uint64_t)feed->id * 0x9e3779b97f4a7c15u + (uint64_t)feed->failures * 0xbf58476du;

    h ^= h >> 29;
    return 0.8 + 0.4 * (double)(h % 1000) / 1000;
}

static int64_t
after_failure(const struct cp_followed *feed, const struct cp_crawl_result *answer, int64_t now)
{
    int64_t wait = RETRY_MIN;

    for (int64_t i = 0; i < feed->failures && wait < RETRY_MAX; i++)
        wait *= 2;
    if (wait > RETRY_MAX)
        wait = RETRY_MAX;
    wait = (int64_t)((double)wait * jitter(feed));
    if (answer->retry_at > now + wait)
        wait = answer->retry_at - now;
    return now + (wait < DUE_MAX ? wait : DUE_MAX);
}

static bool
is_skipped(const struct cp_followed *feed, int64_t when)
{
    return feed->skip_days >> cp_when_weekday(when) & 1 ||
           feed->skip_hours >> cp_when_hour(when) & 1;
}

static int64_t
after_success(const struct cp_followed *feed, const struct cp_crawl_result *answer, int64_t now)
{
    int64_t wait = INTERVAL_MIN;

    if (answer->max_age_s > wait)
        wait = answer->max_age_s;
    if (feed->ttl * 60 > wait)
        wait = feed->ttl * 60;
    if (wait > INTERVAL_MAX)
        wait = INTERVAL_MAX;
    /* A week has 168 hours: one that skips them all is asked nevertheless. */
    for (int i = 0; i < 168 && is_skipped(feed, now + wait); i++)
        wait += HOUR - (now + wait) % HOUR;
    return now + wait;
}

/* ------------------------------------------------------------------ answers */

static void
set_failed(struct cp_archive *archive, const struct cp_followed *feed,
           const struct cp_crawl_result *answer, const char *error)
{
    int64_t now = cp_archive_now(archive);

    cp_sql_do(archive->db,
              "UPDATE feed SET tried = ?, failures = failures + 1, error = ?, "
              "failing_since = coalesce(failing_since, ?), due = ? WHERE id = ?",
              "itiii", now, error, now, after_failure(feed, answer, now), feed->id);
}

static void
set_good(struct cp_archive *archive, const struct cp_followed *feed,
         const struct cp_crawl_result *answer)
{
    int64_t now = cp_archive_now(archive);

    cp_sql_do(archive->db,
              "UPDATE feed SET tried = ?, succeeded = ?, failures = 0, error = NULL, "
              "failing_since = NULL, told = NULL, due = ? WHERE id = ?",
              "iiii", now, now, after_success(feed, answer, now), feed->id);
}

/* Another feed may have that address already: then this one keeps its old one. */
static bool
set_moved(struct cp_archive *archive, const struct cp_followed *feed, const char *url)
{
    cp_sql_do(archive->db,
              "UPDATE feed SET url = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM feed "
              "WHERE url = ?)",
              "tit", url, feed->id, url);
    return cp_sql_changes(archive->db) > 0;
}

/* How its next answer will be recognised: files that are moved or touched get a new tag, though
 * they are the same. */
static void
set_validators(struct cp_archive *archive, const struct cp_followed *feed,
               const struct cp_crawl_result *answer)
{
    cp_sql_do(archive->db, "UPDATE feed SET etag = ?, last_modified = ? WHERE id = ?", "tti",
              answer->etag, answer->last_modified, feed->id);
}

/* What the feed says of itself. */
static void
set_told(struct cp_archive *archive, const struct cp_followed *followed,
         const struct cp_feed *feed, const struct cp_crawl_result *answer, const char *digest)
{
    struct cp_followed now = *followed;

    now.ttl = feed->ttl_minutes;
    now.skip_hours = feed->skip_hours;
    now.skip_days = feed->skip_days;
    set_good(archive, &now, answer);
    set_validators(archive, followed, answer);
    cp_sql_do(archive->db,
              "UPDATE feed SET digest = ?, ttl = ?, "
              "skip_hours = ?, skip_days = ?, title = coalesce(nullif(?, ''), title), "
              "site = coalesce(nullif(?, ''), site) WHERE id = ?",
              "tiiissi", digest, now.ttl, (int64_t)now.skip_hours, (int64_t)now.skip_days,
              feed->title, feed->site, followed->id);
}

static cleanpage_status
take_feed(struct cp_archive *archive, struct cp_arena *arena,
          const struct cp_followed *followed, const struct cp_crawl_result *answer,
          int64_t oldest, const char *digest, struct cp_followed_news *news)
{
    const struct cp_crawl_hop *hop = &answer->hops[answer->hop_count - 1];
    struct cp_ctx cx = { .arena = arena };
    struct cp_feed feed;
    cleanpage_status st;

    st =
        cp_feed_read(&cx, hop->body, cp_media_charset(arena, cp_slice_of(answer->content_type)),
                     hop->url, &feed);
    if (st == CLEANPAGE_NOMEM)
        return cp_fail(archive->cx, st, "out of memory");
    if (st) {
        set_failed(archive, followed, answer, cx.message);
        news->has_failed = true;
        return cp_sql_status(archive->db);
    }
    st = cp_entries_see(archive, arena, followed->id, &feed, oldest, &news->seen);
    set_told(archive, followed, &feed, answer, digest);
    return st ? st : cp_sql_status(archive->db);
}

static cleanpage_status
take_page(struct cp_archive *archive, struct cp_arena *arena,
          const struct cp_followed *followed, const struct cp_crawl_result *answer,
          int64_t oldest, struct cp_followed_news *news)
{
    char digest[CP_DIGEST_MAX];

    cp_digest(answer->hops[answer->hop_count - 1].body, digest);
    if (strcmp(digest, followed->digest) != 0)
        return take_feed(archive, arena, followed, answer, oldest, digest, news);
    set_good(archive, followed, answer);
    set_validators(archive, followed, answer);
    return cp_sql_status(archive->db);
}

cleanpage_status
cp_followed_answer(struct cp_archive *archive, struct cp_arena *arena,
                   const struct cp_followed *feed, const struct cp_crawl_result *answer,
                   int64_t oldest, struct cp_followed_news *news)
{
    int64_t now = cp_archive_now(archive);

    *news = (struct cp_followed_news){ 0 };
    cp_sql_begin(archive->db);
    if (answer->moved_to &&
        (answer->outcome == CP_CRAWL_PAGE || answer->outcome == CP_CRAWL_UNCHANGED))
        news->has_moved = set_moved(archive, feed, answer->moved_to);
    switch (answer->outcome) {
    case CP_CRAWL_PAGE:
        return take_page(archive, arena, feed, answer, oldest, news);
    case CP_CRAWL_UNCHANGED:
        set_good(archive, feed, answer);
        break;
    case CP_CRAWL_PUT_OFF:
        if (answer->retry_at > now)
            cp_sql_do(archive->db, "UPDATE feed SET due = min(?, ?) WHERE id = ?", "iii",
                      answer->retry_at, now + DUE_MAX, feed->id);
        break;
    case CP_CRAWL_GONE:
        cp_sql_do(archive->db, "UPDATE feed SET tried = ?, retired = ?, error = ? WHERE id = ?",
                  "iiti", now, now, answer->message, feed->id);
        news->is_retired = true;
        break;
    default:
        set_failed(archive, feed, answer, answer->message);
        news->has_failed = true;
    }
    return cp_sql_status(archive->db);
}
