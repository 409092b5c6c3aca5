/* A record as bytes: see warc/record.h. */
#include "base/shown.h"
#include "warc/record.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "warc/digest.h"
#include "warc/fields.h"

/* ------------------------------------------------------------------ heads of HTTP */

/* Headers that tell how the payload came, not how it is stored. */
static bool
tells_transfer(struct cp_slice line)
{
    static const char *const names[] = { "Content-Encoding", "Transfer-Encoding",
                                         "Content-Length" };
    struct cp_slice value;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cp_line_is_field(line, cp_slice_of(names[i]), &value))
            return true;
    return false;
}

void
cp_record_put_http_head(struct cp_buf *out, const struct cp_warc_record *record)
{
    struct cp_slice rest = record->head, line;

    if (rest.n == 0)
        return;
    while (cp_line_take(&rest, &line)) {
        if (line.n == 0)
            continue;
        if (tells_transfer(line))
            cp_buf_puts(out, "X-Archive-Orig-");
        cp_buf_put_slice(out, line);
        cp_buf_puts(out, "\r\n");
    }
    cp_buf_puts(out, "Content-Length: ");
    cp_buf_put_u64(out, record->payload.n);
    cp_buf_puts(out, "\r\n\r\n");
}

/* ------------------------------------------------------------------ the record's own */

/* A line of UTF-8; what would end it early, and whatever else must not be shown, becomes a space. */
static void
put_field(struct cp_buf *out, const char *name, struct cp_slice value)
{
    cp_buf_puts(out, name);
    cp_buf_puts(out, ": ");
    cp_buf_put_shown_line(out, value, ' ');
    cp_buf_puts(out, "\r\n");
}

static bool
read_random(unsigned char *p, size_t n)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return false;
    while (n && (got = cp_read_some(fd, p, n)) > 0) {
        p += got;
        n -= (size_t)got;
    }
    close(fd);
    return n == 0;
}

/* "urn:uuid:" and a random UUID, RFC 9562, 5.4, unless the record has its id. */
static bool
make_id(const struct cp_warc_record *record, char id[CP_WARC_ID_MAX])
{
    unsigned char b[16];

    if (record->id) {
        snprintf(id, CP_WARC_ID_MAX, "%s", record->id);
        return true;
    }
    if (!read_random(b, sizeof b))
        return false;
    b[6] = (b[6] & 0x0F) | 0x40;
    b[8] = (b[8] & 0x3F) | 0x80;
    snprintf(id, CP_WARC_ID_MAX,
             "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
             b[13], b[14], b[15]);
    return true;
}

static void
put_id(struct cp_buf *out, const char *id)
{
    cp_buf_puts(out, "WARC-Record-ID: <");
    cp_buf_puts(out, id);
    cp_buf_puts(out, ">\r\n");
}

/* "2026-11-21T08:00:00Z"; the beginning of Unix time for what no calendar has. */
static void
put_date(struct cp_buf *out, const struct cp_warc_record *record)
{
    time_t seconds = (time_t)record->date;
    struct tm tm = { .tm_year = 70, .tm_mday = 1 };
    char text[40] = "1970-01-01T00:00:00Z";

    if (gmtime_r(&seconds, &tm) && tm.tm_year >= -1900 && tm.tm_year <= 8099)
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
                 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    put_field(out, "WARC-Date", record->when.n ? record->when : cp_slice_of(text));
}

/* What is another thing than the block; a conversion is all payload, and Common Crawl's have
 * the one digest, too. */
static bool
has_payload(const char *type)
{
    return strcmp(type, "warcinfo") != 0 && strcmp(type, "metadata") != 0 &&
           strcmp(type, "conversion") != 0;
}

static bool
put_digests(struct cp_buf *out, const struct cp_warc_record *record, struct cp_slice http_head)
{
    struct cp_digester *d = cp_digester_new();
    char digest[CP_DIGEST_MAX];

    if (!d)
        return false;
    cp_digester_add(d, http_head);
    cp_digester_add(d, record->payload);
    cp_digester_end(d, digest);
    put_field(out, "WARC-Block-Digest", cp_slice_of(digest));
    if (has_payload(record->type)) {
        cp_digest(record->payload, digest);
        put_field(out, "WARC-Payload-Digest", cp_slice_of(digest));
    }
    cp_digester_free(d);
    return true;
}

cleanpage_status
cp_record_put_head(struct cp_ctx *cx, struct cp_buf *out, const struct cp_warc_record *record,
                   struct cp_slice http_head, char id[CP_WARC_ID_MAX])
{
    if (!make_id(record, id))
        return cp_fail(cx, CLEANPAGE_WRITE,
                       "/dev/urandom: no random bytes for a record's name");
    cp_buf_puts(out, "WARC/1.1\r\n");
    put_field(out, "WARC-Type", cp_slice_of(record->type));
    put_id(out, id);
    put_date(out, record);
    if (record->target)
        put_field(out, "WARC-Target-URI", cp_slice_of(record->target));
    for (size_t i = 0; i < record->field_count; i++)
        put_field(out, record->fields[i].name, record->fields[i].value);
    if (!put_digests(out, record, http_head))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (record->content_type)
        put_field(out, "Content-Type", cp_slice_of(record->content_type));
    cp_buf_puts(out, "Content-Length: ");
    cp_buf_put_u64(out, (uint64_t)http_head.n + record->payload.n);
    cp_buf_puts(out, "\r\n\r\n");
    return cp_buf_finish(cx, out, "the head of a record");
}
