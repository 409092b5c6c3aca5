/* Parsing the command line with the table of options.def: see cli/options.h. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/numbers.h"

/* Whether a word is one of a list with spaces between them. */
static bool
has_word(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (; *list; list += strcspn(list, " "), list += *list == ' ')
        if (strcspn(list, " ") == n && memcmp(list, word, n) == 0)
            return true;
    return false;
}

/* Those that ask the network. What a feed's run fails at is tried again by the next. */
static bool
is_of_fetching(const struct cp_option *option, const char *command)
{
    bool is_retry = strncmp(option->name, "retry", 5) == 0;

    return option->group == CP_GROUP_FETCH &&
           has_word(is_retry ? "batch" : "add run feed batch", command);
}

bool
cp_option_is_of(const struct cp_option *option, const char *command)
{
    if (option->commands)
        return has_word(option->commands, command);
    if (strcmp(option->name, "rules") == 0 || strcmp(option->name, "sandbox") == 0)
        return has_word("run feed reclean export rebuild batch", command);
    if (option->group == CP_GROUP_CONTENT || option->group == CP_GROUP_PARTS)
        return strcmp(command, "batch") == 0;
    return option->group == CP_GROUP_GENERAL || is_of_fetching(option, command);
}

/* ------------------------------------------------------------------ finding them */

struct parser {
    struct cp_settings *settings;
    const char *command; /* of "archive", or "feed"; NULL: none, pages are cleaned */
    char **next; /* arguments not looked at yet; NULL at the end */
};

/* The option behind `last` that counts here; the first if that is NULL. NULL past the last. */
static const struct cp_option *
next_option(const struct parser *p, const struct cp_option *last)
{
    bool is_own = p->command && (!last || last->commands);
    const struct cp_option *o = last ? last + 1 : is_own ? cp_archive_options : cp_options;

    for (;; o++) {
        if (!o->name && is_own) {
            is_own = false;
            o = cp_options;
        }
        if (!o->name)
            return NULL;
        if (!p->command || cp_option_is_of(o, p->command))
            return o;
    }
}

static const struct cp_option *
find_name(const struct parser *p, const char *name, size_t n)
{
    const struct cp_option *option = NULL;

    while ((option = next_option(p, option)))
        if (strlen(option->name) == n && memcmp(option->name, name, n) == 0)
            break;
    return option;
}

static const struct cp_option *
find_letter(const struct parser *p, char letter)
{
    const struct cp_option *option = NULL;

    while ((option = next_option(p, option)))
        if (option->letter == letter)
            break;
    return option;
}

/* ------------------------------------------------------------------ complaints */

/* command NULL: of cleaning. */
static enum cp_exit
complain_in(const char *command, const char *option, size_t n, const char *cause)
{
    struct cp_buf text = { 0 };
    const char *message;

    cp_buf_put(&text, option, n);
    cp_buf_puts(&text, cause);
    cp_buf_puts(&text, "; see \"cleanpage ");
    if (command && !has_word("feed batch merge", command))
        cp_buf_puts(&text, "archive ");
    if (command) {
        cp_buf_puts(&text, command);
        cp_buf_putc(&text, ' ');
    }
    cp_buf_puts(&text, "--help\"");
    message = cp_buf_str(&text);
    cp_cli_say(NULL, message ? message : cause);
    cp_buf_clear(&text);
    return CP_EXIT_USAGE;
}

static enum cp_exit
complain(const char *option, size_t n, const char *cause)
{
    return complain_in(NULL, option, n, cause);
}

static size_t
common_prefix(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

/* Names the option that begins most alike, if three letters do. */
static enum cp_exit
complain_unknown(const struct parser *p, const char *argument, size_t n)
{
    const struct cp_option *option = NULL, *best = NULL;
    struct cp_buf cause = { 0 };
    size_t most = 2;
    enum cp_exit st;

    while ((option = next_option(p, option))) {
        size_t alike = common_prefix(option->name, argument + 2);
        if (alike > most) {
            most = alike;
            best = option;
        }
    }
    cp_buf_puts(&cause, ": unknown option");
    if (best) {
        cp_buf_puts(&cause, ", did you mean --");
        cp_buf_puts(&cause, best->name);
    }
    st = complain_in(p->command, argument, n, cp_buf_str(&cause) ? cause.p : ": unknown option");
    cp_buf_clear(&cause);
    return st;
}

/* ------------------------------------------------------------------ parsing */


/* `shown` is the option as typed, n bytes of it, for messages. */
static enum cp_exit
apply(struct parser *p, const struct cp_option *option, const char *value, const char *shown,
      size_t n)
{
    struct cp_buf cause = { 0 };
    const char *wrong;
    enum cp_exit st = CP_EXIT_OK;

    if (option->argument && !value)
        value = *p->next ? *p->next++ : NULL;
    if (option->argument && !value)
        return complain_in(p->command, shown, n, ": needs an argument");
    if (!option->argument)
        value = option->name;
    wrong = option->set((char *)p->settings + option->field, value);
    if (wrong) {
        cp_buf_puts(&cause, ": \"");
        cp_buf_puts(&cause, value);
        cp_buf_puts(&cause, "\" ");
        cp_buf_puts(&cause, wrong);
        st = complain_in(p->command, shown, n, cp_buf_str(&cause) ? cause.p : wrong);
    }
    cp_buf_clear(&cause);
    return st;
}

/* --name, --name VALUE or --name=VALUE */
static enum cp_exit
parse_long(struct parser *p, const char *argument)
{
    size_t n = strcspn(argument, "=");
    const struct cp_option *option = find_name(p, argument + 2, n - 2);
    const char *value = argument[n] ? argument + n + 1 : NULL;

    if (!option)
        return complain_unknown(p, argument, n);
    if (value && !option->argument)
        return complain_in(p->command, argument, n, ": takes no argument");
    return apply(p, option, value, argument, n);
}

/* -a, -ab, -o VALUE or -oVALUE */
static enum cp_exit
parse_letters(struct parser *p, const char *argument)
{
    for (const char *at = argument + 1; *at; at++) {
        const struct cp_option *option = find_letter(p, *at);
        char shown[] = { '-', *at, '\0' };
        bool takes_rest;
        enum cp_exit st;

        if (!option)
            return complain_in(p->command, shown, 2, ": unknown option");
        takes_rest = option->argument && at[1];
        st = apply(p, option, takes_rest ? at + 1 : NULL, shown, 2);
        if (st || takes_rest)
            return st;
    }
    return CP_EXIT_OK;
}

static enum cp_exit
parse_all(struct parser *p)
{
    struct cp_args *inputs = &p->settings->inputs;
    bool options_ended = false;

    while (*p->next) {
        const char *argument = *p->next++;
        enum cp_exit st = CP_EXIT_OK;

        if (options_ended || argument[0] != '-' || argument[1] == '\0')
            inputs->v[inputs->n++] = argument;
        else if (argument[1] != '-')
            st = parse_letters(p, argument);
        else if (argument[2] == '\0')
            options_ended = true;
        else
            st = parse_long(p, argument);
        if (st)
            return st;
    }
    return CP_EXIT_OK;
}

/* One line on stderr, and the status of a wrong command line. */
static enum cp_exit
complain_of(const char *option, const char *cause)
{
    return complain(option, strlen(option), cause);
}

static enum cp_exit
complain_unbuilt(const char *option, const char *format)
{
    struct cp_buf cause = { 0 };
    enum cp_exit st;

    cp_buf_puts(&cause, ": this build of cleanpage cannot write ");
    cp_buf_puts(&cause, format);
    st = complain_of(option, cp_buf_str(&cause) ? cause.p : ": not in this build");
    cp_buf_clear(&cause);
    return st;
}

/* The format asked for, or that of the output's name, or text; and what does not go with it. */
static enum cp_exit
choose_format(struct cp_settings *s)
{
    bool fields = s->select.n || s->template;
    const char *asked = s->format ? "--to" : "--output";

    if (s->select.n && s->template)
        return complain_of("--select", ": and --template exclude each other");
    if (fields && s->format)
        return complain_of(s->template ? "--template" : "--select",
                           ": and a format exclude each other");
    if (!s->format && s->output && !fields)
        s->format = cp_format_of_file(s->output);
    if (!s->format)
        s->format = cp_format_named(CP_LIT("text"));
    if (!cleanpage_has_format(s->format->format))
        return complain_unbuilt(asked, s->format->name);
    if (s->layout.body != CLEANPAGE_TEXT &&
        !cleanpage_has_format((cleanpage_format)s->layout.body))
        return complain_unbuilt("--body", "markdown");
    if (s->format->is_document && s->inputs.n > 1)
        return complain_of(asked, ": html and xml are documents of one input each");
    if (s->front_matter && (fields || !s->format->has_front_matter))
        return complain_of("--front-matter", ": goes with text and markdown alone");
    if (s->mark && (fields || s->format->format != CLEANPAGE_TEXT))
        return complain_of("--mark", ": goes with text alone");
    s->layout.flags = (s->no_title ? CLEANPAGE_NO_TITLE : 0) |
                      (s->mark ? CLEANPAGE_MARK_DROPPED : 0) |
                      (s->front_matter ? CLEANPAGE_FRONT_MATTER : 0);
    return CP_EXIT_OK;
}

/* Where addresses come from: a person who types one means it, wherever it leads; a feed, a list or
 * a page of strangers may name what they would like to see. */
static bool
is_public_only(const struct cp_settings *s, const char *command)
{
    const char *network = getenv("CLEANPAGE_NETWORK");

    if (s->public_only || s->any_address)
        return s->public_only;
    if (network && strcmp(network, "public") == 0)
        return true;
    if (network && strcmp(network, "any") == 0)
        return false;
    return command && strcmp(command, "suggest") != 0;
}

/* What the options of fetching say together, as the library wants it. */
static void
combine_fetch(struct cp_settings *s, const char *command)
{
    if (s->redirects >= 0)
        s->fetch.max_redirects = s->redirects == 0 ? -1 : s->redirects;
    s->fetch.headers = s->headers.n ? s->headers.v : NULL;
    s->fetch.flags =
        (s->insecure ? CLEANPAGE_FETCH_INSECURE : 0) | (s->netrc ? CLEANPAGE_FETCH_NETRC : 0) |
        (is_public_only(s, command) ? CLEANPAGE_FETCH_PUBLIC : 0);
    /* curl's way to say "these and no others", which is what is meant here anyway. */
    if (s->fetch.protocols && *s->fetch.protocols == '=')
        s->fetch.protocols++;
}

/* What options of different kinds say together. */
static enum cp_exit
combine(struct cp_settings *s)
{
    if (s->precision && s->recall)
        return complain("--precision", 11, ": and --recall exclude each other");
    if (s->report && s->inputs.n > 1)
        return complain("--report", 8, ": is for one page at a time");
    if (s->diff && s->site)
        return complain("--diff", 6, ": and --site exclude each other");
    if (s->diff && (s->format || s->report))
        return complain("--diff", 6, ": and an output format or --report exclude each other");
    return choose_format(s);
}

/* Zeroed, but for what has another default. */
static enum cp_exit
init(struct cp_settings *settings, size_t room)
{
    *settings = (struct cp_settings){ .fetch = CLEANPAGE_FETCH_OPTIONS_INIT,
                                      .layout = CLEANPAGE_LAYOUT_INIT,
                                      .redirects = -1,
                                      .archive = { .limit = -1,
                                                   .max_age = -1,
                                                   .hosts = -1,
                                                   .complain_after = -1,
                                                   .pause_ms = -1 },
                                      .batch = { .workers = -1 } };
    settings->inputs.v = calloc(6 * room, sizeof *settings->inputs.v);
    if (!settings->inputs.v) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    settings->rules.v = settings->inputs.v + room;
    settings->headers.v = settings->rules.v + room;
    settings->select.v = settings->headers.v + room;
    settings->archive.opml.v = settings->select.v + room;
    settings->batch.lists.v = settings->archive.opml.v + room;
    return CP_EXIT_OK;
}

enum cp_exit
cp_settings_parse_of(struct cp_settings *settings, const char *command, int argc, char **argv)
{
    struct parser p = { settings, command, argv + (argc > 0) };
    enum cp_exit st = init(settings, (size_t)argc + 1);

    if (!st)
        st = parse_all(&p);
    if (!st)
        combine_fetch(settings, command);
    return st;
}

enum cp_exit
cp_settings_parse(struct cp_settings *settings, int argc, char **argv)
{
    enum cp_exit st = cp_settings_parse_of(settings, NULL, argc, argv);

    return st ? st : combine(settings);
}

void
cp_settings_clear(struct cp_settings *settings)
{
    free(settings->inputs.v);
    settings->inputs.v = NULL;
}
