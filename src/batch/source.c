/* The sequence of inputs and its records: see batch/source.h. */
#include "batch/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/json.h"
#include "batch/kinds.h"
#include "batch/part.h"
#include "batch/walk.h"
#include "url/url.h"

/* Records that are passed over in one call: some hundredths of a second. */
#define PASSED_MAX 4096

struct cp_source {
    const struct cp_source_options *options;
    size_t input;         /* the next one */
    struct cp_walk *walk; /* of the directory at hand, or NULL */
    enum cp_source_kind walk_kind;
    struct cp_part part;              /* without a kind: none is open */
    uint64_t number;                  /* of the next record */
    uint64_t first;                   /* number that is wanted */
    uint64_t read_bytes, total_bytes; /* of the inputs that are done; of all */
    struct cp_source_counts counts;
};

/* ------------------------------------------------------------------ checks before all */

static cleanpage_status
check_options(struct cp_ctx *cx, const struct cp_source_options *o)
{
    size_t stdin_count = 0;

    if (o->shards && o->shard >= o->shards)
        return cp_fail(cx, CLEANPAGE_BADARG, "shard %llu of %llu: there is none",
                       (unsigned long long)o->shard, (unsigned long long)o->shards);
    for (size_t i = 0; i < o->input_count; i++)
        stdin_count += strcmp(o->inputs[i].name, "-") == 0;
    if (stdin_count > 1)
        return cp_fail(cx, CLEANPAGE_BADARG, "-: stdin can be read once");
    if ((o->length || o->offset) &&
        (o->input_count != 1 || !o->length || stdin_count ||
         (o->inputs[0].kind != CP_SOURCE_AUTO && o->inputs[0].kind != CP_SOURCE_WARC)))
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "a range is an offset and a length in one WARC file");
    return CLEANPAGE_OK;
}

static cleanpage_status
check_address(struct cp_ctx *cx, const char *name)
{
    if (cp_url_is_web(cp_slice_of(name)))
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_BADARG, "%s: not an address of http or https", name);
}

static cleanpage_status
check_range(struct cp_ctx *cx, const struct cp_source_options *o, const struct stat *st)
{
    uint64_t size = (uint64_t)st->st_size;

    if (!S_ISREG(st->st_mode))
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: only a file has a range", o->inputs[0].name);
    if (o->offset > size || o->length > size - o->offset)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: the range ends behind its %llu bytes",
                       o->inputs[0].name, (unsigned long long)size);
    return CLEANPAGE_OK;
}

/* Looks whether the input is there, and adds what is known of its size. */
static cleanpage_status
check_input(struct cp_ctx *cx, struct cp_source *s, const struct cp_source_input *input,
            bool *is_known)
{
    const char *name = input->name;
    struct stat st;

    if (cp_part_is_address(cp_slice_of(name))) {
        *is_known = false;
        return check_address(cx, name);
    }
    if ((strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(name, &st)) != 0)
        return cp_fail(cx, CLEANPAGE_READ, "%s: %s", name, strerror(errno));
    if (S_ISDIR(st.st_mode) && input->kind == CP_SOURCE_LIST)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: a directory, not a list", name);
    if (S_ISREG(st.st_mode))
        s->total_bytes += (uint64_t)st.st_size;
    else
        *is_known = false;
    return s->options->length ? check_range(cx, s->options, &st) : CLEANPAGE_OK;
}

static cleanpage_status
check_inputs(struct cp_ctx *cx, struct cp_source *s)
{
    const struct cp_source_options *o = s->options;
    bool is_known = true;
    cleanpage_status st = check_options(cx, o);

    for (size_t i = 0; !st && i < o->input_count; i++)
        st = check_input(cx, s, &o->inputs[i], &is_known);
    if (o->length)
        s->total_bytes = o->length;
    else if (!is_known)
        s->total_bytes = 0;
    return st;
}

cleanpage_status
cp_source_open(struct cp_ctx *cx, const struct cp_source_options *options,
               struct cp_source **source)
{
    struct cp_source *s = calloc(1, sizeof *s);
    cleanpage_status st;

    *source = NULL;
    if (!s)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    s->options = options;
    s->number = options->first;
    st = check_inputs(cx, s);
    if (st)
        free(s);
    else
        *source = s;
    return st;
}

void
cp_source_skip(struct cp_source *s, uint64_t first)
{
    s->first = first;
}

void
cp_source_close(struct cp_source *s)
{
    if (!s)
        return;
    cp_part_clear(&s->part);
    cp_walk_free(s->walk);
    free(s);
}

/* ------------------------------------------------------------------ the next input */

static const struct cp_part_kind *
part_kind(enum cp_source_kind kind)
{
    switch (kind) {
    case CP_SOURCE_PAGE:
        return &cp_part_page;
    case CP_SOURCE_LIST:
        return &cp_part_list;
    case CP_SOURCE_JSONL:
        return &cp_part_jsonl;
    case CP_SOURCE_WARC:
        return &cp_part_warc;
    default:
        return NULL;
    }
}

/* What it is told to be, by its user, its name, or a range; CP_SOURCE_AUTO: nothing tells. */
static enum cp_source_kind
told_kind(const struct cp_source *s, const char *name, enum cp_source_kind kind)
{
    if (kind != CP_SOURCE_AUTO)
        return kind;
    return s->options->length ? CP_SOURCE_WARC : cp_kind_of_name(name, s->walk != NULL);
}

/* Whether it will be the same whenever the file is opened. */
static bool
is_of_file(int error)
{
    return error == EACCES || error == EISDIR || error == ENOENT || error == EINVAL ||
           error == ENXIO;
}

static cleanpage_status
open_file(struct cp_ctx *cx, struct cp_source *s, const char *name, enum cp_source_kind kind)
{
    struct cp_part *part = &s->part;
    int error = cp_stream_open(&part->stream, name, part->is_inside);

    if (error == ENOMEM)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (error) {
        cp_part_set_broken(part, strerror(error));
        part->stream.error = is_of_file(error) ? 0 : error;
        return CLEANPAGE_OK;
    }
    if (kind == CP_SOURCE_AUTO)
        kind = cp_kind_of_bytes(cp_stream_peek(&part->stream), s->options->ends_with_nul);
    part->kind = part_kind(kind);
    if (!part->kind)
        cp_part_set_broken(part, "neither a page, a list, JSON Lines nor a WARC file");
    return part->kind->begin ? part->kind->begin(cx, part) : CLEANPAGE_OK;
}

/* An input that is no directory. */
static cleanpage_status
open_part(struct cp_ctx *cx, struct cp_source *s, const char *name, enum cp_source_kind kind)
{
    bool is_stdin = strcmp(name, "-") == 0;

    kind = told_kind(s, name, kind);
    s->part = (struct cp_part){ .options = s->options,
                                .counts = &s->counts,
                                .name = is_stdin ? "stdin" : name,
                                .is_inside = s->walk != NULL };
    if (cp_part_is_address(cp_slice_of(name)))
        s->part.kind = &cp_part_url;
    else if (kind == CP_SOURCE_PAGE && !is_stdin)
        s->part.kind = &cp_part_page;
    else
        return open_file(cx, s, name, kind);
    return CLEANPAGE_OK;
}

static bool
is_directory(const char *name)
{
    struct stat st;

    return strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static cleanpage_status
open_input(struct cp_ctx *cx, struct cp_source *s, const struct cp_source_input *input)
{
    if (!is_directory(input->name))
        return open_part(cx, s, input->name, input->kind);
    s->walk = cp_walk_new(input->name);
    s->walk_kind = input->kind;
    return s->walk ? CLEANPAGE_OK : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

/* The next file of the directory whose name says that it is one to read. */
static cleanpage_status
open_walked(struct cp_ctx *cx, struct cp_source *s)
{
    const char *path, *trouble;

    switch (cp_walk_next(s->walk, &path, &trouble)) {
    case CP_WALKED_FILE: {
        enum cp_source_kind kind = cp_kind_of_name(path, true);

        if (kind == CP_SOURCE_AUTO || (s->walk_kind != CP_SOURCE_AUTO && s->walk_kind != kind))
            return CLEANPAGE_OK;
        return open_part(cx, s, path, kind);
    }
    case CP_WALKED_TROUBLE:
        s->part = (struct cp_part){ .options = s->options, .name = path };
        cp_part_set_broken(&s->part, trouble);
        return CLEANPAGE_OK;
    case CP_WALKED_END:
        cp_walk_free(s->walk);
        s->walk = NULL;
        return CLEANPAGE_OK;
    default:
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
}

/* Opens the next part, if there is one. */
static cleanpage_status
open_next(struct cp_ctx *cx, struct cp_source *s)
{
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && !s->part.kind && (s->walk || s->input < s->options->input_count))
        st = s->walk ? open_walked(cx, s) : open_input(cx, s, &s->options->inputs[s->input++]);
    return st;
}

/* ------------------------------------------------------------------ records */

static uint64_t
position(const struct cp_source *s)
{
    if (!s->part.kind)
        return 0;
    if (!s->part.warc)
        return cp_stream_position(&s->part.stream);
    return cp_warc_position(s->part.warc) - (s->options->length ? s->options->offset : 0);
}

static void
close_part(struct cp_source *s)
{
    s->read_bytes += position(s);
    cp_part_clear(&s->part);
}

static bool
is_wanted(const struct cp_source *s)
{
    const struct cp_source_options *o = s->options;

    return s->number >= s->first && (o->shards == 0 || s->number % o->shards == o->shard);
}

/* What every record has: its number, and one for an id. */
static cleanpage_status
finish(struct cp_ctx *cx, struct cp_source *s, struct cp_record *record)
{
    struct cp_part *part = &s->part;

    if (part->id.n == 0)
        cp_buf_put_u64(&part->id, s->number);
    record->number = s->number;
    record->id = cp_buf_slice(&part->id);
    return cp_part_finish(cx, part);
}

/*
 * A record that is passed over has its line already. If it tells that the system could not read
 * an input, that line may be another record's, and the records that follow it would be lost.
 */
static cleanpage_status
check_passed(struct cp_ctx *cx, const struct cp_source *s)
{
    const struct cp_part *part = &s->part;
    int error = part->warc ? cp_warc_error(part->warc) : part->stream.error;

    if (s->number >= s->first || !error)
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_READ, "%s: %s", part->name, strerror(error));
}

/* The next record of the part that is open, if there is one; it is numbered, wanted or not. */
static cleanpage_status
next_of_part(struct cp_ctx *cx, struct cp_source *s, bool is_wanted, struct cp_record *record,
             bool *found)
{
    struct cp_part *part = &s->part;
    cleanpage_status st;

    part->id.n = part->carried.n = 0;
    *record = (struct cp_record){ .name = cp_slice_of(part->name) };
    st = part->kind->next(cx, part, is_wanted, record, found);
    if (st || !*found)
        return st;
    st = is_wanted ? finish(cx, s, record) : check_passed(cx, s);
    s->number++;
    return st;
}

cleanpage_status
cp_source_next(struct cp_ctx *cx, struct cp_source *s, struct cp_record *record, bool *found)
{
    cleanpage_status st;

    for (unsigned passed = 0; passed < PASSED_MAX; passed++) {
        bool wanted = is_wanted(s);

        *found = false;
        st = open_next(cx, s);
        if (st || !s->part.kind)
            return st;
        st = next_of_part(cx, s, wanted, record, found);
        if (st || (*found && wanted))
            return st;
        if (!*found)
            close_part(s);
    }
    *found = true;
    *record = (struct cp_record){ .state = CP_RECORD_PASSED };
    return CLEANPAGE_OK;
}

bool
cp_source_is_silent(const struct cp_source *s, int wait_ms)
{
    return s->part.kind && !s->part.warc && cp_stream_is_silent(&s->part.stream, wait_ms);
}

void
cp_source_progress(const struct cp_source *s, uint64_t *read, uint64_t *total)
{
    *read = s->read_bytes + position(s);
    *total = s->total_bytes;
}

struct cp_source_counts
cp_source_counts(const struct cp_source *s)
{
    return s->counts;
}
