/* The program's malloc: see failing.h. It counts, and leaves the work to glibc's. */
#include "failing.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__GLIBC__) && !defined(CP_SANITIZED)

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t alignment, size_t n);
extern void __libc_free(void *p);

static struct {
    bool is_on, is_all;
    size_t at, count;
    long live;
} failing;

bool
failing_works(void)
{
    return true;
}

void
failing_begin(size_t at, bool all)
{
    failing.at = at;
    failing.is_all = all;
    failing.count = 0;
    failing.is_on = true;
}

size_t
failing_end(void)
{
    failing.is_on = false;
    return failing.count;
}

long
failing_live(void)
{
    return failing.live;
}

/* Set a breakpoint here to see who asked. */
static bool
is_failure(void)
{
    if (!failing.is_on)
        return false;
    failing.count++;
    if (!failing.at ||
        (failing.is_all ? failing.count < failing.at : failing.count != failing.at))
        return false;
    errno = ENOMEM;
    return true;
}

static void *
counted(void *p)
{
    failing.live += p != NULL;
    return p;
}

void *
malloc(size_t n)
{
    return is_failure() ? NULL : counted(__libc_malloc(n));
}

void *
calloc(size_t count, size_t size)
{
    return is_failure() ? NULL : counted(__libc_calloc(count, size));
}

void *
realloc(void *p, size_t n)
{
    void *q;

    if (is_failure())
        return NULL;
    q = __libc_realloc(p, n);
    /* Of none a new one; of size 0 glibc frees. */
    failing.live += (p == NULL && q != NULL) - (p != NULL && n == 0 && q == NULL);
    return q;
}

void *memalign(size_t alignment, size_t n);

void *
memalign(size_t alignment, size_t n)
{
    return is_failure() ? NULL : counted(__libc_memalign(alignment, n));
}

void *
aligned_alloc(size_t alignment, size_t n)
{
    return memalign(alignment, n);
}

int
posix_memalign(void **p, size_t alignment, size_t n)
{
    void *got = memalign(alignment, n);

    if (!got)
        return ENOMEM;
    *p = got;
    return 0;
}

void
free(void *p)
{
    failing.live -= p != NULL;
    __libc_free(p);
}

/*
 * C++'s "new" of uchardet never fails here: it would end the process. src/decode/detect.c makes
 * sure of the memory before, and that is what fails.
 */
void *cxx_new(size_t n) __asm__("_Znwm");
void *cxx_new_array(size_t n) __asm__("_Znam");

void *
cxx_new(size_t n)
{
    return counted(__libc_malloc(n));
}

void *
cxx_new_array(size_t n)
{
    return counted(__libc_malloc(n));
}

#else

bool
failing_works(void)
{
    return false;
}

void
failing_begin(size_t at, bool all)
{
    (void)at, (void)all;
}

size_t
failing_end(void)
{
    return 0;
}

long
failing_live(void)
{
    return 0;
}

#endif
