/* The caller's wishes about fetching, checked, copied, and with the defaults filled in. */
#ifndef CP_FETCH_CONFIG_H
#define CP_FETCH_CONFIG_H

#include <stdbool.h>

#include "base/fail.h"
#include "base/slice.h"

struct cp_fetch_config {
    /* Heap; NULL where the caller gave none. */
    char *user_agent, *referer, *proxy, *cacert;
    char *cookie;            /* "NAME=VALUE; ...", never a file */
    char *cookie_file;
    char **headers;          /* header_count of them */
    size_t header_count;
    const char *protocols;   /* static: "http", "https" or "http,https" */
    long timeout_ms, connect_timeout_ms;
    long max_redirects;      /* 0: none are followed */
    long retries, retry_delay_ms;
    uint64_t max_bytes;
    unsigned flags;
};

/*
 * Replaces the settings by those of opt (NULL: the defaults). The struct is whole:
 * its size has been read. CLEANPAGE_BADARG names the option that is wrong; after a failure
 * *config is as it was. A zeroed config may be set and cleared.
 */
cleanpage_status cp_fetch_config_set(struct cp_ctx *cx, struct cp_fetch_config *config,
                                     const cleanpage_fetch_options *opt);
void cp_fetch_config_clear(struct cp_fetch_config *config);

/* Whether the scheme of the URL is among the protocols. */
bool cp_fetch_config_allows(const struct cp_fetch_config *config, struct cp_slice url);

/* Whether the URL's host, as far as it says itself, is one that may be asked. */
bool cp_fetch_config_reaches(const struct cp_fetch_config *config, struct cp_slice url);
#define CP_FETCH_NOT_PUBLIC "its host is not public, and others are not asked (--public-only)"

#endif
