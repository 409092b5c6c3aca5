/* The command line: options and inputs. */
#ifndef CP_CLI_OPTIONS_H
#define CP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cleanpage.h"
#include "cli/formats.h"
#include "cli/status.h"

/* Arguments in the order given; `v` has room for all of the command line and a NULL. */
struct cp_args {
    const char **v;
    size_t n;
};

/* Of "archive" and "feed" alone: see cli/archive.def. Counts are -1 when they are not given. */
struct cp_archive_settings {
    struct cp_args opml;
    bool no_raw, all, ignore_robots, stats, json, dry_run, articles, no_cache;
    bool to_opml, to_atom, to_epub, to_jsonl, to_mbox;
    long limit, max_age, hosts, complain_after; /* days where it is an age */
    long deadline_ms, pause_ms;
    long rate; /* requests in 1,000 seconds; 0: not given */
    const char *feed, *since, *to_html, *contact;
    int feed_format; /* enum cp_feed_format + 1 */
};

/* Of "batch" alone: see cli/batch.def. */
struct cp_batch_settings {
    struct cp_args lists;
    bool null, unordered, resume, exit_zero;
    int from; /* enum cp_source_kind */
    const char *range, *directory, *shard, *first, *stats, *learn, *to;
    long workers, timeout_ms; /* -1, 0: not given */
    uint64_t memory;
    const char *languages;
    long min_words, max_words; /* 0: not given */
    bool gopher, gopher_quality, gopher_repetition, c4, signatures, concat;
    int dedup; /* enum cp_dedup */
};

struct cp_settings {
    const char *output;
    const struct cp_format *format; /* NULL until all is read: not given */
    bool list_formats, front_matter, no_title, mark;
    struct cp_args select;
    const char *template;
    cleanpage_layout layout;
    const char *report, *diff;
    const char *base, *encoding;
    int from; /* cleanpage_input */
    int kind, comments; /* cleanpage_kind, cleanpage_comments */
    bool precision, recall;
    const char *site;
    struct cp_args rules, headers, inputs;
    cleanpage_fetch_options fetch;
    bool insecure, netrc, location;
    bool public_only, any_address;
    long redirects; /* -1: not given */
    int sandbox; /* enum cp_sandbox_mode */
    bool quiet, verbose, help, version;
    struct cp_archive_settings archive;
    struct cp_batch_settings batch;
};

enum cp_option_group {
    CP_GROUP_OUTPUT,
    CP_GROUP_PARTS,
    CP_GROUP_INPUT,
    CP_GROUP_CONTENT,
    CP_GROUP_FETCH,
    CP_GROUP_GENERAL,
    CP_GROUP_COUNT,
    CP_GROUP_ARCHIVE /* of archive.def */
};

/* Stores an option's argument, or its name if it takes none; returns what is wrong, or NULL. */
typedef const char *(*cp_option_setter)(void *field, const char *argument);

struct cp_option {
    char letter; /* 0: none */
    const char *name;
    const char *argument; /* NULL: takes none */
    const char *help;
    enum cp_option_group group;
    cp_option_setter set;
    size_t field; /* offset in struct cp_settings */
    const char *commands; /* of archive.def: those that take it, spaces between them */
};

/* All options in the order of --help; the last has no name. */
extern const struct cp_option cp_options[];
extern const struct cp_option cp_archive_options[];

/* Whether a command of "archive", or "feed", takes an option of either table. */
bool cp_option_is_of(const struct cp_option *option, const char *command);

/*
 * Reads the command line from argv[1] on; options and inputs may be mixed, "--" ends the
 * options. What is wrong is said on stderr. Strings stay argv's; clear in any case.
 */
enum cp_exit cp_settings_parse(struct cp_settings *settings, int argc, char **argv);
void cp_settings_clear(struct cp_settings *settings);

/* The same for a command of "archive", or "feed", which has other options. */
enum cp_exit cp_settings_parse_of(struct cp_settings *settings, const char *command, int argc,
                                  char **argv);

#endif
