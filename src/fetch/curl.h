/* libcurl, which is not opened before something is fetched: see base/lazy.h. */
#ifndef CP_FETCH_CURL_H
#define CP_FETCH_CURL_H

/* The checks of types are macros, in whose place the pointers come. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include "base/lazy.h"

#ifdef CP_LAZY_CURL

#define CP_CURL_FUNCTIONS(X)                                                                   \
    X(curl_easy_cleanup)                                                                       \
    X(curl_easy_getinfo)                                                                       \
    X(curl_easy_init)                                                                          \
    X(curl_easy_perform)                                                                       \
    X(curl_easy_reset)                                                                         \
    X(curl_easy_setopt)                                                                        \
    X(curl_easy_strerror)                                                                      \
    X(curl_global_init)                                                                        \
    X(curl_multi_add_handle)                                                                   \
    X(curl_multi_cleanup)                                                                      \
    X(curl_multi_info_read)                                                                    \
    X(curl_multi_init)                                                                         \
    X(curl_multi_perform)                                                                      \
    X(curl_multi_poll)                                                                         \
    X(curl_multi_remove_handle)                                                                \
    X(curl_multi_setopt)                                                                       \
    X(curl_slist_append)                                                                       \
    X(curl_slist_free_all)                                                                     \
    X(curl_version)

/* Set by cp_curl_open, and never again. */
struct cp_curl {
#define CP_CURL_POINTER(name) __typeof__(name) *name##_at;
    CP_CURL_FUNCTIONS(CP_CURL_POINTER)
#undef CP_CURL_POINTER
};
extern struct cp_curl cp_curl;

#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt
#define curl_easy_cleanup (*cp_curl.curl_easy_cleanup_at)
#define curl_easy_getinfo (*cp_curl.curl_easy_getinfo_at)
#define curl_easy_init (*cp_curl.curl_easy_init_at)
#define curl_easy_perform (*cp_curl.curl_easy_perform_at)
#define curl_easy_reset (*cp_curl.curl_easy_reset_at)
#define curl_easy_setopt (*cp_curl.curl_easy_setopt_at)
#define curl_easy_strerror (*cp_curl.curl_easy_strerror_at)
#define curl_global_init (*cp_curl.curl_global_init_at)
#define curl_multi_add_handle (*cp_curl.curl_multi_add_handle_at)
#define curl_multi_cleanup (*cp_curl.curl_multi_cleanup_at)
#define curl_multi_info_read (*cp_curl.curl_multi_info_read_at)
#define curl_multi_init (*cp_curl.curl_multi_init_at)
#define curl_multi_perform (*cp_curl.curl_multi_perform_at)
#define curl_multi_poll (*cp_curl.curl_multi_poll_at)
#define curl_multi_remove_handle (*cp_curl.curl_multi_remove_handle_at)
#define curl_multi_setopt (*cp_curl.curl_multi_setopt_at)
#define curl_slist_append (*cp_curl.curl_slist_append_at)
#define curl_slist_free_all (*cp_curl.curl_slist_free_all_at)
#define curl_version (*cp_curl.curl_version_at)

#endif

/* Whether libcurl is there; it stays open for the rest of the process. Any thread may ask. */
bool cp_curl_open(void);

#endif
