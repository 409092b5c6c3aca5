/* The line of JSON that every record has: see batch/line.h. */
#include "batch/line.h"

#include "base/shown.h"
#include "cleanpage.h"

/* ------------------------------------------------------------------ text of JSON */

static void
put_hex(struct cp_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";

    cp_buf_puts(out, "\\u00");
    cp_buf_putc(out, digits[c >> 4]);
    cp_buf_putc(out, digits[c & 15]);
}

static void
put_string(struct cp_buf *out, struct cp_slice text)
{
    struct cp_buf shown = { 0 };

    cp_buf_put_shown(&shown, text);
    cp_buf_putc(out, '"');
    for (size_t i = 0; i < shown.n; i++) {
        unsigned char c = (unsigned char)shown.p[i];

        if (c < ' ') {
            put_hex(out, c);
            continue;
        }
        if (c == '"' || c == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_putc(out, (char)c);
    }
    cp_buf_putc(out, '"');
    out->no_memory |= shown.no_memory;
    cp_buf_clear(&shown);
}

/* Bytes of the string that the text begins with, quotes included. The text is valid JSON. */
static size_t
string_length(struct cp_slice text)
{
    size_t n = 1;

    while (n < text.n && text.p[n] != '"')
        n += text.p[n] == '\\' ? 2 : 1;
    return n < text.n ? n + 1 : text.n;
}

/* Bytes of a value up to the comma that ends it, or to the end. */
static size_t
value_length(struct cp_slice text)
{
    size_t n = 0, depth = 0;

    while (n < text.n && (depth || text.p[n] != ',')) {
        struct cp_slice rest = { text.p + n, text.n - n };

        if (text.p[n] == '"') {
            n += string_length(rest);
            continue;
        }
        depth += text.p[n] == '{' || text.p[n] == '[';
        depth -= text.p[n] == '}' || text.p[n] == ']';
        n++;
    }
    return n;
}

/* ------------------------------------------------------------------ members of the input */

static bool
is_ours(struct cp_slice name)
{
    static const char *const ours[] = { "id",       "status",   "error", "text",
                                        "markdown", "comments", "links", "images",
                                        "stats",    "url",      "notes" };
    const char *field;

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (cp_slice_eq(name, cp_slice_of(ours[i])))
            return true;
    for (size_t i = 0; (field = cleanpage_field_name(i)); i++)
        if (cp_slice_eq(name, cp_slice_of(field)))
            return true;
    return false;
}

/* One that "input_" was put before already, as by an earlier batch, gets another, or there
 * might be two of that name. `name` comes with its quotes. */
static bool
collides(struct cp_slice name)
{
    static const struct cp_slice prefix = { "input_", 6 };
    struct cp_slice plain = { name.p + 1, name.n - 2 };

    while (plain.n > prefix.n && memcmp(plain.p, prefix.p, prefix.n) == 0)
        plain = (struct cp_slice){ plain.p + prefix.n, plain.n - prefix.n };
    return is_ours(plain);
}

static void
put_carried(struct cp_buf *out, struct cp_slice members)
{
    while (members.n > 2 && *members.p == '"') {
        struct cp_slice name = { members.p, string_length(members) }, value;

        value = (struct cp_slice){ members.p + name.n + 1, members.n - name.n - 1 };
        value.n = value_length(value);
        cp_buf_puts(out, collides(name) ? ",\"input_" : ",\"");
        cp_buf_put(out, name.p + 1, name.n - 1);
        cp_buf_putc(out, ':');
        cp_buf_put_slice(out, value);
        members.p += name.n + 1 + value.n;
        members.n -= name.n + 1 + value.n;
        if (members.n && *members.p == ',') {
            members.p++;
            members.n--;
        }
    }
}

/* ------------------------------------------------------------------ lines */

static void
put_start(struct cp_buf *out, const struct cp_record *record, const char *status)
{
    cp_buf_puts(out, "{\"id\":");
    cp_buf_put_slice(out, record->id);
    cp_buf_puts(out, ",\"status\":\"");
    cp_buf_puts(out, status);
    cp_buf_puts(out, "\",\"error\":");
}

void
cp_line_put(struct cp_buf *out, const struct cp_record *record, bool has_text,
            struct cp_slice json)
{
    if (json.n && json.p[json.n - 1] == '\n')
        json.n--;
    put_start(out, record, has_text ? "ok" : "empty");
    cp_buf_puts(out, "null");
    put_carried(out, record->carried);
    cp_buf_putc(out, ',');
    cp_buf_put(out, json.p + 1, json.n - 1);
    cp_buf_putc(out, '\n');
}

void
cp_line_put_error(struct cp_buf *out, const struct cp_record *record, struct cp_slice cause)
{
    put_start(out, record, "error");
    put_string(out, cause);
    put_carried(out, record->carried);
    cp_buf_puts(out, ",\"url\":");
    if (record->url.n)
        put_string(out, record->url);
    else
        cp_buf_puts(out, "null");
    cp_buf_puts(out, "}\n");
}
