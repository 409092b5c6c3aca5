/* The block of a record that holds an answer of HTTP: its head, and its payload as it was
 * meant. */
#ifndef CP_WARC_BLOCK_H
#define CP_WARC_BLOCK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Splits a block behind the empty line; without one all is head if it looks like one, else
 * all is payload. */
void cp_block_split(struct cp_slice block, struct cp_slice *head, struct cp_slice *payload);

/*
 * Undoes what the head says of transfer and compression, up to `max` bytes, in `chunks` and
 * `plain`, which *payload then may lie in. A payload that is not what the head says stays as it
 * is, for many a WARC file keeps the head and has undone it already. *is_cut as
 * cp_unpack_body tells it.
 */
void cp_block_decode(struct cp_slice head, struct cp_slice *payload, size_t max,
                     struct cp_buf *chunks, struct cp_buf *plain, bool *is_cut);

#endif
