/* "cleanpage archive": see cli/commands.h. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/follow.h"
#include "archive/when.h"
#include "cli/archive.h"
#include "cli/help.h"
#include "cli/inside.h"
#include "cli/job.h"
#include "cli/numbers.h"
#include "cli/rulefiles.h"

static const struct command {
    const char *name;
    enum cp_exit (*run)(struct cp_keeper *keeper);
    size_t least, most; /* arguments behind the directory */
    const char *arguments;
    const char *help;
} commands[] = {
    { "add", cp_archive_add, 0, SIZE_MAX, "DIR URL...|--opml FILE",
      "follow feeds; a site's address finds its feed" },
    { "run", cp_archive_run, 0, 0, "DIR", "fetch and keep what is new: what cron calls" },
    { "status", cp_archive_status, 0, 0, "DIR", "show the feeds and how they are" },
    { "list", cp_archive_list, 0, 0, "DIR", "list the articles, the newest first" },
    { "search", cp_archive_search, 1, SIZE_MAX, "DIR WORD...", "find articles by their words" },
    { "show", cp_archive_show, 1, 1, "DIR ID[.VERSION]", "write an article to stdout" },
    { "reclean", cp_archive_reclean, 0, 0, "DIR",
      "clean the kept pages again, with today's rules" },
    { "export", cp_archive_export, 0, SIZE_MAX, "DIR [ID...]",
      "write articles as a feed, a book, pages, mails" },
    { "verify", cp_archive_verify, 0, 0, "DIR", "check files, raw pages and database" },
    { "rebuild", cp_archive_rebuild, 0, 0, "DIR",
      "make the database anew from files and raw pages" },
    { "remove", cp_archive_remove, 1, SIZE_MAX, "DIR FEED|ID...",
      "stop following a feed, drop an article" },
};
#define COMMANDS (sizeof commands / sizeof *commands)

/* ------------------------------------------------------------------ what they share */

enum cp_exit
cp_keeper_fail(const struct cp_keeper *keeper, cleanpage_status st)
{
    cp_cli_say(NULL, keeper->cx.message[0] ? keeper->cx.message : "out of memory");
    return cp_exit_of(st);
}

/* Another time than the system's, for tests: Unix seconds. */
static int64_t
clock_of_tests(void)
{
    const char *text = getenv("CLEANPAGE_NOW");
    long now;

    return text && cp_parse_count(text, 1, 1L << 40, &now) ? now : 0;
}

enum cp_exit
cp_keeper_open(struct cp_keeper *keeper, enum cp_archive_mode mode)
{
    bool busy;
    cleanpage_status st = cp_archive_open(&keeper->cx, keeper->dir, mode, clock_of_tests(),
                                          &keeper->archive, &busy);

    keeper->archive.sandbox = (enum cp_sandbox_mode)keeper->settings->sandbox;
    if (!st)
        return CP_EXIT_OK;
    if (!busy || !keeper->is_run || keeper->settings->verbose || isatty(STDERR_FILENO))
        cp_keeper_fail(keeper, st);
    if (busy)
        return CP_EXIT_BUSY;
    return st == CLEANPAGE_BADARG || st == CLEANPAGE_READ ? CP_EXIT_ARCHIVE : cp_exit_of(st);
}

/* Who asks, and where to complain: the archive remembers its contact address. */
static void
name_agent(struct cp_keeper *keeper)
{
    struct cp_rows *rows;

    if (keeper->fetch.user_agent)
        return;
    cp_buf_puts(&keeper->user_agent, "cleanpage/");
    cp_buf_puts(&keeper->user_agent, strchr(cleanpage_version(0), ' ') + 1);
    cp_buf_puts(&keeper->user_agent, " (feed archive");
    rows = cp_sql_query(keeper->archive.db, "SELECT value FROM setting WHERE name = 'contact'",
                        "");
    if (cp_rows_next(rows)) {
        cp_buf_puts(&keeper->user_agent, "; ");
        cp_buf_put_slice(&keeper->user_agent, cp_rows_text(rows, 0));
        cp_rows_end(rows);
    }
    cp_buf_putc(&keeper->user_agent, ')');
    keeper->fetch.user_agent = cp_buf_str(&keeper->user_agent);
}

enum cp_exit
cp_keeper_worker(struct cp_keeper *keeper)
{
    const struct cp_settings *settings = keeper->settings;
    enum cp_exit st = cp_inside_check(settings);

    if (st)
        return st;
    keeper->cp = cleanpage_new();
    if (!keeper->cp) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    keeper->fetch = settings->fetch;
    cp_job_set_cacert(&keeper->fetch);
    name_agent(keeper);
    st = cp_rulefiles_load(keeper->cp, &settings->rules);
    if (st)
        return st;
    st = cp_exit_of(cleanpage_fetch_setup(keeper->cp, &keeper->fetch));
    if (st)
        cp_cli_say(NULL, cleanpage_message(keeper->cp));
    return st;
}

enum cp_exit
cp_keeper_write(struct cp_keeper *keeper, struct cp_buf *text)
{
    const char *path = keeper->settings->output;
    enum cp_exit st = CP_EXIT_OK;

    keeper->out.path = path && strcmp(path, "-") != 0 ? path : NULL;
    if (cp_buf_failed(text)) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    if (text->n)
        st = cp_output_put(&keeper->out, cp_buf_slice(text));
    return st ? st : cp_output_finish(&keeper->out);
}

enum cp_exit
cp_keeper_commit(struct cp_keeper *keeper)
{
    cleanpage_status st = cp_archive_commit(&keeper->archive);

    return st ? cp_keeper_fail(keeper, st) : CP_EXIT_OK;
}

enum cp_exit
cp_keeper_feed(struct cp_keeper *keeper, const char *word, int64_t *feed)
{
    cleanpage_status failed;

    *feed = cp_followed_find(&keeper->archive, word);
    failed = cp_sql_status(keeper->archive.db);
    if (failed)
        return cp_keeper_fail(keeper, failed);
    if (*feed)
        return CP_EXIT_OK;
    cp_cli_say(word, "no such feed; \"cleanpage archive status\" lists them");
    return CP_EXIT_USAGE;
}

enum cp_exit
cp_keeper_choose(struct cp_keeper *keeper, int64_t *feed, int64_t *since)
{
    const struct cp_archive_settings *s = &keeper->settings->archive;

    *feed = 0;
    *since = s->since ? cp_when_parse(cp_slice_of(s->since)) : 0;
    if (s->since && !*since) {
        cp_cli_say(s->since, "not a date such as 2026-11-21");
        return CP_EXIT_USAGE;
    }
    return s->feed ? cp_keeper_feed(keeper, s->feed, feed) : CP_EXIT_OK;
}

/* Not given is -1 in the settings and 0 below, none the other way round. */
long
cp_keeper_pause(const struct cp_keeper *keeper)
{
    long pause_ms = keeper->settings->archive.pause_ms;

    return pause_ms == 0 ? -1 : pause_ms < 0 ? 0 : pause_ms;
}

unsigned
cp_keeper_hosts(const struct cp_keeper *keeper)
{
    long hosts = keeper->settings->archive.hosts;

    return hosts < 1 ? 0 : (unsigned)hosts;
}

/* ------------------------------------------------------------------ choosing one */

static enum cp_exit
say_usage(const struct command *command)
{
    struct cp_buf text = { 0 };

    cp_buf_puts(&text, "usage: cleanpage archive ");
    cp_buf_puts(&text, command ? command->name : "COMMAND");
    cp_buf_putc(&text, ' ');
    cp_buf_puts(&text, command ? command->arguments : "DIR [ARGUMENT]...");
    cp_buf_puts(&text, "; more with --help");
    cp_cli_say(NULL, cp_buf_str(&text) ? text.p : "wrong arguments");
    cp_buf_clear(&text);
    return CP_EXIT_USAGE;
}

static enum cp_exit
show_help(const struct command *command)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, "usage: cleanpage archive COMMAND DIR [OPTION]... [ARGUMENT]...\n\n");
    if (!command)
        cp_buf_puts(&out, "Keeps the articles of feeds as text files, with a database beside "
                          "them.\n\nCommands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        if (!command || command == &commands[i])
            cp_help_put_command(&out, commands[i].name, commands[i].arguments,
                                commands[i].help);
    if (command)
        cp_help_put_options(&out, command->name);
    else
        cp_buf_puts(&out, "\nOptions of each: cleanpage archive COMMAND --help; "
                          "more in cleanpage-archive(1).\n");
    return cp_help_write(&out);
}

static enum cp_exit
run_command(const struct command *command, const struct cp_settings *settings)
{
    struct cp_keeper keeper = { .settings = settings };
    size_t n = settings->inputs.n;
    enum cp_exit st;

    if (n < 1 + command->least || n - 1 > command->most)
        return say_usage(command);
    keeper.dir = settings->inputs.v[0];
    keeper.arguments = settings->inputs.v + 1;
    keeper.argument_count = n - 1;
    keeper.is_run = command->run == cp_archive_run;
    st = command->run(&keeper);
    cp_archive_close(&keeper.archive);
    cleanpage_free(keeper.cp);
    cp_buf_clear(&keeper.user_agent);
    cp_output_clear(&keeper.out);
    return st;
}

static const struct command *
find_command(const char *name)
{
    for (size_t i = 0; name && i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

enum cp_exit
cp_cmd_archive(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    const struct command *command = find_command(name);
    struct cp_settings settings;
    enum cp_exit st;

    if (name && (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0))
        return show_help(NULL);
    if (!command)
        return say_usage(NULL);
    st = cp_settings_parse_of(&settings, command->name, argc - 1, argv + 1);
    if (!st && settings.version)
        st = cp_version_show();
    else if (!st)
        st = settings.help ? show_help(command) : run_command(command, &settings);
    cp_settings_clear(&settings);
    return st;
}
