/*
 * One input and its records: what the kinds of input share. A kind is a table of functions in
 * a file of its own, source_KIND.c.
 */
#ifndef CP_BATCH_PART_H
#define CP_BATCH_PART_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/lines.h"
#include "batch/record.h"
#include "batch/source.h"
#include "batch/stream.h"
#include "warc/warc.h"

struct cp_part;

struct cp_part_kind {
    /* Before the first record; the stream is open. NULL: nothing to do. */
    cleanpage_status (*begin)(struct cp_ctx *cx, struct cp_part *part);
    /*
     * The next record, zeroed when it comes in; *found is false at the end. One that is not
     * wanted is only counted: nothing of it need be told, but whether it is there must not
     * depend on that. Fails without memory alone.
     */
    cleanpage_status (*next)(struct cp_ctx *cx, struct cp_part *part, bool is_wanted,
                             struct cp_record *record, bool *found);
    /* NULL: nothing to do. */
    void (*end)(struct cp_part *part);
    /* For cp_part_next_line: whether the line is a record at all, and its reader. */
    bool (*is_record)(const struct cp_part *part, enum cp_line_got got);
    void (*read)(struct cp_part *part, enum cp_line_got got, struct cp_record *record);
};

extern const struct cp_part_kind cp_part_page, cp_part_url, cp_part_list, cp_part_jsonl,
    cp_part_warc, cp_part_broken;

/* A zeroed one may be cleared. */
struct cp_part {
    const struct cp_part_kind *kind;
    const struct cp_source_options *options;
    struct cp_source_counts *counts;
    const char *name; /* of the input, for messages; but for "stdin" its path or address */
    bool is_inside;   /* of a directory that was given */
    struct cp_stream stream;
    struct cp_lines lines;
    struct cp_warc_reader *warc;
    bool is_over; /* the record that tells so was given */

    /* Of the record at hand. */
    struct cp_buf id, label, carried, page, path;
    char error[CP_MESSAGE_MAX];
};

/* Makes it a broken record, unless it is one already. */
void cp_part_break(struct cp_part *part, struct cp_record *record, const char *format, ...)
    CP_PRINTF(3, 4);

/* Reads the stream to its end as the page of the record. */
void cp_part_read_page(struct cp_part *part, struct cp_stream *stream,
                       struct cp_record *record);
/* Reads the regular file of the path as it. */
void cp_part_read_path(struct cp_part *part, struct cp_slice path, struct cp_record *record);

/* Whether it is an address rather than a path: it has a scheme and "//". */
bool cp_part_is_address(struct cp_slice text);
/* Makes it a record to be fetched; broken if the scheme is none of the web's. */
void cp_part_tell_url(struct cp_part *part, struct cp_slice url, struct cp_record *record);

/* The record's name: the address without user and password; "file:LINE". */
void cp_part_name_url(struct cp_part *part, struct cp_slice url, struct cp_record *record);
void cp_part_name_line(struct cp_part *part, struct cp_record *record);

/* Makes it a part of one record, which is broken; the cause is static. */
void cp_part_set_broken(struct cp_part *part, const char *cause);

/* The last record of a stream that did not end well, which tells that; false if it did. */
bool cp_part_breaks_off(struct cp_part *part, struct cp_record *record);

/* `next` of the kinds whose records are lines, whole ones or such as are too long. */
cleanpage_status cp_part_next_line(struct cp_ctx *cx, struct cp_part *part, bool is_wanted,
                                   struct cp_record *record, bool *found);

/* CLEANPAGE_NOMEM, if one of the part's buffers could not grow. */
cleanpage_status cp_part_finish(struct cp_ctx *cx, const struct cp_part *part);
void cp_part_clear(struct cp_part *part);

#endif
