/* Which of the texts are new: see batch/unique.h. */
#include "batch/unique.h"

cleanpage_status
cp_unique_init(struct cp_ctx *cx, struct cp_unique *unique,
               const struct cp_seen_options *options)
{
    *unique = (struct cp_unique){ .options = *options };
    return cp_seen_open(cx, options, &unique->seen);
}

cleanpage_status
cp_unique_ask(struct cp_unique *unique, uint64_t number, const struct cp_signature *signature,
              const struct cp_line *line, struct cp_buf *out, bool *is_new)
{
    bool is_near = unique->options.kind == CP_DEDUP_NEAR, found;
    const uint64_t *keys = is_near ? signature->bands : &signature->exact;
    size_t n = is_near ? CP_MINHASH_BANDS : 1;
    cleanpage_status st;

    unique->other.n = 0;
    st = cp_seen_find(unique->seen, keys, n, &unique->other, &found);
    *is_new = !found;
    if (st)
        return st;
    if (!found)
        return cp_seen_add(unique->seen, number, line->id, keys, n);
    cp_line_put_duplicate(out, line, is_near ? "dedup: near" : "dedup: exact",
                          cp_buf_slice(&unique->other));
    out->no_memory |= unique->other.no_memory;
    return CLEANPAGE_OK;
}

void
cp_unique_finish(struct cp_unique *unique)
{
    if (unique->seen)
        cp_seen_finish(unique->seen);
}

void
cp_unique_clear(struct cp_unique *unique)
{
    cp_seen_close(unique->seen);
    cp_buf_clear(&unique->other);
    *unique = (struct cp_unique){ .seen = NULL };
}
