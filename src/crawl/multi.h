/*
 * Transfers side by side. Which one may go when is not decided here; see crawl.c.
 *
 * A transfer is one chain of requests: it keeps the cookies that are set on its way, and the
 * connections are those of all.
 */
#ifndef CP_CRAWL_MULTI_H
#define CP_CRAWL_MULTI_H

#include "fetch/answer.h"
#include "fetch/config.h"

struct cp_multi;
struct cp_transfer;

/* What is asked for. All strings are copied. */
struct cp_wish {
    struct cp_slice url;      /* as it goes over the wire */
    const char *accept;       /* NULL: pages */
    const char *etag, *last_modified;   /* NULL: the answer is wanted in any case */
    enum cp_answer_wants wants;
    size_t max_bytes;         /* of the body */
    bool takes_cookies;       /* those of the config, at the begin of its chain */
    bool is_foreign;          /* no passwords of the config */
};

enum cp_transfer_end {
    CP_TRANSFER_GOOD,         /* an answer came, and whole if it is 2xx */
    CP_TRANSFER_BROKEN,
    CP_TRANSFER_UNREACHABLE,  /* name, connection or TLS */
    CP_TRANSFER_UNWANTED      /* of a type or size that is not taken */
};

/* The config is the caller's and stays. */
cleanpage_status cp_multi_new(struct cp_ctx *cx, const struct cp_fetch_config *config,
                              struct cp_multi **multi);
/* Its transfers have been freed. */
void cp_multi_free(struct cp_multi *multi);

/* `user` is the caller's. NULL without memory. */
struct cp_transfer *cp_transfer_new(struct cp_multi *multi, void *user);
/* Cuts it off if it is under way. */
void cp_transfer_free(struct cp_transfer *t);

/* Begins a request, none being under way. */
cleanpage_status cp_transfer_begin(struct cp_ctx *cx, struct cp_transfer *t,
                                   const struct cp_wish *wish);

/* Goes on with all, as far as is possible without waiting. */
void cp_multi_perform(struct cp_multi *multi);

/* The user of a transfer that has come to its end, each once; NULL if there is none. */
void *cp_multi_next_ended(struct cp_multi *multi);

/* Waits until something comes, or for the time. */
void cp_multi_wait(struct cp_multi *multi, long ms);

/* Of a transfer that has come to its end. The answer may be taken from. */
enum cp_transfer_end cp_transfer_ended(struct cp_transfer *t);
struct cp_answer *cp_transfer_answer(struct cp_transfer *t);
bool cp_transfer_may_pass(const struct cp_transfer *t);
void cp_transfer_put_cause(struct cp_transfer *t, struct cp_buf *out);

#endif
