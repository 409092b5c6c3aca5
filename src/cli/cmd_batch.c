/* "cleanpage batch": see cli/commands.h. */
#include "cli/commands.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "batch/run.h"
#include "cli/batch_shard.h"
#include "cli/help.h"
#include "cli/job.h"
#include "cli/numbers.h"
#include "cli/progress.h"
#include "cli/sieving.h"

#define DEFAULT_TIMEOUT_MS 30000
#define DEFAULT_MEMORY ((uint64_t)1 << 30)
#define WORKERS_MAX 1024
/* Who wishes for retries has time; others do without what a server wants to keep longer. */
#define RETRY_WAIT_MAX_S 300
/* The last second of the year 9999. */
#define DATE_MAX 253402300799

static const char usage[] =
    "usage: cleanpage batch [OPTION]... [FILE|DIRECTORY|URL|-]... [-i LIST]...";

struct batching {
    const struct cp_settings *settings;
    struct cp_job job; /* the worker and the wishes about pages */
    struct cp_source_input *inputs;
    struct cp_batch_options options;
    struct cp_clean clean;
    struct cp_sieve sieve;
    cleanpage_fetch_options fetch;
    char date[32]; /* of what has none */
    struct cp_buf wet_info;
    struct cp_progress progress;
    const volatile sig_atomic_t *stop;
};

static enum cp_exit
complain(const char *subject, const char *cause)
{
    cp_cli_say(subject, cause);
    return CP_EXIT_USAGE;
}

/* ------------------------------------------------------------------ what is asked for */

static bool
read_range(const char *text, uint64_t *offset, uint64_t *length)
{
    char *end;

    *offset = strtoull(text, &end, 10);
    if (!cp_is_digit((unsigned char)*text) || *end != ',' ||
        !cp_is_digit((unsigned char)end[1]))
        return false;
    *length = strtoull(end + 1, &end, 10);
    return *end == '\0' && *length > 0;
}

static enum cp_exit
read_numbers(struct batching *b)
{
    const struct cp_batch_settings *s = &b->settings->batch;
    struct cp_source_options *source = &b->options.source;
    long first = 0;
    char message[CP_SHARD_MESSAGE_MAX];

    if (s->shard && !cp_shard_read(s->shard, &source->shard, &source->shards, message))
        return complain("--shard", message);
    if (s->range && !read_range(s->range, &source->offset, &source->length))
        return complain("--range", "not OFFSET,LENGTH");
    if (s->first && !cp_parse_count(s->first, 0, LONG_MAX, &first))
        return complain("--first-number", "not a whole number from 0 on");
    source->first = (uint64_t)first;
    if (s->workers == 0 || s->workers > WORKERS_MAX)
        return complain("--workers", "from 1 to 1024");
    return CP_EXIT_OK;
}

/* Inputs as given, then the lists; stdin if there are none. */
static enum cp_exit
gather_inputs(struct batching *b)
{
    const struct cp_settings *s = b->settings;
    size_t n = s->inputs.n + s->batch.lists.n;

    b->inputs = calloc(n + 1, sizeof *b->inputs);
    if (!b->inputs) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    for (size_t i = 0; i < s->inputs.n; i++)
        b->inputs[i] =
            (struct cp_source_input){ s->inputs.v[i], (enum cp_source_kind)s->batch.from };
    for (size_t i = 0; i < s->batch.lists.n; i++)
        b->inputs[s->inputs.n + i] =
            (struct cp_source_input){ s->batch.lists.v[i], CP_SOURCE_LIST };
    if (!n && isatty(STDIN_FILENO))
        return complain(NULL, usage);
    if (!n)
        b->inputs[n++] = (struct cp_source_input){ "-", (enum cp_source_kind)s->batch.from };
    b->options.source.inputs = b->inputs;
    b->options.source.input_count = n;
    b->options.source.ends_with_nul = s->batch.null;
    b->options.source.page_max = CP_INPUT_MAX;
    return CP_EXIT_OK;
}

/* Nothing is written but rows; failures are told on stderr, as with files of a directory. */
static enum cp_exit
choose_to_learn(struct batching *b)
{
    const struct cp_settings *s = b->settings;

    if (s->site)
        return complain("--learn-site",
                        "and --site exclude each other: learn first, then clean");
    if (s->output || s->batch.directory || s->batch.to)
        return complain("--learn-site", "writes no text: no --output, --output-dir, --to");
    if (s->batch.resume)
        return complain("--resume", "is not needed with --learn-site: what is known stays");
    b->clean.format = CLEANPAGE_TEXT;
    b->clean.learns = true;
    return CP_EXIT_OK;
}

static bool
ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), end_n = strlen(end);

    return n >= end_n && memcmp(text + n - end_n, end, end_n) == 0;
}

/* Asked for, or the name of the output says so. */
static bool
is_wet(const struct cp_settings *s)
{
    if (s->batch.to)
        return strcmp(s->batch.to, "wet") == 0;
    return !s->batch.directory && s->output &&
           (ends_with(s->output, ".wet") || ends_with(s->output, ".wet.gz"));
}

/* The date of what has none of its own: nobody knows it, unless who makes the same bytes again
 * says one. See reproducible-builds.org, "SOURCE_DATE_EPOCH". */
static void
set_date(struct batching *b)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    long seconds = 0;
    time_t date;
    struct tm tm;

    if (!text || !cp_parse_count(text, 0, DATE_MAX, &seconds))
        seconds = 0;
    date = (time_t)seconds;
    if (!gmtime_r(&date, &tm) || !strftime(b->date, sizeof b->date, "%Y-%m-%dT%H:%M:%SZ", &tm))
        b->date[0] = '\0';
}

static const struct cp_format *
wet_format(struct batching *b)
{
    const struct cp_settings *s = b->settings;
    struct cp_wet *wet = &b->clean.wet;

    set_date(b);
    wet->is_wanted = true;
    wet->is_packed = s->output && ends_with(s->output, ".gz");
    wet->is_markdown = s->layout.body == CLEANPAGE_MARKDOWN;
    wet->date = b->date;
    return cp_format_named(wet->is_markdown ? CP_LIT("markdown") : CP_LIT("text"));
}

/* NULL for a name that is none. */
static const struct cp_format *
find_format(struct batching *b)
{
    const struct cp_batch_settings *s = &b->settings->batch;

    if (is_wet(b->settings))
        return wet_format(b);
    if (s->to)
        return cp_format_named(cp_slice_of(s->to));
    return cp_format_named(s->directory ? CP_LIT("text") : CP_LIT("jsonl"));
}

static enum cp_exit
choose_format(struct batching *b)
{
    const struct cp_settings *s = b->settings;
    const struct cp_format *format = find_format(b);
    bool is_stream = b->clean.wet.is_wanted;

    if (s->batch.learn)
        return choose_to_learn(b);
    if (!format)
        return complain("--to", "is none of jsonl, wet, text, markdown, html and xml");
    if (!cleanpage_has_format(format->format))
        return complain("--to", "this build of cleanpage cannot write that");
    if (s->batch.directory && is_stream)
        return complain("--to", "wet is one file, and not for --output-dir");
    if (!s->batch.directory && format->format != CLEANPAGE_JSONL && !is_stream)
        return complain("--to", "other formats than jsonl and wet need --output-dir");
    if (s->batch.directory && s->output)
        return complain("--output", "and --output-dir exclude each other");
    if (s->batch.directory && format->format == CLEANPAGE_EXPLAIN)
        return complain("--to", "explain is for one page at a time");
    if (s->batch.resume && s->batch.unordered && !s->batch.directory)
        return complain("--resume",
                        "and --unordered exclude each other: what is done is seen by "
                        "the order");
    if (s->batch.resume && !s->output && !s->batch.directory)
        return complain("--resume", "needs --output or --output-dir");
    if (cp_sieving_check(s, format->format))
        return CP_EXIT_USAGE;
    b->clean.format = format->format;
    b->clean.layout = s->layout;
    b->clean.layout.flags =
        CLEANPAGE_NO_TIMES | (s->no_title ? (unsigned)CLEANPAGE_NO_TITLE : 0);
    b->options.extension = format->format == CLEANPAGE_JSONL      ? ".json"
                           : format->format == CLEANPAGE_MARKDOWN ? ".md"
                           : format->format == CLEANPAGE_HTML     ? ".html"
                           : format->format == CLEANPAGE_XML      ? ".xml"
                                                                  : ".txt";
    return CP_EXIT_OK;
}

static unsigned
cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > WORKERS_MAX ? WORKERS_MAX : (unsigned)n;
}

/* ------------------------------------------------------------------ what is shown */

/* "7 of 20 records", and how long the others will take; a guess as long as inputs are read. */
static void
put_done(char *text, size_t room, const struct cp_batch_counts *c)
{
    uint64_t done = c->skipped + c->records, left;

    if (!c->records || c->records_total < done) {
        snprintf(text, room, "%" PRIu64 " records", done);
        return;
    }
    left = (uint64_t)(c->seconds * (double)(c->records_total - done) / (double)c->records);
    snprintf(text, room, "%" PRIu64 " of %" PRIu64 " records, %" PRIu64 ":%02d left", done,
             c->records_total, left / 60, (int)(left % 60));
}

static void
on_progress(void *user, const struct cp_batch_counts *c)
{
    struct batching *b = user;
    double per_second = c->seconds > 0 ? 1 / c->seconds : 0;
    char done[100], line[200];

    if (!cp_progress_is_due(&b->progress, c->seconds))
        return;
    put_done(done, sizeof done, c);
    snprintf(line, sizeof line, "%s, %.0f/s, %.1f MB/s, %" PRIu64 " errors", done,
             (double)c->records * per_second, (double)c->bytes / 1e6 * per_second, c->errors);
    cp_progress_show(&b->progress, line);
}

/* With --verbose, at the end. */
static void
tell(const struct cp_batch_counts *c)
{
    struct cp_buf sandbox = { 0 };

    fprintf(stderr,
            "* records: %" PRIu64 ", %" PRIu64 " with text, %" PRIu64 " empty, %" PRIu64
            " errors, %" PRIu64 " filtered; %" PRIu64
            " done before\n* time: %.1f s, %.0f records/s, %.1f MB/s\n",
            c->records, c->ok, c->empty, c->errors, c->filtered, c->skipped, c->seconds,
            c->seconds > 0 ? (double)c->records / c->seconds : 0,
            c->seconds > 0 ? (double)c->bytes / 1e6 / c->seconds : 0);
    cp_sandbox_put_state(&sandbox, &c->sandbox);
    if (cp_buf_str(&sandbox))
        fprintf(stderr, "* sandbox: %s\n", sandbox.p);
    cp_buf_clear(&sandbox);
}

static void
on_complain(void *user, const char *name, const char *cause)
{
    struct batching *b = user;

    cp_progress_wipe(&b->progress);
    cp_cli_say(name, cause);
}

static void
on_note(void *user, const char *name, const char *cause)
{
    const struct batching *b = user;

    if (!b->settings->quiet)
        on_complain(user, name, cause);
}

/* That nothing comes of an input is seldom meant. */
static void
warn_of_nothing(const struct batching *b, const struct cp_batch_counts *c)
{
    const struct cp_source_options *source = &b->options.source;

    if (!b->settings->quiet && !*b->stop && !source->shards && !c->records && !c->skipped &&
        !c->is_finished)
        cp_cli_say(source->input_count == 1 ? source->inputs[0].name : NULL,
                   "no records in it");
}

static enum cp_exit
write_stats(const struct batching *b, const struct cp_batch_counts *c)
{
    const char *path = b->settings->batch.stats;
    char text[600 + CP_SIEVING_STATS_MAX], filtered[CP_SIEVING_STATS_MAX];
    int n, error;
    struct cp_slice line;

    cp_sieving_stats(c, filtered);
    n = snprintf(text, sizeof text,
                 "{\"records\":%" PRIu64 ",\"skipped\":%" PRIu64 ",\"ok\":%" PRIu64
                 ",\"empty\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"crashed\":%" PRIu64
                 ",\"late\":%" PRIu64 ",\"hungry\":%" PRIu64 ",\"passed_over\":%" PRIu64
                 ",\"wrong_digests\":%" PRIu64 ",\"bytes\":%" PRIu64
                 ",\"workers\":%u,\"seconds\":%.3f%s}\n",
                 c->records, c->skipped, c->ok, c->empty, c->errors, c->crashed, c->late,
                 c->hungry, c->source.passed_over, c->source.wrong_digests, c->bytes,
                 b->options.workers, c->seconds, filtered);
    line = (struct cp_slice){ text, n > 0 ? (size_t)n : 0 };
    if (!path)
        return CP_EXIT_OK;
    error = strcmp(path, "-") == 0 ? cp_write_all(STDERR_FILENO, line)
                                   : cp_file_replace(path, line);
    if (error)
        cp_cli_say(path, strerror(error));
    return error ? CP_EXIT_WRITE : CP_EXIT_OK;
}

/* ------------------------------------------------------------------ all of it */

static void
set_options(struct batching *b)
{
    const struct cp_settings *s = b->settings;
    struct cp_batch_options *o = &b->options;

    b->fetch = s->fetch;
    cp_job_set_cacert(&b->fetch);
    b->clean.cp = b->job.cp;
    b->clean.sandbox = (enum cp_sandbox_mode)s->sandbox;
    b->clean.page = b->job.page;
    b->clean.site = s->site;
    o->learn = s->batch.learn;
    o->clean = &b->clean;
    o->sink.file = s->output;
    o->sink.directory = s->batch.directory;
    o->sink.resume = s->batch.resume;
    o->workers = s->batch.workers < 1 ? cores() : (unsigned)s->batch.workers;
    o->timeout_ms = s->batch.timeout_ms ? s->batch.timeout_ms : DEFAULT_TIMEOUT_MS;
    o->memory_bytes = (size_t)(s->batch.memory ? s->batch.memory : DEFAULT_MEMORY);
    o->unordered = s->batch.unordered;
    o->fetch = &b->fetch;
    o->pause_ms = s->archive.pause_ms == 0  ? -1
                  : s->archive.pause_ms < 0 ? 0
                                            : s->archive.pause_ms;
    o->hosts_at_once = s->archive.hosts < 1 ? 0 : (unsigned)s->archive.hosts;
    o->requests_per_s = (double)s->archive.rate / 1e3;
    o->wait_max_s = s->fetch.retries > 0 ? RETRY_WAIT_MAX_S : 0;
    o->ignore_robots = s->archive.ignore_robots;
    o->stop = b->stop = cp_stop_watch();
    o->user = b;
    o->progress = on_progress;
    o->complain = on_complain;
    o->note = on_note;
    cp_progress_init(&b->progress, s->quiet);
}

/* What a stream begins with. */
static cleanpage_status
make_start(struct cp_ctx *cx, struct batching *b)
{
    const struct cp_source_options *source = &b->options.source;
    struct cp_sink_options *sink = &b->options.sink;
    cleanpage_status st;

    sink->is_wet = b->clean.wet.is_wanted;
    if (!sink->is_wet)
        return CLEANPAGE_OK;
    st = cp_wet_put_info(cx, &b->wet_info, &b->clean.wet, source->shard, source->shards);
    sink->start = cp_buf_slice(&b->wet_info);
    return st;
}

static enum cp_exit
run(struct batching *b)
{
    struct cp_batch_counts counts = { 0 };
    struct cp_ctx cx = { 0 };
    cleanpage_status failed = make_start(&cx, b);
    enum cp_exit st;

    if (!failed)
        failed = cp_batch(&cx, &b->options, &counts);
    cp_progress_wipe(&b->progress);
    if (failed && cx.message[0])
        cp_cli_say(NULL, cx.message);
    if (!failed)
        warn_of_nothing(b, &counts);
    if (b->settings->verbose && !failed)
        tell(&counts);
    if (counts.is_busy)
        return CP_EXIT_BUSY;
    st = write_stats(b, &counts);
    if (failed)
        return cp_exit_of(failed);
    if (*b->stop)
        return CP_EXIT_SOME;
    return st ? st : counts.errors && !b->settings->batch.exit_zero ? CP_EXIT_SOME : CP_EXIT_OK;
}

static enum cp_exit
batch(const struct cp_settings *settings)
{
    struct batching b = { .settings = settings };
    enum cp_exit st = read_numbers(&b);

    if (!st)
        st = choose_format(&b);
    if (!st)
        st = gather_inputs(&b);
    if (!st) {
        st = cp_job_start(&b.job, settings);
        set_options(&b);
        st = st ? st : cp_sieving_start(settings, &b.sieve, &b.options);
        st = st ? st : run(&b);
        cp_sieve_clear(&b.sieve);
        cp_job_end(&b.job);
    }
    cp_buf_clear(&b.wet_info);
    free(b.inputs);
    return st;
}

static enum cp_exit
show_help(void)
{
    struct cp_buf out = { 0 };

    cp_buf_puts(&out, usage);
    cp_buf_puts(&out, "\n\nCleans many pages at a time and writes a line of JSON for each.\n");
    cp_help_put_options(&out, "batch");
    return cp_help_write(&out);
}

enum cp_exit
cp_cmd_batch(int argc, char **argv)
{
    struct cp_settings settings;
    enum cp_exit st = cp_settings_parse_of(&settings, "batch", argc, argv);

    if (!st && settings.help)
        st = show_help();
    else if (!st && settings.version)
        st = cp_version_show();
    else if (!st)
        st = batch(&settings);
    cp_settings_clear(&settings);
    return st;
}
