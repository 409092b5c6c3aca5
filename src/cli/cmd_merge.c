/* "cleanpage merge": see cli/commands.h. */
#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch/merge.h"
#include "cli/help.h"
#include "cli/progress.h"

static const char usage[] = "usage: cleanpage merge [OPTION]... SHARD...";

static enum cp_exit
complain(const char *subject, const char *cause)
{
    cp_cli_say(subject, cause);
    return CP_EXIT_USAGE;
}

static enum cp_exit
merge(const struct cp_settings *s)
{
    struct cp_merge_options o = { .files = s->inputs.v,
                                  .n = s->inputs.n,
                                  .output = s->output,
                                  .concat = s->batch.concat,
                                  .dedup = (enum cp_dedup)s->batch.dedup };
    uint64_t lines, duplicates;
    struct cp_ctx cx = { 0 };
    cleanpage_status st;

    if (!o.n)
        return complain(NULL, usage);
    for (size_t i = 0; s->output && i < o.n; i++)
        if (strcmp(o.files[i], s->output) == 0)
            return complain("--output", "is one of the inputs");
    o.stop = cp_stop_watch();
    st = cp_merge(&cx, &o, &lines, &duplicates);
    if (st && cx.message[0])
        cp_cli_say(NULL, cx.message);
    if (s->verbose && !st)
        fprintf(stderr, "* records: %" PRIu64 ", %" PRIu64 " duplicates\n", lines, duplicates);
    if (st)
        return cp_exit_of(st);
    return *o.stop ? CP_EXIT_SOME : CP_EXIT_OK;
}

static enum cp_exit
show_help(void)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, usage);
    cp_buf_puts(&out, "\n\nPuts the outputs of shards of \"cleanpage batch\" together, in the\n"
                      "order of one call.\n");
    cp_help_put_options(&out, "merge");
    return cp_help_write(&out);
}

enum cp_exit
cp_cmd_merge(int argc, char **argv)
{
    struct cp_settings settings;
    enum cp_exit st = cp_settings_parse_of(&settings, "merge", argc, argv);

    if (!st && settings.help)
        st = show_help();
    else if (!st && settings.version)
        st = cp_version_show();
    else if (!st)
        st = merge(&settings);
    cp_settings_clear(&settings);
    return st;
}
