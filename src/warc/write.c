/* Writing WARC files: see warc/warc.h. */
#include "warc/warc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "warc/member.h"
#include "warc/record.h"
#include "warc/repair.h"

struct cp_warc_writer {
    char *path;
    int fd;
    uint64_t size; /* of the whole records; what lies behind is to be taken off */
    bool is_torn;  /* something may lie behind */
};

static cleanpage_status
fail(struct cp_ctx *cx, const struct cp_warc_writer *w, int error)
{
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", w->path,
                   strerror(error));
}

/* ------------------------------------------------------------------ the file */

/* Returns 0 or what went wrong. */
static int
write_at(int fd, struct cp_slice bytes, uint64_t offset)
{
    while (bytes.n) {
        ssize_t n = pwrite(fd, bytes.p, bytes.n, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : ENOSPC;
        bytes = (struct cp_slice){ bytes.p + n, bytes.n - (size_t)n };
        offset += (uint64_t)n;
    }
    return 0;
}

/* Takes off what lies behind the whole records. */
static int
mend(struct cp_warc_writer *w)
{
    int got;

    do
        got = ftruncate(w->fd, (off_t)w->size);
    while (got != 0 && errno == EINTR);
    w->is_torn = got != 0;
    return got == 0 ? 0 : errno;
}

static int
append(struct cp_warc_writer *w, struct cp_slice bytes)
{
    int error = w->is_torn ? mend(w) : 0;

    if (error)
        return error;
    error = write_at(w->fd, bytes, w->size);
    if (error) {
        w->is_torn = true;
        mend(w);
        return error;
    }
    w->size += bytes.n;
    return 0;
}

/* ------------------------------------------------------------------ records */

static cleanpage_status
pack_record(struct cp_ctx *cx, struct cp_buf *out, const struct cp_warc_record *record,
            char id[CP_WARC_ID_MAX])
{
    struct cp_buf head = { 0 }, http_head = { 0 };
    cleanpage_status st;

    cp_record_put_http_head(&http_head, record);
    st = cp_buf_finish(cx, &http_head, "the head of an answer");
    if (!st)
        st = cp_record_put_head(cx, &head, record, cp_buf_slice(&http_head), id);
    if (!st) {
        const struct cp_slice parts[] = { cp_buf_slice(&head), cp_buf_slice(&http_head),
                                          record->payload, CP_LIT("\r\n\r\n") };
        st = cp_member_pack(cx, out, parts, sizeof parts / sizeof *parts);
    }
    cp_buf_clear(&head);
    cp_buf_clear(&http_head);
    return st;
}

cleanpage_status
cp_warc_write(struct cp_ctx *cx, struct cp_warc_writer *w, const struct cp_warc_record *record,
              char id[CP_WARC_ID_MAX], uint64_t *offset, uint64_t *bytes)
{
    struct cp_buf packed = { 0 };
    cleanpage_status st = pack_record(cx, &packed, record, id);
    uint64_t start = w->size;
    int error;

    if (!st) {
        error = append(w, cp_buf_slice(&packed));
        st = error ? fail(cx, w, error) : CLEANPAGE_OK;
    }
    if (!st) {
        *offset = start;
        *bytes = packed.n;
    }
    cp_buf_clear(&packed);
    return st;
}

uint64_t
cp_warc_size(const struct cp_warc_writer *w)
{
    return w->size;
}

cleanpage_status
cp_warc_sync(struct cp_ctx *cx, struct cp_warc_writer *w)
{
    int error = cp_file_flush(w->fd);

    return error ? fail(cx, w, error) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ opening and closing */

/* The first record of a file: what wrote it. */
static cleanpage_status
write_info(struct cp_ctx *cx, struct cp_warc_writer *w, const char *software)
{
    const char *slash = strrchr(w->path, '/');
    struct cp_warc_field name = { "WARC-Filename", cp_slice_of(slash ? slash + 1 : w->path) };
    struct cp_buf text = { 0 };
    struct cp_warc_record info = { .type = "warcinfo",
                                   .date = (int64_t)time(NULL),
                                   .content_type = "application/warc-fields",
                                   .fields = &name,
                                   .field_count = 1 };
    char id[CP_WARC_ID_MAX];
    uint64_t offset, bytes;
    cleanpage_status st;

    cp_buf_puts(&text, "software: ");
    cp_buf_puts(&text, software);
    cp_buf_puts(&text, "\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/"
                       "warc-specifications/specifications/warc-format/warc-1.1/\r\n");
    info.payload = cp_buf_slice(&text);
    st = cp_buf_finish(cx, &text, "a record");
    if (!st)
        st = cp_warc_write(cx, w, &info, id, &offset, &bytes);
    cp_buf_clear(&text);
    return st;
}

static cleanpage_status
make_new(struct cp_ctx *cx, struct cp_warc_writer *w, const char *software)
{
    cleanpage_status st = write_info(cx, w, software);

    return st ? st : cp_warc_sync(cx, w);
}

/* Takes off what a power cut left of a last record. */
static cleanpage_status
repair(struct cp_ctx *cx, struct cp_warc_writer *w, uint64_t known_good, uint64_t size)
{
    cleanpage_status st;
    int error;

    st = cp_warc_find_end(cx, w->path, w->fd, known_good <= size ? known_good : 0, &w->size);
    if (st || w->size == size)
        return st;
    error = mend(w);
    if (!error)
        error = cp_file_flush(w->fd);
    return error ? fail(cx, w, error) : CLEANPAGE_OK;
}

static cleanpage_status
prepare(struct cp_ctx *cx, struct cp_warc_writer *w, const char *software, uint64_t known_good)
{
    struct stat st;
    cleanpage_status status;
    int error;

    if (fstat(w->fd, &st) != 0)
        return fail(cx, w, errno);
    if (!S_ISREG(st.st_mode))
        return cp_fail(cx, CLEANPAGE_WRITE, "%s: not a regular file", w->path);
    status = repair(cx, w, known_good, (uint64_t)st.st_size);
    if (!status && w->size == 0)
        status = make_new(cx, w, software);
    if (status)
        return status;
    /* Of an old file, too: who made it may have come no further than that. */
    error = cp_dir_sync(w->path);
    return error ? fail(cx, w, error) : CLEANPAGE_OK;
}

cleanpage_status
cp_warc_open(struct cp_ctx *cx, const char *path, const char *software, uint64_t known_good,
             struct cp_warc_writer **writer)
{
    struct cp_warc_writer *w = calloc(1, sizeof *w);
    cleanpage_status st;

    if (w)
        w->path = strdup(path);
    if (!w || !w->path) {
        free(w);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    w->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    st = w->fd < 0 ? fail(cx, w, errno) : prepare(cx, w, software, known_good);
    if (st)
        cp_warc_close(w);
    else
        *writer = w;
    return st;
}

void
cp_warc_close(struct cp_warc_writer *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    free(w->path);
    free(w);
}
