/* Checking rule files and running the tests in them, and suggesting some: see cli/commands.h. */
#include "cli/commands.h"

#include <string.h>

#include "base/shown.h"
#include "cli/output.h"
#include "cli/rulefiles.h"

static const char usage[] =
    "usage: cleanpage rules check [FILE]... or cleanpage rules suggest [OPTION]... URL|FILE...";

/* A rule file may be a stranger's: what stands in it must not steer the terminal. */
static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put_shown(user, (struct cp_slice){ data, len });
    return cp_buf_failed(user);
}

/* Stdout gets all at once: what is told of several files is not set apart. */
static enum cp_exit
write_out(const struct cp_buf *text)
{
    struct cp_output out = { 0 };
    enum cp_exit st = CP_EXIT_OK;

    if (text->n)
        st = cp_output_put(&out, cp_buf_slice(text));
    return st ? st : cp_output_finish(&out);
}

static enum cp_exit
show_usage(void)
{
    struct cp_buf text = { 0 };
    enum cp_exit st;

    cp_buf_puts(&text, usage);
    cp_buf_puts(&text,
                "\n\ncheck runs the tests that stand in rule files; without FILE, in all that "
                "are in\nforce. Exit status: 0 all pass, 7 a file is wrong or a test fails.\n\n"
                "suggest proposes a rule file for a host from two or more of its pages. It "
                "takes the\noptions of cleanpage; --base gives the host of files that do not "
                "say it.\n");
    st = write_out(&text);
    cp_buf_clear(&text);
    return st;
}

/* file NULL: the built-in rules. */
static enum cp_exit
check(cleanpage *cp, const char *file, struct cp_buf *text)
{
    cleanpage_status st = cleanpage_check_rules(cp, file, append, text);

    if (st)
        cp_cli_say(NULL, cleanpage_message(cp));
    /* A rule file that cannot be read is wrong, too. */
    return st == CLEANPAGE_READ ? CP_EXIT_RULES : cp_exit_of(st);
}

static enum cp_exit
check_in_force(cleanpage *cp, struct cp_buf *text)
{
    static const struct cp_args none = { 0 };
    enum cp_exit result = cp_rulefiles_load(cp, &none), st;
    const char *file;

    if (result)
        return result;
    result = check(cp, NULL, text);
    for (size_t i = 1; (file = cleanpage_rule_file(cp, i)); i++) {
        st = check(cp, file, text);
        result = result ? result : st;
    }
    return result;
}

static enum cp_exit
check_all(char **files)
{
    cleanpage *cp = cleanpage_new();
    struct cp_buf text = { 0 };
    enum cp_exit result = CP_EXIT_OK, st;

    if (!cp) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    if (!*files)
        result = check_in_force(cp, &text);
    for (; *files; files++) {
        st = check(cp, *files, &text);
        result = result ? result : st;
    }
    st = write_out(&text);
    cp_buf_clear(&text);
    cleanpage_free(cp);
    return st ? st : result;
}

enum cp_exit
cp_cmd_rules(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return show_usage();
    if (argc > 1 && strcmp(argv[1], "suggest") == 0)
        return cp_cmd_suggest(argc - 1, argv + 1);
    if (argc < 2 || strcmp(argv[1], "check") != 0) {
        cp_cli_say(NULL, usage);
        return CP_EXIT_USAGE;
    }
    argv += 2;
    if (*argv && strcmp(*argv, "--") == 0)
        return check_all(argv + 1);
    if (*argv && **argv == '-') {
        cp_cli_say(*argv, "unknown option; see \"cleanpage rules --help\"");
        return CP_EXIT_USAGE;
    }
    return check_all(argv);
}
