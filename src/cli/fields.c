#include "cli/fields.h"

#include <string.h>

#include "base/shown.h"
#include "cli/formats.h"

/* The text is a field, too, in the formats that can stand anywhere. */
static const struct {
    const char *name;
    cleanpage_format format;
} texts[] = {
    { "text", CLEANPAGE_TEXT },
    { "markdown", CLEANPAGE_MARKDOWN },
};

#define TEXTS (sizeof texts / sizeof *texts)

/* ------------------------------------------------------------------ names */

/* The library's own spelling of the name; NULL if it knows none. */
static const char *
find_name(struct cp_slice name)
{
    const char *known;

    for (size_t i = 0; (known = cleanpage_field_name(i)); i++)
        if (cp_slice_eq(cp_slice_of(known), name))
            return known;
    return NULL;
}

/* Its place in the table; TEXTS if it is none, or none of this build. */
static size_t
find_text(struct cp_slice name)
{
    size_t i = 0;

    while (i < TEXTS && !(cp_slice_eq(cp_slice_of(texts[i].name), name) &&
                          cleanpage_has_format(texts[i].format)))
        i++;
    return i;
}

bool
cp_field_is_text(struct cp_slice name)
{
    return find_text(name) < TEXTS;
}

bool
cp_field_check(struct cp_slice name, struct cp_buf *why)
{
    const char *known;

    if (find_name(name) || cp_field_is_text(name))
        return true;
    cp_buf_puts(why, "unknown field \"");
    cp_buf_put_shown(why, name);
    cp_buf_puts(why, "\", there are ");
    for (size_t i = 0; (known = cleanpage_field_name(i)); i++) {
        cp_buf_puts(why, known);
        cp_buf_puts(why, ", ");
    }
    for (size_t i = 0, n = 0; i < TEXTS; i++)
        if (cleanpage_has_format(texts[i].format)) {
            cp_buf_puts(why, n++ ? ", " : "");
            cp_buf_puts(why, texts[i].name);
        }
    return false;
}

/* ------------------------------------------------------------------ values */

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

static bool
put_text(struct cp_buf *out, const cleanpage_doc *doc, const cleanpage_layout *layout,
         cleanpage_format format)
{
    size_t start = out->n;

    if (cleanpage_render(doc, format, layout, append, out))
        out->no_memory = true;
    if (out->n > start && out->p[out->n - 1] == '\n')
        out->n--;
    return out->n > start;
}

static void
put_line(struct cp_buf *out, const char *value)
{
    cp_buf_put_shown_line(out, cp_slice_of(value), 0);
}

bool
cp_field_put(struct cp_buf *out, const cleanpage_doc *doc, const cleanpage_layout *layout,
             struct cp_slice name, struct cp_slice between)
{
    const char *known = find_name(name), *value;
    size_t text = find_text(name), i;

    if (text < TEXTS)
        return put_text(out, doc, layout, texts[text].format);
    for (i = 0; known && (value = cleanpage_field(doc, known, i)); i++) {
        if (i)
            cp_buf_put_slice(out, between);
        put_line(out, value);
    }
    return i > 0;
}
