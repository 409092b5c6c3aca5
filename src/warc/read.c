/* Reading WARC files: see warc/warc.h. */
#include "warc/warc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "warc/block.h"
#include "warc/digest.h"
#include "warc/fields.h"
#include "warc/input.h"
#include "warc/member.h"

/* Bytes unpacked at a time. */
#define WINDOW ((size_t)64 << 10)

/* What the digests begin with that are compared. */
static const struct cp_slice sha256 = { "sha256:", 7 };

struct cp_warc_reader {
    char *name; /* of the file, for messages */
    struct cp_input in;
    struct cp_unpacker *unpacker, *prober;
    struct cp_digester *digester;
    size_t payload_max;
    uint64_t offset;    /* where the member, or plain record, at hand begins */
    unsigned kinds;     /* of cp_warc_start that the file has; 0 while none was seen */
    bool is_borrowed;   /* the file, which stays open */
    bool in_member;     /* the unpacker is amid one */
    bool is_lost;       /* after damage: a record must be looked for */
    const char *damage; /* why reading stopped, or NULL; static */
    char *window;       /* unpacked and not yet read */
    size_t at, n;
    struct cp_buf fields, block, chunks, plain;
};

/* ------------------------------------------------------------------ unpacked bytes */

static bool
stop(struct cp_warc_reader *r, const char *why)
{
    if (!r->damage)
        r->damage = why;
    return false;
}

/* Unpacks on into the empty window; false at the end of the member. */
static bool
unpack_window(struct cp_warc_reader *r)
{
    r->at = r->n = 0;
    while (r->in_member && r->n == 0) {
        struct cp_slice bytes;
        enum cp_unpacked got;

        if (!cp_input_has(&r->in, 1))
            return stop(r, "the record is not whole");
        bytes = cp_input_slice(&r->in);
        got = cp_unpacker_read(r->unpacker, &bytes, r->window, WINDOW, &r->n);
        r->in.at = r->in.n - bytes.n;
        if (got == CP_UNPACKED_BAD)
            return stop(r, "the compressed data are damaged");
        r->in_member = got == CP_UNPACKED_SOME;
    }
    return r->n > 0;
}

/* What can be read at once, of a member or of a plain file; empty at the end of either. */
static struct cp_slice
bytes_at_hand(struct cp_warc_reader *r)
{
    if (r->at < r->n || r->in_member) {
        if (r->at == r->n)
            unpack_window(r);
        return (struct cp_slice){ r->window + r->at, r->n - r->at };
    }
    if (r->kinds != CP_WARC_START_PLAIN)
        return (struct cp_slice){ r->window, 0 };
    cp_input_has(&r->in, 1);
    return cp_input_slice(&r->in);
}

static void
skip(struct cp_warc_reader *r, size_t n)
{
    if (r->at < r->n)
        r->at += n;
    else
        r->in.at += n;
}

/* Appends a line to the fields, without its end. False when there is none, or no whole one. */
static bool
read_line(struct cp_warc_reader *r, struct cp_slice *line)
{
    size_t start = r->fields.n;

    for (;;) {
        struct cp_slice bytes = bytes_at_hand(r);
        const char *end = bytes.n ? memchr(bytes.p, '\n', bytes.n) : NULL;
        size_t n = end ? (size_t)(end - bytes.p) + 1 : bytes.n;

        if (n == 0)
            return stop(r, "the record is not whole");
        if (r->fields.n + n > CP_WARC_HEAD_MAX)
            return stop(r, "the head of a record is too long");
        cp_buf_put(&r->fields, bytes.p, n);
        skip(r, n);
        if (cp_buf_failed(&r->fields))
            return stop(r, "out of memory");
        if (end)
            break;
    }
    *line = (struct cp_slice){ r->fields.p + start, r->fields.n - start };
    return true;
}

/* ------------------------------------------------------------------ the head of a record */

static bool
read_fields(struct cp_warc_reader *r)
{
    struct cp_slice line;

    r->fields.n = 0;
    if (!read_line(r, &line))
        return false;
    if (!cp_slice_starts_nocase(line, CP_LIT("WARC/")))
        return stop(r, "no record begins here");
    r->fields.n = 0;
    do
        if (!read_line(r, &line))
            return false;
    while (cp_slice_trim(line).n);
    return true;
}

static bool
read_number(struct cp_slice s, uint64_t *number)
{
    *number = 0;
    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!cp_is_digit((unsigned char)s.p[i]))
            return false;
        *number = *number * 10 + (uint64_t)(s.p[i] - '0');
    }
    return true;
}

/* To the next record, in a member or behind it. False at the end of the file, or on damage. */
static bool
begin_record(struct cp_warc_reader *r)
{
    struct cp_slice bytes;
    enum cp_warc_start start;

    for (;;) {
        while ((bytes = bytes_at_hand(r)).n && (bytes.p[0] == '\r' || bytes.p[0] == '\n'))
            skip(r, 1);
        if (r->damage)
            return false;
        if (r->at < r->n)
            return true;
        r->offset = cp_input_offset(&r->in);
        if (!cp_input_has(&r->in, 1))
            return false;
        start = cp_input_start(&r->in, r->prober);
        if (start == CP_WARC_START_NONE)
            return stop(r, "no record begins here");
        r->kinds = start;
        if (start == CP_WARC_START_PLAIN)
            return true;
        cp_unpacker_restart(r->unpacker);
        r->in_member = true;
    }
}

/* ------------------------------------------------------------------ its block */

/* Reads a block of so many bytes, of which as many are kept as may be asked for. */
static bool
read_block(struct cp_warc_reader *r, uint64_t length, bool digests)
{
    size_t max = CP_HEADERS_MAX + r->payload_max;

    r->block.n = 0;
    while (length) {
        struct cp_slice bytes = bytes_at_hand(r);
        size_t kept;

        if (bytes.n == 0)
            return stop(r, "the record is not whole");
        if (bytes.n > length)
            bytes.n = (size_t)length;
        kept = max - r->block.n < bytes.n ? max - r->block.n : bytes.n;
        cp_buf_put(&r->block, bytes.p, kept);
        if (digests)
            cp_digester_add(r->digester, bytes);
        skip(r, bytes.n);
        length -= bytes.n;
        if (cp_buf_failed(&r->block))
            return stop(r, "out of memory");
    }
    return true;
}

/* The two line ends behind a block, and the end of its member, where the check sum is. */
static bool
end_record(struct cp_warc_reader *r)
{
    struct cp_slice bytes = { NULL, 0 };

    for (int i = 0; i < 4 || r->in_member; i++) {
        bytes = bytes_at_hand(r);
        if (bytes.n == 0 || (bytes.p[0] != '\r' && bytes.p[0] != '\n'))
            break;
        skip(r, 1);
    }
    /* Some files have several records in a member. */
    if (bytes.n && bytes.p[0] != 'W' && bytes.p[0] != '\r' && bytes.p[0] != '\n')
        return stop(r, "the record is longer than its head says");
    return !r->damage;
}

static bool
is_wrong(struct cp_slice told, const char *digest)
{
    return cp_slice_starts_nocase(told, sha256) && told.n == strlen(digest) &&
           !cp_slice_eq_nocase(told, cp_slice_of(digest));
}

static bool
is_http(const struct cp_warc_found *record)
{
    return cp_slice_starts_nocase(record->content_type, CP_LIT("application/http"));
}

/* Head and payload of a block, and whether it is what was written. */
static void
split_block(struct cp_warc_reader *r, struct cp_warc_found *record, uint64_t length)
{
    char digest[CP_DIGEST_MAX];

    record->payload = cp_buf_slice(&r->block);
    cp_digester_end(r->digester, digest);
    record->is_digest_wrong = is_wrong(cp_warc_field_of(record, "WARC-Block-Digest"), digest);
    record->is_cut = length > r->block.n;
    if (is_http(record))
        cp_block_split(record->payload, &record->head, &record->payload);
}

/* "<urn:uuid:...>". Some writers of version 1.0 set addresses in angle brackets, too. */
static struct cp_slice
without_brackets(struct cp_slice s)
{
    if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
        return (struct cp_slice){ s.p + 1, s.n - 2 };
    return s;
}

static void
name_fields(struct cp_warc_reader *r, struct cp_warc_found *record)
{
    *record = (struct cp_warc_found){ .offset = r->offset, .fields = cp_buf_slice(&r->fields) };
    record->type = cp_warc_field_of(record, "WARC-Type");
    record->id = without_brackets(cp_warc_field_of(record, "WARC-Record-ID"));
    record->target = without_brackets(cp_warc_field_of(record, "WARC-Target-URI"));
    record->date = cp_warc_field_of(record, "WARC-Date");
    record->content_type = cp_warc_field_of(record, "Content-Type");
}

static bool
read_record(struct cp_warc_reader *r, struct cp_warc_found *record)
{
    char forgotten[CP_DIGEST_MAX];
    struct cp_slice told;
    uint64_t length;

    if (!read_fields(r))
        return false;
    name_fields(r, record);
    if (!read_number(cp_warc_field_of(record, "Content-Length"), &length))
        return stop(r, "the head of a record does not say how long it is");
    /* Most writers tell SHA-1, which nobody here compares: no digest is made for those. */
    told = cp_warc_field_of(record, "WARC-Block-Digest");
    cp_digester_end(r->digester, forgotten);
    if (!read_block(r, length, cp_slice_starts_nocase(told, sha256)) || !end_record(r))
        return false;
    record->bytes = cp_input_offset(&r->in) - r->offset;
    split_block(r, record, length);
    return true;
}

/* ------------------------------------------------------------------ from record to record */

static void
forget_member(struct cp_warc_reader *r)
{
    r->at = r->n = 0;
    r->in_member = false;
    r->damage = NULL;
}

/* Behind damage to the next record. A pipe cannot go back to the start of what was damaged, and
 * is searched from where it stands. */
static bool
find_record(struct cp_warc_reader *r)
{
    unsigned kinds = r->kinds ? r->kinds : CP_WARC_START_PACKED | CP_WARC_START_PLAIN;

    forget_member(r);
    r->is_lost = false;
    cp_input_goto(&r->in, r->offset + 1);
    return cp_input_find(&r->in, r->prober, kinds);
}

static bool
has_failed(const struct cp_warc_reader *r)
{
    return cp_buf_failed(&r->fields) || cp_buf_failed(&r->block) || cp_buf_failed(&r->chunks) ||
           cp_buf_failed(&r->plain);
}

static cleanpage_status
fail_damage(struct cp_ctx *cx, struct cp_warc_reader *r)
{
    if (has_failed(r))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    return cp_fail(cx, CLEANPAGE_READ, "%s: byte %llu: %s", r->name,
                   (unsigned long long)r->offset,
                   r->in.error ? strerror(r->in.error) : r->damage);
}

int
cp_warc_error(const struct cp_warc_reader *reader)
{
    return reader->in.error;
}

cleanpage_status
cp_warc_next_stored(struct cp_ctx *cx, struct cp_warc_reader *r, struct cp_warc_found *record,
                    bool *found)
{
    *found = false;
    if (r->is_lost && !find_record(r))
        return CLEANPAGE_OK;
    *found = begin_record(r) && read_record(r, record);
    if (!r->damage && !r->in.error && !has_failed(r))
        return CLEANPAGE_OK;
    *found = false;
    r->is_lost = true;
    return fail_damage(cx, r);
}

cleanpage_status
cp_warc_unpack(struct cp_ctx *cx, struct cp_warc_reader *r, struct cp_warc_found *record)
{
    struct cp_slice told = cp_warc_field_of(record, "WARC-Payload-Digest");
    char digest[CP_DIGEST_MAX];

    if (cp_slice_starts_nocase(told, sha256) && !record->is_cut) {
        cp_digest(record->payload, digest);
        record->is_digest_wrong |= is_wrong(told, digest);
    }
    if (is_http(record))
        cp_block_decode(record->head, &record->payload, r->payload_max, &r->chunks, &r->plain,
                        &record->is_cut);
    if (record->payload.n > r->payload_max) {
        record->payload.n = r->payload_max;
        record->is_cut = true;
    }
    return has_failed(r) ? fail_damage(cx, r) : CLEANPAGE_OK;
}

cleanpage_status
cp_warc_next(struct cp_ctx *cx, struct cp_warc_reader *r, struct cp_warc_found *record,
             bool *found)
{
    cleanpage_status st = cp_warc_next_stored(cx, r, record, found);

    if (!st && *found)
        st = cp_warc_unpack(cx, r, record);
    *found = *found && !st;
    return st;
}

cleanpage_status
cp_warc_seek(struct cp_ctx *cx, struct cp_warc_reader *r, uint64_t offset)
{
    forget_member(r);
    r->is_lost = false;
    r->in.end = 0;
    if (!cp_input_goto(&r->in, offset))
        return cp_fail(cx, CLEANPAGE_READ, "%s: cannot go to byte %llu", r->name,
                       (unsigned long long)offset);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_warc_range(struct cp_ctx *cx, struct cp_warc_reader *r, uint64_t offset, uint64_t length)
{
    cleanpage_status st = cp_warc_seek(cx, r, offset);

    if (st || length > UINT64_MAX - offset)
        return st;
    r->in.end = offset + length;
    if (r->in.base + r->in.n > r->in.end)
        r->in.n = (size_t)(r->in.end - r->in.base);
    return CLEANPAGE_OK;
}

uint64_t
cp_warc_position(const struct cp_warc_reader *r)
{
    return cp_input_offset(&r->in);
}

/* ------------------------------------------------------------------ opening and closing */

static void
close_file(int fd, bool is_borrowed)
{
    if (fd != STDIN_FILENO && !is_borrowed)
        close(fd);
}

static bool
has_memory(const struct cp_warc_reader *r)
{
    return r->name && r->window && r->unpacker && r->prober && r->digester && r->in.buffer;
}

static struct cp_warc_reader *
reader_new(const char *name, int fd, bool is_borrowed, struct cp_slice ahead,
           size_t payload_max)
{
    struct cp_warc_reader *r = calloc(1, sizeof *r);

    if (!r) {
        close_file(fd, is_borrowed);
        return NULL;
    }
    r->is_borrowed = is_borrowed;
    r->payload_max = payload_max;
    r->name = strdup(name);
    r->window = malloc(WINDOW);
    r->unpacker = cp_unpacker_new();
    r->prober = cp_unpacker_new();
    r->digester = cp_digester_new();
    cp_input_init(&r->in, fd, ahead);
    if (!has_memory(r)) {
        cp_warc_reader_close(r);
        return NULL;
    }
    return r;
}

cleanpage_status
cp_warc_reader_adopt(struct cp_ctx *cx, const char *name, int fd, struct cp_slice ahead,
                     size_t payload_max, struct cp_warc_reader **reader)
{
    *reader = reader_new(name, fd, false, ahead, payload_max);
    if (*reader)
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

cleanpage_status
cp_warc_reader_borrow(struct cp_ctx *cx, const char *name, int fd, size_t payload_max,
                      struct cp_warc_reader **reader)
{
    const struct cp_slice nothing = { NULL, 0 };

    *reader = reader_new(name, fd, true, nothing, payload_max);
    if (*reader)
        return CLEANPAGE_OK;
    return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

cleanpage_status
cp_warc_reader_open(struct cp_ctx *cx, const char *path, size_t payload_max,
                    struct cp_warc_reader **reader)
{
    const struct cp_slice nothing = { NULL, 0 };
    int fd = STDIN_FILENO;

    if (strcmp(path, "-") != 0)
        fd = open(path, O_RDONLY | O_CLOEXEC);
    else
        path = "stdin";
    if (fd < 0)
        return cp_fail(cx, CLEANPAGE_READ, "%s: %s", path, strerror(errno));
    return cp_warc_reader_adopt(cx, path, fd, nothing, payload_max, reader);
}

void
cp_warc_reader_close(struct cp_warc_reader *r)
{
    if (!r)
        return;
    close_file(r->in.fd, r->is_borrowed);
    cp_input_clear(&r->in);
    cp_unpacker_free(r->unpacker);
    cp_unpacker_free(r->prober);
    cp_digester_free(r->digester);
    cp_buf_clear(&r->fields);
    cp_buf_clear(&r->block);
    cp_buf_clear(&r->chunks);
    cp_buf_clear(&r->plain);
    free(r->window);
    free(r->name);
    free(r);
}
