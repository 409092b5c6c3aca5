#include "meta/metadata.h"

#include "base/utf8.h"

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

/* White space folded, what shows nothing left out, a NUL behind it. */
static struct cp_slice
fold(struct cp_ctx *cx, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    char *copy = cp_arena_alloc(cx->arena, text.n + 1), *out = copy;
    bool gap = false;

    while (copy && p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);

        if (cp_utf8_is_space(c) || c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            gap = out > copy;
        } else if (!cp_utf8_is_invisible(c)) {
            if (gap)
                *out++ = ' ';
            gap = false;
            do
                *out++ = *p++;
            while (p < next);
        }
        p = next;
    }
    if (copy)
        *out = '\0';
    return (struct cp_slice){ copy, (size_t)(out - copy) };
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
