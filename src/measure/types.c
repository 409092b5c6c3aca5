/* Types of schema.org, the vocabulary in which pages say what they are: see cp_meta.types. */
#include "measure/measure.h"

struct cp_slice
cp_type_name(struct cp_slice type)
{
    for (size_t n = type.n; n > 0; n--)
        if (type.p[n - 1] == '/' || type.p[n - 1] == ':' || type.p[n - 1] == '#')
            return (struct cp_slice){ type.p + n, type.n - n };
    return type;
}

void
cp_meta_add_type(struct cp_meta *meta, struct cp_slice type)
{
    type = cp_type_name(cp_slice_trim(type));
    if (type.n == 0 || meta->n_types == CP_META_TYPES_MAX)
        return;
    for (uint32_t i = 0; i < meta->n_types; i++)
        if (cp_slice_eq_nocase(meta->types[i], type))
            return;
    meta->types[meta->n_types++] = type;
}

static void
advance(struct cp_slice *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

static bool
skip(struct cp_slice *rest, char c)
{
    *rest = cp_slice_trim(*rest);
    if (rest->n == 0 || *rest->p != c)
        return false;
    advance(rest, 1);
    return true;
}

/* The strings of "X" or of ["X", "Y"]. Types have no escapes, so the next quote ends them. */
static void
add_strings(struct cp_meta *meta, struct cp_slice *rest)
{
    bool is_list = skip(rest, '[');

    while (skip(rest, '"')) {
        const char *end = memchr(rest->p, '"', rest->n);

        if (!end)
            return;
        cp_meta_add_type(meta, (struct cp_slice){ rest->p, (size_t)(end - rest->p) });
        advance(rest, (size_t)(end - rest->p) + 1);
        if (!is_list || !skip(rest, ','))
            return;
    }
}

void
cp_meta_add_linked_types(struct cp_meta *meta, struct cp_slice script)
{
    const char *key;

    while (script.n && (key = cp_slice_find(script, CP_LIT("@type\"")))) {
        advance(&script, (size_t)(key - script.p) + strlen("@type\""));
        if (skip(&script, ':'))
            add_strings(meta, &script);
    }
}
