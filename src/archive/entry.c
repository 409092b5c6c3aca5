/* Entries: see archive/entry.h. */
#include "archive/entry.h"

#include <string.h>

#include "archive/when.h"
#include "base/table.h"

/* An entry that changes with each look (a counter in its text) is fetched so often at most, in
 * seconds. */
#define REFETCH_SECONDS (12 * 3600)

/* ------------------------------------------------------------------ what a feed says */

/* The letters between tags: what stands in them (counters, sizes of pictures) changes by
 * itself. */
static void
put_letters(struct cp_buf *out, struct cp_slice html)
{
    bool in_tag = false;

    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] == '<')
            in_tag = true;
        else if (html.p[i] == '>')
            in_tag = false;
        else if (!in_tag && !cp_is_space((unsigned char)html.p[i]))
            cp_buf_putc(out, html.p[i]);
    }
}

bool
cp_entry_digest(const struct cp_feed_entry *entry, char digest[CP_DIGEST_MAX])
{
    struct cp_buf all = { 0 };
    bool whole;

    cp_buf_put_slice(&all, entry->title);
    cp_buf_putc(&all, '\n');
    cp_buf_put_slice(&all, entry->url);
    cp_buf_putc(&all, '\n');
    cp_buf_put_slice(&all, entry->updated);
    cp_buf_putc(&all, '\n');
    put_letters(&all, entry->summary);
    cp_buf_putc(&all, '\n');
    put_letters(&all, entry->content);
    whole = !cp_buf_failed(&all);
    cp_digest(cp_buf_slice(&all), digest);
    cp_buf_clear(&all);
    return whole;
}

/*
 * What an entry is known by: its id, or where that is endless or another of the same feed has
 * it, too, its address, or its digest.
 */
static struct cp_slice
choose_key(struct cp_table *keys, const struct cp_feed_entry *entry, const char *digest)
{
    const struct cp_slice keys_of_it[] = { entry->id, entry->url, cp_slice_of(digest) };
    size_t i;

    for (i = 0; i < 2; i++)
        if (keys_of_it[i].n && keys_of_it[i].n <= CP_ENTRY_KEY_MAX &&
            !cp_table_find(keys, keys_of_it[i]))
            break;
    cp_table_add(keys, keys_of_it[i], 1);
    return keys_of_it[i];
}

static struct cp_slice
text_of(const struct cp_feed_entry *entry)
{
    struct cp_slice text = entry->content.n ? entry->content : entry->summary;

    return text.n ? text : (struct cp_slice){ 0 };
}

/* NULL rather than empty. */
static struct cp_slice
or_null(struct cp_slice s)
{
    return s.n ? s : (struct cp_slice){ 0 };
}

/* ------------------------------------------------------------------ seeing them */

struct seeing {
    struct cp_archive *archive;
    int64_t feed, now, oldest;
    struct cp_seen *seen;
};

static void
add_waiting(struct seeing *s, int64_t id)
{
    s->seen->waiting[s->seen->waiting_count++] = id;
}

static void
insert(struct seeing *s, const struct cp_feed_entry *e, struct cp_slice key, const char *digest)
{
    int64_t at = cp_when_parse(e->published.n ? e->published : e->updated);
    bool skip = s->oldest && at && at < s->oldest;
    struct cp_slice text = skip ? (struct cp_slice){ 0 } : text_of(e);

    cp_sql_do(s->archive->db,
              "INSERT INTO entry (feed, key, url, title, author, published, updated, digest, "
              "content, base, language, seen, state) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
              "isssssstsssii", s->feed, key, or_null(e->url), or_null(e->title),
              or_null(e->author), or_null(e->published), or_null(e->updated), digest, text,
              or_null(e->base), or_null(e->language), s->now,
              (int64_t)(skip ? CP_ENTRY_SKIPPED : CP_ENTRY_WAITING));
    if (skip) {
        s->seen->skipped++;
    } else {
        s->seen->fresh++;
        add_waiting(s, cp_sql_last_id(s->archive->db));
    }
}

/* What was skipped or removed stays so. */
static void
update(struct seeing *s, int64_t id, const struct cp_feed_entry *e, const char *digest)
{
    cp_sql_do(s->archive->db,
              "UPDATE entry SET url = ?, title = ?, author = ?, published = ?, updated = ?, "
              "digest = ?, content = ?, base = ?, language = ?, state = 0, tries = 0, "
              "due = coalesce((SELECT max(fetched) + ? FROM version "
              "WHERE version.article = entry.article), 0) WHERE id = ?",
              "ssssstsssii", or_null(e->url), or_null(e->title), or_null(e->author),
              or_null(e->published), or_null(e->updated), digest, text_of(e), or_null(e->base),
              or_null(e->language), (int64_t)REFETCH_SECONDS, id);
    s->seen->changed++;
    add_waiting(s, id);
}

/* Whether what the feed tells now is later than the newest version of the entry's article. */
static bool
is_later(struct seeing *s, int64_t id, const struct cp_feed_entry *e)
{
    int64_t fetched = cp_sql_int(s->archive->db, 0,
                                 "SELECT max(v.fetched) FROM version v JOIN entry e "
                                 "ON e.article = v.article WHERE e.id = ?",
                                 "i", id);

    return fetched && cp_when_parse(e->updated) > fetched;
}

static void
see_one(struct seeing *s, struct cp_table *keys, const struct cp_feed_entry *e)
{
    char digest[CP_DIGEST_MAX];
    struct cp_slice key;
    struct cp_rows *rows;
    int64_t id = 0;
    bool is_same = false, was_known = true;

    if (!cp_entry_digest(e, digest))
        return;
    key = choose_key(keys, e, digest);
    rows = cp_sql_query(s->archive->db,
                        "SELECT id, digest, state FROM entry WHERE feed = ? AND key = ?", "is",
                        s->feed, key);
    if (cp_rows_next(rows)) {
        id = cp_rows_int(rows, 0);
        /* A rebuilt database does not know what the feed said. */
        was_known = cp_rows_text(rows, 1).n > 0;
        is_same = cp_slice_eq(cp_rows_text(rows, 1), cp_slice_of(digest)) ||
                  cp_rows_int(rows, 2) == CP_ENTRY_SKIPPED;
        cp_rows_end(rows);
    }
    if (!id)
        insert(s, e, key, digest);
    else if (!was_known && !is_later(s, id, e))
        cp_sql_do(s->archive->db, "UPDATE entry SET digest = ? WHERE id = ?", "ti", digest, id);
    else if (!is_same)
        update(s, id, e, digest);
}

cleanpage_status
cp_entries_see(struct cp_archive *archive, struct cp_arena *arena, int64_t feed_id,
               const struct cp_feed *feed, int64_t oldest, struct cp_seen *seen)
{
    struct seeing s = { archive, feed_id, cp_archive_now(archive), oldest, seen };
    struct cp_table keys;

    *seen = (struct cp_seen){ 0 };
    seen->waiting = cp_arena_zalloc(arena, feed->entry_count + 1, sizeof *seen->waiting);
    if (!seen->waiting)
        return cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    cp_table_init(&keys, arena, 0);
    for (size_t i = 0; i < feed->entry_count; i++)
        see_one(&s, &keys, &feed->entries[i]);
    return cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ one of them */

cleanpage_status
cp_entry_load(struct cp_archive *archive, struct cp_arena *arena, int64_t id,
              struct cp_entry *entry)
{
    struct cp_rows *rows = cp_sql_query(
        archive->db,
        "SELECT feed, article, tries, key, url, title, author, published, content, base, "
        "language, state, due FROM entry WHERE id = ?",
        "i", id);
    bool failed = false;

    *entry = (struct cp_entry){ .id = id };
    if (!cp_rows_next(rows))
        return cp_sql_status(archive->db)
                   ? cp_sql_status(archive->db)
                   : cp_fail(archive->cx, CLEANPAGE_READ, "no such entry");
    entry->feed = cp_rows_int(rows, 0);
    entry->article = cp_rows_int(rows, 1);
    entry->tries = cp_rows_int(rows, 2);
    entry->key = cp_rows_keep(rows, 3, arena, &failed);
    entry->url = cp_rows_keep(rows, 4, arena, &failed);
    entry->title = cp_rows_keep(rows, 5, arena, &failed);
    entry->author = cp_rows_keep(rows, 6, arena, &failed);
    entry->published = cp_rows_keep(rows, 7, arena, &failed);
    entry->content = cp_rows_keep(rows, 8, arena, &failed);
    entry->base = cp_rows_keep(rows, 9, arena, &failed);
    entry->language = cp_rows_keep(rows, 10, arena, &failed);
    entry->state = (enum cp_entry_state)cp_rows_int(rows, 11);
    entry->due = cp_rows_int(rows, 12);
    cp_rows_end(rows);
    return failed ? cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory") : CLEANPAGE_OK;
}

bool
cp_entry_is_due(const struct cp_entry *entry, int64_t now)
{
    return entry->state == CP_ENTRY_WAITING &&
           (entry->due <= now || entry->due > now + CP_ENTRY_DUE_MAX);
}

void
cp_entry_done(struct cp_archive *archive, int64_t id, int64_t article)
{
    cp_sql_do(archive->db,
              "UPDATE entry SET state = 1, article = ?, content = NULL, error = NULL, "
              "due = 0 WHERE id = ?",
              "ii", article, id);
}

void
cp_entry_wait(struct cp_archive *archive, int64_t id, int64_t due, bool counts, int64_t article,
              const char *error)
{
    cp_sql_do(archive->db,
              "UPDATE entry SET state = 0, due = ?, tries = tries + ?, error = ?, "
              "article = coalesce(nullif(?, 0), article) WHERE id = ?",
              "iitii", due, (int64_t)counts, error, article, id);
}

void
cp_entry_give_up(struct cp_archive *archive, int64_t id, const char *error)
{
    cp_sql_do(archive->db, "UPDATE entry SET state = 3, content = NULL, error = ? WHERE id = ?",
              "ti", error, id);
}
