#include "options.h"

#include <string.h>

cleanpage_status
cp_options_read(struct cp_ctx *cx, const char *what, void *into, size_t size, const void *from)
{
    const unsigned char *bytes = from;
    size_t theirs;

    if (!from)
        return CLEANPAGE_OK;
    memcpy(&theirs, from, sizeof theirs);
    if (theirs < sizeof theirs)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: size is not set; use the INIT macro", what);
    for (size_t i = size; i < theirs; i++)
        if (bytes[i])
            return cp_fail(cx, CLEANPAGE_BADARG,
                           "%s: sets an option that this library does not know", what);
    memcpy(into, from, theirs < size ? theirs : size);
    memcpy(into, &size, sizeof size);
    return CLEANPAGE_OK;
}

void
cp_options_fill(void *theirs, const void *ours, size_t size)
{
    size_t n;

    memcpy(&n, theirs, sizeof n);
    n = n < size ? n : size;
    if (n > sizeof n)
        memcpy((char *)theirs + sizeof n, (const char *)ours + sizeof n, n - sizeof n);
}
