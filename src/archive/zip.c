/* ZIP files: see archive/zip.h. The one file that sees libzip. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "archive/zip.h"

#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/lazy.h"

#ifdef CP_LAZY_LIBZIP
#define FUNCTIONS(X)                                                                           \
    X(zip_close)                                                                               \
    X(zip_discard)                                                                             \
    X(zip_error_fini)                                                                          \
    X(zip_error_init_with_code)                                                                \
    X(zip_error_strerror)                                                                      \
    X(zip_file_add)                                                                            \
    X(zip_file_set_dostime)                                                                    \
    X(zip_get_error)                                                                           \
    X(zip_open)                                                                                \
    X(zip_set_file_compression)                                                                \
    X(zip_source_file)                                                                         \
    X(zip_source_free)
CP_LAZY_FUNCTIONS(FUNCTIONS, CP_LAZY_LIBZIP)

#define zip_close (*lazy_zip_close)
#define zip_discard (*lazy_zip_discard)
#define zip_error_fini (*lazy_zip_error_fini)
#define zip_error_init_with_code (*lazy_zip_error_init_with_code)
#define zip_error_strerror (*lazy_zip_error_strerror)
#define zip_file_add (*lazy_zip_file_add)
#define zip_file_set_dostime (*lazy_zip_file_set_dostime)
#define zip_get_error (*lazy_zip_get_error)
#define zip_open (*lazy_zip_open)
#define zip_set_file_compression (*lazy_zip_set_file_compression)
#define zip_source_file (*lazy_zip_source_file)
#define zip_source_free (*lazy_zip_source_free)
#else
CP_LAZY_LINKED
#endif

struct cp_zip {
    zip_t *zip;
    char *path;
};

/* The first day that a ZIP can tell, 1 January 1980. */
enum { FIRST_DAY = 1 << 5 | 1 };

static cleanpage_status
fail(struct cp_ctx *cx, const struct cp_zip *z)
{
    return cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", z->path,
                   zip_error_strerror(zip_get_error(z->zip)));
}

cleanpage_status
cp_zip_open(struct cp_ctx *cx, const char *path, struct cp_zip **zip)
{
    struct cp_zip *z = calloc(1, sizeof *z);
    zip_error_t error;
    int code = 0;

    if (!lazy_is_there()) {
        free(z);
        return cp_fail(cx, CLEANPAGE_READ, "libzip, which writes EPUB, is not here");
    }
    if (z)
        z->path = strdup(path);
    if (!z || !z->path) {
        free(z);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    z->zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (z->zip) {
        *zip = z;
        return CLEANPAGE_OK;
    }
    zip_error_init_with_code(&error, code);
    cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", path, zip_error_strerror(&error));
    zip_error_fini(&error);
    cp_zip_drop(z);
    return CLEANPAGE_WRITE;
}

cleanpage_status
cp_zip_add(struct cp_ctx *cx, struct cp_zip *z, const char *name, const char *from,
           bool is_stored)
{
    zip_source_t *source = zip_source_file(z->zip, from, 0, -1);
    zip_int64_t at = -1;

    if (source)
        at = zip_file_add(z->zip, name, source, ZIP_FL_ENC_UTF_8);
    if (source && at < 0)
        zip_source_free(source);
    if (at < 0 ||
        zip_set_file_compression(z->zip, (zip_uint64_t)at,
                                 is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) != 0 ||
        zip_file_set_dostime(z->zip, (zip_uint64_t)at, 0, FIRST_DAY, 0) != 0)
        return fail(cx, z);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_zip_close(struct cp_ctx *cx, struct cp_zip *z)
{
    cleanpage_status st = CLEANPAGE_OK;

    if (zip_close(z->zip) != 0)
        st = fail(cx, z);
    else
        z->zip = NULL;
    cp_zip_drop(z);
    return st;
}

void
cp_zip_drop(struct cp_zip *z)
{
    if (!z)
        return;
    if (z->zip)
        zip_discard(z->zip);
    free(z->path);
    free(z);
}
