/*
 * cleanpage: the text of a web page and nothing else.
 *
 * A first argument that is exactly the name of a subcommand is one; everything else is options
 * and inputs to clean. The locale is never set, so that nothing depends on it.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/help.h"

#ifndef HAVE_ARCHIVE
static enum cp_exit
unbuilt(int argc, char **argv)
{
    (void)argc;
    cp_cli_say(argv[0], "this build of cleanpage has no feeds and no batches");
    return CP_EXIT_USAGE;
}
#define cp_cmd_archive unbuilt
#define cp_cmd_batch unbuilt
#define cp_cmd_feed unbuilt
#define cp_cmd_merge unbuilt
#define cp_cmd_site unbuilt
#endif

static const struct {
    const char *name;
    enum cp_exit (*run)(int argc, char **argv);
} subcommands[] = {
    { "archive", cp_cmd_archive },
    { "batch", cp_cmd_batch },
    { "feed", cp_cmd_feed },
    { "merge", cp_cmd_merge },
    { "rules", cp_cmd_rules },
    { "site", cp_cmd_site },
};

/*
 * A descriptor of stdin, stdout or stderr that is closed would be given to the next file or
 * connection, and text written there. /dev/null, open for reading only, takes its place.
 */
static void
fill_standard_descriptors(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

/* A closed pipe is to be an error of write, after which we clear up and say nothing. */
static void
ignore_closed_pipes(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    sigaction(SIGPIPE, &ignore, NULL);
}

static enum cp_exit
run(struct cp_settings *settings)
{
    if (settings->help)
        return cp_help_show();
    if (settings->version)
        return cp_version_show();
    if (settings->list_formats)
        return cp_formats_show();
    if (settings->inputs.n == 0 && isatty(STDIN_FILENO))
        return cp_usage_show();
    if (settings->inputs.n == 0)
        settings->inputs.v[settings->inputs.n++] = "-";
    return settings->diff ? cp_cmd_diff(settings) : cp_cmd_clean(settings);
}

int
main(int argc, char **argv)
{
    struct cp_settings settings;
    enum cp_exit st;

    fill_standard_descriptors();
    ignore_closed_pipes();
    for (size_t i = 0; argc > 1 && i < sizeof subcommands / sizeof *subcommands; i++)
        if (strcmp(argv[1], subcommands[i].name) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    st = cp_settings_parse(&settings, argc, argv);
    if (!st)
        st = run(&settings);
    cp_settings_clear(&settings);
    return st;
}
