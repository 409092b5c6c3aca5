#include "meta/metadata.h"

#include "base/fold.h"

static const struct {
    const char *name;
    bool many;
} fields[CP_FIELD_COUNT] = {
#define CP_FIELD(id, name, many, help) [CP_FIELD_##id] = { name, many },
#include "meta/fields.def"
#undef CP_FIELD
};

const char *
cp_field_name(enum cp_field field)
{
    return fields[field].name;
}

enum cp_field
cp_field_find(struct cp_slice name)
{
    int i = 0;

    while (i < CP_FIELD_COUNT && !cp_slice_eq(name, cp_slice_of(fields[i].name)))
        i++;
    return (enum cp_field)i;
}

/* As one line, with a NUL behind it; no pointer without memory. */
static struct cp_slice
fold(struct cp_ctx *cx, struct cp_slice text)
{
    struct cp_buf line = { 0 };
    struct cp_slice copy = { NULL, 0 };

    cp_fold_put_line(&line, text);
    if (!cp_buf_failed(&line))
        copy = (struct cp_slice){ cp_arena_strndup(cx->arena, line.n ? line.p : "", line.n),
                                  line.n };
    cp_buf_clear(&line);
    return copy;
}

cleanpage_status
cp_metadata_add(struct cp_ctx *cx, struct cp_metadata *metadata, enum cp_field field,
                struct cp_slice text, const char *source)
{
    struct cp_slice folded = fold(cx, text);
    struct cp_value **to = &metadata->first[field];
    size_t n = 0;

    if (!folded.p)
        return cp_fail_nomem(cx);
    if (!folded.n || (*to && !fields[field].many))
        return CLEANPAGE_OK;
    for (; *to; to = &(*to)->next)
        if (cp_slice_eq_nocase((*to)->text, folded) || ++n == CP_META_VALUES_MAX)
            return CLEANPAGE_OK;
    *to = cp_arena_zalloc(cx->arena, 1, sizeof **to);
    if (!*to)
        return cp_fail_nomem(cx);
    **to = (struct cp_value){ folded, source, NULL };
    return CLEANPAGE_OK;
}

const struct cp_value *
cp_metadata_get(const struct cp_metadata *metadata, enum cp_field field, size_t i)
{
    const struct cp_value *value = metadata->first[field];

    while (value && i--)
        value = value->next;
    return value;
}
