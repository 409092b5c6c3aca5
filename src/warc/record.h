/* A record as bytes: its head, ready to be written. */
#ifndef CP_WARC_RECORD_H
#define CP_WARC_RECORD_H

#include "base/buf.h"
#include "base/fail.h"
#include "warc/warc.h"

/* Appends a response's head as it is stored, with the empty line behind it; nothing for
 * none. */
void cp_record_put_http_head(struct cp_buf *out, const struct cp_warc_record *record);

/*
 * Appends the head of a record up to its empty line; its block is `http_head` and the record's
 * payload. `id` receives the record's, a new one if it has none. CLEANPAGE_WRITE without random
 * bytes.
 */
cleanpage_status cp_record_put_head(struct cp_ctx *cx, struct cp_buf *out,
                                    const struct cp_warc_record *record,
                                    struct cp_slice http_head, char id[CP_WARC_ID_MAX]);

#endif
