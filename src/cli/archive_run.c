/* "cleanpage archive run": see cli/archive.h. */
#include "cli/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/run.h"
#include "cli/progress.h"

#define DAY 86400
/* A feed is no news for somebody before it has failed for so many days. */
#define COMPLAIN_AFTER_DAYS 3

struct running {
    struct cp_keeper *keeper;
    bool has_complained;
    struct cp_progress progress;
};

/* ------------------------------------------------------------------ what is said */

static void
on_complain(void *user, const char *feed, const char *cause)
{
    struct running *running = user;

    cp_progress_wipe(&running->progress);
    running->has_complained = true;
    cp_cli_say(feed, cause);
}

static void
on_tell(void *user, const char *subject, const char *event)
{
    struct running *running = user;

    if (!running->keeper->settings->verbose)
        return;
    cp_progress_wipe(&running->progress);
    cp_cli_say(subject, event);
}

/* Minutes and seconds that are left, by how it went so far. */
static void
put_left(char *text, size_t room, const struct cp_run_counts *c)
{
    double left = c->pages ? (double)c->waiting * c->seconds / (double)c->pages : 0;

    if (c->pages < 5 || !c->waiting)
        snprintf(text, room, "%s", "");
    else
        snprintf(text, room, ", %d:%02d left", (int)left / 60, (int)left % 60);
}

static void
on_progress(void *user, const struct cp_run_counts *c)
{
    struct running *running = user;
    char left[40], line[160];

    if (!cp_progress_is_due(&running->progress, c->seconds))
        return;
    put_left(left, sizeof left, c);
    snprintf(line, sizeof line,
             "feeds %" PRIu64 "/%" PRIu64 ", pages %" PRIu64 "/%" PRIu64 ", stored %" PRIu64
             ", %.1f pages/s%s",
             c->feeds, c->feeds + c->feeds_left, c->pages, c->pages + c->waiting,
             c->articles + c->versions, c->seconds > 0 ? (double)c->pages / c->seconds : 0.0,
             left);
    cp_progress_show(&running->progress, line);
}

/* ------------------------------------------------------------------ --stats */

static void
put_stats(struct cp_buf *out, const struct cp_run_counts *c)
{
    const struct {
        const char *name;
        uint64_t n;
    } numbers[] = {
        { "feeds", c->feeds },
        { "feeds_changed", c->feeds_changed },
        { "feeds_unchanged", c->feeds_unchanged },
        { "feeds_failed", c->feeds_failed },
        { "feeds_moved", c->feeds_moved },
        { "feeds_retired", c->feeds_retired },
        { "entries_new", c->entries_new },
        { "entries_changed", c->entries_changed },
        { "entries_skipped", c->entries_skipped },
        { "pages", c->pages },
        { "articles", c->articles },
        { "versions", c->versions },
        { "unchanged", c->same },
        { "from_feed", c->from_feed },
        { "put_off", c->put_off },
        { "given_up", c->given_up },
        { "waiting", c->waiting },
        { "requests", c->requests },
        { "bytes", c->bytes },
    };
    char text[48];

    cp_buf_putc(out, '{');
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cp_buf_putc(out, '"');
        cp_buf_puts(out, numbers[i].name);
        cp_buf_puts(out, "\":");
        cp_buf_put_u64(out, numbers[i].n);
        cp_buf_putc(out, ',');
    }
    snprintf(text, sizeof text, "\"seconds\":%.3f}\n", c->seconds);
    cp_buf_puts(out, text);
}

/* ------------------------------------------------------------------ the run */

static int64_t
days(long given, long otherwise)
{
    return (int64_t)(given < 0 ? otherwise : given) * DAY;
}

static enum cp_exit
run(struct running *running)
{
    struct cp_keeper *keeper = running->keeper;
    const struct cp_archive_settings *s = &keeper->settings->archive;
    struct cp_run_options options = {
        .fetch = &keeper->fetch,
        .pause_ms = cp_keeper_pause(keeper),
        .hosts_at_once = cp_keeper_hosts(keeper),
        .requests_per_s = (double)s->rate / 1e3,
        .deadline_ms = s->deadline_ms,
        .limit = s->limit < 0 ? 0 : (uint64_t)s->limit,
        .max_age_s = days(s->max_age, 0),
        .complain_after_s = days(s->complain_after, COMPLAIN_AFTER_DAYS),
        .all = s->all,
        .ignore_robots = s->ignore_robots,
        .stop = cp_stop_watch(),
        .user = running,
        .progress = on_progress,
        .complain = on_complain,
        .tell = on_tell,
    };
    struct cp_run_counts counts;
    struct cp_buf text = { 0 };
    cleanpage_status failed;
    enum cp_exit st;

    failed = cp_run(&keeper->archive, keeper->cp, &options, &counts);
    cp_progress_wipe(&running->progress);
    st = failed ? cp_keeper_fail(keeper, failed) : CP_EXIT_OK;
    if (s->stats) {
        enum cp_exit written;

        put_stats(&text, &counts);
        written = cp_keeper_write(keeper, &text);
        st = st ? st : written;
    }
    cp_buf_clear(&text);
    return st ? st : running->has_complained ? CP_EXIT_SOME : CP_EXIT_OK;
}

enum cp_exit
cp_archive_run(struct cp_keeper *keeper)
{
    struct running running = { .keeper = keeper };
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_WRITE);

    cp_progress_init(&running.progress, keeper->settings->quiet);
    if (!st)
        st = cp_keeper_worker(keeper);
    if (st)
        return st;
    return run(&running);
}
