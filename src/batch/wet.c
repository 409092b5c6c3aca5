/* WET: see batch/wet.h. */
#include "batch/wet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "batch/languages.h"
#include "cleanpage.h"
#include "url/url.h"
#include "warc/member.h"
#include "warc/record.h"

/* Which record of the input a record comes from, from 0; and its id there, as JSON. */
#define NUMBER_FIELD "Cleanpage-Number"
#define ID_FIELD "Cleanpage-ID"

/* What a record's own strings may take of its head, of which readers take 64 KiB. */
#define TOLD_MAX ((size_t)8 << 10)

/* Longest date: to the billionth of a second. */
#define DATE_MAX 40
#define FIELDS_MAX 4
#define RECORD_END CP_LIT("\r\n\r\n")

/* ------------------------------------------------------------------ records as bytes */

/*
 * "urn:uuid:" and a UUID made of the SHA-256 of a name: version 8 of RFC 9562, of whose layout
 * version and variant alone are fixed. Its appendix B.2 shows that use.
 */
static void
make_id(struct cp_slice name, char id[CP_WARC_ID_MAX])
{
    static const char form[] = "urn:uuid:xxxxxxxx-xxxx-8xxx-yxxx-xxxxxxxxxxxx";
    char digest[CP_DIGEST_MAX];
    const char *hex = digest + strlen("sha256:");

    cp_digest(name, digest);
    for (size_t i = 0; i < sizeof form; i++) {
        id[i] = form[i];
        if (i < strlen("urn:uuid:"))
            continue;
        if (form[i] == 'x')
            id[i] = *hex++;
        else if (form[i] == 'y')
            id[i] = "89ab"[*hex++ & 3];
    }
}

static cleanpage_status
put_record(struct cp_ctx *cx, struct cp_buf *out, const struct cp_wet *wet,
           const struct cp_warc_record *record)
{
    const struct cp_slice nothing = { NULL, 0 };
    struct cp_buf head = { 0 };
    char id[CP_WARC_ID_MAX];
    cleanpage_status st = cp_record_put_head(cx, &head, record, nothing, id);
    const struct cp_slice parts[] = { cp_buf_slice(&head), record->payload, RECORD_END };

    if (!st && wet->is_packed) {
        st = cp_member_pack(cx, out, parts, sizeof parts / sizeof *parts);
    } else if (!st) {
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            cp_buf_put_slice(out, parts[i]);
        st = cp_buf_finish(cx, out, "a record");
    }
    cp_buf_clear(&head);
    return st;
}

cleanpage_status
cp_wet_put_info(struct cp_ctx *cx, struct cp_buf *out, const struct cp_wet *wet, uint64_t shard,
                uint64_t shards)
{
    struct cp_buf text = { 0 };
    char id[CP_WARC_ID_MAX];
    struct cp_warc_record info = { .type = "warcinfo",
                                   .id = id,
                                   .when = cp_slice_of(wet->date),
                                   .content_type = "application/warc-fields" };
    cleanpage_status st;

    cp_buf_puts(&text, "software: ");
    cp_buf_puts(&text, cleanpage_version(0));
    cp_buf_puts(&text, "\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/"
                       "warc-specifications/specifications/warc-format/warc-1.1/\r\n"
                       "description: the main text of pages\r\n");
    if (shards) {
        cp_buf_puts(&text, "shard: ");
        cp_buf_put_u64(&text, shard);
        cp_buf_putc(&text, '/');
        cp_buf_put_u64(&text, shards);
        cp_buf_puts(&text, "\r\n");
    }
    info.payload = cp_buf_slice(&text);
    make_id(info.payload, id);
    st = cp_buf_finish(cx, &text, "a record");
    if (!st)
        st = put_record(cx, out, wet, &info);
    cp_buf_clear(&text);
    return st;
}

/* ------------------------------------------------------------------ what a text comes from */

/* A name as part of a URI. */
static void
put_encoded(struct cp_buf *out, struct cp_slice name)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];

        if (cp_is_alpha(c) || cp_is_digit(c) || (c && strchr("-._~/:", c))) {
            cp_buf_putc(out, (char)c);
            continue;
        }
        cp_buf_putc(out, '%');
        cp_buf_putc(out, hex[c >> 4]);
        cp_buf_putc(out, hex[c & 15]);
    }
}

/* The page's address, or "cleanpage:" and the record's name, for there must be a URI. */
static void
put_target(struct cp_buf *out, const struct cp_record *record)
{
    if (record->url.n && record->url.n <= TOLD_MAX) {
        struct cp_buf url = { 0 };

        cp_url_put_public(&url, record->url);
        cp_url_encode(out, cp_buf_slice(&url));
        out->no_memory |= url.no_memory;
        cp_buf_clear(&url);
        return;
    }
    cp_buf_puts(out, "cleanpage:");
    if (record->name.n <= TOLD_MAX)
        put_encoded(out, record->name);
    else
        cp_buf_put_u64(out, record->number);
}

/* Of all that tells the record from others: of the same input with another text, too. */
static void
put_name(struct cp_buf *out, const struct cp_record *record, struct cp_slice text)
{
    char digest[CP_DIGEST_MAX];

    cp_digest(text, digest);
    cp_buf_put_slice(out, record->id);
    cp_buf_putc(out, '\0');
    cp_buf_put_slice(out, record->url);
    cp_buf_putc(out, '\0');
    cp_buf_put_u64(out, record->number);
    cp_buf_putc(out, '\0');
    cp_buf_puts(out, digest);
}

/* What is made for a record's head; the fields lie in the bufs. */
struct heading {
    struct cp_buf target, name, number, source;
    char id[CP_WARC_ID_MAX];
    struct cp_warc_field fields[FIELDS_MAX];
    size_t count;
};

static void
add_field(struct heading *h, const char *name, struct cp_slice value)
{
    if (value.n && value.n <= TOLD_MAX)
        h->fields[h->count++] = (struct cp_warc_field){ name, value };
}

static void
make_fields(struct heading *h, const struct cp_record *record, const char *language)
{
    cp_buf_put_u64(&h->number, record->number);
    if (record->source.n) {
        cp_buf_putc(&h->source, '<');
        cp_buf_put_slice(&h->source, record->source);
        cp_buf_putc(&h->source, '>');
    }
    add_field(h, "WARC-Refers-To", cp_buf_slice(&h->source));
    if (language)
        add_field(h, "WARC-Identified-Content-Language", cp_language_of_tag(language));
    add_field(h, NUMBER_FIELD, cp_buf_slice(&h->number));
    if (!record->source.n)
        add_field(h, ID_FIELD, record->id);
}

cleanpage_status
cp_wet_put(struct cp_ctx *cx, struct cp_buf *out, const struct cp_wet *wet,
           const struct cp_record *record, const char *language, struct cp_slice text)
{
    struct heading h = { .count = 0 };
    struct cp_warc_record conversion = {
        .type = "conversion",
        .id = h.id,
        .when = record->date.n && record->date.n <= DATE_MAX ? record->date
                                                             : cp_slice_of(wet->date),
        .content_type = wet->is_markdown ? "text/markdown" : "text/plain",
        .payload = text,
        .fields = h.fields,
    };
    cleanpage_status st;

    put_target(&h.target, record);
    put_name(&h.name, record, text);
    make_fields(&h, record, language);
    make_id(cp_buf_slice(&h.name), h.id);
    conversion.target = cp_buf_str(&h.target);
    conversion.field_count = h.count;
    if (!conversion.target || cp_buf_failed(&h.name) || cp_buf_failed(&h.number) ||
        cp_buf_failed(&h.source))
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    else
        st = put_record(cx, out, wet, &conversion);
    cp_buf_clear(&h.target);
    cp_buf_clear(&h.name);
    cp_buf_clear(&h.number);
    cp_buf_clear(&h.source);
    return st;
}

/* ------------------------------------------------------------------ going on */

static cleanpage_status
check_start(struct cp_ctx *cx, const char *path, int fd, struct cp_slice info, bool *is_there)
{
    char *start = malloc(info.n);
    size_t n = 0;
    int error = start ? cp_read_at(fd, start, info.n, 0, &n) : ENOMEM;
    bool is_ours = !error && memcmp(start, info.p, n) == 0;

    free(start);
    *is_there = is_ours && n == info.n;
    if (error)
        return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", path,
                       strerror(error));
    if (!is_ours)
        return cp_fail(cx, CLEANPAGE_BADARG,
                       "%s: not begun by this version with these options; without --resume "
                       "it is begun anew",
                       path);
    return CLEANPAGE_OK;
}

/* A plain record ends with two line ends, of which a cut may have left one. */
static bool
has_end(int fd, uint64_t end)
{
    char last[4];
    size_t got;

    return end >= sizeof last &&
           cp_read_at(fd, last, sizeof last, end - sizeof last, &got) == 0 &&
           got == sizeof last && memcmp(last, RECORD_END.p, sizeof last) == 0;
}

static bool
read_next(const struct cp_warc_found *record, uint64_t *next)
{
    struct cp_slice number = cp_warc_field_of(record, NUMBER_FIELD);
    uint64_t n = 0;

    if (number.n == 0 || number.n > 18)
        return false;
    for (size_t i = 0; i < number.n; i++) {
        if (!cp_is_digit((unsigned char)number.p[i]))
            return false;
        n = 10 * n + (uint64_t)(number.p[i] - '0');
    }
    *next = n + 1;
    return true;
}

/* From record to record, as long as they are whole and what their digests say: of what lies
 * behind damage nothing is known. */
static void
pass_records(struct cp_ctx *cx, struct cp_warc_reader *reader, int fd, bool is_packed,
             uint64_t *end, uint64_t *next)
{
    struct cp_warc_found record;
    bool found;

    while (!cp_warc_next_stored(cx, reader, &record, &found) && found) {
        uint64_t record_end = record.offset + record.bytes;

        if (record.is_digest_wrong || (!is_packed && !has_end(fd, record_end)) ||
            !read_next(&record, next))
            return;
        *end = record_end;
    }
}

cleanpage_status
cp_wet_find_end(struct cp_ctx *cx, const char *path, int fd, struct cp_slice info,
                uint64_t *end, uint64_t *next)
{
    struct cp_warc_reader *reader = NULL;
    bool is_there;
    cleanpage_status st = check_start(cx, path, fd, info, &is_there);

    *end = *next = 0;
    if (st || !is_there)
        return st;
    *end = info.n;
    st = cp_warc_reader_borrow(cx, path, fd, 1, &reader);
    if (!st)
        st = cp_warc_seek(cx, reader, info.n);
    if (!st)
        pass_records(cx, reader, fd, cp_member_is_start(info), end, next);
    cp_warc_reader_close(reader);
    return st;
}
