/* "cleanpage archive export": see cli/archive.h. */
#include "cli/archive.h"

#include <stdlib.h>
#include <string.h>

#include "archive/feedlist.h"
#include "archive/publish.h"
#include "cli/numbers.h"
#include "cli/progress.h"

/* A feed reader wants no more at a time. */
#define ATOM_MOST 100

static enum cp_exit
complain(const char *subject, const char *cause)
{
    cp_cli_say(subject, cause);
    return CP_EXIT_USAGE;
}

/* The one format that was asked for; false if there is none or more than one. */
static bool
choose_format(const struct cp_archive_settings *s, enum cp_export_format *format)
{
    const struct {
        bool asked;
        enum cp_export_format format;
    } formats[] = {
        { s->to_atom, CP_EXPORT_ATOM }, { s->to_epub, CP_EXPORT_EPUB },
        { s->to_html, CP_EXPORT_HTML }, { s->to_jsonl, CP_EXPORT_JSONL },
        { s->to_mbox, CP_EXPORT_MBOX },
    };
    size_t asked = s->to_opml;

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        asked += formats[i].asked;
        if (formats[i].asked)
            *format = formats[i].format;
    }
    return asked == 1;
}

static bool
read_ids(const struct cp_keeper *keeper, int64_t *ids)
{
    for (size_t i = 0; i < keeper->argument_count; i++) {
        long id;

        if (!cp_parse_count(keeper->arguments[i], 1, INT32_MAX, &id)) {
            cp_cli_say(keeper->arguments[i],
                       "not the number of an article; \"list\" shows them");
            return false;
        }
        ids[i] = id;
    }
    return true;
}

static enum cp_exit
export_opml(struct cp_keeper *keeper)
{
    struct cp_buf text = { 0 };
    cleanpage_status failed = cp_feedlist_put(&keeper->archive, &text);
    enum cp_exit st = failed ? cp_keeper_fail(keeper, failed) : cp_keeper_write(keeper, &text);

    cp_buf_clear(&text);
    return st;
}

static enum cp_exit
export_articles(struct cp_keeper *keeper, struct cp_publish_options *options)
{
    uint64_t count;
    cleanpage_status failed;
    enum cp_exit st = cp_keeper_worker(keeper);

    if (st)
        return st;
    failed = cp_publish(&keeper->archive, keeper->cp, options, &count);
    if (failed)
        return cp_keeper_fail(keeper, failed);
    return count ? CP_EXIT_OK : *options->stop ? CP_EXIT_SOME : CP_EXIT_NO_TEXT;
}

/* Those that are read from the first page on begin with the oldest. */
static enum cp_exit
export_chosen(struct cp_keeper *keeper, int64_t *ids, enum cp_export_format format)
{
    const struct cp_settings *settings = keeper->settings;
    long limit = settings->archive.limit;
    struct cp_publish_options options = {
        .format = format,
        .path = format == CP_EXPORT_HTML ? settings->archive.to_html
                : settings->output       ? settings->output
                                         : "-",
        .list = { .most = limit < 0 && format == CP_EXPORT_ATOM ? ATOM_MOST : limit,
                  .without_copies = true,
                  .oldest_first = format != CP_EXPORT_ATOM && format != CP_EXPORT_HTML },
        .articles = ids,
        .article_count = keeper->argument_count,
        .stop = cp_stop_watch(),
    };
    enum cp_exit st = cp_keeper_choose(keeper, &options.list.feed, &options.list.since);

    return st ? st : export_articles(keeper, &options);
}

enum cp_exit
cp_archive_export(struct cp_keeper *keeper)
{
    const struct cp_settings *settings = keeper->settings;
    enum cp_export_format format = CP_EXPORT_ATOM;
    int64_t *ids;
    enum cp_exit st;

    if (!choose_format(&settings->archive, &format))
        return complain("archive export",
                        "as what? One of --atom, --epub, --html DIR, --jsonl, --mbox, --opml");
    if (settings->archive.to_epub && (!settings->output || strcmp(settings->output, "-") == 0))
        return complain("--epub", "needs --output FILE");
    ids = calloc(keeper->argument_count + 1, sizeof *ids);
    if (!ids)
        return cp_keeper_fail(keeper, CLEANPAGE_NOMEM);
    st = read_ids(keeper, ids) ? cp_keeper_open(keeper, CP_ARCHIVE_READ) : CP_EXIT_USAGE;
    if (!st)
        st = settings->archive.to_opml ? export_opml(keeper)
                                       : export_chosen(keeper, ids, format);
    free(ids);
    return st;
}
