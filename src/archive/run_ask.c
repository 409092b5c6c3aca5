/* What a run asks for: see archive/running.h. */
#include "archive/running.h"

#include <stdlib.h>

#include "archive/address.h"

static cleanpage_status
add_request(struct cp_run_state *run, const struct cp_run_job *job,
            const struct cp_crawl_request *request)
{
    struct cp_crawl_request with_tag = *request;
    struct cp_run_job *copy = malloc(sizeof *copy);
    cleanpage_status st;

    if (!copy)
        return cp_fail(run->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    *copy = *job;
    with_tag.tag = copy;
    st = cp_crawl_add(run->crawl, &with_tag);
    if (st) {
        free(copy);
        return cp_fail(run->archive->cx, st, "out of memory");
    }
    return CLEANPAGE_OK;
}

static const char *
or_null(const char *text)
{
    return *text ? text : NULL;
}

cleanpage_status
cp_run_ask_feed(struct cp_run_state *run, int64_t id)
{
    struct cp_run_job job = { .is_feed = true, .id = id };
    struct cp_followed feed;
    cleanpage_status st;

    cp_arena_reset(&run->arena);
    st = cp_followed_load(run->archive, &run->arena, id, &feed);
    if (st)
        return st;
    return add_request(run, &job,
                       &(struct cp_crawl_request){ .url = feed.url,
                                                   .etag = or_null(feed.etag),
                                                   .last_modified = or_null(feed.last_modified),
                                                   .any_type = true,
                                                   .is_first = true,
                                                   .max_bytes = CP_FEED_BYTES_MAX });
}

/*
 * What the newest version of an entry's article was told by its server. Nothing if the entry
 * names an address that has not led there yet: another page's date says nothing of this one.
 */
static void
load_validators(struct cp_run_state *run, const struct cp_entry *entry,
                struct cp_crawl_request *request)
{
    struct cp_rows *rows;

    if (!entry->article || cp_address_find(run->archive, run->cp, entry->url) != entry->article)
        return;
    rows = cp_sql_query(
        run->archive->db,
        "SELECT etag, last_modified FROM version WHERE article = ? AND source = 'page' "
        "ORDER BY number DESC LIMIT 1",
        "i", entry->article);
    if (!cp_rows_next(rows))
        return;
    if (!cp_rows_is_null(rows, 0))
        request->etag =
            cp_arena_strndup(&run->arena, cp_rows_text(rows, 0).p, cp_rows_text(rows, 0).n);
    if (!cp_rows_is_null(rows, 1))
        request->last_modified =
            cp_arena_strndup(&run->arena, cp_rows_text(rows, 1).p, cp_rows_text(rows, 1).n);
    cp_rows_end(rows);
}

/* Another feed, or another address of the same page, has brought it already. */
static int64_t
find_stored(struct cp_run_state *run, const struct cp_entry *entry)
{
    int64_t article = entry->article ? 0 : cp_address_find(run->archive, run->cp, entry->url);

    return article && cp_sql_int(run->archive->db, 0,
                                 "SELECT source = 'page' FROM version WHERE article = ? "
                                 "ORDER BY number DESC LIMIT 1",
                                 "i", article)
               ? article
               : 0;
}

cleanpage_status
cp_run_ask_page(struct cp_run_state *run, int64_t id, uint32_t host)
{
    struct cp_run_job job = { .id = id, .host = host };
    struct cp_crawl_request request = { 0 };
    struct cp_entry entry;
    cleanpage_status st;
    int64_t stored;

    cp_arena_reset(&run->arena);
    st = cp_entry_load(run->archive, &run->arena, id, &entry);
    if (st)
        return st;
    if (!cp_entry_is_due(&entry, cp_archive_now(run->archive))) {
        cp_backlog_free_host(&run->backlog, host);
        return CLEANPAGE_OK;
    }
    stored = *entry.url ? find_stored(run, &entry) : 0;
    if (*entry.url && !stored) {
        request.url = entry.url;
        load_validators(run, &entry, &request);
        if (cp_sql_status(run->archive->db))
            return cp_sql_status(run->archive->db);
        run->under_way++;
        return add_request(run, &job, &request);
    }
    cp_backlog_free_host(&run->backlog, host);
    cp_sql_begin(run->archive->db);
    if (!stored)
        return cp_run_take_text(run, &entry);
    run->counts->same++;
    cp_entry_done(run->archive, id, stored);
    return cp_sql_status(run->archive->db);
}
