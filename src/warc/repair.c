/* Where the whole records of a file end: see warc/repair.h. */
#include "warc/repair.h"

#include <stdlib.h>
#include <string.h>

#include "warc/input.h"
#include "warc/member.h"

#define SCRATCH ((size_t)64 << 10)

struct search {
    struct cp_input in;
    struct cp_unpacker *unpacker, *prober;
    char *scratch;
};

/* Reads the member that begins here; false if it is damaged or not whole. */
static bool
pass_member(struct search *s)
{
    enum cp_unpacked got = CP_UNPACKED_SOME;

    cp_unpacker_restart(s->unpacker);
    while (got == CP_UNPACKED_SOME && cp_input_has(&s->in, 1)) {
        struct cp_slice bytes = cp_input_slice(&s->in);
        size_t n;

        got = cp_unpacker_read(s->unpacker, &bytes, s->scratch, SCRATCH, &n);
        s->in.at = s->in.n - bytes.n;
    }
    return got == CP_UNPACKED_END;
}

/* Leaves the end of the last whole member that can be found from the place at hand in *end. */
static void
pass_members(struct search *s, uint64_t *end)
{
    uint64_t start = *end;

    while (cp_input_find(&s->in, s->prober, CP_WARC_START_PACKED)) {
        start = cp_input_offset(&s->in);
        if (pass_member(s))
            *end = cp_input_offset(&s->in);
        else if (!cp_input_goto(&s->in, start + 1))
            return;
    }
}

/* An empty file, or one that begins with a record, which may not be whole. */
static bool
is_ours(struct search *s)
{
    if (!cp_input_goto(&s->in, 0))
        return false;
    return !cp_input_has(&s->in, 1) || cp_input_may_be_cut(&s->in, s->prober) ||
           cp_input_start(&s->in, s->prober) == CP_WARC_START_PACKED;
}

static cleanpage_status
search(struct cp_ctx *cx, const char *path, struct search *s, uint64_t known_good,
       uint64_t *end)
{
    *end = known_good;
    if (!is_ours(s) && !s->in.error)
        return cp_fail(cx, CLEANPAGE_TYPE,
                       "%s: does not begin with a compressed WARC record, and stays as it is",
                       path);
    if (cp_input_goto(&s->in, known_good))
        pass_members(s, end);
    return s->in.error ? cp_fail(cx, CLEANPAGE_WRITE, "%s: %s", path, strerror(s->in.error))
                       : CLEANPAGE_OK;
}

cleanpage_status
cp_warc_find_end(struct cp_ctx *cx, const char *path, int fd, uint64_t known_good,
                 uint64_t *end)
{
    struct search s = { .unpacker = cp_unpacker_new(), .prober = cp_unpacker_new() };
    const struct cp_slice nothing = { NULL, 0 };
    cleanpage_status st;

    s.scratch = malloc(SCRATCH);
    if (cp_input_init(&s.in, fd, nothing) && s.unpacker && s.prober && s.scratch)
        st = search(cx, path, &s, known_good, end);
    else
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cp_input_clear(&s.in);
    cp_unpacker_free(s.unpacker);
    cp_unpacker_free(s.prober);
    free(s.scratch);
    return st;
}
