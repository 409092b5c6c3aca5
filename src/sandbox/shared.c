/* Memory that is shared: see sandbox/shared.h. */
#include "sandbox/shared.h"

#include "base/buf.h"

#ifdef __linux__

#include <stdint.h>
#include <sys/mman.h>

#include "base/slice.h"

/* A line for each mapping, of which a process with many threads and libraries has a thousand. */
#define MAPS_MAX ((size_t)4 << 20)

static uintptr_t
take_address(struct cp_slice *line)
{
    uintptr_t address = 0;

    for (; line->n && *line->p != '-' && *line->p != ' '; line->p++, line->n--)
        address = address * 16 + (uintptr_t)(*line->p <= '9' ? *line->p - '0' : *line->p - 'a' + 10);
    if (line->n)
        line->p++, line->n--;
    return address;
}

/* "7f00-7f10 rw-s 00000000 ...": from, to, and what may be done with it. */
static bool
let_go(struct cp_slice line)
{
    uintptr_t from = take_address(&line), to = take_address(&line);

    if (line.n < 4 || line.p[1] != 'w' || line.p[3] != 's')
        return true;
    return munmap((void *)from, to - from) == 0;
}

static struct cp_slice
take_line(struct cp_slice *rest)
{
    const char *end = memchr(rest->p, '\n', rest->n);
    struct cp_slice line = { rest->p, end ? (size_t)(end - rest->p) : rest->n };
    size_t taken = line.n + (end != NULL);

    rest->p += taken;
    rest->n -= taken;
    return line;
}

bool
cp_shared_let_go(void)
{
    struct cp_buf maps = { .max = MAPS_MAX };
    struct cp_ctx cx = { 0 };
    bool good = !cp_buf_read_file(&cx, &maps, "/proc/self/maps");
    struct cp_slice rest = cp_buf_slice(&maps);

    while (good && rest.n)
        good = let_go(take_line(&rest));
    cp_buf_clear(&maps);
    return good;
}

#else

bool
cp_shared_let_go(void)
{
    return false;
}

#endif
