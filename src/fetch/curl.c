#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "fetch/curl.h"

#ifdef CP_LAZY_CURL

#include <pthread.h>
#include <stddef.h>

struct cp_curl cp_curl;

static const struct cp_lazy_function functions[] = {
/* The macros of the header must not take the place of the names here. */
#define ROW(name) { #name, &cp_curl.name##_at },
    CP_CURL_FUNCTIONS(ROW){ NULL, NULL }
#undef ROW
};

static pthread_once_t open_once = PTHREAD_ONCE_INIT;
static bool is_open;

static void
open_curl(void)
{
    is_open = cp_lazy_open(CP_LAZY_CURL, functions);
}

bool
cp_curl_open(void)
{
    return pthread_once(&open_once, open_curl) == 0 && is_open;
}

#else

bool
cp_curl_open(void)
{
    return true;
}

#endif
