/* "cleanpage archive add": see cli/archive.h. */
#include "cli/archive.h"

#include <string.h>

#include "archive/feedlist.h"
#include "archive/follow.h"
#include "archive/subscribe.h"
#include "base/shown.h"
#include "cli/input.h"

/* An OPML file of 100,000 feeds has some 20 MB. */
#define OPML_MAX ((size_t)32 << 20)

struct adding {
    struct cp_keeper *keeper;
    struct cp_buf text; /* a line for each feed */
    size_t followed, failed;
};

static void
on_followed(void *user, const char *url, const char *name, const char *title, bool fresh)
{
    struct adding *adding = user;

    adding->followed++;
    cp_buf_puts(&adding->text, fresh ? "followed  " : "there     ");
    cp_buf_put_shown_line(&adding->text, cp_slice_of(name), '?');
    cp_buf_puts(&adding->text, "  ");
    cp_buf_put_shown_line(&adding->text, cp_slice_of(url), '?');
    if (*title) {
        cp_buf_puts(&adding->text, "  ");
        cp_buf_put_shown_line(&adding->text, cp_slice_of(title), '?');
    }
    cp_buf_putc(&adding->text, '\n');
}

static void
on_failed(void *user, const char *given, const char *cause)
{
    struct adding *adding = user;

    adding->failed++;
    cp_cli_say(given, cause);
}

static enum cp_exit
add_opml(struct adding *adding, const struct cp_subscribe_options *options, const char *file)
{
    struct cp_keeper *keeper = adding->keeper;
    struct cp_buf bytes = { 0 };
    cleanpage_status st = cp_input_read(&keeper->cx, file, OPML_MAX, &bytes);

    if (!st)
        st = cp_subscribe_opml(&keeper->archive, cp_buf_slice(&bytes), options);
    if (st)
        cp_cli_say(strcmp(file, "-") == 0 ? "stdin" : file, keeper->cx.message);
    cp_buf_clear(&bytes);
    return cp_exit_of(st);
}

static enum cp_exit
add_all(struct adding *adding)
{
    struct cp_keeper *keeper = adding->keeper;
    const struct cp_archive_settings *s = &keeper->settings->archive;
    struct cp_subscribe_options options = { .fetch = &keeper->fetch,
                                            .pause_ms = cp_keeper_pause(keeper),
                                            .hosts_at_once = cp_keeper_hosts(keeper),
                                            .ignore_robots = s->ignore_robots,
                                            .user = adding,
                                            .followed = on_followed,
                                            .failed = on_failed };
    const struct cp_args *files = &s->opml;
    enum cp_exit st = CP_EXIT_OK;
    cleanpage_status failed;

    for (size_t i = 0; !st && i < files->n; i++)
        st = add_opml(adding, &options, files->v[i]);
    if (st)
        return st;
    failed =
        cp_subscribe(&keeper->archive, keeper->arguments, keeper->argument_count, &options);
    return failed ? cp_keeper_fail(keeper, failed) : CP_EXIT_OK;
}

/* What a new archive is told to be holds for good; an old one is what it is. */
static enum cp_exit
set_up(struct cp_keeper *keeper)
{
    const struct cp_settings *settings = keeper->settings;
    struct cp_archive *archive = &keeper->archive;
    bool is_new =
        !cp_sql_int(archive->db, 0, "SELECT 1 FROM setting WHERE name = 'format'", "");
    cleanpage_format format = settings->format ? settings->format->format : CLEANPAGE_MARKDOWN;
    cleanpage_status st = CLEANPAGE_OK;

    if (is_new)
        st = cp_archive_set(archive, format, !settings->archive.no_raw);
    else if (settings->format && format != archive->format)
        cp_cli_say("--to", "this archive is there already, its files stay as they are");
    if (!st && settings->archive.contact)
        st = cp_archive_set_contact(archive, settings->archive.contact);
    return st ? cp_keeper_fail(keeper, st) : CP_EXIT_OK;
}

/* Nothing is made before all that was asked for makes sense. */
static enum cp_exit
check(const struct cp_keeper *keeper)
{
    const struct cp_settings *s = keeper->settings;

    if (s->format && s->format->format != CLEANPAGE_MARKDOWN &&
        s->format->format != CLEANPAGE_TEXT) {
        cp_cli_say("--to", "an archive is text or markdown");
        return CP_EXIT_USAGE;
    }
    if (!keeper->argument_count && !s->archive.opml.n && !s->archive.contact) {
        cp_cli_say("archive add", "which feeds? Give addresses or --opml FILE");
        return CP_EXIT_USAGE;
    }
    return CP_EXIT_OK;
}

enum cp_exit
cp_archive_add(struct cp_keeper *keeper)
{
    struct adding adding = { .keeper = keeper };
    enum cp_exit st = check(keeper), written;
    cleanpage_status failed;

    if (!st)
        st = cp_keeper_open(keeper, CP_ARCHIVE_CREATE);
    if (!st)
        st = set_up(keeper);
    if (!st)
        st = cp_keeper_worker(keeper);
    if (!st)
        st = add_all(&adding);
    if (!st) {
        failed = cp_feedlist_write(&keeper->archive);
        st = failed ? cp_keeper_fail(keeper, failed) : cp_keeper_commit(keeper);
    }
    written = st ? st : cp_keeper_write(keeper, &adding.text);
    cp_buf_clear(&adding.text);
    if (written || !adding.failed)
        return written;
    return adding.followed ? CP_EXIT_SOME : CP_EXIT_FETCH;
}
