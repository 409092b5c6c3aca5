/*
 * One HTTP answer while it comes in: judged by its head before any of the body is read, and
 * by the first bytes of its body, and counted. What libcurl reads is handed over line by line
 * and piece by piece.
 */
#ifndef CP_FETCH_ANSWER_H
#define CP_FETCH_ANSWER_H

#include "base/buf.h"
#include "fetch/fetch.h"
#include "fetch/gzip_end.h"
#include "fetch/media.h"

/* Why an answer is not wanted. */
enum cp_answer_stop {
    CP_ANSWER_WANTED,
    CP_ANSWER_STATUS,     /* 400 or above */
    CP_ANSWER_PARTIAL,    /* a part of the page that was not asked for */
    CP_ANSWER_TYPE,       /* the server calls it something else than a page */
    CP_ANSWER_BYTES,      /* the bytes are something else than the server says */
    CP_ANSWER_CUT,        /* its compressed bytes do not end */
    CP_ANSWER_SIZE,
    CP_ANSWER_BOMB,       /* packed as no page is */
    CP_ANSWER_HEADERS,    /* too many of them */
    CP_ANSWER_NO_MEMORY
};

/* What the caller has a use for. */
enum cp_answer_wants {
    CP_ANSWER_PAGES,      /* HTML, XHTML or plain text */
    CP_ANSWER_FEEDS,      /* what is no picture, sound, film or archive */
    CP_ANSWER_ALL         /* whatever it is: robots.txt, which many a server mislabels */
};

/* A zeroed one is ready, after body.max has been set. */
struct cp_answer {
    enum cp_answer_wants wants;
    bool keeps_all;                /* an answer without a page is no failure, see below */
    struct cp_buf head;            /* if so: its lines as they came, CRLF after each */
    struct cp_buf body;            /* decompressed */
    struct cp_buf content_type;    /* empty if none was named */
    long status;
    bool has_location;             /* it leads elsewhere */
    bool has_head;                 /* an answer that is to be read has shown all its headers */
    bool is_sniffed;
    unsigned encodings;            /* Content-Encoding lines */
    uint64_t packed_bytes;         /* of the body as it came over the wire */
    bool is_gzip;                  /* the last of them says just that */
    struct cp_gzip_end gzip_end;
    size_t header_bytes;           /* redirects and all */
    enum cp_answer_stop stop;
};

/*
 * With keeps_all, redirects, errors and whatever else is not 2xx are answers like others: their
 * heads are kept, their bodies are taken unseen and up to CP_ASIDE_MAX; the reader looks at the
 * status.
 */

/* A line of the head, the status line and the empty one included. False: stop reading. */
bool cp_answer_head(struct cp_answer *a, struct cp_slice line);

/* Bytes of the body as they came, still packed. */
void cp_answer_raw(struct cp_answer *a, struct cp_slice raw);

/* A piece of the body. False: stop reading. */
bool cp_answer_body(struct cp_answer *a, struct cp_slice piece);

/* The body is complete. False: it is not wanted after all. */
bool cp_answer_end(struct cp_answer *a);

struct cp_media cp_answer_media(const struct cp_answer *a);

/* Appends the reason of a stop in words and returns its status. */
cleanpage_status cp_answer_cause(const struct cp_answer *a, struct cp_buf *cause);

/* "HTTP 404 Not Found" */
void cp_answer_put_status(struct cp_buf *cause, long status);

/* Whether the same request may be answered better a little later. */
bool cp_answer_may_pass(const struct cp_answer *a);

/* Moves what the answer brought into the response; `url` is where it came from. */
cleanpage_status cp_answer_give(struct cp_ctx *cx, struct cp_answer *a, struct cp_slice url,
                                struct cp_response *response);

/* Makes ready for another attempt. The buffers keep their memory. */
void cp_answer_reset(struct cp_answer *a);
void cp_answer_clear(struct cp_answer *a);

#endif
