/* --help, from the table of options, and --version: see cli/help.h. */
#include "cli/help.h"

#include <string.h>

#include "base/buf.h"
#include "cli/options.h"
#include "cli/output.h"
#include "sandbox/sandbox.h"

/* Where the explanations begin. */
#define HELP_COLUMN 28

static const char usage[] = "usage: cleanpage [OPTION]... [URL|FILE|-]...\n";

static const char *const titles[CP_GROUP_COUNT] = {
    [CP_GROUP_OUTPUT] = "Output",
    [CP_GROUP_PARTS] = "Parts of the content, shown or left out",
    [CP_GROUP_INPUT] = "Input",
    [CP_GROUP_CONTENT] = "What to keep",
    [CP_GROUP_FETCH] = "Fetching, as curl spells it",
    [CP_GROUP_GENERAL] = "General",
};

static void
put_option(struct cp_buf *out, const struct cp_option *option)
{
    size_t start = out->n, used;

    cp_buf_puts(out, "  ");
    if (option->letter) {
        cp_buf_putc(out, '-');
        cp_buf_putc(out, option->letter);
        cp_buf_puts(out, ", ");
    } else {
        cp_buf_puts(out, "    ");
    }
    cp_buf_puts(out, "--");
    cp_buf_puts(out, option->name);
    if (option->argument) {
        cp_buf_putc(out, ' ');
        cp_buf_puts(out, option->argument);
    }
    used = out->n - start;
    if (used + 1 > HELP_COLUMN) {
        cp_buf_putc(out, '\n');
        used = 0;
    }
    cp_buf_put_repeat(out, ' ', HELP_COLUMN - used);
    cp_buf_puts(out, option->help);
    cp_buf_putc(out, '\n');
}

static void
put_group(struct cp_buf *out, enum cp_option_group group)
{
    const struct cp_option *option;

    cp_buf_putc(out, '\n');
    cp_buf_puts(out, titles[group]);
    cp_buf_puts(out, ":\n");
    for (option = cp_options; option->name; option++)
        if (option->group == group)
            put_option(out, option);
}

void
cp_help_put_command(struct cp_buf *out, const char *name, const char *arguments,
                    const char *help)
{
    size_t start = out->n;

    cp_buf_puts(out, "  ");
    cp_buf_puts(out, name);
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, arguments);
    if (out->n - start + 2 > HELP_COLUMN + 4) {
        cp_buf_putc(out, '\n');
        start = out->n;
    }
    cp_buf_put_repeat(out, ' ', HELP_COLUMN + 4 - (out->n - start));
    cp_buf_puts(out, help);
    cp_buf_putc(out, '\n');
}

void
cp_help_put_options(struct cp_buf *out, const char *command)
{
    const struct cp_option *tables[] = { cp_archive_options, cp_options };

    cp_buf_puts(out, "\nOptions:\n");
    for (size_t i = 0; i < 2; i++)
        for (const struct cp_option *option = tables[i]; option->name; option++)
            if (cp_option_is_of(option, command))
                put_option(out, option);
}

enum cp_exit
cp_help_write(struct cp_buf *text)
{
    struct cp_output out = { 0 };
    enum cp_exit st = CP_EXIT_LIMIT;

    if (cp_buf_failed(text))
        cp_cli_say(NULL, "out of memory");
    else
        st = cp_output_put(&out, cp_buf_slice(text));
    cp_buf_clear(text);
    return st ? st : cp_output_finish(&out);
}

enum cp_exit
cp_help_show(void)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, usage);
    cp_buf_puts(&out, "       cleanpage rules check [FILE]...\n"
                      "       cleanpage rules suggest [OPTION]... URL|FILE...\n"
                      "       cleanpage feed [OPTION]... URL|FILE|-\n"
                      "       cleanpage batch [OPTION]... [FILE|DIRECTORY|URL|-]...\n"
                      "       cleanpage merge [OPTION]... SHARD...\n"
                      "       cleanpage site show|merge DB...\n"
                      "       cleanpage archive COMMAND DIR [OPTION]... [ARGUMENT]...\n\n"
                      "Writes the text of web pages, without everything around it, to stdout.\n"
                      "Without an input it reads stdin.\n");
    for (int group = 0; group < CP_GROUP_COUNT; group++)
        put_group(&out, (enum cp_option_group)group);
    cp_buf_puts(&out,
                "\nExit status: 0 text written, 1 no main content, no such field or --diff found\n"
                "a difference, 2 usage, 3 URL, DNS, connection or file, 4 HTTP status 400 and\n"
                "above, 5 a limit, 6 not HTML or text, 7 rule file, 8 cannot write, 10 some of\n"
                "several inputs failed, 12 the page crashed what reads it.\n"
                "See cleanpage(1) for examples, cleanpage-rules(5) for rules,\n"
                "cleanpage-archive(1) for feeds, cleanpage-batch(1) for many pages.\n");
    return cp_help_write(&out);
}

/* What this build has on this machine, as it is run now. */
static void
put_sandbox(struct cp_buf *out)
{
    struct cp_sandbox_state state;
    struct cp_ctx cx = { 0 };

    cp_buf_puts(out, "sandbox: ");
    if (cp_sandbox_try(&cx, CP_SANDBOX_AUTO, &state))
        cp_buf_puts(out, cx.message);
    else
        cp_sandbox_put_state(out, &state);
    cp_buf_putc(out, '\n');
}

enum cp_exit
cp_version_show(void)
{
    struct cp_buf out = { 0 };
    const char *version;

    for (size_t i = 0; (version = cleanpage_version(i)); i++) {
        cp_buf_puts(&out, version);
        cp_buf_putc(&out, '\n');
    }
    cp_sandbox_put_version(&out);
    put_sandbox(&out);
    return cp_help_write(&out);
}

enum cp_exit
cp_formats_show(void)
{
    struct cp_buf out = { 0 };

    cp_formats_list(&out);
    return cp_help_write(&out);
}

enum cp_exit
cp_usage_show(void)
{
    struct cp_buf line = { 0 };

    cp_buf_puts(&line, "no input; ");
    cp_buf_put(&line, usage, sizeof usage - 2);
    cp_buf_puts(&line, "; more with --help");
    cp_cli_say(NULL, cp_buf_str(&line) ? line.p : "no input");
    cp_buf_clear(&line);
    return CP_EXIT_USAGE;
}
