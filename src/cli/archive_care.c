/* "cleanpage archive" reclean, verify, rebuild and remove: see cli/archive.h. */
#include "cli/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/article.h"
#include "archive/feedlist.h"
#include "archive/follow.h"
#include "archive/rebuild.h"
#include "archive/reclean.h"
#include "archive/verify.h"
#include "base/shown.h"
#include "cli/numbers.h"

/* What is told line by line while the work goes on. */
struct caring {
    struct cp_keeper *keeper;
    struct cp_buf text;
};

static void
put_line(struct cp_buf *out, const char *name, const char *event)
{
    cp_buf_put_shown_line(out, cp_slice_of(name), '?');
    cp_buf_puts(out, ": ");
    cp_buf_put_shown_line(out, cp_slice_of(event), '?');
    cp_buf_putc(out, '\n');
}

static void
put_count(struct cp_buf *out, uint64_t n, const char *what)
{
    if (out->n && out->p[out->n - 1] != '\n')
        cp_buf_puts(out, ", ");
    cp_buf_put_u64(out, n);
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, what);
}

static enum cp_exit
finish(struct caring *c, enum cp_exit st)
{
    enum cp_exit written = cp_keeper_write(c->keeper, &c->text);

    cp_buf_clear(&c->text);
    return st ? st : written;
}

/* ------------------------------------------------------------------ reclean */

static void
on_recleaned(void *user, const char *path, const char *event, bool is_trouble)
{
    struct caring *c = user;

    if (is_trouble && !c->keeper->settings->quiet)
        cp_cli_say(path, event);
    else if (!is_trouble &&
             (c->keeper->settings->verbose || c->keeper->settings->archive.dry_run))
        put_line(&c->text, path, event);
}

static void
put_reclean_stats(struct cp_buf *out, const struct cp_reclean_counts *c)
{
    char text[240];

    snprintf(text, sizeof text,
             "{\"versions\":%" PRIu64 ",\"changed\":%" PRIu64 ",\"same\":%" PRIu64
             ",\"edited\":%" PRIu64 ",\"without_raw\":%" PRIu64 ",\"failed\":%" PRIu64 "}\n",
             c->versions, c->changed, c->same, c->edited, c->without_raw, c->failed);
    cp_buf_puts(out, text);
}

enum cp_exit
cp_archive_reclean(struct cp_keeper *keeper)
{
    const struct cp_archive_settings *s = &keeper->settings->archive;
    struct caring c = { .keeper = keeper };
    struct cp_reclean_options options = { .dry_run = s->dry_run,
                                          .user = &c,
                                          .tell = on_recleaned };
    struct cp_reclean_counts counts;
    cleanpage_status failed;
    int64_t since;
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_WRITE);

    if (!st)
        st = cp_keeper_choose(keeper, &options.feed, &since);
    if (!st)
        st = cp_keeper_worker(keeper);
    if (st)
        return st;
    failed = cp_reclean(&keeper->archive, keeper->cp, &options, &counts);
    if (failed)
        st = cp_keeper_fail(keeper, failed);
    else if (s->stats)
        put_reclean_stats(&c.text, &counts);
    return finish(&c, st);
}

/* ------------------------------------------------------------------ verify */

static void
on_trouble(void *user, const char *name, const char *trouble)
{
    struct caring *c = user;

    put_line(&c->text, name, trouble);
}

enum cp_exit
cp_archive_verify(struct cp_keeper *keeper)
{
    struct caring c = { .keeper = keeper };
    struct cp_verify_counts counts;
    cleanpage_status failed;
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_WRITE);

    if (st)
        return st;
    failed = cp_verify(&keeper->archive, on_trouble, &c, &counts);
    if (failed) {
        cp_keeper_fail(keeper, failed);
        return finish(&c, CP_EXIT_ARCHIVE);
    }
    put_count(&c.text, counts.feeds, "feeds");
    put_count(&c.text, counts.articles, "articles");
    put_count(&c.text, counts.versions, "files");
    put_count(&c.text, counts.raw, "raw pages");
    put_count(&c.text, counts.troubles, "troubles");
    cp_buf_putc(&c.text, '\n');
    return finish(&c, counts.troubles ? CP_EXIT_ARCHIVE : CP_EXIT_OK);
}

/* ------------------------------------------------------------------ rebuild */

static void
on_rebuilt(void *user, const char *path, const char *event)
{
    struct caring *c = user;

    put_line(&c->text, path, event);
}

static enum cp_exit
open_anew(struct caring *c)
{
    struct cp_keeper *keeper = c->keeper;
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_ANEW);

    if (!st && keeper->archive.old_db.n && cp_buf_str(&keeper->archive.old_db))
        put_line(&c->text, keeper->archive.old_db.p, "the old database");
    return st;
}

enum cp_exit
cp_archive_rebuild(struct cp_keeper *keeper)
{
    const struct cp_settings *settings = keeper->settings;
    struct caring c = { .keeper = keeper };
    struct cp_rebuild_options options = {
        .format = settings->format ? settings->format->format : CLEANPAGE_MARKDOWN,
        .keeps_raw = !settings->archive.no_raw,
        .user = &c,
        .tell = on_rebuilt,
    };
    struct cp_rebuild_counts counts;
    cleanpage_status failed;
    enum cp_exit st = open_anew(&c);

    if (!st)
        st = cp_keeper_worker(keeper);
    if (st)
        return finish(&c, st);
    failed = cp_rebuild(&keeper->archive, keeper->cp, &options, &counts);
    if (failed) {
        st = cp_keeper_fail(keeper, failed);
    } else {
        put_count(&c.text, counts.feeds, "feeds");
        put_count(&c.text, counts.articles, "articles");
        put_count(&c.text, counts.versions, "files");
        put_count(&c.text, counts.restored, "restored from raw pages");
        put_count(&c.text, counts.left, "left alone");
        cp_buf_putc(&c.text, '\n');
    }
    return finish(&c, st);
}

/* ------------------------------------------------------------------ remove */

static cleanpage_status
remove_articles(struct cp_keeper *keeper, int64_t feed)
{
    struct cp_sql *db = keeper->archive.db;
    cleanpage_status st = CLEANPAGE_OK;
    int64_t id = 0;

    while (!st &&
           (id = cp_sql_int(db, 0, "SELECT min(id) FROM article WHERE feed = ? AND id > ?",
                            "ii", feed, id)))
        st = cp_article_remove(&keeper->archive, id);
    return st ? st : cp_sql_status(db);
}

static enum cp_exit
remove_feed(struct cp_keeper *keeper, const char *word)
{
    int64_t feed;
    enum cp_exit st = cp_keeper_feed(keeper, word, &feed);
    cleanpage_status failed;

    if (st)
        return st;
    failed = cp_unfollow(&keeper->archive, feed);
    if (!failed && keeper->settings->archive.articles)
        failed = remove_articles(keeper, feed);
    return failed ? cp_keeper_fail(keeper, failed) : CP_EXIT_OK;
}

static enum cp_exit
remove_article(struct cp_keeper *keeper, const char *word, int64_t article)
{
    struct cp_sql *db = keeper->archive.db;
    bool is_there = cp_sql_int(db, 0, "SELECT 1 FROM article WHERE id = ?", "i", article);
    cleanpage_status failed = cp_sql_status(db);

    if (!failed && !is_there) {
        cp_cli_say(word, "no such article; \"cleanpage archive list\" shows them");
        return CP_EXIT_USAGE;
    }
    if (!failed)
        failed = cp_article_remove(&keeper->archive, article);
    return failed ? cp_keeper_fail(keeper, failed) : CP_EXIT_OK;
}

/* A number is an article, anything else a feed. */
static enum cp_exit
remove_one(struct cp_keeper *keeper, const char *word)
{
    long article = 0;

    return cp_parse_count(word, 1, INT32_MAX, &article) ? remove_article(keeper, word, article)
                                                        : remove_feed(keeper, word);
}

enum cp_exit
cp_archive_remove(struct cp_keeper *keeper)
{
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_WRITE);
    cleanpage_status failed;

    for (size_t i = 0; !st && i < keeper->argument_count; i++)
        st = remove_one(keeper, keeper->arguments[i]);
    if (st)
        return st;
    failed = cp_feedlist_write(&keeper->archive);
    return failed ? cp_keeper_fail(keeper, failed) : cp_keeper_commit(keeper);
}
