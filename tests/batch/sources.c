/*
 * For tests/batch/sources.py: prints the records of inputs as JSON Lines, the bytes of pages as
 * their length and SHA-256.
 *
 * sources [--kind=auto|page|list|jsonl|warc] [--nul] [--shard=N/COUNT] [--range=OFFSET,LENGTH]
 *         [--first=NUMBER] [--max=BYTES] [--quiet] INPUT ...
 *
 * The last line tells progress and counts, or the failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/json.h"
#include "batch/source.h"
#include "warc/warc.h"

#define INPUTS_MAX 100

static const char *const kinds[] = { "auto", "page", "list", "jsonl", "warc" };
static const char *const states[] = { "page", "fetch", "broken", "passed" };

static struct cp_source_input inputs[INPUTS_MAX];
static struct cp_source_options options = { .inputs = inputs, .page_max = CP_INPUT_MAX };
static enum cp_source_kind kind;
static bool is_quiet;
static uint64_t first; /* number that is wanted */

static void
put_member(struct cp_buf *out, const char *name, struct cp_slice text)
{
    cp_buf_puts(out, ",\"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\":");
    cp_json_put_string(out, text);
}

static void
print_record(const struct cp_record *r)
{
    struct cp_buf out = { 0 };
    char digest[CP_DIGEST_MAX];

    cp_digest(r->bytes, digest);
    cp_buf_puts(&out, "{\"number\":");
    cp_buf_put_u64(&out, r->number);
    cp_buf_puts(&out, ",\"id\":");
    cp_buf_put_slice(&out, r->id);
    put_member(&out, "state", cp_slice_of(states[r->state]));
    put_member(&out, "name", r->name);
    put_member(&out, "url", r->url);
    put_member(&out, "charset", r->charset);
    put_member(&out, "date", r->date);
    put_member(&out, "error", r->error);
    put_member(&out, "sha256", cp_slice_of(digest));
    cp_buf_puts(&out, ",\"bytes\":");
    cp_buf_put_u64(&out, r->bytes.n);
    fwrite(out.p, 1, out.n, stdout);
    fputs(",\"carried\":{", stdout);
    fwrite(r->carried.n ? r->carried.p : "", 1, r->carried.n, stdout);
    puts("}}");
    cp_buf_clear(&out);
}

static void
print_end(const struct cp_source *source)
{
    struct cp_source_counts counts = cp_source_counts(source);
    uint64_t read, total;

    cp_source_progress(source, &read, &total);
    printf("{\"read\":%llu,\"total\":%llu,\"passed_over\":%llu,\"wrong_digests\":%llu}\n",
           (unsigned long long)read, (unsigned long long)total,
           (unsigned long long)counts.passed_over, (unsigned long long)counts.wrong_digests);
}

static int
run(void)
{
    struct cp_ctx cx = { 0 };
    struct cp_source *source;
    struct cp_record record;
    cleanpage_status st = cp_source_open(&cx, &options, &source);
    bool found = !st;

    if (!st)
        cp_source_skip(source, first);
    while (!st && found) {
        st = cp_source_next(&cx, source, &record, &found);
        if (!st && found && !is_quiet && record.state != CP_RECORD_PASSED)
            print_record(&record);
    }
    if (st)
        printf("{\"status\":%d,\"message\":\"%s\"}\n", (int)st, cx.message);
    else
        print_end(source);
    cp_source_close(source);
    return st != CLEANPAGE_OK;
}

static const char *
value_of(const char *argument, const char *name)
{
    size_t n = strlen(name);

    return strncmp(argument, name, n) == 0 ? argument + n : NULL;
}

static void
read_pair(const char *text, uint64_t *first, uint64_t *second)
{
    char *end;

    *first = strtoull(text, &end, 10);
    *second = *end ? strtoull(end + 1, NULL, 10) : 0;
}

static void
read_argument(const char *argument)
{
    const char *value;

    if ((value = value_of(argument, "--kind=")))
        for (kind = CP_SOURCE_AUTO; strcmp(value, kinds[kind]) != 0;)
            kind++;
    else if ((value = value_of(argument, "--shard=")))
        read_pair(value, &options.shard, &options.shards);
    else if ((value = value_of(argument, "--range=")))
        read_pair(value, &options.offset, &options.length);
    else if ((value = value_of(argument, "--first=")))
        first = strtoull(value, NULL, 10);
    else if ((value = value_of(argument, "--max=")))
        options.page_max = (size_t)strtoull(value, NULL, 10);
    else if (strcmp(argument, "--nul") == 0)
        options.ends_with_nul = true;
    else if (strcmp(argument, "--quiet") == 0)
        is_quiet = true;
    else if (options.input_count < INPUTS_MAX)
        inputs[options.input_count++] = (struct cp_source_input){ argument, kind };
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        read_argument(argv[i]);
    return run();
}
