/* The tables of options.def, and what each kind of option does with its argument. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/numbers.h"

static const char *
set_flag(void *field, const char *argument)
{
    (void)argument;
    *(bool *)field = true;
    return NULL;
}

static const char *
set_string(void *field, const char *argument)
{
    if (*argument == '\0')
        return "is empty";
    *(const char **)field = argument;
    return NULL;
}

/* Empty is as good as not given: a script may know the address of some pages only. */
static const char *
set_maybe(void *field, const char *argument)
{
    if (*argument)
        *(const char **)field = argument;
    return NULL;
}

static const char *
set_list(void *field, const char *argument)
{
    struct cp_args *list = field;

    if (*argument == '\0')
        return "is empty";
    list->v[list->n++] = argument;
    return NULL;
}

static const char *
set_seconds(void *field, const char *argument)
{
    return cp_parse_seconds(argument, field) ? NULL : "is not a number of seconds above 0";
}

static const char *
set_count(void *field, const char *argument)
{
    return cp_parse_count(argument, 0, 1000000, field) ? NULL
                                                       : "is not a whole number from 0 on";
}

static const char *
set_bytes(void *field, const char *argument)
{
    return cp_parse_bytes(argument, field) ? NULL
                                           : "is not a number of bytes, such as 500k or 20M";
}

/* The word's place in a list that ends with NULL; 0 stands for "not given". */
static bool
find_word(const char *const *words, const char *argument, int *place)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], argument) == 0) {
            *place = i + 1;
            return true;
        }
    return false;
}

static const char *
set_kind(void *field, const char *argument)
{
    /* In the order of cleanpage_kind. */
    static const char *const kinds[] = { "article", "forum", "product", "collection", "listing",
                                         "documentation", "service", NULL };

    return find_word(kinds, argument, field)
               ? NULL
               : "is none of article, forum, product, collection, listing, documentation and "
                 "service";
}

static const char *
set_comments(void *field, const char *argument)
{
    /* In the order of cleanpage_comments. */
    static const char *const ways[] = { "no", "yes", "only", NULL };

    return find_word(ways, argument, field) ? NULL : "is none of no, yes and only";
}

static const char *
set_width(void *field, const char *argument)
{
    long width;

    if (!cp_parse_count(argument, 10, 10000, &width))
        return "is not a number of columns from 10 to 10000";
    *(unsigned *)field = (unsigned)width;
    return NULL;
}

static const char *
set_format(void *field, const char *argument)
{
    const struct cp_format *format = cp_format_named(cp_slice_of(argument));

    if (!format)
        return "is none of text, markdown, html, xml, json, jsonl and explain";
    *(const struct cp_format **)field = format;
    return NULL;
}

static const char *
set_input(void *field, const char *argument)
{
    /* In the order of cleanpage_input. */
    static const char *const inputs[] = { "html", "text", NULL };

    return find_word(inputs, argument, field) ? NULL : "is none of html and text";
}

static const char *
set_links(void *field, const char *argument)
{
    /* In the order of cleanpage_links. */
    static const char *const ways[] = { "none", "inline", "reference", "list", NULL };

    return find_word(ways, argument, field) ? NULL
                                            : "is none of none, inline, reference and list";
}

static const char *
set_body(void *field, const char *argument)
{
    const struct cp_format *format = cp_format_named(cp_slice_of(argument));

    if (!format || (format->format != CLEANPAGE_TEXT && format->format != CLEANPAGE_MARKDOWN))
        return "is none of text and markdown";
    *(int *)field = format->format;
    return NULL;
}

/* NAME or no-NAME; the last one counts. */
static const char *
set_part(void *field, const char *argument)
{
    static const struct {
        const char *name;
        unsigned part;
    } parts[] = {
        { "images", CLEANPAGE_IMAGES },       { "tables", CLEANPAGE_TABLES },
        { "footnotes", CLEANPAGE_FOOTNOTES }, { "formatting", CLEANPAGE_FORMATTING },
        { "code", CLEANPAGE_CODE },           { "math", CLEANPAGE_MATH },
        { "ruby", CLEANPAGE_RUBY },           { "scripts", CLEANPAGE_SCRIPTS },
        { "strike", CLEANPAGE_STRIKE },
    };
    cleanpage_layout *layout = field;
    bool off = strncmp(argument, "no-", 3) == 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, argument + (off ? 3 : 0)) != 0)
            continue;
        layout->with = off ? layout->with & ~parts[i].part : layout->with | parts[i].part;
        layout->without = off ? layout->without | parts[i].part
                              : layout->without & ~parts[i].part;
    }
    return NULL;
}

static const char *
set_pause(void *field, const char *argument)
{
    *(long *)field = 0;
    return strcmp(argument, "0") == 0 || cp_parse_seconds(argument, field)
               ? NULL
               : "is not a number of seconds";
}

/* A number like seconds, kept as thousandths. */
static const char *
set_rate(void *field, const char *argument)
{
    return cp_parse_seconds(argument, field) ? NULL
                                             : "is not a number of requests a second above 0";
}

static const char *
set_source(void *field, const char *argument)
{
    /* In the order of cp_source_kind. */
    static const char *const kinds[] = { "page", "list", "jsonl", "warc", NULL };

    return find_word(kinds, argument, field) ? NULL : "is none of page, list, jsonl and warc";
}

static const char *
set_dedup(void *field, const char *argument)
{
    /* In the order of cp_dedup. */
    static const char *const kinds[] = { "exact", "near", NULL };

    return find_word(kinds, argument, field) ? NULL : "is none of exact and near";
}

static const char *
set_sandbox(void *field, const char *argument)
{
    /* In the order of cp_sandbox_mode. */
    static const char *const modes[] = { "auto", "require", "off", NULL };

    if (!find_word(modes, argument, field))
        return "is none of auto, require and off";
    --*(int *)field;
    return NULL;
}

static const char *
set_feed_format(void *field, const char *argument)
{
    /* In the order of cp_feed_format. */
    static const char *const formats[] = { "atom", "rss", "jsonfeed", "jsonl", "sfeed", NULL };

    return find_word(formats, argument, field)
               ? NULL
               : "is none of atom, rss, jsonfeed, jsonl and sfeed";
}

/* clang-format off */
const struct cp_option cp_options[] = {
#define CP_OPTION(letter, name, argument, group, kind, field, help)                            \
    { letter, name, argument, help, CP_GROUP_##group, set_##kind,                              \
      offsetof(struct cp_settings, field), NULL },
#include "cli/options.def"
#undef CP_OPTION
    { 0 }
};

const struct cp_option cp_archive_options[] = {
#define CP_ARCHIVE_OPTION(commands, letter, name, argument, kind, field, help)                 \
    { letter, name, argument, help, CP_GROUP_ARCHIVE, set_##kind,                              \
      offsetof(struct cp_settings, field), commands },
#include "cli/archive.def"
#include "cli/batch.def"
#undef CP_ARCHIVE_OPTION
    { 0 }
};
/* clang-format on */
