/*
 * WARC 1.1 files (ISO 28500:2017), one gzip member for each record.
 *
 * The writer appends and can be asked to make what it wrote safe on the disk. A reader gives
 * record by record, from the start or from the place where a record is known to lie; damage to
 * one does not hide the next.
 */
#ifndef CP_WARC_WARC_H
#define CP_WARC_WARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

/* "urn:uuid:" and 36 characters, with a NUL. */
#define CP_WARC_ID_MAX 46
/* "sha256:" and 64 hexadecimal digits, with a NUL. */
#define CP_DIGEST_MAX 72

/* Of the bytes, "sha256:...". */
void cp_digest(struct cp_slice bytes, char digest[CP_DIGEST_MAX]);

/* A named field of a record's head; name and value without line feeds. */
struct cp_warc_field {
    const char *name;
    struct cp_slice value;
};

struct cp_warc_record {
    const char *type;   /* "response", "resource", "warcinfo", "metadata", "conversion" */
    const char *id;     /* "urn:uuid:..."; NULL: a random one is made */
    const char *target; /* WARC-Target-URI; NULL: none */
    int64_t date;       /* Unix time, unless `when` says it */
    struct cp_slice when; /* ISO 8601, as another record has it; else empty */
    const char
        *content_type;    /* of the block: "application/http;msgtype=response"; NULL: none */
    struct cp_slice head; /* of a response: status line and headers, CRLF after each; the
                             empty line that follows is added. Otherwise empty */
    struct cp_slice payload;
    const struct cp_warc_field *fields; /* further ones */
    size_t field_count;
};

struct cp_warc_writer;

/*
 * Opens for appending and makes it new, with a warcinfo record that names `software`, if it is
 * not there. A last record that was not written whole (power cut) is taken off; whole ones
 * stay, of which the first `known_good` bytes are not read again (0: all are). The file must be
 * this process's alone. CLEANPAGE_TYPE if it begins with something else, and then stays as it
 * is; CLEANPAGE_WRITE for other failures; each with the path and the cause.
 */
cleanpage_status cp_warc_open(struct cp_ctx *cx, const char *path, const char *software,
                              uint64_t known_good, struct cp_warc_writer **writer);

/*
 * Appends a record. A response's headers must tell the payload as it is stored, unpacked:
 * Content-Encoding, Transfer-Encoding and Content-Length get "X-Archive-Orig-" before their
 * names, and the length is told anew. `id` receives the record's, offset and bytes where its
 * member lies. After a failure the file is as it was.
 */
cleanpage_status cp_warc_write(struct cp_ctx *cx, struct cp_warc_writer *writer,
                               const struct cp_warc_record *record, char id[CP_WARC_ID_MAX],
                               uint64_t *offset, uint64_t *bytes);

/* Bytes of the file so far. */
uint64_t cp_warc_size(const struct cp_warc_writer *writer);

/* Returns when all that was written is on the disk. */
cleanpage_status cp_warc_sync(struct cp_ctx *cx, struct cp_warc_writer *writer);
void cp_warc_close(struct cp_warc_writer *writer);

struct cp_warc_reader;

/* A record as read; valid until the next call. */
struct cp_warc_found {
    uint64_t offset, bytes;                 /* of the member in the file */
    struct cp_slice type, id, target, date; /* as written; empty if not told */
    struct cp_slice content_type;
    struct cp_slice head;    /* of a response: status line and headers */
    struct cp_slice payload; /* without the chunks and the compression of HTTP */
    struct cp_slice fields;  /* all of the record's head, for cp_warc_field_of */
    bool is_digest_wrong;    /* block or payload is not what its SHA-256 says */
    bool is_cut;             /* there is more of the payload, or its compression is damaged */
};

/*
 * "-" is stdin; plain files without gzip are read, too. Of a longer payload its first
 * payload_max bytes are given. A reader takes memory for one payload twice, when it is packed.
 */
cleanpage_status cp_warc_reader_open(struct cp_ctx *cx, const char *path, size_t payload_max,
                                     struct cp_warc_reader **reader);
/*
 * The same for a file that is open, and of which `ahead` was read already, to see what it is;
 * CP_WARC_AHEAD_MAX bytes at most. The file descriptor is the reader's from here on, also when
 * this fails: all but stdin's is closed.
 */
#define CP_WARC_AHEAD_MAX ((size_t)64 << 10)
cleanpage_status cp_warc_reader_adopt(struct cp_ctx *cx, const char *name, int fd,
                                      struct cp_slice ahead, size_t payload_max,
                                      struct cp_warc_reader **reader);
/* The same for a file that stays its caller's, whose lock would be lost if it was closed; it is
 * read from where it stands. */
cleanpage_status cp_warc_reader_borrow(struct cp_ctx *cx, const char *name, int fd,
                                       size_t payload_max, struct cp_warc_reader **reader);
/* To the record whose member begins at the offset. */
cleanpage_status cp_warc_seek(struct cp_ctx *cx, struct cp_warc_reader *reader,
                              uint64_t offset);
/* To that record, and no further than `length` bytes from there: as if the file ended. */
cleanpage_status cp_warc_range(struct cp_ctx *cx, struct cp_warc_reader *reader,
                               uint64_t offset, uint64_t length);
/*
 * Next record; *found is false at the end. CLEANPAGE_READ tells of damage, with the offset; the
 * call after it goes on behind, at the next place that looks like a record.
 */
cleanpage_status cp_warc_next(struct cp_ctx *cx, struct cp_warc_reader *reader,
                              struct cp_warc_found *record, bool *found);
/*
 * The two halves of cp_warc_next, for callers that see by its head whether a record is for
 * them. The first gives the payload as it is stored and has not looked at its digest; the
 * second, of the record that was just given, undoes chunks and compression. That one fails
 * without memory alone.
 */
cleanpage_status cp_warc_next_stored(struct cp_ctx *cx, struct cp_warc_reader *reader,
                                     struct cp_warc_found *record, bool *found);
cleanpage_status cp_warc_unpack(struct cp_ctx *cx, struct cp_warc_reader *reader,
                                struct cp_warc_found *record);
/* 0, or the errno with which the system could not read the file on. */
int cp_warc_error(const struct cp_warc_reader *reader);

/* Byte of the file up to which it was read. */
uint64_t cp_warc_position(const struct cp_warc_reader *reader);
void cp_warc_reader_close(struct cp_warc_reader *reader);

/* Value of a field of the record's head, its first line; p NULL if it is not there. Names fold
 * case. */
struct cp_slice cp_warc_field_of(const struct cp_warc_found *record, const char *name);

/* Value of a header of an HTTP head; p NULL if it is not there. The last of several counts. */
struct cp_slice cp_http_header(struct cp_slice head, const char *name);

#endif
