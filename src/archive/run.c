/* One run: see archive/run.h. */
#include "archive/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive/feedlist.h"
#include "archive/running.h"
#include "url/url.h"

/* What is lost by a crash has to be fetched again: no more than so much, in ms. */
#define COMMIT_MS 2000
/* A look at the clock, the signals and the progress, in ms. */
#define STEP_MS 200

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void
cp_run_tell(struct cp_run_state *run, const char *subject, const char *event)
{
    if (run->options->tell)
        run->options->tell(run->options->user, subject, event);
}

/* ------------------------------------------------------------------ what a host is remembered
 * by */

static bool
load_host(void *user, const char *origin, struct cp_crawl_host *host)
{
    struct cp_run_state *run = user;
    struct cp_rows *rows = cp_sql_query(
        run->archive->db,
        "SELECT robots, robots_until, wait_until, failures FROM host WHERE origin = ?", "t",
        origin);

    if (!cp_rows_next(rows))
        return false;
    run->robots.n = 0;
    cp_buf_put_slice(&run->robots, cp_rows_text(rows, 0));
    *host = (struct cp_crawl_host){
        .origin = origin,
        .robots = cp_rows_is_null(rows, 0)
                      ? (struct cp_slice){ 0 }
                      : (struct cp_slice){ run->robots.n ? run->robots.p : "", run->robots.n },
        .robots_until = cp_rows_int(rows, 1),
        .wait_until = cp_rows_int(rows, 2),
        .failures = (unsigned)cp_rows_int(rows, 3),
    };
    cp_rows_end(rows);
    return true;
}

static void
save_host(void *user, const struct cp_crawl_host *host)
{
    struct cp_run_state *run = user;

    cp_sql_begin(run->archive->db);
    cp_sql_do(run->archive->db, "INSERT OR REPLACE INTO host VALUES (?, ?, ?, ?, ?)", "tbiii",
              host->origin, host->robots, host->robots_until, host->wait_until,
              (int64_t)host->failures);
}

/* ------------------------------------------------------------------ feeds */

static void
tell_feed(struct cp_run_state *run, const struct cp_followed *feed,
          const struct cp_crawl_result *answer, const struct cp_followed_news *news)
{
    struct cp_run_counts *counts = run->counts;
    bool changed = news->seen.fresh || news->seen.changed || news->seen.skipped;

    counts->feeds_changed += changed;
    counts->feeds_unchanged += !changed && !news->has_failed && !news->is_retired;
    counts->feeds_failed += news->has_failed;
    counts->feeds_moved += news->has_moved;
    counts->feeds_retired += news->is_retired;
    counts->entries_new += news->seen.fresh;
    counts->entries_changed += news->seen.changed;
    counts->entries_skipped += news->seen.skipped;
    if (news->has_moved)
        cp_run_tell(run, feed->url, "moved for good; followed there");
    if (news->is_retired && run->options->complain)
        run->options->complain(run->options->user, feed->url,
                               "the feed is gone for good and not asked any more");
    cp_run_tell(run, feed->url,
                news->has_failed ? (answer->message[0] ? answer->message : "not a feed")
                : changed        ? "has news"
                                 : "nothing new");
}

static cleanpage_status
queue_entry(struct cp_run_state *run, int64_t id)
{
    struct cp_rows *rows =
        cp_sql_query(run->archive->db, "SELECT url FROM entry WHERE id = ?", "i", id);
    bool good = true;

    if (cp_rows_next(rows)) {
        good = cp_backlog_add(&run->backlog, cp_url_split(cp_rows_text(rows, 0)).host, id);
        cp_rows_end(rows);
    }
    return good ? cp_sql_status(run->archive->db)
                : cp_fail(run->archive->cx, CLEANPAGE_NOMEM, "out of memory");
}

static cleanpage_status
take_feed(struct cp_run_state *run, int64_t id, const struct cp_crawl_result *answer)
{
    struct cp_followed_news news = { 0 };
    struct cp_followed feed;
    cleanpage_status st = cp_followed_load(run->archive, &run->arena, id, &feed);

    if (!st)
        st = cp_followed_answer(run->archive, &run->arena, &feed, answer, run->oldest, &news);
    if (!st)
        tell_feed(run, &feed, answer, &news);
    for (size_t i = 0; !st && i < news.seen.waiting_count; i++)
        st = queue_entry(run, news.seen.waiting[i]);
    run->counts->feeds++;
    run->counts->feeds_left--;
    return st;
}

/* ------------------------------------------------------------------ answers */

static cleanpage_status
commit(struct cp_run_state *run)
{
    run->begun_ms = 0;
    return cp_archive_commit(run->archive);
}

static cleanpage_status
commit_if_due(struct cp_run_state *run)
{
    if (!cp_sql_is_open(run->archive->db))
        return CLEANPAGE_OK;
    if (!run->begun_ms)
        run->begun_ms = now_ms();
    if (run->archive->staged_count < CP_STAGED_MAX / 2 && now_ms() - run->begun_ms < COMMIT_MS)
        return CLEANPAGE_OK;
    return commit(run);
}

static void
on_done(void *user, const struct cp_crawl_result *answer)
{
    struct cp_run_state *run = user;
    struct cp_run_job *job = answer->tag;
    cleanpage_status st = CLEANPAGE_OK;

    cp_arena_reset(&run->arena);
    if (!job->is_feed) {
        run->under_way--;
        cp_backlog_free_host(&run->backlog, job->host);
    }
    if (!run->st)
        st = job->is_feed ? take_feed(run, job->id, answer)
                          : cp_run_take_page(run, job->id, answer);
    if (!st && !run->st)
        st = commit_if_due(run);
    if (st)
        run->st = st;
    free(job);
}

/* ------------------------------------------------------------------ going on */

static bool
has_reached_limit(const struct cp_run_state *run)
{
    const struct cp_run_counts *c = run->counts;

    return run->options->limit &&
           c->articles + c->versions + run->under_way >= run->options->limit;
}

static cleanpage_status
fill(struct cp_run_state *run)
{
    size_t most = run->options->hosts_at_once ? run->options->hosts_at_once : 16;
    cleanpage_status st = run->st;
    int64_t id;
    uint32_t host;

    while (!st && run->under_way < most && !has_reached_limit(run) &&
           cp_backlog_take(&run->backlog, &id, &host)) {
        st = cp_run_ask_page(run, id, host);
        if (!st)
            st = commit_if_due(run);
    }
    return st;
}

static bool
is_over(const struct cp_run_state *run)
{
    return (run->options->stop && *run->options->stop) ||
           (run->options->deadline_ms &&
            now_ms() - run->started_ms > (double)run->options->deadline_ms);
}

static void
show_progress(struct cp_run_state *run)
{
    struct cp_crawl_counts counted = cp_crawl_counted(run->crawl);

    run->counts->requests = counted.requests;
    run->counts->bytes = counted.bytes;
    run->counts->waiting = run->backlog.waiting + run->under_way;
    run->counts->seconds = (now_ms() - run->started_ms) / 1000;
    if (run->options->progress)
        run->options->progress(run->options->user, run->counts);
}

static cleanpage_status
loop(struct cp_run_state *run)
{
    cleanpage_status st = fill(run);
    size_t left = 1;

    while (!st && left) {
        if (is_over(run)) {
            cp_crawl_stop(run->crawl);
            return run->st;
        }
        left = cp_crawl_step(run->crawl, STEP_MS);
        st = run->st ? run->st : commit_if_due(run);
        if (!st)
            st = fill(run);
        left += run->under_way;
        show_progress(run);
    }
    return st;
}

/* ------------------------------------------------------------------ before and after */

static cleanpage_status
queue_waiting(struct cp_run_state *run)
{
    int64_t now = cp_archive_now(run->archive);
    struct cp_rows *rows = cp_sql_query(run->archive->db,
                                        "SELECT id, url FROM entry WHERE state = 0 AND "
                                        "(due <= ? OR due > ?) ORDER BY id",
                                        "ii", now, now + CP_ENTRY_DUE_MAX);

    while (cp_rows_next(rows))
        if (!cp_backlog_add(&run->backlog, cp_url_split(cp_rows_text(rows, 1)).host,
                            cp_rows_int(rows, 0))) {
            cp_rows_end(rows);
            return cp_fail(run->archive->cx, CLEANPAGE_NOMEM, "out of memory");
        }
    return cp_sql_status(run->archive->db);
}

static cleanpage_status
ask_feeds(struct cp_run_state *run)
{
    struct cp_arena arena;
    int64_t *ids;
    size_t n;
    cleanpage_status st;

    cp_arena_init(&arena, 0);
    st = cp_followed_due(run->archive, &arena, run->options->all, &ids, &n);
    for (size_t i = 0; !st && i < n; i++)
        st = cp_run_ask_feed(run, ids[i]);
    run->counts->feeds_left = st ? 0 : n;
    cp_arena_clear(&arena);
    return st;
}

/* A feed that has failed for a while is told of once in every such while. */
static cleanpage_status
complain(struct cp_run_state *run)
{
    int64_t now = cp_archive_now(run->archive), since = now - run->options->complain_after_s;
    struct cp_sql *db = run->archive->db;
    struct cp_rows *rows;

    if (!run->options->complain)
        return CLEANPAGE_OK;
    cp_sql_begin(db);
    rows = cp_sql_query(db,
                        "SELECT url, error FROM feed WHERE retired IS NULL AND "
                        "failing_since <= ? AND (told IS NULL OR told <= ?) AND tried >= "
                        "failing_since ORDER BY id",
                        "ii", since, since);
    while (cp_rows_next(rows)) {
        struct cp_slice error = cp_rows_text(rows, 1);

        run->options->complain(run->options->user, cp_rows_text(rows, 0).p,
                               error.p ? error.p : "failed");
    }
    cp_sql_do(db,
              "UPDATE feed SET told = ? WHERE retired IS NULL AND failing_since <= ? AND "
              "(told IS NULL OR told <= ?)",
              "iii", now, since, since);
    return cp_sql_status(db);
}

static cleanpage_status
start(struct cp_run_state *run)
{
    struct cp_crawl_options options = { .fetch = run->options->fetch,
                                        .hosts_at_once = run->options->hosts_at_once,
                                        .pause_ms = run->options->pause_ms,
                                        .requests_per_s = run->options->requests_per_s,
                                        .ignore_robots = run->options->ignore_robots,
                                        .now = run->archive->clock,
                                        .done = on_done,
                                        .user = run,
                                        .load_host = load_host,
                                        .save_host = save_host };
    cleanpage_status st = cp_crawl_new(run->archive->cx, &options, &run->crawl);

    if (!st)
        st = queue_waiting(run);
    return st ? st : ask_feeds(run);
}

static cleanpage_status
finish(struct cp_run_state *run, cleanpage_status st)
{
    if (st) {
        run->st = st; /* answers that still come are not taken any more */
    } else {
        st = complain(run);
        if (run->counts->feeds_moved || run->counts->feeds_retired ||
            run->counts->feeds_changed)
            st = st ? st : cp_feedlist_write(run->archive);
    }
    if (run->crawl) {
        show_progress(run);
        cp_crawl_stop(run->crawl);
    }
    return st ? st : commit(run);
}

cleanpage_status
cp_run(struct cp_archive *archive, cleanpage *cp, const struct cp_run_options *options,
       struct cp_run_counts *counts)
{
    struct cp_run_state run = { .archive = archive,
                                .cp = cp,
                                .options = options,
                                .counts = counts,
                                .started_ms = now_ms() };
    cleanpage_status st;

    *counts = (struct cp_run_counts){ 0 };
    run.oldest = options->max_age_s ? cp_archive_now(archive) - options->max_age_s : 0;
    cp_arena_init(&run.arena, 0);
    cp_backlog_init(&run.backlog);
    st = start(&run);
    if (!st)
        st = loop(&run);
    st = finish(&run, st);
    if (st)
        cp_archive_undo(archive);
    cp_crawl_free(run.crawl);
    cp_backlog_clear(&run.backlog);
    cp_arena_clear(&run.arena);
    cp_buf_clear(&run.robots);
    return st;
}
