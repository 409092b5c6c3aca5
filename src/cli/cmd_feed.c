/* "cleanpage feed": see cli/commands.h. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "archive/fulltext.h"
#include "base/file.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/inside.h"
#include "cli/job.h"
#include "cli/numbers.h"
#include "cli/output.h"
#include "cli/rulefiles.h"

#define DAY 86400

static const char usage[] = "usage: cleanpage feed [OPTION]... URL|FILE|-";

struct feeding {
    const struct cp_settings *settings;
    const char *input;
    struct cp_buf name; /* of the input, for messages */
    struct cp_ctx cx;
    struct cp_arena arena;
    struct cp_cache *cache;
    cleanpage *cp;
    cleanpage_fetch_options fetch;
    struct cp_fulltext_options options;
    struct cp_fulltext *fulltext;
    struct cp_feed feed;
    struct cp_output out;
};

static enum cp_exit
fail(struct feeding *f, cleanpage_status st)
{
    cp_cli_say(cp_buf_str(&f->name), f->cx.message[0] ? f->cx.message : "out of memory");
    return cp_exit_of(st);
}

/* ------------------------------------------------------------------ the cache */

/* $XDG_CACHE_HOME/cleanpage/feeds.db; false if there is no home for it. */
static bool
put_cache_path(struct cp_buf *path)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (cache && *cache == '/') {
        cp_buf_puts(path, cache);
    } else if (home && *home == '/') {
        cp_buf_puts(path, home);
        cp_buf_puts(path, "/.cache");
    } else {
        return false;
    }
    cp_buf_puts(path, "/cleanpage/feeds.db");
    return cp_buf_str(path) != NULL;
}

static void
warn(const struct feeding *f, const char *subject, const char *message)
{
    struct cp_buf line = { 0 };

    cp_buf_puts(&line, "warning: ");
    cp_buf_puts(&line, message);
    if (!f->settings->quiet)
        cp_cli_say(subject, cp_buf_str(&line) ? line.p : message);
    cp_buf_clear(&line);
}

/* For the user's eyes alone: what one reads, and the pages that a cookie has opened. */
static cleanpage_status
open_private(struct feeding *f, const char *path)
{
    mode_t mask = umask(S_IRWXG | S_IRWXO);
    int error = cp_dir_make(path);
    cleanpage_status st =
        error ? cp_fail(&f->cx, CLEANPAGE_WRITE, "%s: %s", path, strerror(error))
              : cp_cache_open(&f->cx, path, f->options.now, &f->cache);

    umask(mask);
    return st;
}

/* A cache that cannot be had is no reason not to read a feed. */
static enum cp_exit
open_cache(struct feeding *f)
{
    struct cp_buf path = { 0 };
    bool is_wanted = !f->settings->archive.no_cache && put_cache_path(&path);
    cleanpage_status st = is_wanted ? open_private(f, path.p) : CLEANPAGE_OK;

    if (st)
        warn(f, "cache", f->cx.message);
    f->cx.message[0] = '\0';
    if (!f->cache)
        st = cp_cache_open(&f->cx, NULL, f->options.now, &f->cache);
    cp_buf_clear(&path);
    return st ? fail(f, st) : CP_EXIT_OK;
}

static void
close_cache(struct feeding *f)
{
    const char *trouble = f->cache ? cp_cache_trouble(f->cache) : NULL;

    if (trouble)
        warn(f, "cache", trouble);
    cp_cache_close(f->cache);
}

/* ------------------------------------------------------------------ reading and writing */

static void
on_told(void *user, const char *url, const char *event)
{
    struct feeding *f = user;

    if (f->settings->verbose)
        cp_cli_say(url, event);
}

static cleanpage_status
read_local(struct feeding *f)
{
    struct cp_buf bytes = { 0 };
    const char *copy;
    cleanpage_status st = cp_input_read(&f->cx, f->input, CP_FEED_BYTES_MAX, &bytes);

    if (!st) {
        copy = cp_arena_strndup(&f->arena, bytes.n ? bytes.p : "", bytes.n);
        st = copy ? cp_feed_read(&f->cx, (struct cp_slice){ copy, bytes.n },
                                 f->settings->encoding, f->settings->base, &f->feed)
                  : CLEANPAGE_NOMEM;
    }
    cp_buf_clear(&bytes);
    return st;
}

static cleanpage_status
read_feed(struct feeding *f)
{
    switch (cp_input_kind_of(f->input)) {
    case CP_INPUT_URL:
        return cp_fulltext_fetch(f->fulltext, f->input, &f->feed);
    case CP_INPUT_FOREIGN:
        return cp_fail(&f->cx, CLEANPAGE_FETCH, "only http and https can be fetched");
    default:
        return read_local(f);
    }
}

/* The same kind as the feed itself, unless another is asked for. */
static enum cp_feed_format
format_of(const struct feeding *f)
{
    static const enum cp_feed_format same[] = { [CP_FEED_RSS] = CP_FEED_TO_RSS,
                                                [CP_FEED_ATOM] = CP_FEED_TO_ATOM,
                                                [CP_FEED_JSON] = CP_FEED_TO_JSONFEED };
    int asked = f->settings->archive.feed_format;

    return asked ? (enum cp_feed_format)(asked - 1) : same[f->feed.kind];
}

static enum cp_exit
write_feed(struct feeding *f)
{
    const char *path = f->settings->output;
    struct cp_buf text = { 0 };
    enum cp_exit st;

    cp_feed_write(&f->cx, &f->feed, format_of(f), &text);
    f->out.path = path && strcmp(path, "-") != 0 ? path : NULL;
    st = cp_buf_failed(&text) ? fail(f, CLEANPAGE_NOMEM)
                              : cp_output_put(&f->out, cp_buf_slice(&text));
    cp_buf_clear(&text);
    return st ? st : cp_output_finish(&f->out);
}

/* ------------------------------------------------------------------ all of it */

static void
set_options(struct feeding *f)
{
    const struct cp_archive_settings *s = &f->settings->archive;
    const char *clock = getenv("CLEANPAGE_NOW");
    long now;

    f->fetch = f->settings->fetch;
    cp_job_set_cacert(&f->fetch);
    f->options = (struct cp_fulltext_options){
        .fetch = &f->fetch,
        .pause_ms = s->pause_ms == 0  ? -1
                    : s->pause_ms < 0 ? 0
                                      : s->pause_ms,
        .hosts_at_once = s->hosts < 1 ? 0 : (unsigned)s->hosts,
        .limit = s->limit < 1 ? 0 : (size_t)s->limit,
        .ignore_robots = s->ignore_robots,
        .sandbox = (enum cp_sandbox_mode)f->settings->sandbox,
        .now = clock && cp_parse_count(clock, 1, 1L << 40, &now) ? now : (int64_t)time(NULL),
        .user = f,
        .tell = on_told,
    };
    f->options.oldest = s->max_age > 0 ? f->options.now - (int64_t)s->max_age * DAY : 0;
}

static enum cp_exit
set_up(struct feeding *f)
{
    cleanpage_status failed;
    enum cp_exit st;

    set_options(f);
    f->cp = cleanpage_new();
    if (!f->cp)
        return fail(f, CLEANPAGE_NOMEM);
    st = cp_rulefiles_load(f->cp, &f->settings->rules);
    if (st)
        return st;
    st = cp_exit_of(cleanpage_fetch_setup(f->cp, &f->fetch));
    if (st)
        cp_cli_say(NULL, cleanpage_message(f->cp));
    else
        st = open_cache(f);
    if (st)
        return st;
    failed = cp_fulltext_new(&f->cx, f->cp, f->cache, &f->options, &f->fulltext);
    return failed ? fail(f, failed) : CP_EXIT_OK;
}

static void
tell_counts(struct feeding *f, const struct cp_fulltext_counts *counts)
{
    char line[160];

    snprintf(line, sizeof line, "%zu entries: %zu from the cache, %zu fetched, %zu failed",
             counts->entries, counts->from_cache, counts->fetched, counts->failed);
    if (f->settings->verbose)
        cp_cli_say(cp_buf_str(&f->name), line);
}

static enum cp_exit
run(struct feeding *f)
{
    bool is_url = cp_input_kind_of(f->input) == CP_INPUT_URL;
    struct cp_fulltext_counts counts;
    cleanpage_status failed = read_feed(f);

    if (failed)
        return fail(f, failed);
    if (f->feed.is_cut)
        warn(f, cp_buf_str(&f->name), "the feed is broken, its end may be missing");
    failed =
        cp_fulltext_fill(f->fulltext, is_url ? f->input : f->settings->base, &f->feed, &counts);
    if (failed)
        return fail(f, failed);
    tell_counts(f, &counts);
    return write_feed(f);
}

static enum cp_exit
feed(const struct cp_settings *settings)
{
    struct feeding f = { .settings = settings, .input = settings->inputs.v[0] };
    enum cp_exit st;

    cp_arena_init(&f.arena, 0);
    f.cx.arena = &f.arena;
    cp_input_name(f.input, &f.name);
    st = cp_inside_check(settings);
    if (!st)
        st = set_up(&f);
    if (!st)
        st = run(&f);
    cp_fulltext_free(f.fulltext);
    close_cache(&f);
    cleanpage_free(f.cp);
    cp_output_clear(&f.out);
    cp_buf_clear(&f.name);
    cp_arena_clear(&f.arena);
    return st;
}

static enum cp_exit
show_help(void)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, usage);
    cp_buf_puts(&out, "\n\nWrites a feed with the full text of its entries to stdout.\n");
    cp_help_put_options(&out, "feed");
    return cp_help_write(&out);
}

enum cp_exit
cp_cmd_feed(int argc, char **argv)
{
    struct cp_settings settings;
    enum cp_exit st = cp_settings_parse_of(&settings, "feed", argc, argv);

    if (!st && settings.help) {
        st = show_help();
    } else if (!st && settings.version) {
        st = cp_version_show();
    } else if (!st && settings.inputs.n != 1) {
        cp_cli_say(NULL, usage);
        st = CP_EXIT_USAGE;
    } else if (!st) {
        st = feed(&settings);
    }
    cp_settings_clear(&settings);
    return st;
}
