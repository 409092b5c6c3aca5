/* Heads of lines "Name: value", of records and of HTTP: see warc/warc.h. */
#include "warc/fields.h"

#include "warc/warc.h"

bool
cp_line_take(struct cp_slice *rest, struct cp_slice *line)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->p) : rest->n, skip = end ? n + 1 : n;

    if (rest->n == 0)
        return false;
    *line = (struct cp_slice){ rest->p, n && rest->p[n - 1] == '\r' ? n - 1 : n };
    *rest = (struct cp_slice){ rest->p + skip, rest->n - skip };
    return true;
}

bool
cp_line_is_field(struct cp_slice line, struct cp_slice name, struct cp_slice *value)
{
    if (line.n <= name.n || line.p[name.n] != ':' || !cp_slice_starts_nocase(line, name))
        return false;
    *value = cp_slice_trim((struct cp_slice){ line.p + name.n + 1, line.n - name.n - 1 });
    return true;
}

struct cp_slice
cp_fields_first(struct cp_slice fields, const char *name)
{
    struct cp_slice line, value = { NULL, 0 };

    while (cp_line_take(&fields, &line))
        if (cp_line_is_field(line, cp_slice_of(name), &value))
            break;
    return value;
}

struct cp_slice
cp_warc_field_of(const struct cp_warc_found *record, const char *name)
{
    return cp_fields_first(record->fields, name);
}

struct cp_slice
cp_http_header(struct cp_slice head, const char *name)
{
    struct cp_slice line, value, last = { NULL, 0 };

    while (cp_line_take(&head, &line))
        if (cp_line_is_field(line, cp_slice_of(name), &value))
            last = value;
    return last;
}
