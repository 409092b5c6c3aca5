/*
 * One record of a batch: a page to be cleaned, or what is wrong with it.
 *
 * Everything in it is its source's and lives until the next one is asked for. JSON text is as
 * it will be written, complete and valid.
 */
#ifndef CP_BATCH_RECORD_H
#define CP_BATCH_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum cp_record_state {
    CP_RECORD_PAGE,   /* bytes are there */
    CP_RECORD_FETCH,  /* a URL to be fetched */
    CP_RECORD_BROKEN, /* neither, `error` says why; it has its line nevertheless */
    CP_RECORD_PASSED  /* no record, but many that are not wanted: see cp_source_next */
};

struct cp_record {
    uint64_t number; /* in the whole input, from 0 or what its first is told to be */
    enum cp_record_state state;
    /* JSON text, a string or a number, never empty: as its line of JSON or its WARC record has
     * it; of a page or an entry of a list what was given; else the number. */
    struct cp_slice id;
    /* Plain text, for messages and names of files: an id, a path, a URL without password; where
     * there is none of these, or a line is broken, "FILE:LINE". */
    struct cp_slice name;
    struct cp_slice url;     /* of the page; empty if not told */
    struct cp_slice charset; /* as the transport told; empty: not */
    struct cp_slice carried; /* JSON text of further members, "\"a\":1,\"b\":[2]", or empty */
    struct cp_slice date;    /* of a WARC record: ISO 8601; else empty */
    struct cp_slice
        source; /* of a WARC record: its id, plain and without brackets; else empty */
    struct cp_slice bytes;
    struct cp_slice error; /* of CP_RECORD_BROKEN, without the name */
};

#endif
